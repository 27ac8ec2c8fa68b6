import { quantity } from '../../lib/format.ts';
import { currentAttempt, jobOutcome } from '../../model/current-attempt.ts';
import { type Evidence, missing, none, present } from '../../model/evidence.ts';
import { apiErrorText } from '../../model/result.ts';
import type { ExpectedRun, WorkflowRun } from '../../model/run.ts';
import type { Target } from '../../model/target.ts';
import type { Workflow, WorkflowFile, WorkflowJob } from '../../model/workflow.ts';
import { expectationOf, hasSameTriggers, type StartEvent } from '../../workflow/expected-runs.ts';
import { gatesOfStep } from '../../workflow/gates/gates.ts';
import { isActionFile } from '../../workflow/parse/file-names.ts';
import { isJobOf } from '../../workflow/test-steps.ts';
import { isUpload } from '../../workflow/uploads.ts';
import type { CollectJob } from '../base/collect-job.ts';
import { type Dependencies, defineSource } from '../base/source.ts';
import { isOwnFile } from './own-job.ts';
import { isEvidenceWorkflow } from './source-match.ts';

/** Words in a commit message that keep its workflows from starting ("Skipping workflow runs", read 2026-11-29). */
const SKIPS_CI = /\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]|^skip-checks: ?true$/m;

/**
 * Returns for each workflow whether it had to run for this change, by its triggers in the audited
 * tree, and whether it did: a deleted run must not look like one that nobody expected.
 */
async function collectExpectedRuns(
  job: CollectJob,
  dependencies: Dependencies<'files' | 'baseFiles' | 'changes' | 'runs'>,
): Promise<Evidence<readonly ExpectedRun[]>> {
  const source = { what: 'triggers of the workflow files', commit: job.target.commits.audited };
  const event = eventOf(job.target);
  if (event === undefined) return none('an audit of a checkout expects no run', source);
  const [files, baseFiles, changes, runs] = await Promise.all([
    dependencies.files,
    dependencies.baseFiles,
    dependencies.changes,
    dependencies.runs,
  ]);
  if (files.state !== 'present') return missing(whyOf(files));
  if (runs.state === 'unreadable') return missing(runs.why);
  const ran = runs.state === 'present' ? runs.value : [];
  const changed =
    changes.state === 'present' && !changes.value.truncated
      ? changes.value.files.map(({ path }) => path)
      : undefined;
  const base = baseFiles.state === 'present' ? baseFiles.value.workflows : [];
  const start: StartEvent = { ...event, changed };
  const expected = files.value.workflows.flatMap((file) => {
    if (file.state !== 'present') return isActionFile(file.path) ? [] : [unreadRun(file, ran)];
    const before = workflowIn(base, file.path);
    return mayProve(job, file.workflow)
      ? [expectedRun(file.workflow, start, ran, before)]
      : renamedRun(job, file.workflow, before);
  });
  const jobs = files.value.workflows.flatMap((file) =>
    file.state === 'present' && mayProve(job, file.workflow)
      ? unlistedJobs(file.workflow, ran)
      : [],
  );
  return present([...(await withReasons(job, expected)), ...jobs], source);
}

/** Events whose runs are of the audited tree's workflow files; others may be of the default branch's. */
const OF_TREE = new Set(['push', 'pull_request', 'merge_group']);

/** Returns the jobs of a workflow that its ended runs had to have and do not list. */
function unlistedJobs(workflow: Workflow, runs: readonly WorkflowRun[]): readonly ExpectedRun[] {
  const own = runs.filter(
    ({ path, event, relation }) =>
      path === workflow.path && relation !== 'stale' && OF_TREE.has(event),
  );
  return own.flatMap((run) => {
    const { jobs, progress } = currentAttempt(run);
    const hasEnded =
      progress.state === 'ended' && ['success', 'failure'].includes(progress.conclusion);
    if (!hasEnded || jobs.length === 0) return [];
    const shown = jobs.map((one) => ({ name: one.name, skipped: jobOutcome(one) === 'idle' }));
    return missingJobs(workflow, shown).map(({ job, listed, expected }): ExpectedRun => {
      const why = `run ${run.id} lists ${listed} of ${quantity(expected, 'job')} of it`;
      const place = {
        path: workflow.path,
        workflow: `${workflow.name} › ${job.name}`,
        line: job.line,
      };
      return { ...place, state: 'did-not-run', why, byPaths: false, checks: isCheck(job) };
    });
  });
}

function whyOf(evidence: Evidence<unknown>): string {
  return evidence.state === 'present' ? '' : evidence.why;
}

function eventOf({ occasion, pull, branch, defaultBranch }: Target) {
  switch (occasion.kind) {
    case 'pull-request':
      return { event: 'pull_request', branch: pull?.baseRef ?? defaultBranch } as const;
    case 'merged':
      return { event: 'push', branch } as const;
    case 'merge-group':
      return { event: 'merge_group', branch: pull?.baseRef ?? defaultBranch } as const;
    case 'local':
      return undefined;
  }
  occasion satisfies never;
  throw new Error('an audit is about a pull request, a merge, a merge group or a checkout');
}

/** Of a workflow that the config leaves out no run is collected, so none is missing. */
function mayProve(job: CollectJob, workflow: Workflow): boolean {
  const { kind, name, path } = workflow;
  const isSelected = isEvidenceWorkflow(job.config, { workflow: name, path });
  // The audit's own run cannot be evidence of itself.
  return kind === 'workflow' && isSelected && !isOwnFile(job.world.event, { workflow: name, path });
}

/** A change must not take a workflow out of the evidence by another name. */
function renamedRun(
  job: CollectJob,
  { kind, path, name }: Workflow,
  before: Workflow | undefined,
): readonly ExpectedRun[] {
  if (kind !== 'workflow' || before === undefined || !mayProve(job, before)) return [];
  if (isOwnFile(job.world.event, { workflow: name, path })) return [];
  const why = `this change renames it from “${before.name}” to “${name}”, which \`workflows\` does not name; name its file there`;
  const checks = hasChecks(before);
  return [{ path, workflow: name, line: 1, state: 'unclear', why, byPaths: false, checks }];
}

function workflowIn(files: readonly WorkflowFile[], path: string): Workflow | undefined {
  const file = files.find((one) => one.path === path);
  return file?.state === 'present' ? file.workflow : undefined;
}

/**
 * Events whose runs stand for an event. After a merge, the runs of the pull request's head count. A run
 * that somebody started by hand or that a schedule started replaces none.
 */
const SAME: Readonly<Record<StartEvent['event'], readonly string[]>> = {
  pull_request: ['pull_request'],
  merge_group: ['merge_group'],
  push: ['push', 'pull_request', 'merge_group'],
};

/** Returns the events that started the runs of a workflow. */
function startedBy(path: string, runs: readonly WorkflowRun[]): readonly string[] {
  const own = runs.filter((run) => run.path === path && run.relation !== 'stale');
  return own.map(({ event }) => event);
}

/** A workflow that was not read may have had to run, and may check anything. */
function unreadRun(
  { path, line, why }: Extract<WorkflowFile, { state: 'unreadable' }>,
  runs: readonly WorkflowRun[],
): ExpectedRun {
  const base = { path, workflow: path, line, checks: true, byPaths: false };
  return startedBy(path, runs).length > 0
    ? { ...base, state: 'ran', why: '' }
    : { ...base, state: 'unclear', why: `its triggers were not read: ${why}` };
}

function expectedRun(
  workflow: Workflow,
  start: StartEvent,
  runs: readonly WorkflowRun[],
  before: Workflow | undefined,
): ExpectedRun {
  const { path, name } = workflow;
  const found = expectationOf(workflow, start);
  const base = { path, workflow: name, line: found.line, checks: hasChecks(workflow) };
  const ran = { ...base, state: 'ran', why: '', byPaths: false } as const;
  const events = startedBy(path, runs);
  if (events.some((event) => SAME[start.event].includes(event))) return ran;
  if (found.state === 'expected') {
    const why =
      events.length === 0
        ? 'no run of it exists'
        : `no run of it was started by ${start.event}, only by ${events.join(', ')}`;
    return { ...base, state: 'did-not-run', why, byPaths: false };
  }
  if (events.length > 0) return ran;
  if (found.state === 'unclear') {
    return { ...base, state: 'unclear', why: found.why, byPaths: false };
  }
  // A change that narrows a filter must not excuse itself by it.
  const narrowed = found.byPaths && before !== undefined && !hasSameTriggers(before, workflow);
  return narrowed
    ? { ...base, state: 'unclear', why: 'this change changes its path filter', byPaths: false }
    : { ...base, state: 'not-expected', why: found.why, byPaths: found.byPaths };
}

/** Returns whether a workflow checks something or uploads a report; what it calls may do so. */
function hasChecks({ jobs }: Workflow): boolean {
  return jobs.some(isCheck);
}

function isCheck({ uses, steps }: WorkflowJob): boolean {
  return uses !== undefined || steps.some((step) => gatesOfStep(step).length > 0 || isUpload(step));
}

/** Asks why a workflow did not run only when one did not: disabled, or skipped by the commit message. */
async function withReasons(
  { reads, target, notice }: CollectJob,
  expected: readonly ExpectedRun[],
): Promise<readonly ExpectedRun[]> {
  if (expected.every(({ state }) => state !== 'did-not-run')) return expected;
  const [workflows, commit] = await Promise.all([
    reads.workflows(),
    reads.commit(target.commits.audited),
  ]);
  for (const one of [workflows, commit]) {
    if (!one.ok) notice(`why a workflow did not run could not be read: ${apiErrorText(one.error)}`);
  }
  const skips = commit.ok && SKIPS_CI.test(commit.value.message);
  return expected.map((one) => {
    if (one.state !== 'did-not-run') return one;
    const listed = workflows.ok ? workflows.value.find(({ path }) => path === one.path) : undefined;
    if (listed !== undefined && listed.state !== 'active') {
      return { ...one, state: 'not-expected', why: `it is disabled (${listed.state})` };
    }
    return skips ? { ...one, why: 'the commit message asks to skip CI' } : one;
  });
}

export const expectedRuns = defineSource({
  kind: 'expectedRuns',
  from: 'github',
  after: ['files', 'baseFiles', 'changes', 'runs'],
  cost: 'low',
  collect: collectExpectedRuns,
});

/** A job as a run lists it. */
interface ShownJob {
  readonly name: string;
  readonly skipped: boolean;
}

/** A job of a workflow file of which an ended run lists fewer jobs than its matrix has. */
interface MissingJobs {
  readonly job: WorkflowJob;
  readonly listed: number;
  readonly expected: number;
}

/**
 * Returns the jobs of a workflow that an ended run does not list in full. GitHub lists every job, also
 * skipped ones; of a skipped job it does not expand the matrix. A matrix behind an expression, or the
 * jobs of a called workflow, may be any number from one.
 */
export function missingJobs(
  { jobs }: Workflow,
  shown: readonly ShownJob[],
): readonly MissingJobs[] {
  return jobs.flatMap((job): readonly MissingJobs[] => {
    const own = shown.filter(({ name }) => isListed(job, name));
    if (own.length > 0 && own.every(({ skipped }) => skipped)) return [];
    const legs = job.uses === undefined ? job.matrix?.legs : undefined;
    const expected = legs === undefined || legs === 'dynamic' ? 1 : legs.length;
    return own.length < expected ? [{ job, listed: own.length, expected }] : [];
  });
}

/** Jobs of a called workflow are listed as `caller / job`, those of a matrix of calls as `caller (a) / job`. */
function isListed(job: WorkflowJob, shown: string): boolean {
  const caller = shown.indexOf(' / ');
  return isJobOf(job, shown) || (caller !== -1 && isJobOf(job, shown.slice(0, caller)));
}
