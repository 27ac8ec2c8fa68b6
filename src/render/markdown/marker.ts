import type { Html } from 'mdast';
import { sanitize } from '../../lib/sanitize.ts';
import { own } from './own.ts';

/**
 * An invisible line by which our own text is found again: `<!-- name key=value … -->`.
 *
 * Values are percent-encoded, so none can end the comment. A name that is not lower-case words and
 * dashes throws, as it is ours.
 */
export function marker(name: string, fields: Readonly<Record<string, string>> = {}): Html {
  return own({ type: 'html', value: markerText(name, fields) });
}

/** The line `marker` makes, to look for at the very start of a comment's body. */
export function markerText(name: string, fields: Readonly<Record<string, string>> = {}): string {
  const words = [name, ...Object.keys(fields)];
  const odd = words.find((one) => !/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(one));
  if (odd !== undefined) throw new TypeError(`not a marker name: ${JSON.stringify(odd)}`);
  const pairs = Object.entries(fields).map(([key, value]) => ` ${key}=${encoded(value)}`);
  return `<!-- ${name}${pairs.join('')} -->`;
}

/** The fields of the marker `name` that a body starts with, or undefined when it starts otherwise. */
export function readMarker(body: string, name: string): Record<string, string> | undefined {
  const found = /^<!-- ([a-z0-9-]+)((?: [a-z0-9-]+=[^\s>]*)*) -->/.exec(body);
  if (found?.[1] !== name) return undefined;
  const pairs = (found[2] ?? '').split(' ').filter((pair) => pair !== '');
  return Object.fromEntries(pairs.map(decodedPair));
}

function decodedPair(pair: string): [string, string] {
  const at = pair.indexOf('=');
  return [pair.slice(0, at), decoded(pair.slice(at + 1))];
}

/** The body may have been edited by anyone: what does not decode is kept as it stands. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** Longest value, in code points: a marker may carry a small state. */
const maxValuePoints = 4000;

/** Two dashes together must not stand in a comment. */
function encoded(value: string): string {
  return encodeURIComponent(sanitize(value, maxValuePoints)).replaceAll('--', '%2D%2D');
}
