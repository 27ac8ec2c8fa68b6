const SEPARATOR = ' › ';
const HEX_DIGITS = 12;

/** Returns the prefix of a name in a test's identity; empty without group and class. */
export function casePrefix(group: string, className: string): string {
  let prefix = group;
  if (className !== '' && className !== group) {
    prefix = prefix === '' ? className : prefix + SEPARATOR + className;
  }
  return prefix === '' ? '' : prefix + SEPARATOR;
}

/**
 * Returns the test's identity, `group › class › name`, without empty parts and without a class that
 * repeats its group. Globs of the deferral registry match all of it: `**test_img2img**` covers
 * every case of that file.
 */
export function caseId(group: string, className: string, name: string): string {
  return casePrefix(group, className) + name;
}

/** Returns the 48-bit key of an id, which a double holds exactly. */
export function caseKey(id: string): number {
  const hash = new CaseHash();
  hash.add(id);
  return hash.key();
}

/** Returns the key of a further test of the same name; `occurrence` is 2, 3, … */
export function repeatKey(key: number, occurrence: number): number {
  return caseKey(`${keyHex(key)}#${occurrence}`);
}

/** Returns a key as in `TestReport.identities`: 12 hex digits. */
export function keyHex(key: number): string {
  return key.toString(16).padStart(HEX_DIGITS, '0');
}

const DIGITS = Buffer.from('0123456789abcdef');

/**
 * Yields the JSON of a list of `keyHex` in pieces, one for each of the lists; `newline` is the line break
 * before its end.
 */
export function* keysJson(lists: Iterable<Float64Array>, newline: string): Iterable<string> {
  const line = `,${newline}  "${'0'.repeat(HEX_DIGITS)}"`;
  let text = Buffer.alloc(0);
  // In place of the first comma.
  let begin = '[';
  for (const keys of lists) {
    const size = line.length * keys.length;
    if (size > text.length) text = Buffer.from(line.repeat(keys.length));
    for (let at = 0; at < keys.length; at++) {
      writeHex(text, (at + 1) * line.length - 1, keys[at] ?? 0);
    }
    yield begin + text.toString('latin1', begin.length, size);
    begin = '';
  }
  yield begin === '' ? `${newline}]` : '[]';
}

/** Writes a key's digits, of which the last is before `end`. */
function writeHex(text: Buffer, end: number, key: number): void {
  let high = Math.floor(key / 2 ** 24);
  let low = key - high * 2 ** 24;
  for (let at = 1; at <= HEX_DIGITS / 2; at++) {
    text[end - at] = DIGITS[low & 15] ?? 0;
    text[end - at - HEX_DIGITS / 2] = DIGITS[high & 15] ?? 0;
    low >>>= 4;
    high >>>= 4;
  }
}

/** Odd multipliers: the golden ratio's and the square root of three's bits. */
const FIRST = 0x9e3779b1;
const SECOND = 0xbb67ae85;

function first(lane: number, unit: number): number {
  return Math.imul(((lane << 5) | (lane >>> 27)) ^ unit, FIRST);
}

function second(lane: number, unit: number): number {
  return Math.imul(((lane << 13) | (lane >>> 19)) ^ unit, SECOND);
}

/**
 * Mixes the last input into all 32 bits (the finisher of MurmurHash3, by Austin Appleby, public
 * domain).
 */
function spread(state: number): number {
  const once = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return twice ^ (twice >>> 16);
}

/**
 * A running hash over UTF-16 units: 48 bits of two lanes of 32. A key takes eight bytes; two of
 * half a million tests share one with a chance of 1 in 2,000.
 * A cryptographic hash would take a seventh of the time that reading a report takes, and gain
 * nothing: anyone who can choose the names of tests can give two tests one name.
 */
export class CaseHash {
  #one = 0x243f6a88;
  #two = 0x13198a2e;

  /** Continues from another hash. */
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

  /** Returns an integer from 0 to 2^48 − 1. */
  key(): number {
    const low = spread(this.#one ^ Math.imul(this.#two, FIRST));
    const high = spread(this.#two ^ low);
    return (high & 0xffff) * 0x1_0000_0000 + (low >>> 0);
  }
}
