import { nameMatcher } from '../lib/glob.ts';
import { memoize } from '../lib/memoize.ts';
import type { Evidence } from '../model/evidence.ts';
import type { RepositoryFiles } from '../model/repository.ts';
import type { Job, Step, WorkflowRun } from '../model/run.ts';
import type { Workflow, WorkflowJob, WorkflowStep } from '../model/workflow.ts';
import { allGates } from './gates/all-gates.ts';
import { readableWorkflows } from './scripts/follow-scripts.ts';
import { scriptOfStep } from './shell/placed-commands.ts';

/** The workflow, job and step in a file that a step of a run came from. */
export interface SourceStep {
  readonly workflow: Workflow;
  readonly job: WorkflowJob;
  readonly step: WorkflowStep;
}

/**
 * Finds the step of a workflow file that a step of a run came from, by the names GitHub shows. Ignores the
 * matrix values (`test (3.10)`) and the caller (`ci / test`) in job names; an expression in a name matches
 * any text. The step has the scripts that it calls. Undefined when no file has such a step.
 */
export function sourceStepOf(
  files: RepositoryFiles,
  run: WorkflowRun,
  job: Job,
  step: Step,
): SourceStep | undefined {
  const { all, byPath, found } = filesIndex(files);
  const key = JSON.stringify([run.path, job.name, step.name]);
  const known = found.get(key);
  if (known !== undefined) return known.step;
  const caller = job.name.lastIndexOf(' / ');
  const written =
    findIn(byPath.get(run.path) ?? [], job.name, step.name) ??
    // A called workflow's jobs are listed in the caller's run.
    (caller === -1 ? undefined : findIn(all, job.name.slice(caller + 3), step.name));
  found.set(key, { step: written });
  return written;
}

/** Results are kept: matrix jobs look up the same steps many times. */
const filesIndex = memoize((files: RepositoryFiles) => {
  const all = readableWorkflows(files);
  const byPath = new Map(all.map((workflow) => [workflow.path, [workflow]]));
  return { all, byPath, found: new Map<string, { readonly step: SourceStep | undefined }>() };
});

/** Whether a job of a run came from this job of a file; a matrix makes several. */
export function isJobOf(written: WorkflowJob, shownName: string): boolean {
  const caller = shownName.lastIndexOf(' / ');
  const name = caller === -1 ? shownName : shownName.slice(caller + ' / '.length);
  return [written.name, written.id].some(
    (one) => sameName(one, name) || name.startsWith(`${one} (`) || sameName(one, shownName),
  );
}

/** Whether a name with expressions matches the shown one. */
function sameName(written: string, shown: string): boolean {
  if (!written.includes('${{')) return written === shown;
  const parts = written.split(/\$\{\{.*?(?:\}\}|$)/s);
  let from = 0;
  for (const [index, part] of parts.entries()) {
    const at = index === 0 ? (shown.startsWith(part) ? 0 : -1) : shown.indexOf(part, from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return shown.endsWith(parts.at(-1) ?? '');
}

function findIn(
  workflows: readonly Workflow[],
  jobName: string,
  stepName: string,
): SourceStep | undefined {
  for (const workflow of workflows) {
    for (const job of workflow.jobs) {
      const step = isJobOf(job, jobName)
        ? job.steps.find(({ name }) => sameName(name, stepName))
        : undefined;
      if (step !== undefined) return { workflow, job, step };
    }
  }
  return undefined;
}

/**
 * Returns a function that recognizes test steps: a step that the config names, that runs a test command itself or
 * through a script or an action of the repository, or whose name contains the word test.
 */
export function testStepFinder(
  files: Evidence<RepositoryFiles>,
  globs: readonly string[],
): (run: WorkflowRun, job: Job, step: Step) => boolean {
  const named = nameMatcher(globs);
  return (run, job, step) => {
    if (named(step.name)) return true;
    const written =
      files.state === 'present' ? sourceStepOf(files.value, run, job, step)?.step : undefined;
    if (files.state === 'present' && written && stepsThatTest(files.value).has(written))
      return true;
    return /(?:^|[^a-z])(?:py)?tests?(?:[^a-z]|$)/i.test(step.name);
  };
}

/** An action that is not of the repository, such as a reporter, shows tests and runs none. */
const stepsThatTest = memoize((files: RepositoryFiles): ReadonlySet<WorkflowStep> => {
  const tests = allGates(readableWorkflows(files)).filter(
    ({ target, step }) => target === 'test' && scriptOfStep(step) !== undefined,
  );
  const calls = tests.flatMap(({ via }) => via.flatMap(({ step }) => step ?? []));
  return new Set([...tests.map(({ step }) => step), ...calls]);
});
