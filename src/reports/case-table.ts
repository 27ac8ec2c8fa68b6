/** What one case ended as, in three bits. `flaky` is passed after a failure. */
export const PASSED = 0;
export const FAILED = 1;
export const ERRORED = 2;
export const SKIPPED = 3;
export const FLAKY = 4;

const CODES = 8;
const NO_GROUP = 0xffff;
const FIRST_SIZE = 64;

/**
 * Case key → result code and group, in ten bytes a slot: open addressing over typed arrays, because
 * a Map of half a million entries takes 40 MB. Keys are 48-bit and already well mixed (SHA-256).
 */
export class CaseTable {
  /** `key * 8 + code + 1`; 0 is an empty slot. At most 51 bits, so a double is exact. */
  #slots = new Float64Array(FIRST_SIZE);
  #groups = new Uint16Array(FIRST_SIZE);
  #size = 0;
  /** 32 less the number of bits that number the slots. */
  #shift = 32 - Math.log2(FIRST_SIZE);

  get size(): number {
    return this.#size;
  }

  /** The code under `key`; undefined when there is none. */
  get(key: number): number | undefined {
    const slot = this.#slots[this.#find(key)] ?? 0;
    return slot === 0 ? undefined : slot - 1 - key * CODES;
  }

  /** Index of the group the case was first seen in; undefined when it is unknown or past 65,534. */
  groupOf(key: number): number | undefined {
    const at = this.#find(key);
    const group = this.#groups[at] ?? NO_GROUP;
    return this.#slots[at] === 0 || group === NO_GROUP ? undefined : group;
  }

  set(key: number, code: number, group: number): void {
    const at = this.#find(key);
    if (this.#slots[at] === 0) {
      this.#insert(at, key, code, group);
    } else {
      this.#slots[at] = key * CODES + code + 1;
    }
  }

  /** Sets what is new; what is there already stays, and its code is answered. */
  add(key: number, code: number, group: number): number | undefined {
    const at = this.#find(key);
    const slot = this.#slots[at] ?? 0;
    if (slot !== 0) {
      return slot - 1 - key * CODES;
    }
    this.#insert(at, key, code, group);
    return undefined;
  }

  /**
   * Visits every entry, in no particular order: above all not by slot, because filling another
   * table in the order of this one's slots piles everything up in front of it.
   */
  each(visit: (key: number, code: number, group: number | undefined) => void): void {
    const mask = this.#slots.length - 1;
    for (let turn = 0; turn <= mask; turn++) {
      // Odd, so that every slot is met once.
      const at = Math.imul(turn, 0x9e3779b1) & mask;
      const slot = this.#slots[at] ?? 0;
      if (slot !== 0) {
        const group = this.#groups[at] ?? NO_GROUP;
        const key = Math.floor((slot - 1) / CODES);
        visit(key, slot - 1 - key * CODES, group === NO_GROUP ? undefined : group);
      }
    }
  }

  /** Every key, ascending. */
  sortedKeys(): Float64Array {
    const keys = this.sortedResults();
    for (const [at, slot] of keys.entries()) {
      keys[at] = Math.floor(slot / CODES);
    }
    return keys;
  }

  /** `key * 8 + code` of every entry, ascending: equal arrays are equal results. */
  sortedResults(): Float64Array {
    return this.#slots
      .filter((slot) => slot !== 0)
      .map((slot) => slot - 1)
      .sort();
  }

  #insert(at: number, key: number, code: number, group: number): void {
    this.#slots[at] = key * CODES + code + 1;
    this.#groups[at] = group < NO_GROUP ? group : NO_GROUP;
    this.#size++;
    if (this.#size * 8 > this.#slots.length * 7) {
      this.#grow();
    }
  }

  #find(key: number): number {
    const mask = this.#slots.length - 1;
    // The high bits of the lower half choose the place, so that growing moves everything forward in
    // order, which memory is fast at; they are as well mixed as any others.
    let at = (key | 0) >>> this.#shift;
    const least = key * CODES + 1;
    for (;;) {
      const slot = this.#slots[at] ?? 0;
      if (slot === 0 || (slot >= least && slot < least + CODES)) {
        return at;
      }
      at = (at + 1) & mask;
    }
  }

  #grow(): void {
    const slots = this.#slots;
    const groups = this.#groups;
    this.#slots = new Float64Array(slots.length * 2);
    this.#groups = new Uint16Array(slots.length * 2);
    this.#shift--;
    for (let at = 0; at < slots.length; at++) {
      const slot = slots[at] ?? 0;
      if (slot !== 0) {
        const to = this.#find(Math.floor((slot - 1) / CODES));
        this.#slots[to] = slot;
        this.#groups[to] = groups[at] ?? NO_GROUP;
      }
    }
  }
}
