import type { Script } from '../../model/workflow.ts';
import { lineAt } from './script-lines.ts';
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

const expression = /\$\{\{\s*(.*?)\s*\}\}/s;
const reference = /^(?:(matrix|env|inputs)|github\.event\.inputs)\.([\w.-]+)$/;

/**
 * Returns every value that a text can have when its expressions name a matrix value, an environment variable
 * of the file, the default of an input, or a text behind `||`; undefined when one of them is not known.
 */
export function valuesOf(text: string, known: KnownValues): readonly string[] | undefined {
  const found = expression.exec(text);
  if (found === null) return [text];
  const values = valuesOfExpression(found[1] ?? '', known);
  const rest = valuesOf(text.slice(found.index + found[0].length), known);
  if (values === undefined || rest === undefined) return undefined;
  const before = text.slice(0, found.index);
  const all = values.flatMap((value) => rest.map((after) => `${before}${value}${after}`));
  return all.length > MAX_VALUES ? undefined : [...new Set(all)];
}

function valuesOfExpression(inner: string, known: KnownValues): readonly string[] | undefined {
  const parts = inner.split(/\s*\|\|\s*/);
  const all: string[] = [];
  for (const part of parts) {
    const literal = /^'([^']*)'$/.exec(part)?.[1];
    const [, context = 'inputs', name] = reference.exec(part) ?? [];
    if (literal === undefined && name === undefined) return undefined;
    const own = known[context as keyof KnownValues].filter(({ key }) => key === name);
    const values = literal === undefined ? own.map(({ value }) => value) : [literal];
    if (values.length === 0 && parts.length === 1) return undefined;
    all.push(...values);
    // What stands behind `||` counts only where a value can be missing.
    if (context === 'env' && values.some((value) => value !== '')) break;
  }
  const whole = all.length > 0 && all.every((value) => !value.includes('${{'));
  return whole ? [...new Set(all)] : undefined;
}

/** An expression or a variable where a command begins. */
const commandExpression = /(?<=^|[\n;&|(])([ \t]*)(\$\{\{[^}\n]*\}\}|\$\{?\w+\}?(?=[\s;&|)]|$))/g;

/**
 * Returns the script with the expressions that are commands replaced by their values, one per line, so that
 * `run: ${{ matrix.command }}` is read as all its commands. An expression without known values stays.
 */
export function withKnownCommands(script: Script, known: KnownValues): Script {
  const { text } = script;
  if (!text.includes('$')) return script;
  if (!text.trim().includes('\n')) return withEveryCommand(script, known);
  const lineOf = lineAt(script);
  const marks: { offset: number; line: number }[] = [];
  let made = '';
  let from = 0;
  const keep = (to: number): void => {
    const lines = text.slice(from, to).split('\n');
    let at = from;
    for (const [index, line] of lines.entries()) {
      marks.push({ offset: made.length, line: lineOf(at) });
      made += index === lines.length - 1 ? line : `${line}\n`;
      at += line.length + 1;
    }
    from = to;
  };
  for (const match of text.matchAll(commandExpression)) {
    const values = valuesOf(asExpression(match[2] ?? ''), known);
    if (values?.length !== 1 || /\n\s*\S/.test(values[0] ?? '')) continue;
    keep(match.index + (match[1] ?? '').length);
    marks.push({ offset: made.length, line: lineOf(match.index) });
    made += (values[0] ?? '').trim();
    from = match.index + match[0].length;
  }
  if (from === 0) return script;
  keep(text.length);
  return { ...script, text: made, marks };
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
