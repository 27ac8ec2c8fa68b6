import { closest } from '../lib/closest.ts';
import { type ExactNumber, exactFrom } from '../lib/numbers.ts';

export type Comparison = '>=' | '>' | '==' | '!=' | '<=' | '<';

/** Measures that a gate may compare besides the levels of rules, with their units. */
export const MEASURES = {
  score: 'the overall score, 0 to 5',
  'tests.total': 'tests of all counted reports',
  'tests.passed': 'tests that passed',
  'tests.failed': 'tests that failed or errored, deferred ones too',
  'tests.skipped': 'tests that were skipped',
  'coverage.lines': 'percent of lines covered, in each matrix job',
  'coverage.branches': 'percent of branches covered, in each matrix job',
  flakes: 'jobs and tests that failed and then passed on the audited code',
} as const;

export type Measure = keyof typeof MEASURES;

/**
 * One condition of a gate. It compares the level of a rule, or a measure, with a number, with the same
 * of the base commit (`base`), or with the previous milestone's audit (`previous`).
 */
export interface Condition {
  readonly subject:
    | { readonly kind: 'rule'; readonly rule: string }
    | { readonly kind: 'measure'; readonly measure: Measure };
  readonly comparison: Comparison;
  readonly operand:
    | { readonly kind: 'number'; readonly value: ExactNumber }
    | { readonly kind: 'base' | 'previous' };
}

export type ParsedCondition =
  | { readonly state: 'condition'; readonly condition: Condition }
  | { readonly state: 'invalid'; readonly why: string };

type Parsed<T> = { readonly value: T } | { readonly why: string };

const SHAPE = /^([a-z][a-z0-9.-]*)\s*(>=|<=|==|!=|>|<|≥|≤|=)\s*(-?[a-z0-9.]+)\s*(%?)$/;
const SAME_AS: Readonly<Record<string, Comparison>> = { '≥': '>=', '≤': '<=', '=': '==' };
const EXPECTED =
  'expected `subject comparison value`, for instance `test-results >= 4`, `coverage.lines >= base` or `flakes == 0`';

/** Parses a condition; `why` says what was expected. `rules` are all ids. */
export function parseCondition(text: string, rules: readonly string[] | 'any'): ParsedCondition {
  const [, name = '', comparison = '', value = '', percent = ''] = SHAPE.exec(text.trim()) ?? [];
  if (name === '') return { state: 'invalid', why: EXPECTED };
  const subject = subjectOf(name, rules);
  if ('why' in subject) return { state: 'invalid', why: subject.why };
  const operand = operandOf(subject.value, value, percent);
  if ('why' in operand) return { state: 'invalid', why: operand.why };
  return {
    state: 'condition',
    condition: {
      subject: subject.value,
      comparison: SAME_AS[comparison] ?? (comparison as Comparison),
      operand: operand.value,
    },
  };
}

/** Returns whether a value that is less (−1), equal (0), or more (1) than the operand satisfies the comparison. */
export function holds(comparison: Comparison, order: -1 | 0 | 1): boolean {
  switch (comparison) {
    case '>=':
      return order >= 0;
    case '>':
      return order > 0;
    case '==':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<=':
      return order <= 0;
    case '<':
      return order < 0;
  }
  comparison satisfies never;
  return false;
}

function subjectOf(name: string, rules: readonly string[] | 'any'): Parsed<Condition['subject']> {
  if (Object.hasOwn(MEASURES, name))
    return { value: { kind: 'measure', measure: name as Measure } };
  if (!name.includes('.') && (rules === 'any' || rules.includes(name))) {
    return { value: { kind: 'rule', rule: name } };
  }
  const measures = Object.keys(MEASURES).map((one) => `\`${one}\``);
  const list = `${measures.slice(0, -1).join(', ')} and ${measures.at(-1)}`;
  const known = [...(rules === 'any' ? [] : rules), ...Object.keys(MEASURES)];
  const meant = closest(name, known);
  const what = name.includes('.') ? 'measure' : 'rule';
  const hint = meant === undefined ? `measures are ${list}` : `did you mean \`${meant}\`?`;
  return { why: `unknown ${what} \`${name}\`; ${hint}` };
}

function operandOf(
  subject: Condition['subject'],
  text: string,
  percent: string,
): Parsed<Condition['operand']> {
  if (text === 'base' || text === 'previous') return wordOperand(subject, text);
  if (!/^\d+(?:\.\d+)?$/.test(text)) {
    return { why: `\`${text}\` is neither a number, \`base\` nor \`previous\`` };
  }
  const why = numberProblem(subject, text, percent);
  return why === undefined ? { value: { kind: 'number', value: exactFrom(text) } } : { why };
}

function wordOperand(
  subject: Condition['subject'],
  word: 'base' | 'previous',
): Parsed<Condition['operand']> {
  const compared = subject.kind === 'measure' && /^(?:tests|coverage)\./.test(subject.measure);
  const recorded = subject.kind === 'rule' || subject.measure === 'score';
  if (word === 'base' && !compared) {
    return { why: 'only tests and coverage are known of the base; compare levels with `previous`' };
  }
  if (word === 'previous' && !recorded) {
    return {
      why: 'only levels and the score are known of the previous audit; compare with `base`',
    };
  }
  return { value: { kind: word } };
}

function numberProblem(
  subject: Condition['subject'],
  text: string,
  percent: string,
): string | undefined {
  const { fits, rule } = UNITS[unitOf(subject)];
  const number = percent === '' || unitOf(subject) === 'percent' ? Number(text) : Number.NaN;
  return fits(number) ? undefined : `${rule}, not ${text}${percent}`;
}

function unitOf(subject: Condition['subject']): keyof typeof UNITS {
  if (subject.kind === 'rule') return 'level';
  if (subject.measure === 'score') return 'score';
  return subject.measure.startsWith('coverage.') ? 'percent' : 'count';
}

const UNITS = {
  level: {
    fits: (value: number) => Number.isInteger(value) && value <= 5,
    rule: 'a level is a whole number from 0 to 5',
  },
  score: { fits: (value: number) => value <= 5, rule: 'a score is a number from 0 to 5' },
  percent: { fits: (value: number) => value <= 100, rule: 'coverage is at most 100%' },
  count: { fits: (value: number) => Number.isInteger(value), rule: 'a count is a whole number' },
} as const;

/** Returns the minimum level that a gate's condition requires of a rule; `undefined` when it requires none. */
export function demandedLevel(text: string, rule: string): number | undefined {
  const parsed = parseCondition(text, 'any');
  if (parsed.state === 'invalid') return undefined;
  const { subject, comparison, operand } = parsed.condition;
  if (subject.kind !== 'rule' || subject.rule !== rule || operand.kind !== 'number')
    return undefined;
  if (comparison !== '>=' && comparison !== '==' && comparison !== '>') return undefined;
  return Number(operand.value.of / operand.value.per) + (comparison === '>' ? 1 : 0);
}
