import type { At, Script, WorkflowJob } from '../../model/workflow.ts';
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

/** What the outputs of steps can be made of. */
export interface OutputSources {
  /** The jobs of the workflow: `needs.NAME.outputs`. */
  readonly jobs: readonly WorkflowJob[];
  /** The job of an action of the repository. */
  readonly actionJob: (uses: string) => WorkflowJob | undefined;
  /** The version in a file of the repository. */
  readonly versionAt: (path: string) => string | undefined;
}

/** Maximum number of outputs that are made of outputs. */
const MAX_DEPTH = 4;

/**
 * Replaces the outputs of steps and jobs that are literals in their scripts, or the text of a version file:
 * `echo "version=$(cat .go-version)" >> "$GITHUB_OUTPUT"`. Outputs of the repository's actions are those of their steps.
 */
export function withOutputs(
  text: string,
  job: WorkflowJob,
  sources: OutputSources,
  depth = 0,
): string {
  return text.replace(
    /\$\{\{ *(steps|needs)\.([\w-]+)\.outputs\.([\w-]+) *\}\}/g,
    (whole, ...[context, id, name]: readonly string[]) => {
      const made =
        context === 'steps' ? outputOf(id, name, job, sources) : jobOutput(id, name, sources);
      if (made === undefined || made.from === undefined) return made?.value ?? whole;
      if (depth > MAX_DEPTH) return whole;
      const value = withOutputs(made.value, made.from, sources, depth + 1);
      return value.includes('${{') ? whole : value;
    },
  );
}

/** A value, and the job whose expressions it has; without one it is a literal. */
interface Output {
  readonly value: string;
  readonly from?: WorkflowJob;
}

function jobOutput(id = '', name = '', { jobs }: OutputSources): Output | undefined {
  return outputNamed(
    name,
    jobs.find((one) => one.id === id),
  );
}

function outputOf(
  id: string | undefined,
  name = '',
  { steps }: WorkflowJob,
  sources: OutputSources,
): Output | undefined {
  const step = steps.find((one) => one.id === id);
  const literal = step?.run === undefined ? undefined : literalOutput(step.run, name, sources);
  if (literal !== undefined) return { value: literal };
  return step?.uses?.pin === 'local'
    ? outputNamed(name, sources.actionJob(step.uses.uses))
    : undefined;
}

function outputNamed(name: string, from: WorkflowJob | undefined): Output | undefined {
  const value = from?.outputs?.find(({ key }) => key === name)?.value;
  return from === undefined || value === undefined ? undefined : { value, from };
}

/** Returns the output that a script writes once; undefined when only the run knows it. */
function literalOutput(run: Script, name: string, sources: OutputSources): string | undefined {
  const commands = commandsOf(run);
  const written = commands.flatMap(({ words, redirects }) => {
    const output = redirects.some(({ target }) => /GITHUB_OUTPUT\b/.test(target));
    const [key, ...value] = output && words[0] === 'echo' ? (words[1] ?? '').split('=') : [];
    return key === name ? [value.join('=')] : [];
  });
  const variable = /^\$\{?(\w+)\}?$/.exec(written[0] ?? '')?.[1];
  const assigned = commands
    .flatMap(({ assignments }) => assignments)
    .filter((one) => one.startsWith(`${variable}=`))
    .map((one) => one.slice(one.indexOf('=') + 1));
  const values = variable === undefined || written.length > 1 ? written : assigned;
  const [only = '$'] = values.length === 1 ? values : [];
  const file = /^\$\((?:cat|<) ?([\w./-]+)\)$/.exec(only)?.[1];
  if (file !== undefined) return sources.versionAt(file);
  return /[$`]/.test(only) ? undefined : only;
}
