import type { CoverageCount } from '../../model/reports.ts';

/** Bits per block: two halves of 24 bits fit a double exactly. */
const WIDTH = 24;
const HALF = 2 ** WIDTH;
/** Branches told apart on one line; a line with more counts only this many. */
export const MAX_BRANCHES = 64 * WIDTH;

/**
 * Which of many numbered things exist and which of them were hit, 24 to a block: about two bytes a
 * line, where a Map entry a line would take forty.
 */
export class HitBits {
  /** Block → present bits + hit bits × 2^24. */
  readonly #blocks = new Map<number, number>();

  get blocks(): number {
    return this.#blocks.size;
  }

  line(line: number, hit: boolean): void {
    this.#set(Math.floor(line / WIDTH), line % WIDTH, hit);
  }

  /** `index` is 0-based and below `MAX_BRANCHES`. */
  branch(line: number, index: number, hit: boolean): void {
    this.#set(line * 64 + Math.floor(index / WIDTH), index % WIDTH, hit);
  }

  /** Present if present in either, hit if hit in either. */
  merge(other: HitBits): void {
    for (const [block, bits] of other.#blocks) {
      this.#or(block, bits % HALF, Math.floor(bits / HALF));
    }
  }

  /** Whether the line was hit; `undefined` for one that cannot be. */
  at(line: number): boolean | undefined {
    const bits = this.#blocks.get(Math.floor(line / WIDTH)) ?? 0;
    const bit = 1 << (line % WIDTH);
    if (((bits % HALF) & bit) === 0) return undefined;
    return (Math.floor(bits / HALF) & bit) !== 0;
  }

  count(): CoverageCount {
    let covered = 0;
    let total = 0;
    for (const bits of this.#blocks.values()) {
      total += ones(bits % HALF);
      covered += ones(Math.floor(bits / HALF));
    }
    return { covered, total };
  }

  #set(block: number, bit: number, hit: boolean): void {
    this.#or(block, 1 << bit, hit ? 1 << bit : 0);
  }

  #or(block: number, present: number, hits: number): void {
    const bits = this.#blocks.get(block) ?? 0;
    const allPresent = (bits % HALF) | present;
    const allHits = Math.floor(bits / HALF) | hits;
    this.#blocks.set(block, allPresent + allHits * HALF);
  }
}

/** Population count of up to 32 bits, added up in pairs, nibbles and bytes. */
function ones(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return (((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
