import { currentAttempt, isSameExecution, jobsRunBy } from '../../model/current-attempt.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { ListedArtifact } from '../../model/forge.ts';
import type { RepositoryFiles } from '../../model/repository.ts';
import type { Attempt, Job, WorkflowRun } from '../../model/run.ts';
import { sourceStepOf } from '../../workflow/test-steps.ts';
import { uploadNamesIn } from '../../workflow/uploads.ts';
import { labelOf, statedLength } from './artifact-label.ts';

/** A job as it ran, in the attempt that ran it. */
export interface Execution {
  readonly attempt: Attempt;
  readonly job: Job;
}

/** Tolerance for the creation time of an artifact, which is the end of its upload by a step of the job. */
const CLOCK_SKEW_MS = 2000;

/** Returns the executions that may have uploaded an artifact. */
export type FindUploaders = (
  artifact: Pick<ListedArtifact, 'name' | 'createdAt'>,
) => readonly Execution[];

/**
 * Returns a function to the executions that may have uploaded an artifact, which GitHub does not
 * state: those that were running when it was made. Of several, the ones count whose upload step
 * states its name, and then the ones whose matrix values are in it.
 */
export function uploaderFinder(
  run: WorkflowRun,
  files: Evidence<RepositoryFiles>,
  templates: readonly string[],
): FindUploaders {
  const executions = run.attempts.flatMap((attempt) =>
    jobsRunBy(run, attempt).map((job) => ({
      ...{ attempt, job },
      names: uploadNamesOf(run, job, files),
    })),
  );
  return (artifact) => {
    const running = executions.filter(({ job }) => wasRunning(job, artifact.createdAt));
    const stating = mostStated(artifact.name, running.length > 0 ? running : executions);
    const named = stating.filter(({ attempt, job }) =>
      namesMatrixJob(labelOf(artifact, run, attempt.number, templates), job.name),
    );
    // Where no job was running at that time, only the name can say which job it was.
    return named.length > 0 || running.length === 0 ? named : stating;
  };
}

/** Returns whether the newest attempt has an execution, itself or kept from an earlier one. */
export function isCurrent(run: WorkflowRun, { job }: Execution): boolean {
  return currentAttempt(run).jobs.some((one) => isSameExecution(one, job));
}

/** Returns whether a job was running when an artifact was made. */
export function wasRunning({ startedAt, completedAt, progress }: Job, createdAt: string): boolean {
  const made = Date.parse(createdAt);
  if (startedAt === undefined || made < Date.parse(startedAt)) return false;
  if (completedAt === undefined) return progress.state === 'unfinished';
  return made <= Date.parse(completedAt) + CLOCK_SKEW_MS;
}

/** Keeps the executions whose upload steps state the most of a name. */
function mostStated<T extends { readonly names: readonly string[] }>(
  name: string,
  executions: readonly T[],
): readonly T[] {
  const stated = executions.map(({ names }) =>
    Math.max(-1, ...names.map((template) => statedLength(template, name) ?? -1)),
  );
  const most = Math.max(-1, ...stated);
  return executions.filter((_, at) => stated[at] === most);
}

/** Returns the artifact names that a job's upload steps write, with their expressions. */
function uploadNamesOf(
  run: WorkflowRun,
  job: Job,
  files: Evidence<RepositoryFiles>,
): readonly string[] {
  if (files.state !== 'present') return [];
  return job.steps.flatMap((step) => {
    const written = sourceStepOf(files.value, run, job, step);
    return written === undefined ? [] : uploadNamesIn([written.step]);
  });
}

/** Returns the artifact names that a run's workflow, or one that it may call, writes. */
export function uploadNames(run: WorkflowRun, files: Evidence<RepositoryFiles>): readonly string[] {
  if (files.state !== 'present') return [];
  return files.value.workflows.flatMap((file) => {
    if (file.state !== 'present') return [];
    const { path, triggers, kind, jobs } = file.workflow;
    const isCalled = kind === 'action' || triggers.some(({ event }) => event === 'workflow_call');
    return path === run.path || isCalled ? jobs.flatMap(({ steps }) => uploadNamesIn(steps)) : [];
  });
}

/** Returns whether every matrix value of `test (3.12, macos)` is a word of a name. */
export function namesMatrixJob(name: string, job: string): boolean {
  return withoutMatrixValues(name, job) !== undefined;
}

/** Returns a name without the matrix values of its job; `undefined` when they are not in it. */
export function withoutMatrixValues(name: string, job: string): string | undefined {
  const values = /\(([^()]+)\)$/.exec(job)?.[1]?.split(',') ?? [];
  let rest: string | undefined = values.length > 0 ? name : undefined;
  for (const value of values) {
    const at = rest === undefined ? -1 : wordAt(rest, value.trim());
    rest =
      at === -1 ? undefined : rest?.slice(0, at) + WILDCARD + rest?.slice(at + value.trim().length);
  }
  return rest;
}

const WILDCARD = '*';

function wordAt(text: string, word: string): number {
  if (word === '') return -1;
  const [all, one] = [text.toLowerCase(), word.toLowerCase()];
  for (let at = all.indexOf(one); at !== -1; at = all.indexOf(one, at + 1)) {
    // 3.1 does not match in 3.11.
    if (![all[at - 1], all[at + one.length]].some((next) => /[a-z0-9]/.test(next ?? ''))) return at;
  }
  return -1;
}
