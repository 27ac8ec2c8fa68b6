import type { ListedArtifact } from '../../model/forge.ts';
import type { WorkflowRun } from '../../model/run.ts';

/** Values of the expressions in an upload step's `name` that differ from run to run. */
const VOLATILE: Readonly<Record<string, (run: WorkflowRun, attempt: number) => string>> = {
  'github.run_attempt': (_, attempt) => String(attempt),
  'github.run_id': ({ id }) => String(id),
  'github.run_number': ({ runNumber }) => String(runNumber),
  'github.sha': ({ headSha }) => headSha,
};

/** A part of a name, from the first character to the one after the last. */
type Range = readonly [from: number, to: number];

/**
 * Returns an artifact's name without what differs between runs of the same job: attempt, run id,
 * commit, and date. `templates` are the names as the run's upload steps write them; only they show
 * that a number is an attempt.
 */
export function labelOf(
  { name, createdAt }: Pick<ListedArtifact, 'name' | 'createdAt'>,
  run: WorkflowRun,
  attempt: number,
  templates: readonly string[],
): string {
  const written = templates
    .map((template) => volatileParts(template, name, run, attempt))
    .find((ranges) => ranges !== undefined && ranges.length > 0);
  const ranges = [...(written ?? []), ...dates(name, createdAt), ...ids(name, run)];
  return cut(name, ranges) || name;
}

const EXPRESSION = /(\$\{\{.*?(?:\}\}|$))/s;

/** Returns how many characters of a name a template states itself; `undefined` when it does not match. */
export function statedLength(template: string, name: string): number | undefined {
  const parts = template.split(EXPRESSION).filter((_, at) => at % 2 === 0);
  return match(parts, name) && parts.join('').length;
}

/** Returns where the volatile expressions of a template are in a name; `undefined` when it does not match. */
function volatileParts(
  template: string,
  name: string,
  run: WorkflowRun,
  attempt: number,
): readonly Range[] | undefined {
  const texts: string[] = [''];
  const volatile: { readonly text: number; readonly from: number; readonly length: number }[] = [];
  for (const [at, part] of template.split(EXPRESSION).entries()) {
    const last = texts.length - 1;
    const known = texts[last] ?? '';
    const value =
      at % 2 === 0 ? part : VOLATILE[part.slice(3).replace('}}', '').trim()]?.(run, attempt);
    if (value === undefined) {
      texts.push('');
      continue;
    }
    if (at % 2 === 1) volatile.push({ text: last, from: known.length, length: value.length });
    texts[last] = known + value;
  }
  const starts = match(texts, name);
  return (
    starts &&
    volatile.map(({ text, from, length }) => {
      const start = (starts[text] ?? 0) + from;
      return [start, start + length];
    })
  );
}

/** Returns where the texts start in a name, which has anything between them. */
function match(texts: readonly string[], name: string): readonly number[] | undefined {
  const [first = '', ...more] = texts;
  if (more.length === 0) return first === name ? [0] : undefined;
  const last = more.pop() ?? '';
  const end = name.length - last.length;
  const starts = [0];
  let from = first.length;
  for (const text of more) {
    const at = name.indexOf(text, from);
    if (at === -1) return undefined;
    starts.push(at);
    from = at + text.length;
  }
  if (from > end || !name.startsWith(first) || !name.endsWith(last)) return undefined;
  return [...starts, end];
}

/** Words of letters and digits, which no other letter or digit touches. */
const WORD = /[0-9a-z]+/gi;
const DATE = /(\d{4})-?(\d{2})-?(\d{2})(?:[-_.T]?\d{2}[-_.]?\d{2}(?:[-_.]?\d{2})?Z?)?/g;
const DAY_MS = 86_400_000;

/** Returns the run's id, its commit, and other hashes: a pull request's run is of a merge commit. */
function ids(name: string, run: WorkflowRun): readonly Range[] {
  return [...name.matchAll(WORD)].flatMap(({ 0: word, index }): readonly Range[] => {
    const isHash = /^[0-9a-f]{7,40}$/.test(word) && /[a-f]/.test(word) && /[0-9]/.test(word);
    return isHash || word === String(run.id) ? [[index, index + word.length]] : [];
  });
}

/** Returns the dates, also in seconds and milliseconds, of at most a day before or after the upload. */
function dates(name: string, createdAt: string): readonly Range[] {
  const made = Date.parse(createdAt);
  const isNear = (time: number): boolean => Math.abs(time - made) <= 2 * DAY_MS;
  const written = [...name.matchAll(DATE)].flatMap((found): readonly Range[] => {
    const [text, year, month, day] = found;
    const end = found.index + text.length;
    const isWord = !isAlphanumeric(name[found.index - 1]) && !isAlphanumeric(name[end]);
    const time = Date.UTC(Number(year), Number(month) - 1, Number(day));
    return isWord && isNear(time) ? [[found.index, end]] : [];
  });
  const counted = [...name.matchAll(WORD)].flatMap(({ 0: word, index }): readonly Range[] => {
    const time = /^\d{10}$/.test(word) ? Number(word) * 1000 : Number(word);
    return /^\d{10}(?:\d{3})?$/.test(word) && isNear(time) ? [[index, index + word.length]] : [];
  });
  return [...written, ...counted];
}

function isAlphanumeric(character: string | undefined): boolean {
  return character !== undefined && /[0-9a-z]/i.test(character);
}

/** Returns a name without some of its parts, and without the separators before them. */
function cut(name: string, ranges: readonly Range[]): string {
  let [kept, from] = ['', 0];
  for (const [start, end] of [...ranges].sort(([a], [b]) => a - b)) {
    if (end <= from) continue;
    kept = withoutEnd(kept + name.slice(from, Math.max(from, start)));
    from = end;
  }
  const rest = name.slice(from);
  return kept === '' && from > 0 ? withoutStart(rest) : kept + rest;
}

function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && !isAlphanumeric(text[end - 1])) end -= 1;
  return text.slice(0, end);
}

function withoutStart(text: string): string {
  let start = 0;
  while (start < text.length && !isAlphanumeric(text[start])) start += 1;
  return text.slice(start);
}
