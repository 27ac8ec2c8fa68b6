import type { Evidence } from '../model/evidence.ts';
import type { MilestoneFiles, RepositoryFiles } from '../model/evidence-file.ts';
import type { WorkflowJob } from '../model/workflow.ts';
import { weakenedTests } from '../workflow/compare/weakened-tests.ts';
import { removedAtHead, type Weakening } from '../workflow/compare/weakening.ts';
import { weakeningsBetween } from '../workflow/compare/weakenings.ts';
import { isJobOf } from '../workflow/test-steps.ts';
import { workflowsOf } from './ran-steps.ts';

/** A weakening and the commit it is held against: the base, or the previous milestone. */
export interface FoundWeakening {
  readonly one: Weakening;
  readonly against: RepositoryFiles;
  /** `since M01: ` where it is not seen against the base alone. */
  readonly since: string;
}

/** What is weaker, and why there may be more; empty when everything could be compared. */
export interface FoundWeakenings {
  readonly found: readonly FoundWeakening[];
  readonly open: string;
}

/** Everything that checks less than at the base, or than when the previous milestone was audited. */
export function foundWeakenings(
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
  const known = new Set(own.map(({ one }) => sameAs(one)));
  const earlier = sinceMilestone(files, baseFiles);
  return {
    found: [...own, ...earlier.found.filter(({ one }) => !known.has(sameAs(one)))],
    open: lost.open || tests.open || earlier.open,
  };
}

type Part = { readonly found: readonly Weakening[]; readonly open: string };

function between(head: RepositoryFiles, base: RepositoryFiles): readonly Weakening[] {
  const side = ({ workflows, settings }: RepositoryFiles) => ({ files: workflows, settings });
  return weakeningsBetween(side(base), side(head));
}

/** The same thing weakened: what it was at either commit before does not matter. */
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
  const against = wholeFiles(milestone, baseFiles);
  const broken = against.workflows.find(({ state }) => state === 'unreadable');
  const since = `since ${milestone.milestone}: `;
  return {
    found: between(files, against).map((one) => ({ one, against, since })),
    open: broken === undefined ? '' : `${broken.path} of ${milestone.milestone} cannot be read`,
  };
}

/** The previous milestone's files with those that the base has alike put back. */
function wholeFiles(
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
 * Required checks that a job of the base reported and no job of the head reports: nobody waits for them any more.
 * When the branch's rules are not known, a job name that is gone may have been one of them.
 */
function lostChecks(
  files: RepositoryFiles,
  baseFiles: RepositoryFiles,
  checks: Evidence<readonly string[]> | 'none',
): Part {
  if (checks === 'none') return { found: [], open: '' };
  const [was, is] = [jobsOf(baseFiles), jobsOf(files)];
  const reportedBy = (jobs: readonly Placed[], name: string): Placed | undefined =>
    jobs.find(({ job }) => isJobOf(job, name));
  if (checks.state !== 'present') {
    const renamed = was.find(({ job }) => is.length > 0 && reportedBy(is, job.name) === undefined);
    const why = `the job ${renamed?.job.name} is gone, and whether its check is required is not known: ${checks.why}`;
    return { found: [], open: renamed === undefined ? '' : why };
  }
  const found = checks.value.flatMap((name): readonly Weakening[] => {
    const before = reportedBy(was, name);
    if (before === undefined || reportedBy(is, name) !== undefined) return [];
    const { path, job } = before;
    const spot = { path, line: job.line, text: `required check ${name}` };
    return [removedAtHead('required-check-lost', spot, { job: job.id })];
  });
  return { found, open: '' };
}

interface Placed {
  readonly path: string;
  readonly job: WorkflowJob;
}

function jobsOf(files: RepositoryFiles): readonly Placed[] {
  return workflowsOf(files).flatMap(({ kind, path, jobs }) =>
    kind === 'action' ? [] : jobs.map((job) => ({ path, job })),
  );
}
