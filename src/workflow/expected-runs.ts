import type { ExpectedRun } from '../model/run.ts';
import type { Trigger, Workflow } from '../model/workflow.ts';

/** What starts the workflows of a change. */
export interface StartEvent {
  readonly event: 'pull_request' | 'push' | 'merge_group';
  /** Base branch of a pull request or merge group; branch of a push. */
  readonly branch: string;
  /** Changed paths; `undefined` when not all of them are known. */
  readonly changed: readonly string[] | undefined;
}

/** Whether GitHub had to start a workflow for an event, with the line that says so. */
export type Expectation =
  | { readonly state: 'expected'; readonly line: number }
  | {
      readonly state: 'not-expected';
      readonly line: number;
      readonly why: string;
      /** Only the path filter keeps it from starting. */
      readonly byPaths: boolean;
    }
  | { readonly state: 'unclear'; readonly line: number; readonly why: string };

/** Returns whether two versions of a workflow start for the same events. */
export function hasSameTriggers(a: Workflow, b: Workflow): boolean {
  return JSON.stringify(withoutLines(a)) === JSON.stringify(withoutLines(b));
}

function withoutLines({ triggers }: Workflow) {
  return triggers.map(({ event, filters }) => [
    event,
    filters.map(({ key, values }) => [key, values]),
  ]);
}

/** GitHub compares at most this many changed files with a path filter (same page, read 2026-11-29). */
const MAX_FILTERED_FILES = 300;

/**
 * Returns whether a workflow had to start for an event, by its triggers ("Events that trigger
 * workflows" and "Workflow syntax", read 2026-11-29). A workflow without a trigger for the event had
 * not to.
 */
export function expectationOf(workflow: Workflow, start: StartEvent): Expectation {
  const trigger = workflow.triggers.find(({ event }) => event === start.event);
  if (trigger === undefined) {
    const line = workflow.triggers[0]?.line ?? 1;
    return { state: 'not-expected', line, why: `it has no ${start.event} trigger`, byPaths: false };
  }
  const other = otherReason(trigger, start);
  if (other !== undefined) {
    return { state: 'not-expected', line: trigger.line, why: other, byPaths: false };
  }
  return byPaths(trigger, start);
}

/**
 * Returns whether a push to a branch does not start a trigger: its filters are about tags, and none is about
 * branches ("Workflow syntax", `on.push`, read 2026-11-30).
 */
export function startsOnTagsOnly({ event, filters }: Pick<Trigger, 'event' | 'filters'>): boolean {
  const has = (kind: string): boolean => filters.some(({ key }) => key.startsWith(kind));
  return event === 'push' && has('tags') && !has('branches');
}

function otherReason(trigger: Trigger, { event, branch }: StartEvent): string | undefined {
  const filter = (key: string) => trigger.filters.find((one) => one.key === key);
  const branches = filter('branches');
  const ignored = filter('branches-ignore');
  if (startsOnTagsOnly(trigger)) return 'it starts on tags only';
  if (branches !== undefined && !takes(branches.values, branch)) {
    return `its branches do not include ${branch}`;
  }
  if (ignored !== undefined && takes(ignored.values, branch)) {
    return `its branches-ignore includes ${branch}`;
  }
  const types = filter('types');
  // A head that was pushed later starts only what lists `synchronize`.
  const always = event !== 'pull_request' || types === undefined;
  return always || types.values.includes('synchronize')
    ? undefined
    : `its types do not include synchronize`;
}

function byPaths(trigger: Trigger, { changed }: StartEvent): Expectation {
  const { line } = trigger;
  const filter = trigger.filters.find(({ key }) => key === 'paths' || key === 'paths-ignore');
  if (filter === undefined) return { state: 'expected', line };
  if (changed === undefined || changed.length > MAX_FILTERED_FILES) {
    const why = `whether its ${filter.key} match cannot be determined: not all changed files are known`;
    return { state: 'unclear', line: filter.line, why };
  }
  const starts =
    filter.key === 'paths'
      ? changed.some((path) => takes(filter.values, path))
      : changed.some((path) => !takes(filter.values, path));
  if (starts) return { state: 'expected', line };
  const why = `no changed file passes its ${filter.key}`;
  return { state: 'not-expected', line: filter.line, why, byPaths: true };
}

/** Maximum number of files that path filters are compared with; larger trees are taken to have a match. */
const MAX_TREE_FILES = 50_000;

/** Returns the triggers of a workflow whose path filters take none of the files of a commit. */
export function idleTriggers(
  { path, triggers }: Workflow,
  files: readonly string[],
): readonly { readonly path: string; readonly event: string; readonly line: number }[] {
  if (files.length === 0 || files.length > MAX_TREE_FILES) return [];
  return triggers.flatMap(({ event, filters }) => {
    const filter = filters.find(({ key }) => key === 'paths' || key === 'paths-ignore');
    if (filter === undefined) return [];
    const { key, line, values } = filter;
    const starts = files.some((file) => takes(values, file) === (key === 'paths'));
    return starts ? [] : [{ path, event, line }];
  });
}

/**
 * Returns why no workflow that checks anything had to start: unchanged path filters, as in a change of
 * documentation only. `undefined` when one had to, or when there is another reason.
 */
export function whyNothingStarted(expected: readonly ExpectedRun[]): string | undefined {
  const checking = expected.filter(({ checks }) => checks);
  const filtered = checking.find(({ byPaths }) => byPaths);
  if (filtered === undefined || checking.some(({ state }) => state !== 'not-expected')) {
    return undefined;
  }
  return `no workflow that checks anything starts for the changed files: ${filtered.path}:${filtered.line} ${filtered.why}`;
}

/*
 * Filter patterns of workflow triggers ("Workflow syntax for GitHub Actions", filter pattern cheat
 * sheet, read 2026-11-29): `*` matches any characters but `/`, `**` any characters, `?` and `+` repeat
 * the character before them, `[…]` is one character, and a backslash escapes. They are matched by
 * sets of positions, in time proportional to pattern × text.
 */

interface Part {
  readonly matches: (character: string) => boolean;
  readonly least: 0 | 1;
  readonly many: boolean;
}

/** Returns whether a branch, tag, or path matches one filter pattern without its `!`. */
export function matchesFilter(pattern: string, text: string): boolean {
  if (!text.startsWith(literalStart(pattern))) return false;
  const parts = partsOf(pattern);
  let positions = reachable(parts, new Set([0]));
  for (const character of text) {
    const next = new Set<number>();
    for (const at of positions) {
      const part = parts[at];
      if (part?.matches(character) !== true) continue;
      next.add(at + 1);
      if (part.many) next.add(at);
    }
    positions = reachable(parts, next);
  }
  return positions.has(parts.length);
}

/** Most files differ from most patterns here. The character before `?` may be missing. */
function literalStart(pattern: string): string {
  return /^[^*?+[\\]*/.exec(pattern)?.[0].slice(0, -1) ?? '';
}

/** Adds the positions behind parts that may match nothing. */
function reachable(parts: readonly Part[], from: Set<number>): Set<number> {
  for (const at of from) if (parts[at]?.least === 0) from.add(at + 1);
  return from;
}

const TOKEN = /\*\*\/|\*\*|\*|\\.|\[[^\]]*\]|[\s\S]/gu;

function partsOf(pattern: string): readonly Part[] {
  const parts: Part[] = [];
  for (const [token] of pattern.matchAll(TOKEN)) {
    const before = parts.at(-1);
    if ((token === '?' || token === '+') && before !== undefined) {
      parts[parts.length - 1] = token === '?' ? { ...before, least: 0 } : { ...before, many: true };
    } else parts.push(...partOf(token));
  }
  return parts;
}

function partOf(token: string): readonly Part[] {
  if (token === '*') return [{ matches: (one) => one !== '/', least: 0, many: true }];
  // `**/` also matches the root: `**/README.md` is README.md in any folder.
  if (token.startsWith('**')) return [{ matches: () => true, least: 0, many: true }];
  if (token.startsWith('[')) {
    const wanted = charactersOf(token.slice(1, -1));
    return [{ matches: (one) => wanted.has(one), least: 1, many: false }];
  }
  const literal = token.length > 1 && token.startsWith('\\') ? token.slice(1) : token;
  return [{ matches: (one) => one === literal, least: 1, many: false }];
}

/** Expands ranges such as `0-9` and `a-z`. */
function charactersOf(list: string): ReadonlySet<string> {
  const characters = new Set<string>();
  for (const [token] of list.matchAll(/.-.|./gu)) {
    if (token.length < 3) characters.add(token);
    else {
      const [from = 0, to = 0] = [token.codePointAt(0), token.codePointAt(2)];
      for (let code = from; code <= to; code += 1) characters.add(String.fromCodePoint(code));
    }
  }
  return characters;
}

/**
 * Returns whether a list of patterns takes a text: the last pattern that matches decides, and a
 * pattern with `!` in front takes it out again.
 */
export function takes(patterns: readonly string[], text: string): boolean {
  const last = patterns.findLast((one) => matchesFilter(one.replace(/^!/, ''), text));
  return last !== undefined && !last.startsWith('!');
}
