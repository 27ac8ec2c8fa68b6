import { quantity } from '../lib/format.ts';
import type { CountStates, Item, Judged, LevelTable } from '../model/rule.ts';
import type { Finding, Flaw, Level, Open, Proof } from '../model/verdict.ts';

/** Number of items that an unknown number stands for: exact in ratios, larger than any real count. */
const ANY = 1_000_000_000;

/** Maximum number of proofs of one finding, which are part of the audit's JSON. */
const MAX_PROOF = 20;

/** The table of rules where the worst item decides. The states are levels; without an item: 5. */
export const BY_WORST: LevelTable<'0' | '1' | '2' | '3' | '4' | '5'> = {
  states: ['0', '1', '2', '3', '4', '5'],
  level: (count) => {
    const worst = BY_WORST.states.find((state) => count(state) > 0) ?? '5';
    return Number(worst) as Level;
  },
};

/**
 * Returns the lowest and the highest level of what a rule counted: the table with every open item at
 * its worst, and with every open item at its best. Deferrals change known items before that.
 */
export function fold<S extends string>(table: LevelTable<S>, judged: Judged<S>): Finding {
  const { items, none } = judged;
  if (none !== undefined && items.length === 0) return notApplicable(none);
  // Where perhaps nothing exists, the rule perhaps does not apply, and only 0 to 5 contains that.
  const perhapsNone =
    none !== undefined &&
    items.every(({ worst, best, open }) => open !== undefined && [worst, best].includes('none'));
  const level = perhapsNone ? 0 : levelOf(table, items, 'worst', true);
  const most = perhapsNone ? 5 : levelOf(table, items, 'best', true);
  const undeferred = perhapsNone ? 0 : levelOf(table, items, 'worst', false);
  const open = items.flatMap((item) => item.open ?? []);
  const finding = leveled({
    level,
    most,
    open,
    measured: [judged.measured, ...openWords(open)].filter((words) => words !== '').join('; '),
    proof: [...deciding(items).flatMap(({ proof = [] }) => proof), ...(judged.proof ?? [])],
    flaws: items.flatMap(({ flaw }) => flaw?.(most) ?? []),
    deferrals: items.flatMap(({ excused }) => excused?.by ?? []),
    undeferred,
  });
  // Missing evidence can lower the level below 3, but cannot make the step have run.
  const { notRun } = judged;
  if (finding.state !== 'level' || most !== 3 || notRun === undefined) return finding;
  return { ...finding, notRun };
}

/** Returns the items that something is wrong with or open, or all when there is none. */
function deciding<S extends string>(items: readonly Item<S>[]): readonly Item<S>[] {
  const some = items.filter(({ flaw, open }) => flaw !== undefined || open !== undefined);
  return some.length > 0 ? some : items;
}

function levelOf<S extends string>(
  { level }: LevelTable<S>,
  items: readonly Item<S>[],
  end: 'worst' | 'best',
  deferred: boolean,
): Level {
  const counts = new Map<S, number>();
  for (const { times = 1, excused, ...states } of items) {
    const state = (deferred ? excused?.as : undefined) ?? states[end];
    if (state === 'none') continue;
    counts.set(state, (counts.get(state) ?? 0) + (times === 'any' ? ANY : times));
  }
  const count: CountStates<S> = (...wanted) =>
    wanted.reduce((sum, state) => sum + (counts.get(state) ?? 0), 0);
  return level(count);
}

/** Maximum number of reasons shown next to a measured value. */
const MAX_REASONS = 2;

/** Returns what is open in a few words, by reason: `24 not verified (needs GitHub data)`. */
export function openWords(open: readonly Pick<Open, 'why'>[]): readonly string[] {
  const byReason = new Map<string, number>();
  for (const { why } of open) byReason.set(why, (byReason.get(why) ?? 0) + 1);
  const words = [...byReason].map(([why, count]) => `${count} not verified (${why})`);
  const more = words.length - MAX_REASONS;
  return more > 0
    ? [...words.slice(0, MAX_REASONS), `and ${quantity(more, 'more reason')}`]
    : words;
}

/** The parts of a level; omitted lists are empty. */
interface Leveled {
  readonly level: Level;
  /** Default: `level`. */
  readonly most?: Level;
  readonly open?: readonly Open[];
  readonly measured: string;
  readonly proof: readonly Proof[];
  readonly flaws?: readonly Flaw[];
  /** Ids of live deferrals; kept only when they raised the level. */
  readonly deferrals?: readonly string[];
  /** The level without deferrals. */
  readonly undeferred?: Level;
}

/** Returns a level. Throws when a known one has no proof, or no flaw below 5. */
export function leveled(given: Leveled): Finding {
  const { level, most = level, open = [], measured, proof, flaws = [], deferrals = [] } = given;
  const { undeferred = level } = given;
  const raised = undeferred < level && deferrals.length > 0;
  checkFounded(measured, {
    level,
    most,
    open: open.length,
    proof: proof.length,
    flaws: flaws.length,
  });
  return {
    state: 'level',
    level,
    most,
    open: level === most ? [] : open,
    measured,
    proof: proof.slice(0, MAX_PROOF),
    flaws,
    deferrals: raised ? [...new Set(deferrals)].sort() : [],
    ...(raised ? { undeferred } : {}),
  };
}

interface Founded {
  readonly level: Level;
  readonly most: Level;
  /** Numbers of what is open, cited, and wrong. */
  readonly open: number;
  readonly proof: number;
  readonly flaws: number;
}

function checkFounded(measured: string, { level, most, open, proof, flaws }: Founded): void {
  if (level > most) throw new Error(`${measured}: the lowest level ${level} is above ${most}`);
  if (level < most && open === 0) {
    throw new Error(`${measured}: the level is open from ${level} to ${most} for no reason`);
  }
  if (level === most && proof === 0) {
    throw new Error(`level ${level} (${measured}) was given without a proof`);
  }
  if (most < 5 && flaws === 0) {
    throw new Error(`level ${level} (${measured}) was given without saying what is wrong`);
  }
}

/** Returns a finding for a question that does not apply here. */
export function notApplicable(why: string): Finding {
  return { state: 'not-applicable', why };
}

/**
 * Returns the finding with further missing evidence that could change it in any way: 0 to 5. What is
 * known to be wrong stays named.
 */
export function widened(finding: Finding, gaps: readonly Open[]): Finding {
  if (gaps.length === 0) return finding;
  if (finding.state === 'not-applicable') return allOpen(gaps);
  const { undeferred: _, notRun: __, ...rest } = finding;
  const words = [finding.measured, ...openWords(gaps)].filter((text) => text !== '');
  return {
    ...rest,
    level: 0,
    most: 5,
    open: [...finding.open, ...gaps],
    measured: words.join('; '),
    deferrals: [],
  };
}

/** Returns a finding for evidence that decides nothing. */
export function allOpen(open: readonly Open[]): Finding {
  const measured = openWords(open).join('; ');
  return leveled({ level: 0, most: 5, open, measured, proof: [] });
}
