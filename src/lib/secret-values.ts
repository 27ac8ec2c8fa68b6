/**
 * Returns how often the class of character changes, per pair of neighbors. A capital and the letter
 * after it are no change, so words joined by capitals stay below 0.3.
 */
function changeRate(value: string): number {
  let changes = 0;
  for (let at = 1; at < value.length; at += 1) {
    const [before, after] = [classOf(value.charCodeAt(at - 1)), classOf(value.charCodeAt(at))];
    if (before !== after && !(before === 1 && after === 2)) changes += 1;
  }
  return changes / Math.max(1, value.length - 1);
}

function classOf(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return 0;
  if (unit >= 0x41 && unit <= 0x5a) return 1;
  return unit >= 0x61 && unit <= 0x7a ? 2 : 3;
}

/** Returns the Shannon entropy in bits per character. */
function entropy(value: string): number {
  const counts = new Map<string, number>();
  for (const one of value) counts.set(one, (counts.get(one) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values())
    bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}

/** Commits, digests, UUIDs, versions and dates are cited, and are not secrets. */
const CITED =
  /^(?:[0-9a-f]{7,16}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|sha\d{1,3}[:-].*|v?\d{1,9}(?:[.:-][0-9A-Za-z]{1,9}){0,9})$/i;

/** A value whose name says that it is secret: letters and digits, and not one character repeated. */
export function isNamedSecret(value: string): boolean {
  return (
    /\d/.test(value) &&
    /[A-Za-z]/.test(value) &&
    !CITED.test(value) &&
    !value.includes('://') &&
    entropy(value) >= 2.5
  );
}

/** A value without such a name: all three classes of characters in random order. */
export function isRandom(value: string): boolean {
  return (
    /\d/.test(value) &&
    /[a-z]/.test(value) &&
    /[A-Z]/.test(value) &&
    !CITED.test(value) &&
    changeRate(value) >= 0.3 &&
    entropy(value) >= 3.5
  );
}

/** Keys of models share `sk-` with class names such as `sk-toggleable__content`. */
export function hasDigits(value: string): boolean {
  return (value.match(/\d/g)?.length ?? 0) >= 2;
}

/** `Authorization: Bearer undefined` is a word, and not a credential. */
export function isCredentials(value: string): boolean {
  const rest = value.replace(/^(?:basic|bearer|token|negotiate|apikey)\s+/i, '');
  return !/^(?:[A-Za-z]?[a-z._-]*|[A-Z_]+)[.:]?$/.test(rest);
}

/** A variable or placeholder is no password, and `git` is the user of every clone by SSH. */
export function isUserInfo(value: string): boolean {
  return value !== 'git' && !/^(?:[^:]*:)?(?:\$[{(A-Za-z_]|%[A-Za-z{(]|\{|\*{3}$)/.test(value);
}

/** Behind a host and its port there may be a query with an at sign. */
export function isUnescapedPassword(value: string): boolean {
  return isUserInfo(value) && !/^[^:]*:\d{1,5}(?:[?#'<>[\]]|$)/.test(value);
}

const KEY_SEPARATOR = /(?:[\s"',]|\\[nrt]|\+(?=[\s"'])){1,200}/y;
const KEY_LINE =
  /(?:Proc-Type|DEK-Info|Version|Comment|Hash): ?[^\r\n\\]{0,200}|[A-Za-z0-9+/=]{16,}/y;
const KEY_LAST_LINE =
  /[A-Za-z0-9+/=]{0,15}(?:[\s"',]|\\[nrt]|\+(?=[\s"'])){0,20}-----END [A-Z0-9 ]{0,60}-----/y;

/** A complete key, whatever the length of its lines; no hyphen, so that a search ends at the next key. */
const KEY_BODY = /[A-Za-z0-9+/=\s\\"',]{0,20000}-----END [A-Z0-9 ]{0,60}-----/y;

/**
 * Returns where a key ends that may be cut off or written into source code. Only what a key's lines
 * consist of is part of it: a first line alone must not hide the text that follows it.
 */
export function endOfKey(text: string, from: number): number {
  const after = (part: RegExp, at: number): number => {
    part.lastIndex = at;
    return part.test(text) ? part.lastIndex : at;
  };
  let end = after(KEY_BODY, from);
  if (end > from) return end;
  for (;;) {
    const next = after(KEY_SEPARATOR, end);
    const last = after(KEY_LAST_LINE, next);
    if (last > next) return last;
    const line = after(KEY_LINE, next);
    if (line === next) return end;
    end = line;
  }
}
