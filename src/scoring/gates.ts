import { type Condition, holds, type Measure, parseCondition } from '../config/condition.ts';
import { compareExact, type ExactNumber, exact } from '../lib/numbers.ts';
import type { AuditGate, GateState } from '../model/audit.ts';
import type { GateConfig } from '../model/config.ts';
import type { PreviousAudit } from '../model/history.ts';
import { type Finding, type Level, levelText, type Verdict } from '../model/verdict.ts';
import type { JobValue, MeasureReader } from './measures.ts';

export interface GateContext {
  readonly verdicts: readonly Verdict[];
  readonly measure: MeasureReader;
  readonly previous: Pick<PreviousAudit, 'milestone' | 'score' | 'score_max' | 'rules'> | undefined;
  /** Whether a level that is not worse than in the previous audit is enough. */
  readonly ratchet: boolean;
}

/**
 * Evaluates the gates (contract, section 1). A condition holds if it holds for every value that the
 * evidence allows, and fails if it holds for none; otherwise it is open, and so is its gate unless
 * another condition fails.
 */
export function evaluateGates(
  gates: readonly GateConfig[],
  context: GateContext,
): readonly AuditGate[] {
  return gates.map(({ title, when, optional, off }) => {
    if (off !== undefined) {
      const evidence = `switched off: ${off}`;
      return { title, state: 'not-applicable', off, conditions: [], waits: false, evidence };
    }
    const checked = when
      .map((text) => check(text, context))
      .filter((one) => one.state !== 'not-applicable');
    const state = stateOf(checked);
    return {
      title,
      state,
      ...(optional === undefined ? {} : { optional }),
      conditions: checked.map((one) => ({
        text: one.text,
        holds: one.state === 'open' ? null : one.state !== 'fails',
        level: one.levels?.level ?? null,
        level_max: one.levels?.most ?? null,
      })),
      waits: state === 'not-evaluated' && checked.every((one) => one.state !== 'open' || one.waits),
      evidence: sentence(checked),
    };
  });
}

type Applicable = Exclude<CheckedCondition, { readonly state: 'not-applicable' }>;

function check(text: string, context: GateContext): CheckedCondition {
  const parsed = parseCondition(text, 'any');
  if (parsed.state === 'invalid') {
    throw new Error(`a gate's condition was not checked: ${text}: ${parsed.why}`);
  }
  return checkCondition(text, parsed.condition, context);
}

function stateOf(checked: readonly Applicable[]): GateState {
  if (checked.length === 0) return 'not-applicable';
  const has = (state: Applicable['state']): boolean => checked.some((one) => one.state === state);
  if (has('fails')) return 'failed';
  if (has('open')) return 'not-evaluated';
  return has('holds-deferred') ? 'deferred' : 'passed';
}

const ORDER: Readonly<Record<Applicable['state'], number>> = {
  fails: 0,
  open: 1,
  'holds-deferred': 2,
  holds: 3,
};

/** Returns the conditions that decided the gate. */
function sentence(checked: readonly Applicable[]): string {
  if (checked.length === 0) return 'no rule of this gate applies';
  const worst = Math.min(...checked.map(({ state }) => ORDER[state]));
  return checked
    .filter(({ state }) => ORDER[state] === worst)
    .reduce<readonly Reason[]>(merged, [])
    .map(({ subjects, because }) => [subjects.join(', '), because].filter(Boolean).join(': '))
    .join('; ');
}

interface Reason {
  readonly subjects: readonly string[];
  readonly because: string;
}

/** Merges rules that are open for the same reason. */
function merged(reasons: readonly Reason[], { because }: Applicable): readonly Reason[] {
  const [, subject, why] = /^([\w.-]+): (.+)$/s.exec(because) ?? [];
  if (subject === undefined || why === undefined) return [...reasons, { subjects: [], because }];
  const same = reasons.find((one) => one.because === why && one.subjects.length > 0);
  if (same === undefined) return [...reasons, { subjects: [subject], because: why }];
  return reasons.map((one) =>
    one === same ? { ...one, subjects: [...one.subjects, subject] } : one,
  );
}

/** The bounds of the rule of a condition; a measure has none. */
type Levels = Pick<Extract<Finding, { readonly state: 'level' }>, 'level' | 'most'> | undefined;

type CheckedCondition =
  | {
      readonly state: 'holds' | 'holds-deferred' | 'fails';
      readonly text: string;
      readonly levels: Levels;
      readonly because: string;
    }
  | {
      readonly state: 'open';
      readonly text: string;
      readonly levels: Levels;
      readonly because: string;
      /** Everything that is missing waits for an unfinished run. */
      readonly waits: boolean;
    }
  | { readonly state: 'not-applicable' };

/** Checks a parsed condition; `text` is its form in the config. */
function checkCondition(
  text: string,
  condition: Condition,
  context: GateContext,
): CheckedCondition {
  const { subject } = condition;
  if (subject.kind === 'measure') return checkMeasure(text, condition, subject.measure, context);
  const verdict = context.verdicts.find(({ rule }) => rule === subject.rule);
  // Conditions on rules that this audit does not judge are left out.
  return verdict === undefined || verdict.finding.state === 'not-applicable'
    ? { state: 'not-applicable' }
    : checkLevel(text, condition, verdict.rule, verdict.finding, context);
}

function checkLevel(
  text: string,
  { comparison, operand }: Condition,
  rule: string,
  finding: Extract<Finding, { readonly state: 'level' }>,
  { previous, ratchet }: GateContext,
): CheckedCondition {
  const { level, most, open } = finding;
  const old = previous?.rules.find(({ id }) => id === rule);
  // Compared with its lowest level, a former audit with lost evidence would ask for less.
  const before = old?.level_max ?? old?.level ?? undefined;
  const because = `${rule} ${levelText(finding)}: ${finding.measured}`;
  const base = { text, levels: { level, most }, because };
  const wanted = operand.kind === 'number' ? operand.value : exactOf(before);
  if (wanted === undefined) {
    const why = `${rule}: the previous audit has no level of it`;
    return { ...base, state: 'open', because: why, waits: false };
  }
  const meets = (one: Level): boolean => holds(comparison, compareExact(exact(one), wanted));
  const state = stateOfLevels(finding, meets);
  if (state === 'holds' || state === 'holds-deferred') return { ...base, state };
  if (ratchet && isFloor(comparison) && before !== undefined && level >= before) {
    const kept = `${because} (no worse than ${previous?.milestone}: ${before})`;
    return { ...base, state: 'holds', because: kept };
  }
  const waits = open.length > 0 && open.every(({ wait }) => wait === true);
  return state === 'open' ? { ...base, state, waits } : { ...base, state };
}

/** A condition holds if every level that the evidence allows meets it, and fails if none does. */
function stateOfLevels(
  { level, most, deferrals, undeferred = 0, notRun }: Extract<Finding, { readonly state: 'level' }>,
  meets: (level: Level) => boolean,
): 'holds' | 'holds-deferred' | 'fails' | 'open' {
  const allowed = LEVELS.filter((one) => one >= level && one <= most);
  if (allowed.every(meets)) {
    return deferrals.length === 0 || meets(undeferred) ? 'holds' : 'holds-deferred';
  }
  // The step that would decide did not run, so the level below the required one is no failure. With
  // something missing, another threshold may have been missed, which no deferral covers.
  if (notRun !== undefined) return notRun.length > 0 && level === most ? 'holds-deferred' : 'open';
  return allowed.some(meets) ? 'open' : 'fails';
}

const LEVELS: readonly Level[] = [0, 1, 2, 3, 4, 5];

function exactOf(level: number | undefined): ExactNumber | undefined {
  return level === undefined ? undefined : exact(level);
}

function isFloor(comparison: Condition['comparison']): boolean {
  return comparison === '>=' || comparison === '>' || comparison === '==';
}

function checkMeasure(
  text: string,
  { comparison, operand }: Condition,
  measure: Measure,
  context: GateContext,
): CheckedCondition {
  const open = (why: string, waits = false): CheckedCondition => {
    return { state: 'open', text, levels: undefined, because: `${measure}: ${why}`, waits };
  };
  const now = context.measure(measure, 'head');
  if (now.state === 'open') return open(now.why, now.waits);
  const wanted = wantedOf(operand, measure, context);
  if (typeof wanted === 'string') return open(wanted);
  const lost = wanted.find(
    ({ job }) => job !== undefined && !now.jobs.some((one) => one.job === job),
  );
  if (lost !== undefined)
    return open(`the base has ${lost.job || 'one matrix job'}, the head has not`);
  const pairs = now.jobs.flatMap((one) =>
    wanted
      .filter(({ job }) => job === undefined || job === one.job)
      .map(({ value, words }) => ({ one, words, met: metBy(one, value, comparison) })),
  );
  const missed = pairs.filter(({ met }) => met === false);
  const unclear = pairs.filter(({ met }) => met === undefined);
  const [decisive = []] = [missed, unclear, pairs].filter((some) => some.length > 0);
  const texts = decisive.map(({ one, words }) => describe(one, words));
  const because = `${measure} ${[...new Set(texts)].join(', ')}`;
  if (missed.length === 0 && unclear.length > 0) {
    return { state: 'open', text, levels: undefined, because, waits: false };
  }
  return { state: missed.length > 0 ? 'fails' : 'holds', text, levels: undefined, because };
}

/** Returns whether a value meets the condition; `undefined` if only some that the evidence allows do. */
function metBy(
  { value, most = value }: JobValue,
  wanted: ExactNumber,
  comparison: Condition['comparison'],
): boolean | undefined {
  const ends = [value, most].map((one) => holds(comparison, compareExact(one, wanted)));
  const between =
    compareExact(value, wanted) <= 0 && compareExact(wanted, most) <= 0 && value !== most;
  // Between two ends, `==` and `!=` can change although both ends agree.
  if (between && (comparison === '==' || comparison === '!=')) return undefined;
  return ends[0] === ends[1] ? ends[0] : undefined;
}

interface Wanted {
  /** `undefined` for every matrix job. */
  readonly job: string | undefined;
  readonly value: ExactNumber;
  readonly words: string;
}

/** Returns what a measure is compared with, by matrix job; a text says why that is unknown. */
function wantedOf(
  operand: Condition['operand'],
  measure: Measure,
  { measure: read, previous }: GateContext,
): readonly Wanted[] | string {
  switch (operand.kind) {
    case 'number':
      return [{ job: undefined, value: operand.value, words: '' }];
    case 'base': {
      const before = read(measure, 'base');
      return before.state === 'open'
        ? before.why
        : before.jobs.map(({ job, value, words }) => ({ job, value, words: `base ${words}` }));
    }
    case 'previous': {
      const score = previous?.score_max ?? previous?.score ?? undefined;
      if (score === undefined) return 'there is no score of a previous audit';
      const value = exact(Math.round(score * 10), 10);
      return [{ job: undefined, value, words: `${previous?.milestone} ${score.toFixed(1)}` }];
    }
  }
  operand satisfies never;
  throw new Error('an operand is a number, the base or the previous audit');
}

function describe({ job, words }: JobValue, against: string): string {
  return `${words}${against === '' ? '' : ` (${against})`}${job === '' ? '' : ` in ${job}`}`;
}
