import { CaseHash } from './case-hash.ts';

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
