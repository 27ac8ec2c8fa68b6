/** Who ended how, by key: a table that is still filled, or what became of one. */
export interface CaseResults {
  readonly size: number;
  /** Cases that were counted and whose keys were not taken. */
  readonly refused: number;
  /** Visits every entry by ascending key; `group` is undefined when it is unknown. */
  each(visit: (key: number, code: number, group: number | undefined) => void): void;
  /** Every key, ascending. */
  sortedKeys(): Float64Array;
  /** `key * 8 + code` of every entry, ascending: equal arrays are equal results. */
  sortedResults(): Float64Array;
}

const CODES = 8;

/** Results that no longer change, in ten bytes a case. */
export class CaseList implements CaseResults {
  readonly refused: number;
  readonly #results: Float64Array;
  /** One more than the index; 0 is unknown. */
  readonly #groups: Uint16Array;

  constructor(results: Float64Array, groups: Uint16Array, refused: number) {
    this.#results = results;
    this.#groups = groups;
    this.refused = refused;
  }

  get size(): number {
    return this.#results.length;
  }

  each(visit: (key: number, code: number, group: number | undefined) => void): void {
    for (let at = 0; at < this.#results.length; at++) {
      const result = this.#results[at] ?? 0;
      const group = this.#groups[at] ?? 0;
      const key = Math.floor(result / CODES);
      visit(key, result - key * CODES, group === 0 ? undefined : group - 1);
    }
  }

  sortedKeys(): Float64Array {
    return this.#results.map((result) => Math.floor(result / CODES));
  }

  sortedResults(): Float64Array {
    return this.#results;
  }
}
