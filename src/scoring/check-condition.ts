import { type Condition, holds, type Measure } from '../config/condition.ts';
import { compareExact, type ExactNumber, exact } from '../lib/numbers.ts';
import type { PreviousAudit } from '../model/history.ts';
import type { Finding, Level, Verdict } from '../model/verdict.ts';
import type { LegValue, MeasureReader } from './gate-measures.ts';

/** One condition of a gate against what was judged and measured. */
export type CheckedCondition =
  | {
      readonly state: 'holds' | 'holds-deferred' | 'fails';
      readonly text: string;
      /** `null` for a measure, which has no level. */
      readonly level: Level | null;
      readonly because: string;
    }
  | {
      readonly state: 'unknown';
      readonly text: string;
      readonly because: string;
      /** For want of something the config requires. */
      readonly required: boolean;
    }
  | { readonly state: 'left-out' };

export interface GateContext {
  readonly verdicts: readonly Verdict[];
  /** Ids of rules that lack a source the config lists as required. */
  readonly lackRequired: ReadonlySet<string>;
  readonly measure: MeasureReader;
  /** The audit of the milestone before, when there is one. */
  readonly previous: Pick<PreviousAudit, 'milestone' | 'score' | 'rules'> | undefined;
  /** Not worse than the previous audit is enough where an absolute level is missed. */
  readonly ratchet: boolean;
}

/** Checks a parsed condition; `text` is how it is written in the config. */
export function checkCondition(
  text: string,
  condition: Condition,
  context: GateContext,
): CheckedCondition {
  const { subject } = condition;
  if (subject.kind === 'measure') return checkMeasure(text, condition, subject.measure, context);
  const verdict = context.verdicts.find(({ rule }) => rule === subject.rule);
  // Gates may name any rule that exists; those this audit does not judge are left out.
  return verdict === undefined
    ? { state: 'left-out' }
    : checkVerdict(text, condition, verdict, context);
}

function checkVerdict(
  text: string,
  condition: Condition,
  { rule, finding }: Verdict,
  context: GateContext,
): CheckedCondition {
  switch (finding.state) {
    case 'not-applicable':
      return { state: 'left-out' };
    case 'unknown': {
      const required = context.lackRequired.has(rule);
      return { state: 'unknown', text, because: `${rule}: ${finding.why}`, required };
    }
    case 'level':
      return checkLevel(text, condition, rule, finding, context);
  }
  finding satisfies never;
  throw new Error('a finding is a level, unknown or not applicable');
}

function checkLevel(
  text: string,
  { comparison, operand }: Condition,
  rule: string,
  { level, measured, deferrals, undeferred = 0 }: Extract<Finding, { readonly state: 'level' }>,
  { previous, ratchet }: GateContext,
): CheckedCondition {
  const former = previous?.rules.find(({ id }) => id === rule)?.level ?? undefined;
  const wanted = operand.kind === 'number' ? operand.value : exactOf(former);
  if (wanted === undefined) {
    const because = `${rule}: the previous audit has no level of it`;
    return { state: 'unknown', text, because, required: false };
  }
  const meets = (one: Level): boolean => holds(comparison, compareExact(exact(one), wanted));
  const because = `${rule} ${level}: ${measured}`;
  if (meets(level)) {
    const alone = deferrals.length === 0 || meets(undeferred);
    return { state: alone ? 'holds' : 'holds-deferred', text, level, because };
  }
  const kept = ratchet && isFloor(comparison) && former !== undefined && level >= former;
  return kept
    ? {
        state: 'holds',
        text,
        level,
        because: `${because} (no worse than ${previous?.milestone}: ${former})`,
      }
    : { state: 'fails', text, level, because };
}

function exactOf(level: number | undefined): ExactNumber | undefined {
  return level === undefined ? undefined : exact(level);
}

function isFloor(comparison: Condition['comparison']): boolean {
  return comparison === '>=' || comparison === '>' || comparison === '==';
}

/** A rule that reads the same sources: what it lacks as required, the measure lacks. */
const READERS: Readonly<Record<Measure, string>> = {
  score: '',
  'tests.total': 'test-results',
  'tests.passed': 'test-results',
  'tests.failed': 'test-results',
  'tests.skipped': 'test-results',
  'coverage.lines': 'coverage-gate',
  'coverage.branches': 'coverage-gate',
  flakes: 'stable-runs',
};

function checkMeasure(
  text: string,
  { comparison, operand }: Condition,
  measure: Measure,
  context: GateContext,
): CheckedCondition {
  const unknown = (why: string): CheckedCondition => {
    const required = context.lackRequired.has(READERS[measure]);
    return { state: 'unknown', text, because: `${measure}: ${why}`, required };
  };
  const now = context.measure(measure, 'head');
  if (now.state === 'unknown') return unknown(now.why);
  const wanted = wantedOf(operand, measure, context);
  if (typeof wanted === 'string') return unknown(wanted);
  const lost = wanted.find(
    ({ leg }) => leg !== undefined && !now.legs.some((one) => one.leg === leg),
  );
  if (lost !== undefined) return unknown(`the base has ${lost.leg || 'one leg'}, the head has not`);
  const pairs = now.legs.flatMap((one) =>
    wanted
      .filter(({ leg }) => leg === undefined || leg === one.leg)
      .map(({ value, words }) => ({
        one,
        words,
        met: holds(comparison, compareExact(one.value, value)),
      })),
  );
  const missed = pairs.filter(({ met }) => !met);
  const told = (missed.length > 0 ? missed : pairs).map(({ one, words }) => inWords(one, words));
  return {
    state: missed.length > 0 ? 'fails' : 'holds',
    text,
    level: null,
    because: `${measure} ${[...new Set(told)].join(', ')}`,
  };
}

interface Wanted {
  /** `undefined` for every leg. */
  readonly leg: string | undefined;
  readonly value: ExactNumber;
  readonly words: string;
}

/** What the measure is held against, leg by leg; a text says why that is not known. */
function wantedOf(
  operand: Condition['operand'],
  measure: Measure,
  { measure: read, previous }: GateContext,
): readonly Wanted[] | string {
  switch (operand.kind) {
    case 'number':
      return [{ leg: undefined, value: operand.value, words: '' }];
    case 'base': {
      const before = read(measure, 'base');
      return before.state === 'unknown'
        ? before.why
        : before.legs.map(({ leg, value, words }) => ({ leg, value, words: `base ${words}` }));
    }
    case 'previous': {
      const score = previous?.score ?? undefined;
      if (score === undefined) return 'there is no score of a previous audit';
      const value = exact(Math.round(score * 10), 10);
      return [{ leg: undefined, value, words: `${previous?.milestone} ${score.toFixed(1)}` }];
    }
  }
  operand satisfies never;
  throw new Error('an operand is a number, the base or the previous audit');
}

function inWords({ leg, words }: LegValue, against: string): string {
  return `${words}${against === '' ? '' : ` (${against})`}${leg === '' ? '' : ` in ${leg}`}`;
}
