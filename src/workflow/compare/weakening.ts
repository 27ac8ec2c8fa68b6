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
  /** The path at the head, or at the base when it was removed; `at` says which. */
  readonly at: 'head' | 'base';
  readonly path: string;
  readonly line: number;
  readonly beforePath: string;
  readonly beforeLine: number;
  /** As written before; empty when there was nothing. */
  readonly before: string;
  /** As written after; empty when it was removed. */
  readonly after: string;
  /** Job and step at the head, or at the base when removed; empty where they do not apply. */
  readonly job: string;
  readonly step: string;
  /** It shows in one file alone, so that no other file can excuse it; absent otherwise. */
  readonly local?: true;
  /** Why it may be no weakening; absent when it is one. */
  readonly unsure?: string;
}

interface Spot {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

/** Returns a weakening with a location at the head. */
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

/** Returns a weakening of something that was removed, with its location at the base. */
export function removedAtHead(
  kind: WeakeningKind,
  before: Spot,
  place: { readonly job?: string; readonly step?: string } = {},
): Weakening {
  return { ...weakened(kind, before, { ...before, text: '' }, place), at: 'base' };
}

/** Marks weakenings that show in one file alone. */
export function inOneFile(weakenings: readonly Weakening[]): readonly Weakening[] {
  return weakenings.map((each) => ({ ...each, local: true }));
}

/** Removes duplicates: weakenings of one kind with the same text on the same line. */
export function distinct(weakenings: readonly Weakening[]): readonly Weakening[] {
  const seen = new Map<string, Weakening>();
  for (const each of weakenings) {
    // One setting can ignore the failures of many gates; it is one weakening.
    const before = each.kind === 'gate-muted' ? '' : each.before;
    const key = [each.kind, each.path, each.line, each.at, before, each.after].join('\n');
    const known = seen.get(key);
    if (known === undefined || (each.local === true && known.local !== true)) seen.set(key, each);
  }
  return [...seen.values()];
}

/** Matched items of two commits, and the items without a match. */
export interface Paired<T> {
  /** `key`: the number of the key that matched, from 0. */
  readonly pairs: readonly (readonly [before: T, after: T, key: number])[];
  readonly removed: readonly T[];
  readonly added: readonly T[];
}

/**
 * Pairs items of two commits one to one, by the first key that matches. Keys go from strict to loose, so that
 * unchanged items are matched before renamed or moved ones. Linear.
 */
export function pairUp<T>(
  before: readonly T[],
  after: readonly T[],
  keys: readonly ((thing: T) => string)[],
): Paired<T> {
  const pairs: [T, T, number][] = [];
  let removed = before;
  let added = after;
  for (const [at, key] of keys.entries()) {
    const waiting = new Map<string, T[]>();
    for (const thing of added) {
      const queue = waiting.get(key(thing)) ?? [];
      queue.push(thing);
      waiting.set(key(thing), queue);
    }
    for (const queue of waiting.values()) queue.reverse();
    const taken = new Set<T>();
    removed = removed.filter((thing) => {
      const partner = waiting.get(key(thing))?.pop();
      if (partner === undefined) return true;
      taken.add(partner);
      pairs.push([thing, partner, at]);
      return false;
    });
    added = added.filter((thing) => !taken.has(thing));
  }
  return { pairs, removed, added };
}
