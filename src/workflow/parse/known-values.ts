import type { Script } from '../../model/workflow.ts';
import type { KeyedText } from './tree-access.ts';

/** What the expressions of a job can refer to, as far as the file states it. */
export interface KnownValues {
  /** Every value of the matrix; `config.shell` for a key of a value that is a map. */
  readonly matrix: readonly KeyedText[];
  readonly env: readonly KeyedText[];
  /** Default values of inputs. */
  readonly inputs: readonly KeyedText[];
}

/** Maximum number of values of one text; a longer list of commands is not expanded. */
const MAX_VALUES = 32;

const expression = /\$\{\{((?:(?!\$\{\{)[^}]|\}(?!\}))*)\}\}/;
const reference = /^(?:(matrix|env|inputs)|github\.event\.inputs)\.([\w.-]+)$/;

/**
 * Returns every value that a text can have when its expressions name a matrix value, an environment variable
 * of the file, the default of an input, or a text behind `||`; undefined when one of them is not known.
 */
export function valuesOf(text: string, known: KnownValues): readonly string[] | undefined {
  const found = expression.exec(text);
  if (found === null) return [text];
  const values = valuesOfExpression((found[1] ?? '').trim(), known);
  const rest = valuesOf(text.slice(found.index + found[0].length), known);
  if (values === undefined || rest === undefined) return undefined;
  const before = text.slice(0, found.index);
  const all = values.flatMap((value) => rest.map((after) => `${before}${value}${after}`));
  return all.length > MAX_VALUES ? undefined : [...new Set(all)];
}

function valuesOfExpression(inner: string, known: KnownValues): readonly string[] | undefined {
  const parts = inner.split('||').map((part) => partOf(part.trim(), known));
  // What stands behind `||` counts only where the value before it can be missing.
  const end = parts.findIndex((part) => part?.always === true);
  const used = end === -1 ? parts : parts.slice(0, end + 1);
  if (used.includes(undefined)) return undefined;
  const all = used.flatMap((part) => part?.values ?? []);
  const whole = all.length > 0 && all.every((value) => !value.includes('${{'));
  return whole ? [...new Set(all)] : undefined;
}

/** The values of one side of `||`; `always` when one of them is always there. */
function partOf(text: string, known: KnownValues) {
  const literal = /^'([^']*)'$/.exec(text)?.[1];
  if (literal !== undefined) return { values: [literal], always: literal !== '' };
  const [, context = 'inputs', name] = reference.exec(text) ?? [];
  if (name === undefined) return undefined;
  const own = known[context as keyof KnownValues].filter(({ key }) => key === name);
  const values = own.map(({ value }) => value);
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
