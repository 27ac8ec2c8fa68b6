import type { Html } from 'mdast';
import { sanitize } from '../../lib/sanitize.ts';
import { trusted } from './serialize.ts';

/**
 * Returns an HTML comment that identifies our own text later: `<!-- name key=value … -->`.
 *
 * Values are percent-encoded, so that none ends the comment. Throws a TypeError for a name that is
 * not lowercase words and dashes.
 */
export function marker(name: string, fields: Readonly<Record<string, string>> = {}): Html {
  return trusted({ type: 'html', value: markerText(name, fields) });
}

/** Returns the text of `marker`: a comment of ours starts with it. */
export function markerText(name: string, fields: Readonly<Record<string, string>> = {}): string {
  const words = [name, ...Object.keys(fields)];
  const invalid = words.find((one) => !/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(one));
  if (invalid !== undefined) throw new TypeError(`not a marker name: ${JSON.stringify(invalid)}`);
  const pairs = Object.entries(fields).map(([key, value]) => ` ${key}=${encode(value)}`);
  return `<!-- ${name}${pairs.join('')} -->`;
}

/** A marker on the last line of a body, or at its start. */
const MARKER = '<!-- ([a-z0-9-]+)((?: [a-z0-9-]+=[^\\s>]*)*) -->';
const FIRST = new RegExp(`^${MARKER}`);
const LAST = new RegExp(`(?:^|\\n)${MARKER}\\s*$`);

/**
 * Returns the fields of the marker `name` at the end or the start of a body, or undefined without
 * that marker. Anyone can write a marker: the caller checks the author.
 */
export function readMarker(body: string, name: string): Record<string, string> | undefined {
  const found = [LAST, FIRST].map((at) => at.exec(body)).find((one) => one?.[1] === name);
  if (found === undefined || found === null) return undefined;
  const pairs = (found[2] ?? '').split(' ').filter((pair) => pair !== '');
  return Object.fromEntries(pairs.map(decodePair));
}

function decodePair(pair: string): [string, string] {
  const at = pair.indexOf('=');
  return [pair.slice(0, at), decode(pair.slice(at + 1))];
}

/** Returns a value that cannot be decoded unchanged: anyone may have edited the body. */
function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** Maximum length of a value in code points: a marker may store a small state. */
const MAX_VALUE_POINTS = 4000;

/** HTML does not allow two dashes in a comment. */
function encode(value: string): string {
  return encodeURIComponent(sanitize(value, MAX_VALUE_POINTS)).replaceAll('--', '%2D%2D');
}
