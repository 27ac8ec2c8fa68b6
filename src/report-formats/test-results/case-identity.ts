/** Odd, their bits well spread: the golden ratio's and the square root of three's. */
const FIRST = 0x9e3779b1;
const SECOND = 0xbb67ae85;

function first(lane: number, unit: number): number {
  return Math.imul(((lane << 5) | (lane >>> 27)) ^ unit, FIRST);
}

function second(lane: number, unit: number): number {
  return Math.imul(((lane << 13) | (lane >>> 19)) ^ unit, SECOND);
}

/** Spreads what entered last over all 32 bits (the finisher of MurmurHash3, by Austin Appleby, public domain). */
function spread(state: number): number {
  const once = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return twice ^ (twice >>> 16);
}

/**
 * A running hash over UTF-16 units: 48 bits of two lanes of 32. Half a million names cost megabytes,
 * their keys eight bytes each; two of half a million tests share a key with a chance of 1 in 2,000.
 *
 * It is no cryptographic hash, which would take a seventh of the time that reading a report takes.
 * Nothing is lost: 48 bits of any hash collide at will, and who can choose the names of tests needs
 * no collision to fool their counting, but can give two tests one name.
 */
export class CaseHash {
  #one = 0x243f6a88;
  #two = 0x13198a2e;

  /** Goes on from where another hash stands. */
  follow(other: CaseHash): void {
    this.#one = other.#one;
    this.#two = other.#two;
  }

  add(text: string): void {
    let one = this.#one;
    let two = this.#two;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      one = first(one, unit);
      two = second(two, unit);
    }
    this.#one = one;
    this.#two = two;
  }

  /** An integer from 0 to 2^48 − 1. */
  key(): number {
    const low = spread(this.#one ^ Math.imul(this.#two, FIRST));
    const high = spread(this.#two ^ low);
    return (high & 0xffff) * 0x1_0000_0000 + (low >>> 0);
  }
}

const SEPARATOR = ' › ';
const HEX_DIGITS = 12;

/** What stands before the name in a test's identity; empty where there is neither group nor class. */
export function casePrefix(group: string, className: string): string {
  let prefix = group;
  if (className !== '' && className !== group) {
    prefix = prefix === '' ? className : prefix + SEPARATOR + className;
  }
  return prefix === '' ? '' : prefix + SEPARATOR;
}

/**
 * The test's identity as people and globs see it: `group › class › name`, empty parts left out and
 * a class that only repeats its group said once. A glob of the deferral registry is matched against
 * this whole string, so `**test_img2img**` covers every case of that file.
 */
export function caseId(group: string, className: string, name: string): string {
  return casePrefix(group, className) + name;
}

/** The id as an integer of 48 bits, which a double holds exactly: `CaseHash` says how good it is. */
export function caseKey(id: string): number {
  const hash = new CaseHash();
  hash.add(id);
  return hash.key();
}

/** The key of a further case of one name that is a test of its own, `occurrence` being 2, 3, … */
export function repeatKey(key: number, occurrence: number): number {
  return caseKey(`${keyHex(key)}#${occurrence}`);
}

/** A key as `TestReport.identities` shows it: 12 hex digits. */
export function keyHex(key: number): string {
  return key.toString(16).padStart(HEX_DIGITS, '0');
}
