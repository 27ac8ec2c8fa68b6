import type { Expression } from './expression.ts';

/** What an expression can be: its known values, and what else. */
export interface Outcome {
  readonly values: readonly unknown[];
  /** Whether it can also be a value that only the run knows; `falsy`: only one that counts as false. */
  readonly other: 'none' | 'falsy' | 'any';
  /** Something that only the run knows chooses among the values. */
  readonly chosen: boolean;
}

/** Returns the values of a context by its path, such as `matrix.os`; undefined where only the run knows them. */
export type Lookup = (path: string) => Outcome | undefined;

const ANYTHING: Outcome = { values: [], other: 'any', chosen: false };

function known(...values: readonly unknown[]): Outcome {
  return { values, other: 'none', chosen: false };
}

/** Maximum number of values of one expression. */
const MAX_VALUES = 256;

/**
 * Returns what an expression can be, as GitHub evaluates it (GitHub Docs, "Evaluate expressions in workflows and
 * actions", read 2026-11-30).
 */
export function evaluate(tree: Expression, lookup: Lookup): Outcome {
  if (tree.kind === 'value') return known(tree.value);
  if (tree.kind === 'path') return valueAt(tree, lookup);
  const { name, args } = tree;
  const each = args.map((arg) => evaluate(arg, lookup));
  if (name === '&&' || name === '||') return each.reduce(name === '&&' ? and : or);
  if (name === 'case' && each.length % 2 === 1) return caseOf(each);
  return each.some(({ other }) => other !== 'none') ? unknownCall(name, each) : called(name, each);
}

/** A test of what only the run knows is true or false. */
function unknownCall(name: string, [first]: readonly Outcome[]): Outcome {
  if (name === '!' && first !== undefined && !canBe(true, first)) return known(true);
  const tests = /^(?:!|[=!<>]=|<|>|contains|startswith|endswith)$/.test(name);
  return tests ? { ...known(true, false), chosen: true } : ANYTHING;
}

function called(name: string, args: readonly Outcome[]): Outcome {
  const call = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  const size = args.reduce((product, { values }) => product * values.length, 1);
  if (call === undefined || args.length < call.length || size > MAX_VALUES) return ANYTHING;
  try {
    const values = productOf(args).map((row) => call(...row));
    return { ...known(...values), chosen: args.some(({ chosen }) => chosen) };
  } catch {
    // GitHub fails too, and the run with it.
    return ANYTHING;
  }
}

function productOf(outcomes: readonly Outcome[]): readonly (readonly unknown[])[] {
  return outcomes.reduce<readonly (readonly unknown[])[]>(
    (rows, { values }) => rows.flatMap((row) => values.map((value) => [...row, value])),
    [[]],
  );
}

function valueAt({ of, keys }: Extract<Expression, { kind: 'path' }>, lookup: Lookup): Outcome {
  if (typeof of === 'string') return lookup([of, ...keys].join('.')) ?? ANYTHING;
  const inner = evaluate(of, lookup);
  if (inner.other === 'any' || keys.includes('*')) return ANYTHING;
  return { ...inner, values: inner.values.map((value) => keys.reduce<unknown>(memberOf, value)) };
}

function memberOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return null;
  const found = Object.entries(value).find(([name]) => name.toLowerCase() === key.toLowerCase());
  return found?.[1] ?? null;
}

/** Whether an outcome can count as true, or as false. */
export function canBe(truth: boolean, { values, other }: Outcome): boolean {
  return (
    other === 'any' || (other === 'falsy' && !truth) || values.some((v) => truthy(v) === truth)
  );
}

function and(left: Outcome, right: Outcome): Outcome {
  const falsy = left.values.filter((value) => !truthy(value));
  const rest = left.other === 'none' ? 'none' : 'falsy';
  return canBe(true, left) ? joined(left, falsy, rest, right) : { ...left, values: falsy };
}

function or(left: Outcome, right: Outcome): Outcome {
  const other = left.other === 'any' ? 'any' : 'none';
  const values = left.values.filter(truthy);
  return canBe(false, left) ? joined(left, values, other, right) : left;
}

function joined(
  left: Outcome,
  values: readonly unknown[],
  other: Outcome['other'],
  right: Outcome,
): Outcome {
  const others = [other, right.other];
  return {
    values: [...values, ...right.values],
    other: others.includes('any') ? 'any' : others.includes('falsy') ? 'falsy' : 'none',
    chosen: left.chosen || right.chosen || left.other === 'any',
  };
}

/** `case(condition, value, …, default)`: the value of the first condition that is true. */
function caseOf([condition, value, ...rest]: readonly Outcome[]): Outcome {
  if (condition === undefined) return ANYTHING;
  if (value === undefined) return condition;
  const isTrue = condition.values.includes(true) || condition.other === 'any';
  const goesOn = condition.values.includes(false) || condition.other !== 'none';
  if (!goesOn) return isTrue ? { ...value, chosen: value.chosen || condition.chosen } : ANYTHING;
  const later = caseOf(rest);
  return isTrue ? joined(condition, value.values, value.other, later) : later;
}

export function truthy(value: unknown): boolean {
  return value !== '' && Boolean(value);
}

/** Returns a value as text, as GitHub pastes it. */
export function asText(value: unknown): string {
  if (value === null) return '';
  if (typeof value === 'object') return Array.isArray(value) ? 'Array' : 'Object';
  return String(value);
}

function asNumber(value: unknown): number {
  return typeof value === 'object' && value !== null ? Number.NaN : Number(value);
}

/** GitHub ignores the case of texts, and compares values of different types as numbers. */
function compared(left: unknown, right: unknown): -1 | 0 | 1 | undefined {
  const texts = typeof left === 'string' && typeof right === 'string';
  const [a, b] = texts
    ? [left.toUpperCase(), right.toUpperCase()]
    : [asNumber(left), asNumber(right)];
  if (a === b) return 0;
  return a < b ? -1 : a > b ? 1 : undefined;
}

function lower(value: unknown): string {
  return asText(value).toLowerCase();
}

function isPrimitive(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

function test(left: unknown, right: unknown, holds: (a: string, b: string) => boolean): boolean {
  return isPrimitive(left) && isPrimitive(right) && holds(lower(left), lower(right));
}

const FUNCTIONS: Readonly<Record<string, (...args: unknown[]) => unknown>> = {
  '!': (value) => !truthy(value),
  '==': (left, right) => compared(left, right) === 0,
  '!=': (left, right) => compared(left, right) !== 0,
  '<': (left, right) => compared(left, right) === -1,
  '>': (left, right) => compared(left, right) === 1,
  '<=': (left, right) => (compared(left, right) ?? 1) <= 0,
  '>=': (left, right) => (compared(left, right) ?? -1) >= 0,
  contains: (list, item) =>
    Array.isArray(list)
      ? list.some((one) => compared(one, item) === 0)
      : test(list, item, (text, part) => text.includes(part)),
  startswith: (text, part) => test(text, part, (a, b) => a.startsWith(b)),
  endswith: (text, part) => test(text, part, (a, b) => a.endsWith(b)),
  join: (list, separator = ',') =>
    Array.isArray(list)
      ? list.map(asText).join(isPrimitive(separator) ? asText(separator) : ',')
      : isPrimitive(list)
        ? asText(list)
        : '',
  tojson: (value) => JSON.stringify(value, undefined, 2),
  fromjson: (text) => JSON.parse(asText(text)),
  format: (text, ...args) => formatted(asText(text), args),
};

/** Replaces `{0}` and halves doubled braces; throws where GitHub fails. */
function formatted(text: string, args: readonly unknown[]): string {
  return text.replace(/\{\{|\}\}|\{(\d+)\}|[{}]/g, (all, index?: string) => {
    if (all.length === 2) return all.slice(1);
    if (index === undefined || Number(index) >= args.length) throw new RangeError(text);
    return asText(args[Number(index)]);
  });
}
