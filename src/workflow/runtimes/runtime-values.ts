import type { At, Workflow, WorkflowJob, WorkflowStep } from '../../model/workflow.ts';
import { splitAround } from '../parse/expression.ts';
import { commandsOf } from '../shell/commands.ts';

/** Returns the versions of an input; the lines of a block are below its key. */
export function versionLines({ value, line }: At<string>): readonly At<string>[] {
  const first = value.trimEnd().includes('\n') ? line + 1 : line;
  return value.split('\n').flatMap((text, index) =>
    splitAround(text, (list) => list.split(','))
      .map((part) => ({ value: part.trim(), line: first === line ? line : first + index }))
      .filter((part) => part.value !== ''),
  );
}

/** Returns the values of `${{ matrix.name }}` with their lines, or the text itself. */
export function matrixValues(
  text: string,
  line: number,
  job: WorkflowJob,
): readonly (At<string> & { readonly written?: string })[] {
  const key = /^\$\{\{ *matrix\.([\w.-]+) *\}\}$/.exec(text)?.[1];
  const values = key === undefined ? [] : usedValues(job).filter((value) => value.key === key);
  const known = values.filter(({ value }) => !value.includes('${{'));
  return known.length === 0 ? [{ value: text, line }] : known;
}

/** Returns the values of a job's matrix that a matrix job has; the values of excluded jobs are not among them. */
export function usedValues({ matrix }: WorkflowJob) {
  const { values = [], legs = 'dynamic' } = matrix ?? {};
  const pairs = legs === 'dynamic' ? undefined : new Set(legs.flatMap((one) => one.split(', ')));
  const used = values.filter(
    ({ key, value }) => pairs === undefined || key.includes('.') || pairs.has(`${key}=${value}`),
  );
  return used.filter(
    (one, at) =>
      at === used.findIndex((other) => other.key === one.key && other.value === one.value),
  );
}

/** Replaces the outputs of earlier steps and of needed jobs that are literals in their scripts. */
export function withOutputs(
  text: string,
  job: WorkflowJob,
  step: WorkflowStep,
  { jobs }: Workflow,
): string {
  const before = job.steps.slice(0, step.index);
  return withStepOutputs(text, before).replace(
    /\$\{\{ *needs\.([\w-]+)\.outputs\.([\w-]+) *\}\}/g,
    (whole, id: string, name: string) => {
      const needed = job.needs.some(({ value }) => value === id);
      const other = needed ? jobs.find((one) => one.id === id) : undefined;
      const output = other?.outputs?.find(({ key }) => key === name)?.value;
      const value = output === undefined ? whole : withStepOutputs(output, other?.steps ?? []);
      return value.includes('${{') ? whole : value;
    },
  );
}

function withStepOutputs(text: string, steps: readonly WorkflowStep[]): string {
  return text.replace(
    /\$\{\{ *steps\.([\w-]+)\.outputs\.([\w-]+) *\}\}/g,
    (whole, id: string, name: string) => {
      const run = steps.find((step) => step.id === id)?.run;
      const set = run === undefined ? [] : commandsOf(run);
      const values = set.flatMap(({ words, redirects }) => {
        const output = redirects.some(({ target }) => /GITHUB_OUTPUT\b/.test(target));
        const [key, ...value] = output && words[0] === 'echo' ? (words[1] ?? '').split('=') : [];
        return key === name ? [value.join('=')] : [];
      });
      const [only] = values;
      return values.length === 1 && only !== undefined && !/[$`]/.test(only) ? only : whole;
    },
  );
}
