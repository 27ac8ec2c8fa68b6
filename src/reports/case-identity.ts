import { hash } from 'node:crypto';

const SEPARATOR = ' › ';
const HEX_DIGITS = 12;

/**
 * The test's identity as people and globs see it: `group › class › name`, empty parts left out and
 * a class that only repeats its group said once. A glob of the deferral registry is matched against
 * this whole string, so `**test_img2img**` covers every case of that file.
 */
export function caseId(group: string, className: string, name: string): string {
  let id = group;
  if (className !== '' && className !== group) {
    id = id === '' ? className : id + SEPARATOR + className;
  }
  return id === '' ? name : id + SEPARATOR + name;
}

/**
 * The first 48 bits of SHA-256 over the id, as an integer that a double holds exactly. Half a
 * million names cost megabytes; their keys cost eight bytes each. Two of half a million tests share
 * a key with a chance of 1 in 2,000.
 */
export function caseKey(id: string): number {
  // One character a byte: a third faster than hexadecimal digits, for half a million names.
  const bytes = hash('sha256', id, 'binary');
  const high = bytes.charCodeAt(0) * 0x10000 + bytes.charCodeAt(1) * 0x100 + bytes.charCodeAt(2);
  const low = bytes.charCodeAt(3) * 0x10000 + bytes.charCodeAt(4) * 0x100 + bytes.charCodeAt(5);
  return high * 0x1000000 + low;
}

/** The key of a further case of one name that is a test of its own, `occurrence` being 2, 3, … */
export function repeatKey(key: number, occurrence: number): number {
  return caseKey(`${keyHex(key)}#${occurrence}`);
}

/** A key as `TestReport.identities` shows it: 12 hex digits. */
export function keyHex(key: number): string {
  return key.toString(16).padStart(HEX_DIGITS, '0');
}
