export type WeakeningKind =
  | 'threshold-lowered'
  | 'threshold-removed'
  | 'gate-muted'
  | 'job-removed'
  | 'job-conditional'
  | 'step-removed'
  | 'step-conditional'
  | 'trigger-narrowed'
  | 'need-dropped'
  | 'selection-narrowed'
  | 'matrix-leg-dropped'
  | 'timeout-raised'
  | 'retry-raised'
  | 'required-check-lost'
  | 'test-removed'
  | 'test-skipped'
  | 'test-focused'
  | 'test-replaced'
  | 'pin-loosened'
  | 'permission-widened';

/** Something that checked more at the base than it does at the head. */
export interface Weakening {
  readonly kind: WeakeningKind;
  /** Where it stands at the head; for what is gone, where it stood at the base (`at` tells). */
  readonly at: 'head' | 'base';
  readonly path: string;
  readonly line: number;
  readonly beforePath: string;
  readonly beforeLine: number;
  /** As written before; empty when there was nothing. */
  readonly before: string;
  /** As written after; empty when it is gone. */
  readonly after: string;
  /** Job and step at the head, or at the base for what is gone; empty where they do not apply. */
  readonly job: string;
  readonly step: string;
}

interface Spot {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

/** A weakening that can be seen at the head. */
export function weakened(
  kind: WeakeningKind,
  before: Spot,
  after: Spot,
  place: { readonly job?: string; readonly step?: string } = {},
): Weakening {
  return {
    kind,
    at: 'head',
    path: after.path,
    line: after.line,
    beforePath: before.path,
    beforeLine: before.line,
    before: before.text,
    after: after.text,
    job: place.job ?? '',
    step: place.step ?? '',
  };
}

/** Something of the base that the head has no more. */
export function gone(
  kind: WeakeningKind,
  before: Spot,
  place: { readonly job?: string; readonly step?: string } = {},
): Weakening {
  return { ...weakened(kind, before, { ...before, text: '' }, place), at: 'base' };
}

/** Keeps the first of several weakenings that say the same about the same line. */
export function distinct(weakenings: readonly Weakening[]): readonly Weakening[] {
  const seen = new Map<string, Weakening>();
  for (const each of weakenings) {
    // One mute silences many gates, and is one weakening.
    const before = each.kind === 'gate-muted' ? '' : each.before;
    const key = [each.kind, each.path, each.line, each.at, before, each.after].join('\n');
    if (!seen.has(key)) seen.set(key, each);
  }
  return [...seen.values()];
}

/** Two things taken for the same one before and after, and what had no partner. */
export interface Paired<T> {
  readonly pairs: readonly (readonly [before: T, after: T])[];
  readonly gone: readonly T[];
  readonly fresh: readonly T[];
}

/**
 * Pairs things of two commits one to one, by the first key that fits; keys go from strict to loose, so that a
 * renamed or moved thing finds its twin only after everything that stayed in its place has found its own. Linear.
 */
export function pairUp<T>(
  before: readonly T[],
  after: readonly T[],
  keys: readonly ((thing: T) => string)[],
): Paired<T> {
  const pairs: [T, T][] = [];
  let gone = before;
  let fresh = after;
  for (const key of keys) {
    const waiting = new Map<string, T[]>();
    for (const thing of fresh) {
      const queue = waiting.get(key(thing)) ?? [];
      queue.push(thing);
      waiting.set(key(thing), queue);
    }
    for (const queue of waiting.values()) queue.reverse();
    const taken = new Set<T>();
    gone = gone.filter((thing) => {
      const twin = waiting.get(key(thing))?.pop();
      if (twin === undefined) return true;
      taken.add(twin);
      pairs.push([thing, twin]);
      return false;
    });
    fresh = fresh.filter((thing) => !taken.has(thing));
  }
  return { pairs, gone, fresh };
}
