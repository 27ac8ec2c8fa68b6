import { isMap, isNode, isSeq, parseDocument, stringify } from 'yaml';
import { readRegistry } from '../config/read-registry.ts';
import type { Coverage, Deferral } from '../model/deferral.ts';

/** An entry as a person gives it. */
export type NewDeferral = Pick<
  Deferral,
  'id' | 'issue' | 'covers' | 'reason' | 'owner' | 'discovered' | 'until' | 'exit'
>;

export type AddedDeferral =
  | { readonly state: 'added'; readonly text: string }
  | { readonly state: 'refused'; readonly problems: readonly string[] };

/**
 * The registry's text with one more entry at its end; every byte before it stays, comments too. What
 * would not be a valid registry afterwards is refused with all its problems.
 */
export function addDeferral(text: string, entry: NewDeferral, pattern?: string): AddedDeferral {
  const before = readRegistry(text, pattern);
  if (before.state === 'invalid') return { state: 'refused', problems: before.problems };
  const base = emptyList(text) ? text.replace(/\[\s*\]\s*$/, '') : text;
  if (isFlow(base)) {
    const why = 'it is written in brackets; write one entry a line that begins with “- ”';
    return { state: 'refused', problems: [why] };
  }
  const eol = /\r\n/.test(text) ? '\r\n' : '\n';
  const start = base === '' || /\n$/.test(base) ? base : base + eol;
  const grown = start + itemText(entry, indentOf(base)).replaceAll('\n', eol);
  const after = readRegistry(grown, pattern);
  if (after.state === 'invalid') return { state: 'refused', problems: after.problems };
  return { state: 'added', text: grown };
}

function itemText({ covers, ...entry }: NewDeferral, indent: string): string {
  const { id, issue, ...rest } = entry;
  const item = { id, issue, covers: plainCovers(covers), ...rest };
  return stringify([item], { lineWidth: 0 }).replace(/^(?=.)/gm, indent);
}

function plainCovers(covers: Coverage): object {
  switch (covers.kind) {
    case 'tests':
      return { tests: covers.globs };
    case 'rule':
      return { rule: covers.rule, level: covers.level };
    case 'threshold':
      return { threshold: covers.threshold };
  }
}

function emptyList(text: string): boolean {
  const { contents } = parseDocument(text);
  return isSeq(contents) && contents.items.length === 0;
}

function isFlow(text: string): boolean {
  const { contents } = parseDocument(text);
  return isSeq(contents) && contents.flow === true;
}

/** Entries stand as far in as the ones before them. */
function indentOf(text: string): string {
  const { contents } = parseDocument(text);
  const [first] = isSeq(contents) ? contents.items : [];
  if (!isNode(first) || !isMap(first) || !first.range) return '';
  const line = text.slice(text.lastIndexOf('\n', first.range[0] - 1) + 1, first.range[0]);
  return /^ */.exec(line)?.[0] ?? '';
}
