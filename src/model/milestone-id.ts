import { linearPattern } from '../lib/linear-pattern.ts';

/*
 * Milestone ids as repositories write them: `M01`, `M10.5` (folder `M10_5`), `M16C`, `V15-M52`, `PX1-M04`,
 * `LiveM01`. A series needs a digit (`V15-`) or the camel case of `LiveM01`, so that `fix-m12` is
 * milestone M12 and not series `fix`.
 */
const GRAMMAR = String.raw`(?:([A-Za-z]{1,8}\d{1,3})-)?(?:([A-Z][a-z]{1,11})M|[Mm])(\d{1,4})([A-Za-z])?(?:[._](\d{1,2}))?`;
/** An id within a text is the first group: no letter or digit is next to it. */
const WITHIN = `(?:^|[^A-Za-z0-9])(${GRAMMAR})(?:$|[^A-Za-z0-9])`;

/** Ids become part of paths: no separator, no leading dot, no `..`, at most 32 characters. */
const PATH_SAFE = /^(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;

/** The id of an audit outside of any milestone; no folder has this name. */
export const NO_MILESTONE = 'NONE';

/** An id in its canonical spelling, or why the text is not an id. */
export type ParsedMilestone =
  | { readonly state: 'id'; readonly id: string }
  | { readonly state: 'impossible'; readonly why: string };

/**
 * Checks an id before it becomes part of a path, and returns its canonical spelling (`m01` is `M01`,
 * `M10_5` is `M10.5`). With a `pattern` of the config, the id must match that and keeps its spelling.
 * Throws when the pattern cannot be compiled (`patternProblem`).
 */
export function parseMilestoneId(text: string, pattern?: string): ParsedMilestone {
  const trimmed = text.trim();
  const shown = JSON.stringify(trimmed.slice(0, 40));
  if (!PATH_SAFE.test(trimmed)) {
    return {
      state: 'impossible',
      why: `${shown} cannot be a milestone id: ${pathProblem(trimmed)}`,
    };
  }
  if (pattern !== undefined) {
    return allowedBy(pattern, trimmed)
      ? { state: 'id', id: trimmed }
      : {
          state: 'impossible',
          why: `${shown} does not match milestone.pattern of the config (${pattern})`,
        };
  }
  const match = linearPattern(`^${GRAMMAR}$`).exec(trimmed);
  return match === null
    ? {
        state: 'impossible',
        why: `${shown} is not a milestone id; ids look like M01, M10.5, M16C, V15-M52 or LiveM01 (milestone.pattern in the config allows others)`,
      }
    : { state: 'id', id: spell(match) };
}

/** A pattern with a group describes the text around an id, not the id: only the path check applies then. */
function allowedBy(pattern: string, id: string): boolean {
  const compiled = linearPattern(pattern);
  return compiled.groupCount() > 0 || compiled.testExact(id);
}

function pathProblem(text: string): string {
  if (text === '') return 'it is empty';
  if (text.length > 32) return 'it is longer than 32 characters';
  return 'it may hold only letters, digits, ".", "_" and "-", and becomes part of a path';
}

function spell(match: readonly (string | undefined)[]): string {
  const [, series, camel, digits = '', letter, sub] = match;
  const prefix = series === undefined ? '' : `${series.toUpperCase()}-`;
  const tail = sub === undefined ? '' : `.${sub}`;
  return `${prefix}${camel ?? ''}M${digits}${(letter ?? '').toUpperCase()}${tail}`;
}

/**
 * Returns the ids in a branch, title, subject, or tag, each once, in their order. A single digit
 * (`M1`) counts only at the start and before a separator, because `M1` is also a processor.
 */
export function findMilestoneIds(where: string, pattern?: string): readonly string[] {
  // Real names are short; the limit keeps a hostile one from costing time.
  const bounded = where.slice(0, 1_000);
  const candidates = pattern === undefined ? byGrammar(bounded) : byPattern(bounded, pattern);
  const found: string[] = [];
  for (const candidate of candidates) {
    const parsed = parseMilestoneId(candidate, pattern);
    if (parsed.state !== 'id') continue;
    if (!found.some((id) => compareMilestones(id, parsed.id) === 0)) found.push(parsed.id);
  }
  return found;
}

function byGrammar(text: string): readonly string[] {
  const found: string[] = [];
  const matcher = linearPattern(WITHIN).matcher(text);
  // The character after an id may also be the one before the next.
  for (let at = 0; matcher.find(at); at = matcher.end(1)) {
    const named = matcher.group(2) ?? matcher.group(3);
    const digits = matcher.group(4) ?? '';
    const certain = named !== null || digits.length > 1;
    if (certain || standsAlone(text, matcher.start(1), matcher.end(1)))
      found.push(matcher.group(1) ?? '');
  }
  return found;
}

/** Returns whether an id of a single digit is at the start of a text and before a separator. */
function standsAlone(text: string, start: number, end: number): boolean {
  return start === 0 && (end === text.length || ':-/_'.includes(text[end] ?? ''));
}

/** The first group of a config's pattern is the id, or the match when there is no group. */
function byPattern(text: string, pattern: string): readonly string[] {
  return [...linearPattern(pattern).matchAll(text)].map((match) => match[1] ?? match[0]);
}

export function findMilestoneId(text: string, pattern?: string): string | undefined {
  return findMilestoneIds(text, pattern)[0];
}

/**
 * Compares two ids: numbers as numbers (`M9` before `M10`), `M10` before `M10.5` before `M11`. `M1` and
 * `M01` are the same milestone. The order of different series (`V15-M52`, `M02`) is stable but has
 * nothing to do with time: call `sameSeries` first where that matters.
 */
export function compareMilestones(a: string, b: string): -1 | 0 | 1 {
  const left = tokens(a);
  const right = tokens(b);
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const order = compareToken(left[index], right[index]);
    if (order !== 0) return order;
  }
  return 0;
}

/** Returns whether two ids are of one series, so that one is earlier than the other. */
export function sameSeries(a: string, b: string): boolean {
  return seriesOf(a) === seriesOf(b);
}

/** Returns everything before the number of the milestone: `M`, `V15-M`, `LIVEM`. */
function seriesOf(id: string): string {
  return (NUMBERED.exec(id.toUpperCase().replaceAll('_', '.'))?.[1] ?? id).toUpperCase();
}

const NUMBERED = /^((?:[A-Z]+\d+-)?[^\d]*)(\d+)/;

function tokens(id: string): readonly (string | number)[] {
  const parts =
    id
      .toUpperCase()
      .replaceAll('_', '.')
      .match(/\d+|\D+/g) ?? [];
  return parts.map((part) => (/^\d/.test(part) ? Number(part) : part));
}

function compareToken(a: string | number | undefined, b: string | number | undefined): -1 | 0 | 1 {
  if (a === b) return 0;
  if (a === undefined) return -1;
  if (b === undefined) return 1;
  // A number comes before a word, so that the order is total for ids of any pattern.
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
  return a < b ? -1 : 1;
}

/** Returns the next known id of the series, else the number plus one: `M01` → `M02`, `M10.5` → `M11`. */
export function nextMilestone(id: string, known: readonly string[]): string {
  const later = known
    .filter((other) => sameSeries(id, other) && compareMilestones(other, id) > 0)
    .sort(compareMilestones);
  if (later[0] !== undefined) return later[0];
  const upper = id.replaceAll('_', '.');
  const match = /^((?:[A-Za-z]+\d+-)?[^\d]*)(\d+)/.exec(upper);
  if (match === null) return id;
  const [, series = '', digits = ''] = match;
  return `${series}${String(Number(digits) + 1).padStart(digits.length, '0')}`;
}
