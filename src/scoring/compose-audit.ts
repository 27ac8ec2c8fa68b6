import { deferralCover } from '../analysis/deferrals.ts';
import { findingsOf, judgeRules } from '../analysis/runner.ts';
import { countedTests, currentReports } from '../analysis/test-reports.ts';
import type { Audit } from '../model/audit.ts';
import { auditPaths } from '../model/audit-paths.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';
import type { AnyRule } from '../model/rule.ts';
import { checkInvariants } from '../rules/invariants.ts';
import { auditDeferrals, registryFromHistory } from './audit-deferrals.ts';
import { auditEvidence } from './audit-evidence.ts';
import { auditFlakes, flakesOverTime } from './audit-flakes.ts';
import {
  auditComparison,
  auditMode,
  auditPredecessor,
  auditTrend,
  chainFindings,
  chainGaps,
  chainIssue,
  predecessorOf,
} from './audit-history.ts';
import { auditIssues } from './audit-issues.ts';
import { auditRegressions } from './audit-regressions.ts';
import { auditRules, notEvaluated, unusedOptions } from './audit-rules.ts';
import { auditRuns, auditSources, evidenceTime } from './audit-runs.ts';
import { scoreCategories } from './categories.ts';
import { decide, unfinishedRuns } from './decide.ts';
import { evidenceOr, withSharedFiles } from './evidence-values.ts';
import { evaluateGates, rulesLackingRequired } from './gates.ts';
import { repositoryAddress, sourceLocator } from './locate-source.ts';
import { auditMeasures, measureReader } from './measures.ts';

/** The program that made the audit, and the version of its rules. */
export interface Tool {
  readonly version: string;
  readonly rulesVersion: number;
}

/**
 * Returns the audit of an evidence file. It reads nothing else, so that the same evidence gives the
 * same audit on any machine and at any time.
 */
export function composeAudit(given: EvidenceFile, rules: readonly AnyRule[], tool: Tool): Audit {
  const bundle = withSharedFiles(registryFromHistory(given));
  const { target, config, evidence, milestone } = bundle;
  const verdicts = judgeRules(rules, bundle);
  const invariants = checkInvariants(evidence, {
    config,
    milestone: milestone.id,
    findings: findingsOf(verdicts),
  });
  const scores = scoreCategories(config, verdicts);
  const runs = evidenceOr(bundle, 'runs', []);
  const sources = evidenceOr(bundle, 'sources', []);
  const artifacts = evidenceOr(bundle, 'artifacts', []);
  const counted = countedTests(evidenceOr(bundle, 'tests', []), evidence.runs);
  const cover = deferralCover(evidence.registry, milestone.id);
  const locate = sourceLocator(target);
  const lackRequired = rulesLackingRequired(rules, sources);
  const completed = evidenceTime(runs, artifacts);
  const previous = evidenceOr(bundle, 'previous', []);
  const before = predecessorOf(previous);
  const judged = auditRules(verdicts, config, rules, locate);
  const measures = auditMeasures(
    counted,
    evidenceOr(bundle, 'coverage', []),
    evidenceOr(bundle, 'benchmarks', []),
  );
  const flakes = auditFlakes(
    runs,
    currentReports(evidenceOr(bundle, 'tests', []), evidence.runs),
    cover,
    milestone.id,
    locate,
  );
  const gates = evaluateGates(config.gates, {
    verdicts,
    lackRequired,
    measure: measureReader(evidence, scores.score, flakes.length),
    previous: before,
    ratchet: config.ratchet ?? false,
  });
  return {
    schema: 'milestone-audit/1',
    milestone: milestone.id,
    next_milestone: milestone.next,
    title: milestone.title,
    mode: auditMode(evidence),
    repository: `${target.repository.owner}/${target.repository.name}`,
    ...repositoryUrl(bundle),
    branch: target.pull?.headRef ?? target.branch,
    event: target.event,
    date: completed?.slice(0, 10) ?? null,
    evidence_completed_at: completed,
    pull_request: pullOf(bundle),
    commits: {
      base: target.commits.base ?? null,
      audited: target.commits.audited,
      merge: target.commits.merge ?? null,
      policy: target.commits.policy,
      same_tree: target.commits.sameTree,
    },
    config: {
      path: bundle.configOrigin.path,
      from: bundle.configOrigin.from,
      profile: config.profile,
      ...sharedOf(bundle.configOrigin),
    },
    runs: auditRuns(runs),
    sources: auditSources(sources),
    criteria: criteriaOf(bundle, locate),
    categories: scores.categories,
    rules: judged,
    score: scores.score,
    measured: scores.measured,
    measured_rules: scores.measuredRules,
    formula: scores.formula,
    minimum_score: config.minimumScore ?? null,
    gates,
    invariants: invariants.map(({ proof, ...rest }) => ({
      ...rest,
      proof: proof.map(({ text, source }) => ({ text, source: locate(source) })),
    })),
    issues: [...chainIssue(previous), ...auditIssues(verdicts, config, rules, locate)],
    deferrals:
      evidence.registry.state === 'present'
        ? auditDeferrals(evidence.registry.value, milestone.id, verdicts)
        : [],
    registry: registryOf(bundle),
    flakes: flakesOverTime(flakes, before?.memory?.flakes ?? [], milestone.id, {
      runs: runs.length > 0,
      tests: counted.length > 0,
    }),
    regressions: auditRegressions(measures, previous),
    measures,
    trend: auditTrend(previous),
    predecessor: auditPredecessor(previous),
    history: historyOf(bundle),
    chain: { findings: chainFindings(previous), gaps: chainGaps(previous, milestone.id) },
    comparison: auditComparison(before, { rules: judged, categories: scores.categories }),
    evidence: auditEvidence(bundle, counted, cover, locate),
    not_evaluated: notEvaluated(verdicts),
    notices: [
      ...chainFindings(previous).map(asNotice),
      ...unusedOptions(config, verdicts),
      ...bundle.notices,
    ],
    ...decide({
      gates,
      score: scores.score,
      minimumScore: config.minimumScore,
      sources,
      unfinished: unfinishedRuns(runs),
      noBasis: whyNoRun(bundle) ?? whyNoFiles(bundle),
    }),
    tool: { name: 'milestone-audit', version: tool.version, rules_version: tool.rulesVersion },
    paths: auditPaths(config.docsPath, milestone.id, config.auditKey),
  };
}

function sharedOf({ extends: shared }: EvidenceFile['configOrigin']): {
  readonly extends?: string;
} {
  if (shared === undefined) return {};
  return { extends: `${shared.repository}/${shared.path}@${shared.commit}` };
}

function asNotice(finding: string): string {
  return `the chain of audits is not whole: ${finding}`;
}

function historyOf({ evidence: { history } }: EvidenceFile): NonNullable<Audit['history']> {
  return history?.state === 'present' ? history.value.entries : [];
}

/**
 * Returns why no run is evidence; `undefined` when one is. A local audit has no runs, so a report
 * of tests, coverage, or a scan is enough there.
 */
function whyNoRun({ target, evidence }: EvidenceFile): string | undefined {
  const { runs, tests, coverage, findings } = evidence;
  if (target.occasion.kind === 'local' && runs.state !== 'present') {
    return [tests, coverage, findings].some((reports) => reports.state === 'present')
      ? undefined
      : 'There is no report of tests, coverage or a scan, and no run is known: nothing shows how this code fares';
  }
  if (runs.state !== 'present') return runs.why;
  return runs.value.some((run) => run.relation !== 'stale')
    ? undefined
    : `No workflow run of the audited commit ${target.commits.audited.slice(0, 7)} or of a commit with the same tree: what ran on other code proves nothing`;
}

/** Workflow files are required: unreadable files must not look better than ignored failures. */
function whyNoFiles({ evidence: { files } }: EvidenceFile): string | undefined {
  return files.state === 'present'
    ? undefined
    : `The repository's files at the audited commit could not be read: ${files.why}`;
}

function repositoryUrl({ target }: EvidenceFile): Pick<Audit, 'repository_url'> {
  const url = repositoryAddress(target);
  return url === undefined ? {} : { repository_url: url };
}

function pullOf({ target: { pull } }: EvidenceFile): Audit['pull_request'] {
  return pull === undefined ? null : { number: pull.number, title: pull.title, url: pull.url };
}

function criteriaOf(
  { evidence: { plan } }: EvidenceFile,
  locate: ReturnType<typeof sourceLocator>,
): Audit['criteria'] {
  if (plan.state !== 'present') return [];
  const { path, items } = plan.value;
  return items.map(({ text, done, line }) => ({
    text,
    met: done,
    source: locate({ ...plan.source, what: path, path, line }),
  }));
}

function registryOf({ evidence: { registry } }: EvidenceFile): Audit['registry'] {
  if (registry.state !== 'present') return null;
  const { path, lost, altered, lostEntries } = registry.value;
  const entries = lostEntries === undefined ? {} : { lost_entries: lostEntries };
  return { path, lost, altered, ...entries };
}
