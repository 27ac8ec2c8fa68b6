import type { YamlEntry, YamlNode } from '../../lib/yaml.ts';
import type { Matrix, Permission, Permissions, WorkflowJob } from '../../model/workflow.ts';
import { asText } from './evaluate.ts';
import { dataOf, type KnownValues, NOTHING_KNOWN, valuesOf } from './known-values.ts';
import type { StepDefaults } from './read-step.ts';
import { readSteps } from './read-steps.ts';
import {
  childOf,
  entriesOf,
  entryOf,
  inputsOf,
  itemsOf,
  type KeyedText,
  keyedTexts,
  looseAt,
  oneOrMany,
  textAt,
  textOf,
} from './tree-access.ts';
import { readImages, readUse } from './uses.ts';

/** Reads one job; `defaults` are the workflow's. */
export function readJob(
  { key, line, value: node }: YamlEntry,
  defaults: StepDefaults,
): WorkflowJob {
  const matrix = readMatrix(node, defaults.known);
  const uses = readUse(node, 'reusable-workflow');
  const runsOn = textOf(childOf(node, 'runs-on'));
  const env = keyedTexts(childOf(node, 'env'));
  const { known } = defaults;
  const stepDefaults = jobDefaults(node, runsOn, {
    ...defaults,
    known: { ...known, matrix: matrix?.values ?? [], env: [...known.env, ...env] },
  });
  return {
    line,
    id: key,
    name: textOf(childOf(node, 'name')) || key,
    ...optionals(node),
    needs: oneOrMany(childOf(node, 'needs')),
    permissions: readPermissions(node),
    ...(matrix === undefined ? {} : { matrix }),
    runsOn,
    env,
    ...(uses === undefined ? {} : { uses, with: inputsOf(node) }),
    ...outputsOf(keyedTexts(childOf(node, 'outputs'))),
    images: readImages(node, stepDefaults.known),
    steps: readSteps(childOf(node, 'steps'), stepDefaults),
  };
}

/** Keeps a job without outputs as it was saved before. */
export function outputsOf(outputs: readonly KeyedText[]): Pick<WorkflowJob, 'outputs'> {
  return outputs.length === 0 ? {} : { outputs };
}

function optionals(node: YamlNode): Pick<WorkflowJob, 'if' | 'continueOnError' | 'timeoutMinutes'> {
  const condition = textAt(node, 'if');
  const continueOnError = looseAt<boolean>(node, 'continue-on-error', 'boolean');
  const timeoutMinutes = looseAt<number>(node, 'timeout-minutes', 'number');
  return {
    ...(condition === undefined ? {} : { if: condition }),
    ...(continueOnError === undefined ? {} : { continueOnError }),
    ...(timeoutMinutes === undefined ? {} : { timeoutMinutes }),
  };
}

/** Returns `defaults.run` of a workflow or job merged with the inherited ones. */
export function runDefaults(node: YamlNode, inherited: StepDefaults): StepDefaults {
  const run = childOf(childOf(node, 'defaults'), 'run');
  return {
    ...inherited,
    shell: textOf(childOf(run, 'shell')) || inherited.shell,
    directory: textOf(childOf(run, 'working-directory')) || inherited.directory,
  };
}

function jobDefaults(node: YamlNode, runsOn: string, inherited: StepDefaults): StepDefaults {
  const declared = runDefaults(node, inherited);
  if (declared.shell !== '') return declared;
  const runners = valuesOf(runsOn, declared.known, 'choices') ?? [''];
  const windows = runners.filter((runner) => /windows/i.test(runner)).length;
  if (windows === 0) return declared;
  return windows === runners.length
    ? { ...declared, shell: 'pwsh' }
    : { ...declared, windowsShell: 'pwsh' };
}

/**
 * Reads the `permissions` of a workflow or job. `read-all` and `write-all` grant `all`; `{}` and an empty
 * value are `all: none`, since GitHub sets every scope that a block does not name to none. An unknown access
 * is no grant; the workflow lists it as unread.
 */
export function readPermissions(node: YamlNode): Permissions {
  const entry = entryOf(node, 'permissions');
  if (entry === undefined) return { state: 'undeclared' };
  return { state: 'declared', line: entry.line, grants: grantsOf(entry.value, entry.line) };
}

function grantsOf(node: YamlNode, line: number): readonly Permission[] {
  if (node.kind === 'map' && node.entries.length > 0) {
    return node.entries.flatMap(({ line, key: scope, value }) => {
      const access = textOf(value);
      const known = access === 'write' || access === 'read' || access === 'none';
      return known ? [{ line, scope, access } as const] : [];
    });
  }
  const text = textOf(node).trim();
  if (text === 'write-all') return [{ line, scope: 'all', access: 'write' }];
  if (text === 'read-all') return [{ line, scope: 'all', access: 'read' }];
  return /^(?:|null|\{\})$/.test(text) ? [{ line, scope: 'all', access: 'none' }] : [];
}

type MatrixJob = ReadonlyMap<string, string>;

/** Maximum number of jobs of a matrix; GitHub runs none above it (docs, "Usage limits", read 2026-11-22). */
const MAX_MATRIX_JOBS = 256;

/**
 * Expands the matrix of a job as GitHub does: the product of its lists without `exclude`, then each `include`
 * merged into the matrix jobs whose original values it keeps, or added as its own. An expression whose list the
 * file does not give makes it `dynamic`, and one that chooses among several lists.
 */
function readMatrix(job: YamlNode, { env }: KnownValues): Matrix | undefined {
  const entry = entryOf(childOf(job, 'strategy'), 'matrix');
  if (entry === undefined) return undefined;
  const { line } = entry;
  // What callers give as inputs is not known here.
  const read = (node: YamlNode) => listsAt(node, { ...NOTHING_KNOWN, env });
  const [matrix, other] = read(entry.value);
  if (matrix?.kind !== 'map' || other !== undefined) return { line, legs: 'dynamic' };
  const entries = matrix.entries.flatMap(({ value, ...rest }) =>
    read(value).map((list) => ({ ...rest, value: list })),
  );
  const node = { ...matrix, entries };
  const one = entries.length === matrix.entries.length;
  return { line, legs: one ? matrixJobs(node) : 'dynamic', values: matrixValues(node) };
}

/** Returns the lists or maps that an expression can be, or the node itself. */
function listsAt(node: YamlNode, known: KnownValues): readonly YamlNode[] {
  const data = node.kind === 'scalar' ? dataOf(node.text, known) : [];
  const lists = data.every((value) => typeof value === 'object' && value !== null);
  return data.length > 0 && lists ? data.map((value) => nodeOf(value, node.line)) : [node];
}

function nodeOf(value: unknown, line: number): YamlNode {
  if (Array.isArray(value)) {
    return { kind: 'list', line, items: value.map((item) => nodeOf(item, line)) };
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    return {
      kind: 'map',
      line,
      entries: entries.map(([key, inner]) => ({ key, line, value: nodeOf(inner, line) })),
    };
  }
  const text = asText(value);
  return { kind: 'scalar', line, text, value, style: 'quoted', range: [0, 0], comment: '' };
}

function matrixJobs(matrix: YamlNode): readonly string[] | 'dynamic' {
  const axes = entriesOf(matrix).filter(({ key }) => key !== 'include' && key !== 'exclude');
  const lists = [...axes, ...entriesOf(matrix).filter((entry) => !axes.includes(entry))];
  if (lists.some(({ value }) => value.kind !== 'list' || hasExpression(value))) return 'dynamic';
  const product = productOf(axes);
  if (product === 'too-many') return 'dynamic';
  const excludes = itemsOf(childOf(matrix, 'exclude')).map(matrixJobOf);
  const kept = product.filter((one) => !excludes.some((exclude) => contains(one, exclude)));
  const included = withIncludes(kept, itemsOf(childOf(matrix, 'include')).map(matrixJobOf));
  return included.length > MAX_MATRIX_JOBS ? 'dynamic' : included.map(matrixJobText);
}

function productOf(axes: readonly YamlEntry[]): readonly MatrixJob[] | 'too-many' {
  let jobs: readonly MatrixJob[] = axes.length === 0 ? [] : [new Map()];
  for (const { key, value } of axes) {
    const texts = itemsOf(value).map(textOf);
    // Excludes can reduce a large product below the limit, so this bound is higher.
    if (jobs.length * texts.length > MAX_MATRIX_JOBS * 16) return 'too-many';
    jobs = jobs.flatMap((one) => texts.map((text) => new Map([...one, [key, text]])));
  }
  return jobs;
}

function withIncludes(
  original: readonly MatrixJob[],
  includes: readonly MatrixJob[],
): readonly MatrixJob[] {
  const jobs = original.map((one) => new Map(one));
  const alone: MatrixJob[] = [];
  for (const include of includes) {
    const fits = jobs.filter((_, index) => agrees(original[index] ?? new Map(), include));
    for (const one of fits) for (const [key, value] of include) one.set(key, value);
    if (fits.length === 0) alone.push(include);
  }
  return [...jobs, ...alone];
}

/** An include is merged into a matrix job when it overwrites none of its original values. */
function agrees(original: MatrixJob, include: MatrixJob): boolean {
  return [...include].every(([key, value]) => !original.has(key) || original.get(key) === value);
}

function contains(matrixJob: MatrixJob, part: MatrixJob): boolean {
  return [...part].every(([key, value]) => matrixJob.get(key) === value);
}

function matrixJobOf(node: YamlNode): MatrixJob {
  return new Map(entriesOf(node).map(({ key, value }) => [key, textOf(value)]));
}

function matrixJobText(matrixJob: MatrixJob): string {
  return [...matrixJob].map(([key, value]) => `${key}=${value}`).join(', ');
}

function hasExpression(node: YamlNode): boolean {
  return textOf(node).includes('${{');
}

type MatrixValue = KeyedText & { readonly written?: string };

function matrixValues(matrix: YamlNode): readonly MatrixValue[] {
  return entriesOf(matrix).flatMap(({ key, value }) => {
    const items = value.kind === 'list' ? value.items : [value];
    return key === 'include' || key === 'exclude'
      ? items.flatMap(entriesOf).flatMap((e) => valuesAt(e.key, e.line, e.value))
      : items.flatMap((item) => valuesAt(key, item.line, item));
  });
}

/** Returns a value and, for a map, the values of its keys: `matrix.config.python`. */
function valuesAt(key: string, line: number, node: YamlNode): readonly MatrixValue[] {
  const inner = entriesOf(node).flatMap((e) => valuesAt(`${key}.${e.key}`, e.line, e.value));
  const value = textOf(node);
  const written = node.kind === 'scalar' && node.text !== value ? { written: node.text } : {};
  return [{ key, line, value, ...written }, ...inner];
}
