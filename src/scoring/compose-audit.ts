import { createHash } from 'node:crypto';
import { deferralCover } from '../analysis/deferrals.ts';
import { countedTests } from '../analysis/test-reports.ts';
import { canonicalJson } from '../lib/canonical-json.ts';
import { resultOf } from '../lib/concurrency.ts';
import type { Audit } from '../model/audit.ts';
import { auditPaths } from '../model/audit-paths.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';
import { evidencePlace, savedEvidence, savingSteps } from '../model/evidence-text.ts';
import type { Rule } from '../model/rule.ts';
import { registryFromHistory, registryParts } from './audit-deferrals.ts';
import { auditCriteria, auditEvidence, auditStatements } from './audit-evidence.ts';
import { auditFlakes, flakesOverTime } from './audit-flakes.ts';
import { chainIssue, historyParts, predecessorOf } from './audit-history.ts';
import { judgmentSteps, unusedOptions } from './audit-rules.ts';
import { auditRuns, auditSources, evidenceTime } from './audit-runs.ts';
import {
  evidenceOr,
  repositoryAddress,
  sourceLocator,
  withoutUnstarted,
  withSharedFiles,
} from './evidence-values.ts';
import { failingTests } from './failing-tests.ts';
import { auditMeasures } from './measures.ts';

/** The program that made the audit, and the version of its rules. */
export interface Tool {
  readonly version: string;
  readonly rulesVersion: number;
}

/**
 * Returns the audit of an evidence file. It reads nothing else, so that the same evidence gives the
 * same audit on any machine and at any time.
 */
export function composeAudit(given: EvidenceFile, rules: readonly Rule[], tool: Tool): Audit {
  return resultOf(auditSteps(given, rules, tool));
}

/** Returns `composeAudit` in steps: a caller that waits between them can be cancelled. */
export function* auditSteps(
  given: EvidenceFile,
  rules: readonly Rule[],
  tool: Tool,
): Generator<void, Audit> {
  yield* savingSteps(given);
  const file = judgedEvidence(given);
  yield;
  const { config, evidence, milestone } = file;
  const locate = sourceLocator(file.target);
  const cover = deferralCover(evidence.registry, milestone.id);
  const runs = evidenceOr(file, 'runs', []);
  const counted = countedTests(evidenceOr(file, 'tests', []), evidence.runs);
  const previous = predecessorOf(evidenceOr(file, 'previous', []));
  const flakes = auditFlakes(file, cover, locate);
  yield;
  const measures = auditMeasures(file, counted);
  yield;
  const { verdicts, judgment } = yield* judgmentSteps(file, rules, {
    previous,
    flakes: flakes.length,
    locate,
  });
  yield;
  const history = historyParts(file, { ...judgment, measures });
  yield;
  const paths = auditPaths(config.docsPath, milestone.id, config.auditKey);
  const completed = evidenceTime(runs, evidenceOr(file, 'artifacts', []));
  return {
    schema: 'milestone-audit/1',
    ...identityOf(file),
    date: completed?.slice(0, 10) ?? null,
    evidence_completed_at: completed,
    runs: auditRuns(runs),
    sources: auditSources(evidenceOr(file, 'sources', [])),
    ...auditStatements(evidence, locate),
    criteria: auditCriteria(evidence.plan, locate),
    ...judgment,
    issues: [...chainIssue(evidenceOr(file, 'previous', [])), ...judgment.issues],
    ...registryParts(evidence.registry, milestone.id, verdicts),
    flakes: flakesOverTime(flakes, previous?.memory?.flakes ?? [], milestone.id, {
      runs: runs.length > 0,
      tests: counted.length > 0,
    }),
    measures,
    failing_tests: failingTests(file, counted, cover, locate),
    ...history,
    evidence: { ...savedAs(given, paths.evidence), ...auditEvidence(file, counted, cover, locate) },
    notices: [
      ...history.chain.findings.map((one) => `the chain of audits is not whole: ${one}`),
      ...unusedOptions(config, verdicts),
      ...file.notices,
    ],
    tool: { name: 'milestone-audit', version: tool.version, rules_version: tool.rulesVersion },
    paths,
  };
}

/** Returns the evidence as the rules see it: compared with earlier audits, without what had not to run. */
export function judgedEvidence(given: EvidenceFile): EvidenceFile {
  return withSharedFiles(registryFromHistory(withoutUnstarted(given)));
}

function savedAs(
  file: EvidenceFile,
  path: string,
): Pick<Audit['evidence'], 'sha256' | 'bytes' | 'place'> {
  const { sha256, bytes } = savedEvidence(file);
  return { sha256, bytes, place: evidencePlace(file, path) };
}

type Identity = Pick<
  Audit,
  | 'milestone'
  | 'next_milestone'
  | 'title'
  | 'repository'
  | 'repository_url'
  | 'branch'
  | 'event'
  | 'pull_request'
  | 'commits'
  | 'config'
>;

/** Returns what was audited, and by which config. */
function identityOf({ target, config, configOrigin, milestone }: EvidenceFile): Identity {
  const { pull, commits, repository } = target;
  const { path, from, extends: shared } = configOrigin;
  const url = repositoryAddress(target);
  return {
    milestone: milestone.id,
    next_milestone: milestone.next,
    title: milestone.title,
    repository: `${repository.owner}/${repository.name}`,
    ...(url === undefined ? {} : { repository_url: url }),
    branch: pull?.headRef ?? target.branch,
    event: target.event,
    pull_request:
      pull === undefined ? null : { number: pull.number, title: pull.title, url: pull.url },
    commits: {
      base: commits.base ?? null,
      audited: commits.audited,
      merge: commits.merge ?? null,
      policy: commits.policy,
      same_tree: commits.sameTree,
    },
    config: {
      path,
      from,
      profile: config.profile,
      digest: `sha256:${createHash('sha256').update(canonicalJson(config)).digest('hex')}`,
      ...(shared === undefined
        ? {}
        : { extends: `${shared.repository}/${shared.path}@${shared.commit}` }),
      ...(config.workflowKeys === undefined ? {} : { workflow_keys: config.workflowKeys }),
    },
  };
}
