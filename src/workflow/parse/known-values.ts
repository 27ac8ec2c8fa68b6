import type { Script } from '../../model/workflow.ts';
import type { KeyedText } from './tree-access.ts';

/** What the expressions of a job can refer to, as far as the file states it. */
export interface KnownValues {
  /** Every value of the matrix; `config.shell` for a key of a value that is a map. */
  readonly matrix: readonly KeyedText[];
  readonly env: readonly KeyedText[];
  readonly inputs: readonly KeyedText[];
}

/** Maximum number of values of one text; a longer list of commands is not expanded. */
const MAX_VALUES = 32;

const expression = /\$\{\{((?:(?!\$\{\{)[^}]|\}(?!\}))*)\}\}/g;
const reference = /^(?:(matrix|env|inputs)|github\.event\.inputs)\.([\w.-]+)$/;

/** Maximum number of values that name values in turn, as a matrix value names an input. */
const MAX_DEPTH = 4;

/**
 * Returns every value that a text can have when its expressions name a matrix value, an environment variable
 * of the file, the default of an input, or a text behind `||`; undefined when one of them is not known. An
 * expression that occurs twice has the same value in both places.
 */
export function valuesOf(text: string, known: KnownValues): readonly string[] | undefined {
  return valuesWithin(text, known, 0);
}

function valuesWithin(
  text: string,
  known: KnownValues,
  depth: number,
): readonly string[] | undefined {
  if (depth > MAX_DEPTH) return undefined;
  let texts: readonly string[] = [text];
  for (const [whole, inner = ''] of text.matchAll(expression)) {
    const values = valuesOfExpression(inner.trim(), known, depth);
    const made = values === undefined ? undefined : replacedIn(texts, whole, values);
    if (made === undefined) return undefined;
    texts = made;
  }
  return texts;
}

/** Returns the texts of all values of the expressions that are known; the others stay as written. */
export function variantsOf(text: string, known: KnownValues): readonly string[] {
  let texts: readonly string[] = [text];
  for (const [whole, inner = ''] of text.matchAll(expression)) {
    const values = valuesOfExpression(inner.trim(), known, 0);
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

function valuesOfExpression(
  inner: string,
  known: KnownValues,
  depth: number,
): readonly string[] | undefined {
  const parts = inner.split('||').map((part) => partOf(part.trim(), known, depth));
  // What stands behind `||` counts only where the value before it can be missing.
  const end = parts.findIndex((part) => part?.always === true);
  const used = end === -1 ? parts : parts.slice(0, end + 1);
  if (used.includes(undefined)) return undefined;
  const all = used.flatMap((part) => part?.values ?? []);
  return all.length > 0 ? [...new Set(all)] : undefined;
}

/** The values of one side of `||`; `always` when one of them is always there. */
function partOf(text: string, known: KnownValues, depth: number) {
  const literal = /^'([^']*)'$/.exec(text)?.[1];
  if (literal !== undefined) return { values: [literal], always: literal !== '' };
  const [, context = 'inputs', name] = reference.exec(text) ?? [];
  if (name === undefined) return undefined;
  const all = known[context as keyof KnownValues].filter(({ key }) => key === name);
  // The innermost `env` decides.
  const own = context === 'env' ? all.slice(-1) : all;
  const each = own.map(({ value }) => valuesWithin(value, known, depth + 1));
  if (each.includes(undefined)) return undefined;
  const values = each.flatMap((one) => one ?? []);
  return { values, always: context === 'env' && values.some((value) => value !== '') };
}

/** An expression or a variable where a command begins. */
const commandExpression =
  /(?<=^|[\n;&|(])([ \t]{0,100})(\$\{\{[^}\n]{0,500}\}\}|\$\{?\w{1,200}\}?(?=[\s;&|)]|$))/g;

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
