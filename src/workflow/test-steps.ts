import { nameMatcher } from '../lib/glob.ts';
import { memoize } from '../lib/memoize.ts';
import type { Evidence } from '../model/evidence.ts';
import type { RepositoryFiles } from '../model/evidence-file.ts';
import type { Job, Step, WorkflowRun } from '../model/run.ts';
import type {
  Script,
  Workflow,
  WorkflowFile,
  WorkflowJob,
  WorkflowStep,
} from '../model/workflow.ts';
import { gateTargetOf } from './shell/classify-command.ts';
import { commandsOf } from './shell/commands.ts';

/** Where a step that ran is written. */
export interface WrittenStep {
  readonly workflow: Workflow;
  readonly job: WorkflowJob;
  readonly step: WorkflowStep;
}

/**
 * The lines of a workflow file that a step of a run came from, by the names GitHub shows. Job names
 * carry their matrix leg (`test (3.10)`) and, when a reusable workflow was called, the caller
 * (`ci / test`), so those are compared without them; a name with an expression in it matches whatever
 * it may have become. Undefined when no file has such a step.
 */
export function writtenStepOf(
  files: readonly WorkflowFile[],
  run: WorkflowRun,
  job: Job,
  step: Step,
): WrittenStep | undefined {
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

/** Steps are looked up by the thousand, legs of a matrix again and again. */
const filesIndex = memoize((files: readonly WorkflowFile[]) => {
  const all = files.flatMap((file) => (file.state === 'present' ? [file.workflow] : []));
  const byPath = new Map(all.map((workflow) => [workflow.path, [workflow]]));
  return { all, byPath, found: new Map<string, { readonly step: WrittenStep | undefined }>() };
});

/** The jobs of a run that a written job became: one for each matrix leg. */
export function isJobOf(written: WorkflowJob, shownName: string): boolean {
  const caller = shownName.lastIndexOf(' / ');
  const name = caller === -1 ? shownName : shownName.slice(caller + ' / '.length);
  return [written.name, written.id].some(
    (one) => sameName(one, name) || name.startsWith(`${one} (`) || sameName(one, shownName),
  );
}

/** Whether a name that may hold expressions became the shown one. */
function sameName(written: string, shown: string): boolean {
  if (!written.includes('${{')) return written === shown;
  const parts = written.split(/\$\{\{.*?\}\}/s);
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
): WrittenStep | undefined {
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
 * Recognises test steps: one that the config names, one whose script runs a test command, or, where
 * the script is not known or not recognised (`make check`), one whose name has the word test.
 */
export function testStepFinder(
  files: Evidence<RepositoryFiles>,
  globs: readonly string[],
): (run: WorkflowRun, job: Job, step: Step) => boolean {
  const named = nameMatcher(globs);
  return (run, job, step) => {
    if (named(step.name)) return true;
    const written =
      files.state === 'present'
        ? writtenStepOf(files.value.workflows, run, job, step)?.step
        : undefined;
    if (written?.run !== undefined && runsTests(written.run)) return true;
    return /(?:^|[^a-z])(?:py)?tests?(?:[^a-z]|$)/i.test(step.name);
  };
}

/** Whether a script runs tests: its exit code then says whether they passed. */
function runsTests(script: Script): boolean {
  return commandsOf(script).some(({ words }) => gateTargetOf(words) === 'test');
}
