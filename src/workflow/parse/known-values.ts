import type { Script } from '../../model/workflow.ts';
import { asText, canBe, evaluate, type Outcome } from './evaluate.ts';
import { conditionText, type Expression, expressionsIn, parseExpression } from './expression.ts';
import type { KeyedText } from './tree-access.ts';

/** What the expressions of a job can refer to, as far as the file states it. */
export interface KnownValues {
  /** Every value of the matrix; `config.shell` for a key of a value that is a map. */
  readonly matrix: readonly KeyedText[];
  readonly env: readonly KeyedText[];
  readonly inputs: readonly KeyedText[];
  /** The matrix is that of one job, so that none of its values is missing. */
  readonly one?: true;
  /** Contexts by their path, such as `runner.os`. */
  readonly fixed?: Readonly<Record<string, string>>;
}

export const NOTHING_KNOWN: KnownValues = { matrix: [], env: [], inputs: [] };

/** Maximum number of values of one text; a longer list of commands is not expanded. */
const MAX_VALUES = 32;

/** Maximum number of values that name values in turn, as a matrix value names an input. */
const MAX_DEPTH = 4;

/**
 * Returns every value that a text can have, as far as its expressions name matrix values, variables of the file and
 * defaults of inputs; undefined when something else decides. With `choices`, an unknown condition such as
 * `github.ref == 'x'` may choose among values that are known. An expression that occurs twice has the same value in
 * both places.
 */
export function valuesOf(
  text: string,
  known: KnownValues,
  choices?: 'choices',
): readonly string[] | undefined {
  return valuesWithin(text, known, choices !== undefined, 0);
}

function valuesWithin(
  text: string,
  known: KnownValues,
  choices: boolean,
  depth: number,
): readonly string[] | undefined {
  const found = expressionsIn(text);
  if (depth > MAX_DEPTH || text.split('${{').length - 1 > found.length) return undefined;
  let texts: readonly string[] = [text];
  for (const { whole, tree } of found) {
    const values = textsOf(tree, known, choices, depth);
    const made = values === undefined ? undefined : replacedIn(texts, whole, values);
    if (made === undefined) return undefined;
    texts = made;
  }
  return texts;
}

/** Returns the texts of all values of the expressions that are known; the others stay as written. */
export function variantsOf(text: string, known: KnownValues): readonly string[] {
  let texts: readonly string[] = [text];
  for (const { whole, tree } of expressionsIn(text)) {
    const values = textsOf(tree, known, false, 0);
    texts = (values === undefined ? undefined : replacedIn(texts, whole, values)) ?? texts;
  }
  return texts;
}

/** Returns the texts with one expression replaced by each of its values; undefined for too many. */
function replacedIn(
  texts: readonly string[],
  whole: string,
  values: readonly string[],
): readonly string[] | undefined {
  if (!texts[0]?.includes(whole)) return texts;
  if (values.length * texts.length > MAX_VALUES) return undefined;
  return values.flatMap((value) => texts.map((each) => each.replaceAll(whole, () => value)));
}

/** Returns the values of an expression as texts; undefined when one of them is not known. */
function textsOf(
  tree: Expression | undefined,
  known: KnownValues,
  choices: boolean,
  depth: number,
): readonly string[] | undefined {
  if (tree === undefined) return undefined;
  const outcomes = outcomesOf(tree, known, depth, false);
  if (outcomes.some(({ other, chosen }) => other !== 'none' || (chosen && !choices))) {
    return undefined;
  }
  const texts = new Set(outcomes.flatMap(({ values }) => values.map(asText)));
  return texts.size > 0 ? [...texts] : undefined;
}

/** Returns the data that a text can be which is one expression, such as `${{ fromJSON('[1, 2]') }}`; none if unknown. */
export function dataOf(text: string, known: KnownValues): readonly unknown[] {
  const [only] = expressionsIn(text);
  if (only?.tree === undefined || only.whole !== text) return [];
  const outcomes = outcomesOf(only.tree, known, 0, false);
  const open = outcomes.some(({ other }) => other !== 'none');
  return open ? [] : outcomes.flatMap(({ values }) => values);
}

/** Returns whether a condition holds, as far as the values are known; undefined where only the run knows. */
export function truthOf(condition: string, known: KnownValues): boolean | undefined {
  const text = conditionText(condition);
  if (text === undefined) return true;
  const tree = parseExpression(text);
  if (tree === undefined) return undefined;
  const outcomes = outcomesOf(tree, known, 0, true);
  const [holds, fails] = [true, false].map((truth) => outcomes.some((one) => canBe(truth, one)));
  return holds === fails ? undefined : holds;
}

/** Returns what an expression can be for each combination of the values that it names. */
function outcomesOf(
  tree: Expression,
  known: KnownValues,
  depth: number,
  asked: boolean,
): readonly Outcome[] {
  let rows: readonly ReadonlyMap<string, Outcome>[] = [new Map()];
  for (const [path, inCondition] of new Map(pathsIn(tree, asked))) {
    const values = namedValues(path, known, depth, inCondition);
    if (values === undefined || rows.length * values.length > MAX_VALUES) continue;
    rows = rows.flatMap((row) => values.map((value) => new Map([...row, [path, value]])));
  }
  return rows.map((row) => evaluate(tree, (path) => row.get(path)));
}

/** Returns the contexts that an expression names, those last that it asks for in a condition. */
function pathsIn(tree: Expression, asked: boolean): readonly (readonly [string, boolean])[] {
  if (tree.kind === 'value') return [];
  if (tree.kind === 'path') {
    const { of, keys } = tree;
    return typeof of === 'string' ? [[[of, ...keys].join('.'), asked]] : pathsIn(of, asked);
  }
  const { name, args } = tree;
  const found = args.flatMap((arg, at) => {
    const gives = /^(?:format|join|tojson|fromjson)$/.test(name) || isResult(name, at, args.length);
    return pathsIn(arg, asked || !gives);
  });
  return found.toSorted((one, other) => Number(one[1]) - Number(other[1]));
}

/** Whether an argument is what an operator or `case` returns, and not its condition. */
function isResult(name: string, at: number, count: number): boolean {
  if (name === 'case') return at % 2 === 1 || at === count - 1;
  return (name === '&&' || name === '||') && at === count - 1;
}

const reference = /^(?:(matrix|env|inputs)|github\.event\.inputs)\.([\w.-]+)$/i;

/** Returns the possible values of a context; undefined for one that the file does not give. */
function namedValues(
  path: string,
  known: KnownValues,
  depth: number,
  asked: boolean,
): readonly Outcome[] | undefined {
  const fixed = known.fixed?.[path];
  if (fixed !== undefined) return [single(fixed)];
  const [, context = 'inputs', name] = reference.exec(path) ?? [];
  const of = context.toLowerCase() as 'matrix' | 'env' | 'inputs';
  const given = name === undefined ? [] : givenTo(name, of, known);
  const each = given.map((value) => valuesWithin(value, known, false, depth + 1));
  if (each.length === 0 || each.includes(undefined)) return undefined;
  const texts = [...new Set(each.flatMap((one) => one ?? []))];
  if (of === 'env' || !asked) return texts.map(single);
  // A matrix job may lack the value, and a caller may give none; then something else decides.
  return [...texts.map(typed), ...(known.one === true ? [] : [single('')])];
}

/** Returns the texts of a name. GitHub ignores the case of names, except for variables. */
function givenTo(
  name: string,
  of: 'matrix' | 'env' | 'inputs',
  known: KnownValues,
): readonly string[] {
  // The innermost `env` decides.
  if (of === 'env')
    return known.env
      .filter(({ key }) => key === name)
      .slice(-1)
      .map(textOf);
  const lower = name.toLowerCase();
  return known[of].filter(({ key }) => key.toLowerCase() === lower).map(textOf);
}

function textOf({ value }: KeyedText): string {
  return value;
}

function single(value: unknown): Outcome {
  return { values: [value], other: 'none', chosen: false };
}

/** The text does not say whether a value of a matrix or an input is a text: `false` may be one. */
function typed(text: string): Outcome {
  const value = /^(?:true|false)$/.test(text) ? text === 'true' : Number(text);
  const values = String(value) === text ? [text, value] : [text];
  return { values, other: 'none', chosen: false };
}

/** An expression or a variable where a command begins. */
const commandExpression =
  /(?<=^|[\n;&|(])([ \t]{0,100})(\$\{\{(?:'[^'\n]{0,500}'|[^'}\n]){0,500}\}\}|\$\{?\w{1,200}\}?(?=[\s;&|)]|$))/g;

/**
 * Returns the script with the expressions that are commands replaced by their values, so that
 * `run: ${{ matrix.command }}` is read as all its commands. An expression without known values stays. Lines stay
 * where they are; a folded script of several lines is left as it is.
 */
export function withKnownCommands(script: Script, known: KnownValues): Script {
  const { text, marks = [] } = script;
  if (!text.includes('$') || marks.length > 1) return script;
  if (!text.trim().includes('\n')) return withEveryCommand(script, known);
  const made = text.replace(commandExpression, (whole, space: string, named: string) => {
    const values = valuesOf(asExpression(named), known);
    const value = values?.length === 1 ? values[0]?.trim() : undefined;
    return value === undefined || value.includes('\n') ? whole : `${space}${value}`;
  });
  return made === text ? script : { ...script, text: made };
}

/** A variable of the shell is known where `env` of the file sets it. */
function asExpression(text: string): string {
  const name = /^\$\{?(\w+)\}?$/.exec(text)?.[1];
  return name === undefined ? text : `\${{ env.${name} }}`;
}

/** A script of one line that a matrix chooses runs as one of several lines; where `-e` holds, they can be read as all. */
function withEveryCommand(script: Script, known: KnownValues): Script {
  const { text, line, shell } = script;
  const first = new RegExp(`^${commandExpression.source}`).exec(text)?.[0];
  const values = first === undefined ? undefined : valuesOf(asExpression(first.trim()), known);
  if (first === undefined || values === undefined) return script;
  if (values.length > 1 && !/^(?:|bash|sh)$/.test(shell)) return script;
  const texts = values.map((value) => `${value}${text.slice(first.length).trimEnd()}`);
  return {
    ...script,
    text: texts.join('\n'),
    marks: [{ offset: 0, line: script.marks?.[0]?.line ?? line }],
  };
}
