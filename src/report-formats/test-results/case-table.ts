/** Results by key. */
export interface CaseResults {
  readonly size: number;
  /** Number of cases that are counted and whose keys were not stored. */
  readonly refused: number;
  /** Visits every entry by ascending key; `group` is undefined when unknown. */
  each(visit: (key: number, code: number, group: number | undefined) => void): void;
  has(key: number): boolean;
  /** Yields all keys, ascending, in lists: an iterator of single keys makes two objects for each. */
  keys(): Iterable<Float64Array>;
  /** Returns `key * 8 + code` of every entry, ascending: equal arrays are equal results. */
  sortedResults(): Float64Array;
}

/** Result codes, three bits. `flaky` is passed after a failure. */
export const PASSED = 0;
export const FAILED = 1;
export const ERRORED = 2;
export const SKIPPED = 3;
export const FLAKY = 4;

/**
 * Maximum number of cases identified by name in one report or matrix job; ten times the largest
 * known.
 */
export const MAX_IDENTITIES = 4_000_000;

const CODES = 8;
const NO_GROUP = 0;
const MAX_GROUP = 0xfffe;

/**
 * Case key → result code and group, in ten bytes per slot: a sorted list with gaps, where a key's
 * place is its share of all keys. A Map of half a million entries takes 40 MB, this at most 8 MB.
 * It grows in place, because a copy would double the peak.
 */
export class CaseTable implements CaseResults {
  /** `key * 8 + code + 1`, ascending; 0 is a gap. At most 51 bits, so a double is exact. */
  #slots = new Float64Array(roomOf(FIRST_SIZE));
  /** The group of every case while they have one: one more than the index; 0 is unknown. */
  #group = NO_GROUP;
  /** The group of each case once there are several. */
  #groups = new Uint16Array(roomOf(FIRST_SIZE));
  #hasSeveral = false;
  /** Slots that are some key's own place; those after them take keys that find no gap. */
  #places = FIRST_SIZE;
  #size = 0;
  #refused = 0;

  get size(): number {
    return this.#size;
  }

  /** Cases that were too many, or too many with similar keys. */
  get refused(): number {
    return this.#refused;
  }

  /** Returns the code of a key, if any. */
  get(key: number): number | undefined {
    const slot = this.#slots[this.#find(key)] ?? 0;
    return isOf(slot, key) ? slot - 1 - key * CODES : undefined;
  }

  /** Returns the index of the case's first group; undefined when unknown or past 65,534. */
  groupOf(key: number): number | undefined {
    const at = this.#find(key);
    return isOf(this.#slots[at] ?? 0, key) ? indexOf(this.#groupAt(at)) : undefined;
  }

  set(key: number, code: number, group: number): void {
    const at = this.#find(key);
    if (isOf(this.#slots[at] ?? 0, key)) {
      this.#slots[at] = key * CODES + code + 1;
    } else {
      this.#insert(at, key, code, group);
    }
  }

  /** Adds a new key; for a known key, returns its code instead. */
  add(key: number, code: number, group: number): number | undefined {
    const at = this.#find(key);
    const slot = this.#slots[at] ?? 0;
    if (isOf(slot, key)) return slot - 1 - key * CODES;
    this.#insert(at, key, code, group);
    return undefined;
  }

  /** Makes room for `more` keys, so that they can be added in order without crowding. */
  reserve(more: number): void {
    while (this.#places * LOAD < this.#size + more && this.#size < MAX_IDENTITIES) {
      this.#grow();
    }
  }

  each(visit: (key: number, code: number, group: number | undefined) => void): void {
    const end = endOf(this.#places);
    for (let at = 0; at < end; at++) {
      const slot = this.#slots[at] ?? 0;
      if (slot !== 0) {
        const key = keyOf(slot);
        visit(key, slot - 1 - key * CODES, indexOf(this.#groupAt(at)));
      }
    }
  }

  has(key: number): boolean {
    return this.get(key) !== undefined;
  }

  keys(): Iterable<Float64Array> {
    return keyLists(this.#slots.subarray(0, endOf(this.#places)), keyOf);
  }

  sortedResults(): Float64Array {
    const all = new Float64Array(this.#size);
    const end = endOf(this.#places);
    let to = 0;
    for (let at = 0; at < end; at++) {
      const slot = this.#slots[at] ?? 0;
      if (slot !== 0) {
        all[to] = slot - 1;
        to++;
      }
    }
    return all;
  }

  /** Returns the entries without gaps and empties the table for reuse. */
  drain(): CaseResults {
    const groups = new Uint16Array(this.#hasSeveral ? this.#size : 0);
    const end = endOf(this.#places);
    let to = 0;
    for (let at = 0; at < end && this.#hasSeveral; at++) {
      if (this.#slots[at] !== 0) {
        groups[to] = this.#groups[at] ?? NO_GROUP;
        to++;
      }
    }
    const list = new CaseList(this.sortedResults(), groups, this.#group, this.#refused);
    this.#slots.fill(0, 0, end);
    this.#size = 0;
    this.#refused = 0;
    this.#hasSeveral = false;
    return list;
  }

  /** Whether refilling it would cost more than a new table. */
  get isLarge(): boolean {
    return this.#places >= LARGE;
  }

  /** Returns where the key is or would be. */
  #find(key: number): number {
    const slots = this.#slots;
    const least = key * CODES + 1;
    let at = placeOf(key, this.#places);
    for (let slot = slots[at] ?? 0; slot !== 0 && slot < least; slot = slots[at] ?? 0) at++;
    return at;
  }

  #insert(at: number, key: number, code: number, group: number): void {
    const slots = this.#slots;
    const furthest = Math.min(placeOf(key, this.#places) + FURTHEST, endOf(this.#places) - MARGIN);
    let gap = at;
    while (slots[gap] !== 0 && gap <= furthest) {
      gap++;
    }
    if (gap > furthest || this.#size >= MAX_IDENTITIES) {
      this.#refused++;
      return;
    }
    if (gap > at) slots.copyWithin(at + 1, at, gap);
    slots[at] = key * CODES + code + 1;
    this.#insertGroup(at, gap, group <= MAX_GROUP ? group + 1 : NO_GROUP);
    this.#size++;
    if (this.#size > this.#places * LOAD) this.#grow();
  }

  #insertGroup(at: number, gap: number, group: number): void {
    if (this.#size === 0) this.#group = group;
    if (!this.#hasSeveral && group !== this.#group) {
      this.#hasSeveral = true;
      this.#groups.fill(this.#group, 0, endOf(this.#places));
    }
    if (this.#hasSeveral) {
      if (gap > at) this.#groups.copyWithin(at + 1, at, gap);
      this.#groups[at] = group;
    }
  }

  #groupAt(at: number): number | undefined {
    return this.#hasSeveral ? this.#groups[at] : this.#group;
  }

  /** Grows the table: moves all keys to the end, and then each to its own place. */
  #grow(): void {
    const slots = this.#slots;
    const groups = this.#groups;
    const end = endOf(this.#places);
    this.#places = morePlaces(this.#places);
    const newEnd = endOf(this.#places);
    if (newEnd > slots.length) {
      this.#slots = new Float64Array(roomOf(this.#places));
      this.#groups = new Uint16Array(roomOf(this.#places));
    }
    let to = newEnd;
    for (let at = end - 1; at >= 0; at--) {
      if (slots[at] !== 0) {
        to--;
        this.#slots[to] = slots[at] ?? 0;
        if (this.#hasSeveral) this.#groups[to] = groups[at] ?? NO_GROUP;
      }
    }
    this.#slots.fill(0, 0, to);
    this.#spread(to, newEnd);
  }

  #spread(from: number, end: number): void {
    let next = 0;
    for (let at = from; at < end; at++) {
      const slot = this.#slots[at] ?? 0;
      this.#slots[at] = 0;
      const place = Math.max(placeOf(keyOf(slot), this.#places), next);
      this.#slots[place] = slot;
      if (this.#hasSeveral) this.#groups[place] = this.#groups[at] ?? NO_GROUP;
      next = place + 1;
    }
  }
}

function indexOf(group: number | undefined): number | undefined {
  return group === undefined || group === NO_GROUP ? undefined : group - 1;
}

/** Returns a negative number for a gap. */
function keyOf(slot: number): number {
  return keyOfResult(slot - 1);
}

function keyOfResult(result: number): number {
  return Math.floor(result / CODES);
}

/** Keys in a list. */
const KEYS_AT_ONCE = 4096;

function* keyLists(slots: Float64Array, keyIn: (slot: number) => number): Generator<Float64Array> {
  let keys = new Float64Array(KEYS_AT_ONCE);
  let size = 0;
  for (let at = 0; at < slots.length; at++) {
    const key = keyIn(slots[at] ?? 0);
    if (key < 0) continue;
    keys[size] = key;
    size++;
    if (size === KEYS_AT_ONCE) {
      yield keys;
      keys = new Float64Array(KEYS_AT_ONCE);
      size = 0;
    }
  }
  if (size > 0) yield keys.subarray(0, size);
}

function isOf(slot: number, key: number): boolean {
  const least = key * CODES + 1;
  return slot >= least && slot < least + CODES;
}

/** Returns whether an ascending list has a number from `least` to below `end`. */
export function hasSorted(sorted: ArrayLike<number>, least: number, end: number): boolean {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((sorted[middle] ?? 0) < least) from = middle + 1;
    else to = middle;
  }
  return (sorted[from] ?? end) < end;
}

/** Results that no longer change, in eight bytes per case, ten where the cases have several groups. */
class CaseList implements CaseResults {
  readonly refused: number;
  readonly #results: Float64Array;
  /** One more than the index; 0 is unknown. */
  readonly #groups: Uint16Array;
  /** The group of all cases when `#groups` is empty. */
  readonly #group: number;

  constructor(results: Float64Array, groups: Uint16Array, group: number, refused: number) {
    this.#results = results;
    this.#groups = groups;
    this.#group = group;
    this.refused = refused;
  }

  get size(): number {
    return this.#results.length;
  }

  each(visit: (key: number, code: number, group: number | undefined) => void): void {
    for (let at = 0; at < this.#results.length; at++) {
      const result = this.#results[at] ?? 0;
      const key = keyOfResult(result);
      visit(key, result - key * CODES, indexOf(this.#groups[at] ?? this.#group));
    }
  }

  has(key: number): boolean {
    return hasSorted(this.#results, key * CODES, (key + 1) * CODES);
  }

  keys(): Iterable<Float64Array> {
    return keyLists(this.#results, keyOfResult);
  }

  sortedResults(): Float64Array {
    return this.#results;
  }
}

const KEYS = 2 ** 48;
const FIRST_SIZE = 64;
/** From this size on, room is allocated far in advance: untouched memory costs nothing. */
const LARGE = 32_768;
/** Maximum share of taken slots. */
const LOAD = 0.85;
/** Growth of a large table. */
const GROWTH = 1.5;

/**
 * Maximum distance of a key from its place. Chance never comes near (e^−25 per key); names chosen
 * to collide would otherwise make every lookup a walk past all of them.
 */
const FURTHEST = 2048;

/** Growing may move a key a slot or two further. */
const MARGIN = 64;

/** Returns the key's own slot: its share of all keys. */
function placeOf(key: number, places: number): number {
  return Math.floor(key * (places / KEYS));
}

/** Returns the next number of places. */
function morePlaces(places: number): number {
  return Math.ceil(places * (places < LARGE ? 2 : GROWTH));
}

/** Returns the end of the slots in use. */
function endOf(places: number): number {
  return places + Math.min((places >> 2) + 2 * MARGIN, FURTHEST + MARGIN);
}

/** Returns the number of slots to allocate. */
function roomOf(places: number): number {
  let room = FIRST_SIZE * 4;
  while (room < endOf(places)) {
    room *= room < LARGE ? 4 : 64;
  }
  return room;
}
