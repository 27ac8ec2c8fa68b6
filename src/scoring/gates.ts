import { type Condition, holds, type Measure, parseCondition } from '../config/condition.ts';
import { compareExact, type ExactNumber, exact } from '../lib/numbers.ts';
import type { AuditGate, GateState } from '../model/audit.ts';
import type { GateConfig } from '../model/config.ts';
import type { Evidence } from '../model/evidence.ts';
import type { EvidenceKind } from '../model/evidence-file.ts';
import type { PreviousAudit } from '../model/history.ts';
import type { ExpectedSource, SourceKind } from '../model/reports.ts';
import type { Rule } from '../model/rule.ts';
import type { Finding, Level, Verdict } from '../model/verdict.ts';
import type { JobValue, MeasureReader } from './measures.ts';

export interface GateContext {
  readonly verdicts: readonly Verdict[];
  /** Ids of rules that lack a required source. */
  readonly missingRequired: ReadonlySet<string>;
  readonly measure: MeasureReader;
  /** The previous audit, if there is one. */
  readonly previous: Pick<PreviousAudit, 'milestone' | 'score' | 'rules'> | undefined;
  /** Whether a level that is not worse than in the previous audit is enough. */
  readonly ratchet: boolean;
}

/**
 * Evaluates the gates (contract, section 1). A failed condition beats an unknown one, which beats a
 * deferred one; a gate without applicable conditions is not applicable.
 */
export function evaluateGates(
  gates: readonly GateConfig[],
  context: GateContext,
): readonly AuditGate[] {
  return gates.map((gate) => {
    const checked = gate.when
      .map((text) => check(text, context))
      .filter((one) => one.state !== 'not-applicable');
    return {
      title: gate.title,
      state: stateOf(checked),
      conditions: checked.map((one) => ({
        text: one.text,
        holds: holdsOrUnknown(one),
        level: 'level' in one ? one.level : null,
      })),
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
  if (checked.some((one) => one.state === 'fails' || (one.state === 'unknown' && one.required)))
    return 'failed';
  if (checked.some((one) => one.state === 'unknown')) return 'not-evaluated';
  return checked.some((one) => one.state === 'holds-deferred') ? 'deferred' : 'passed';
}

function holdsOrUnknown(one: Applicable): boolean | null {
  return one.state === 'unknown' ? null : one.state !== 'fails';
}

const ORDER: Readonly<Record<Applicable['state'], number>> = {
  fails: 0,
  unknown: 1,
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

/** Merges rules that are unknown for the same reason. */
function merged(reasons: readonly Reason[], { because }: Applicable): readonly Reason[] {
  const [, subject, why] = /^([\w.-]+): (.+)$/s.exec(because) ?? [];
  if (subject === undefined || why === undefined) return [...reasons, { subjects: [], because }];
  const same = reasons.find((one) => one.because === why && one.subjects.length > 0);
  if (same === undefined) return [...reasons, { subjects: [subject], because: why }];
  return reasons.map((one) =>
    one === same ? { ...one, subjects: [...one.subjects, subject] } : one,
  );
}

/** The result of one condition of a gate. */
type CheckedCondition =
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
      /** Whether it is unknown because something required is missing. */
      readonly required: boolean;
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
  return verdict === undefined
    ? { state: 'not-applicable' }
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
      return { state: 'not-applicable' };
    case 'unknown': {
      const required = context.missingRequired.has(rule);
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
  const before = previous?.rules.find(({ id }) => id === rule)?.level ?? undefined;
  const wanted = operand.kind === 'number' ? operand.value : exactOf(before);
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
  const kept = ratchet && isFloor(comparison) && before !== undefined && level >= before;
  return kept
    ? {
        state: 'holds',
        text,
        level,
        because: `${because} (no worse than ${previous?.milestone}: ${before})`,
      }
    : { state: 'fails', text, level, because };
}

function exactOf(level: number | undefined): ExactNumber | undefined {
  return level === undefined ? undefined : exact(level);
}

function isFloor(comparison: Condition['comparison']): boolean {
  return comparison === '>=' || comparison === '>' || comparison === '==';
}

/** For each measure a rule that reads the same sources: both lack the same required source. */
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
    const required = context.missingRequired.has(READERS[measure]);
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
  const texts = (missed.length > 0 ? missed : pairs).map(({ one, words }) => describe(one, words));
  return {
    state: missed.length > 0 ? 'fails' : 'holds',
    text,
    level: null,
    because: `${measure} ${[...new Set(texts)].join(', ')}`,
  };
}

interface Wanted {
  /** `undefined` for every matrix job. */
  readonly leg: string | undefined;
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

function describe({ leg, words }: JobValue, against: string): string {
  return `${words}${against === '' ? '' : ` (${against})`}${leg === '' ? '' : ` in ${leg}`}`;
}

/** Kind of evidence that each kind of source provides. */
const PROVIDES: Readonly<Record<SourceKind | 'unknown', EvidenceKind | undefined>> = {
  tests: 'tests',
  coverage: 'coverage',
  findings: 'findings',
  sbom: 'inventory',
  benchmark: 'benchmarks',
  // A declared source always has a known kind.
  unknown: undefined,
};

/** Returns the ids of rules that read a required source that is missing. */
export function rulesMissingRequired(
  rules: readonly Rule[],
  sources: Evidence<readonly ExpectedSource[]>,
): ReadonlySet<string> {
  const missing = (sources.state === 'present' ? sources.value : [])
    .filter((source) => source.required && source.state !== 'present')
    .map((source) => PROVIDES[source.kind]);
  const touched = rules.filter((rule) =>
    [...rule.needs, ...rule.uses].some((kind) => missing.includes(kind)),
  );
  return new Set(touched.map((rule) => rule.id));
}
