import { type DeferralCover, deferralCover } from '../analysis/deferrals.ts';
import { leveled } from '../analysis/fold.ts';
import { defineRule } from '../analysis/runner.ts';
import { unknown } from '../analysis/unconverted.ts';
import { fileSource, readableWorkflows } from '../analysis/workflow-files.ts';
import { plural } from '../lib/format.ts';
import type { Evidence } from '../model/evidence.ts';
import type { MilestoneFiles, RepositoryFiles } from '../model/repository.ts';
import type { Finding, Flaw, Level, Proof } from '../model/verdict.ts';
import type { WorkflowJob } from '../model/workflow.ts';
import { weakenedTests } from '../workflow/compare/weakened-tests.ts';
import {
  removedAtHead,
  type Weakening,
  type WeakeningKind,
} from '../workflow/compare/weakening.ts';
import { weakeningsBetween } from '../workflow/compare/weakenings.ts';
import { isJobOf } from '../workflow/test-steps.ts';

export const noWeakening = defineRule({
  id: 'no-weakening',
  title: 'No weakening',
  needs: ['files', 'baseFiles'],
  uses: ['registry', 'requiredChecks'],
  levels: [
    'a check was weakened silently: a threshold, gate, job, step, trigger, leg or test, or more retries',
    '—',
    '—',
    'checks were weakened, each under a live deferral',
    'only pins, permissions or timeouts are looser than at the base, or tests were replaced by others',
    'the head checks everything that the base and the previous milestone checked',
  ],
  remediation: {
    recommendation:
      'Put the former value back, or enter the weakening in the deferral registry with the milestone it ends in.',
    minutes: 30,
    guardrail: 'Ask code owners to review `.github/workflows` and the files that hold thresholds.',
    rollback: 'Revert the change of the workflow.',
    area: 'CI',
  },
  deferralCap: 3,
  judge({ files, baseFiles, registry, requiredChecks }, context) {
    const local = context.target.occasion.kind === 'local';
    const checks = local ? 'none' : requiredChecks;
    const { found, open } = foundWeakenings(files, baseFiles, checks);
    const cover = deferralCover(registry, context.milestone);
    const weakenings = found.map((each) => ({ ...each, deferrals: coveredBy(each.one, cover) }));
    const level = levelOf(weakenings);
    const why = level === 0 ? '' : unreadableIn(files, baseFiles) || open;
    if (why !== '') return unknown(why);
    if (files.workflows.length === 0 && found.length === 0) {
      return unknown('there is no workflow file at either commit');
    }
    return verdict(weakenings, level, files, baseFiles);
  },
});

interface CoveredWeakening extends FoundWeakening {
  readonly deferrals: readonly string[];
}

/** Weakenings that other rules judge by their current state; here they are only named. */
const MINOR_KINDS: ReadonlySet<WeakeningKind> = new Set<WeakeningKind>([
  'timeout-raised',
  'pin-loosened',
  'permission-widened',
  'test-replaced',
]);

/**
 * Returns its deferrals. A `threshold` deferral may name the metric, the file, or file and line.
 */
function coveredBy({ kind, path, line }: Weakening, cover: DeferralCover): readonly string[] {
  const coverage = ['coverage', 'coverage.lines', 'coverage.branches'];
  const names = kind === 'threshold-lowered' || kind === 'threshold-removed' ? coverage : [];
  return [...names, path, `${path}:${line}`].flatMap((name) => cover.threshold(name));
}

function levelOf(weakenings: readonly CoveredWeakening[]): Level {
  const major = weakenings.filter(({ one }) => !MINOR_KINDS.has(one.kind));
  if (major.some(({ deferrals }) => deferrals.length === 0)) return 0;
  if (major.length > 0) return 3;
  return weakenings.length > 0 ? 4 : 5;
}

/** Returns the first file that cannot be read on either side: it may hide any weakening. */
function unreadableIn(...sides: readonly RepositoryFiles[]): string {
  for (const { commit, workflows } of sides) {
    const broken = workflows.find((file) => file.state === 'unreadable');
    if (broken?.state === 'unreadable') {
      const place = `${broken.path}:${broken.line} at ${commit.slice(0, 12)}`;
      return `${place} cannot be read, so that nothing can be compared: ${broken.why}`;
    }
  }
  return '';
}

function verdict(
  weakenings: readonly CoveredWeakening[],
  level: Level,
  files: RepositoryFiles,
  baseFiles: RepositoryFiles,
): Finding {
  return leveled({
    level,
    measured: describe(weakenings),
    proof:
      weakenings.length === 0
        ? comparisonProof(files, baseFiles)
        : weakenings.flatMap((each) => proofOf(each, files)),
    flaws: weakenings
      .toSorted((a, b) => severityRank(b) - severityRank(a))
      .map((each) => flawOf(each, files)),
    deferrals: weakenings.flatMap(({ deferrals }) => deferrals),
    undeferred: levelOf(weakenings.map((each) => ({ ...each, deferrals: [] }))),
  });
}

function describe(weakenings: readonly CoveredWeakening[]): string {
  if (weakenings.length === 0) return 'nothing weakened';
  const kinds = [...new Set(weakenings.map(({ one }) => one.kind.replaceAll('-', ' ')))];
  const uncovered = weakenings.filter(({ deferrals }) => deferrals.length === 0).length;
  return `${plural(weakenings.length, 'weakening')} (${uncovered} undeferred): ${kinds.slice(0, 3).join(', ')}`;
}

function comparisonProof(files: RepositoryFiles, baseFiles: RepositoryFiles): readonly Proof[] {
  const text = `compared with ${baseFiles.commit.slice(0, 12)}, nothing is weaker`;
  return files.workflows.map(({ path }) => ({ text, source: fileSource(files, path) }));
}

/** Returns the line at the base and the line now. */
function proofOf({ one, against }: CoveredWeakening, files: RepositoryFiles): readonly Proof[] {
  const before = {
    text: `before: ${one.before === '' ? 'nothing' : one.before}`,
    source: fileSource(against, one.beforePath, one.beforeLine),
  };
  if (one.at === 'base') return [before];
  const after = one.after === '' ? 'after: nothing' : `after: ${one.after}`;
  return [before, { text: after, source: fileSource(files, one.path, one.line) }];
}

function severityRank({ one, deferrals }: CoveredWeakening): number {
  if (deferrals.length > 0) return 1;
  return MINOR_KINDS.has(one.kind) ? 0 : 2;
}

function flawOf(each: CoveredWeakening, files: RepositoryFiles): Flaw {
  const { one, against, since } = each;
  const { kind, at, path, line, beforePath, beforeLine, before, after } = one;
  const from = `${beforePath}:${beforeLine} \`${before}\``;
  const to = at === 'base' ? 'is gone' : `became ${path}:${line} \`${after}\``;
  const by = each.deferrals.length === 0 ? '' : ` (deferred by ${each.deferrals.join(', ')})`;
  const rank = severityRank(each);
  return {
    key: `${kind}:${path}:${one.job}:${one.step}`,
    severity: rank === 2 ? 'critical' : rank === 1 ? 'medium' : 'low',
    observation: `${since}${kind.replaceAll('-', ' ')}: ${from} ${to}${by}.`,
    source: at === 'base' ? fileSource(against, path, line) : fileSource(files, path, line),
  };
}

/** A weakening and the commit that it was compared with: the base, or the previous milestone. */
interface FoundWeakening {
  readonly one: Weakening;
  readonly against: RepositoryFiles;
  /** `since M01: ` when it is not weaker than the base; else empty. */
  readonly since: string;
}

/** What is weaker, and why there may be more; `open` is empty when everything was compared. */
interface FoundWeakenings {
  readonly found: readonly FoundWeakening[];
  readonly open: string;
}

/** Returns everything that checks less than at the base or at the previous milestone. */
function foundWeakenings(
  files: RepositoryFiles,
  baseFiles: RepositoryFiles,
  checks: Evidence<readonly string[]> | 'none',
): FoundWeakenings {
  const lost = lostChecks(files, baseFiles, checks);
  const tests = testsBetween(files, baseFiles);
  const own = [...between(files, baseFiles), ...tests.found, ...lost.found].map((one) => ({
    one,
    against: baseFiles,
    since: '',
  }));
  const seen = new Set(own.map(({ one }) => sameAs(one)));
  const earlier = sinceMilestone(files, baseFiles);
  return {
    found: [...own, ...earlier.found.filter(({ one }) => !seen.has(sameAs(one)))],
    open: lost.open || tests.open || earlier.open,
  };
}

type Part = { readonly found: readonly Weakening[]; readonly open: string };

function between(head: RepositoryFiles, base: RepositoryFiles): readonly Weakening[] {
  const side = ({ workflows, settings }: RepositoryFiles) => ({ files: workflows, settings });
  return weakeningsBetween(side(base), side(head));
}

/** Returns a key that is the same for one weakened thing, no matter what it was before. */
function sameAs({ kind, path, line, at, job, step }: Weakening): string {
  return JSON.stringify(at === 'head' ? [kind, path, line] : [kind, path, job, step]);
}

function sinceMilestone(files: RepositoryFiles, baseFiles: RepositoryFiles): FoundWeakenings {
  const { milestone } = baseFiles;
  if (milestone === undefined) return { found: [], open: '' };
  if (milestone.state === 'unreadable') {
    const open = `the files of ${milestone.milestone} could not be read: ${milestone.why}`;
    return { found: [], open };
  }
  const against = completeFiles(milestone, baseFiles);
  const broken = against.workflows.find(({ state }) => state === 'unreadable');
  const since = `since ${milestone.milestone}: `;
  return {
    found: between(files, against).map((one) => ({ one, against, since })),
    open: broken === undefined ? '' : `${broken.path} of ${milestone.milestone} cannot be read`,
  };
}

/** Returns the previous milestone's files, including those that are equal at the base. */
function completeFiles(
  { files, asBase }: Extract<MilestoneFiles, { readonly state: 'read' }>,
  base: RepositoryFiles,
): RepositoryFiles {
  const same = new Set(asBase);
  const kept = <T extends { readonly path: string }>(all: readonly T[]): readonly T[] =>
    all.filter(({ path }) => same.has(path));
  return {
    ...files,
    workflows: [...files.workflows, ...kept(base.workflows)],
    settings: [...files.settings, ...kept(base.settings)],
  };
}

function testsBetween(
  { declared: now }: RepositoryFiles,
  { declared: was }: RepositoryFiles,
): Part {
  if (now === undefined || was === undefined) return { found: [], open: '' };
  return { found: weakenedTests(was, now), open: was.missing || now.missing };
}

/**
 * Returns required checks that a job reported at the base and no job reports now. When the branch
 * rules are not known, a job name that is gone may have been a required check.
 */
function lostChecks(
  files: RepositoryFiles,
  baseFiles: RepositoryFiles,
  checks: Evidence<readonly string[]> | 'none',
): Part {
  if (checks === 'none') return { found: [], open: '' };
  const [was, is] = [jobsOf(baseFiles), jobsOf(files)];
  const reportedBy = (jobs: readonly LocatedJob[], name: string): LocatedJob | undefined =>
    jobs.find(({ job }) => isJobOf(job, name));
  if (checks.state !== 'present') {
    const renamed = was.find(({ job }) => is.length > 0 && reportedBy(is, job.name) === undefined);
    const why = `the job ${renamed?.job.name} is removedAtHead, and whether its check is required is not known: ${checks.why}`;
    return { found: [], open: renamed === undefined ? '' : why };
  }
  const found = checks.value.flatMap((name): readonly Weakening[] => {
    const before = reportedBy(was, name);
    if (before === undefined || reportedBy(is, name) !== undefined) return [];
    const { path, job } = before;
    const location = { path, line: job.line, text: `required check ${name}` };
    return [removedAtHead('required-check-lost', location, { job: job.id })];
  });
  return { found, open: '' };
}

interface LocatedJob {
  readonly path: string;
  readonly job: WorkflowJob;
}

function jobsOf(files: RepositoryFiles): readonly LocatedJob[] {
  return readableWorkflows(files).flatMap(({ kind, path, jobs }) =>
    kind === 'action' ? [] : jobs.map((job) => ({ path, job })),
  );
}
