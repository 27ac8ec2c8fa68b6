import { isMap, isNode, isSeq, parseDocument, stringify } from 'yaml';
import { readRegistry } from '../config/read-registry.ts';
import { readText, writeText } from '../local/disk.ts';
import type { Deferral, DeferralScope } from '../model/deferral.ts';
import { RULES } from '../rules/registry.ts';
import { firstPositional, flag, optionList, optionText, UsageError } from './arguments.ts';
import { type Arguments, type Command, jsonText } from './command.ts';
import type { CommandJson } from './command-json.ts';
import { configOfCheckout } from './config-file.ts';

const TEXTS = ['issue', 'reason', 'owner', 'discovered', 'until', 'exit'] as const;

/** `defer`: appends an entry to the deferral registry; existing entries stay unchanged. */
export const deferCommand: Command = {
  async run(given, terminal) {
    const entry = entryOf(given);
    const config = await configOfCheckout('.', given);
    const path = optionText(given, 'registry') ?? config.registry;
    const read = await readText(path);
    // A missing registry starts with this entry. Any other error must not lose entries.
    if (read.state === 'unreadable' && !read.why.endsWith('does not exist')) {
      throw new UsageError(read.why);
    }
    const added = addDeferral(
      read.state === 'read' ? read.text : '',
      entry,
      config.milestone.pattern,
    );
    if (added.state === 'refused') throw new UsageError(`${path}: ${added.problems.join('; ')}`);
    await writeText(path, added.text);
    terminal.out(
      flag(given, 'json')
        ? jsonText<'defer'>({ registry: path, entry: plainEntry(entry) })
        : `${entry.id} was added to ${path}\n`,
    );
    return 0;
  },
};

function entryOf(given: Arguments): NewDeferral {
  const id = firstPositional(given);
  const missing = TEXTS.filter((name) => (optionText(given, name) ?? '').trim() === '');
  if (missing.length > 0) {
    throw new UsageError(`missing: ${missing.map((name) => `--${name}`).join(', ')}`);
  }
  const text = (name: (typeof TEXTS)[number]): string => (optionText(given, name) ?? '').trim();
  return {
    id,
    issue: text('issue'),
    covers: coversOf(given),
    reason: text('reason'),
    owner: text('owner'),
    discovered: text('discovered'),
    until: text('until'),
    exit: text('exit'),
  };
}

function coversOf(given: Arguments): DeferralScope {
  const globs = optionList(given, 'tests');
  const rule = optionText(given, 'rule');
  const threshold = optionText(given, 'threshold');
  const named = [globs.length > 0, rule !== undefined, threshold !== undefined].filter(Boolean);
  if (named.length !== 1) {
    throw new UsageError(
      'say what it covers by one of --tests GLOB, --rule RULE --level N and --threshold NAME',
    );
  }
  if (threshold !== undefined) return { kind: 'threshold', threshold };
  if (rule === undefined) return { kind: 'tests', globs };
  if (!RULES.some(({ id }) => id === rule)) throw new UsageError(`unknown rule ${rule}`);
  const level = Number(optionText(given, 'level') ?? Number.NaN);
  if (!Number.isInteger(level) || level < 0 || level > 5) {
    throw new UsageError('--level must be a whole number from 0 to 5');
  }
  return { kind: 'rule', rule, level };
}

/** A new entry, from the options. */
export type NewDeferral = Pick<
  Deferral,
  'id' | 'issue' | 'covers' | 'reason' | 'owner' | 'discovered' | 'until' | 'exit'
>;

type AddedDeferral =
  | { readonly state: 'added'; readonly text: string }
  | { readonly state: 'refused'; readonly problems: readonly string[] };

/**
 * Returns the text of the registry with one more entry at its end. Every byte before it stays,
 * including comments. Refuses a result that is not a valid registry, with all problems.
 */
export function addDeferral(text: string, entry: NewDeferral, pattern?: string): AddedDeferral {
  const before = readRegistry(text, pattern);
  if (before.state === 'invalid') return { state: 'refused', problems: before.problems };
  const base = emptyList(text) ? text.replace(/\[\s*\]\s*$/, '') : text;
  if (isFlow(base)) {
    const why = 'it is written in brackets; write one entry per line that begins with “- ”';
    return { state: 'refused', problems: [why] };
  }
  const eol = /\r\n/.test(text) ? '\r\n' : '\n';
  const start = base === '' || /\n$/.test(base) ? base : base + eol;
  const grown = start + itemText(entry, indentOf(base)).replaceAll('\n', eol);
  const after = readRegistry(grown, pattern);
  if (after.state === 'invalid') return { state: 'refused', problems: after.problems };
  return { state: 'added', text: grown };
}

function itemText(entry: NewDeferral, indent: string): string {
  return stringify([plainEntry(entry)], { lineWidth: 0 }).replace(/^(?=.)/gm, indent);
}

type Entry = CommandJson['defer']['entry'];

/** Returns an entry as the registry has it, with its keys in their usual order. */
function plainEntry({ id, issue, covers, ...rest }: NewDeferral): Entry {
  return { id, issue, covers: plainCovers(covers), ...rest };
}

function plainCovers(covers: DeferralScope): Entry['covers'] {
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

/** New entries have the indentation of the existing ones. */
function indentOf(text: string): string {
  const { contents } = parseDocument(text);
  const [first] = isSeq(contents) ? contents.items : [];
  if (!isNode(first) || !isMap(first) || !first.range) return '';
  const line = text.slice(text.lastIndexOf('\n', first.range[0] - 1) + 1, first.range[0]);
  return /^ */.exec(line)?.[0] ?? '';
}
