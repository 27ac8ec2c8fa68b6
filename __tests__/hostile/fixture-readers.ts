import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readLog } from '../../src/report-formats/logs/read-log.ts';
import { factsOf } from '../../src/workflow/facts.ts';
import { readWorkflow } from '../../src/workflow/parse/read-workflow.ts';
import { readReport } from '../report-formats/reading.ts';

/** A text that a tool wrote, and the reader that has to read it. */
export interface FixtureReader {
  readonly name: string;
  readonly text: string;
  readonly read: (text: string) => unknown;
}

/** Tests start in the project's folder; a bundle of this file is elsewhere. */
const FIXTURES = join(process.cwd(), '__tests__', 'fixtures');
const REPORTS = join(FIXTURES, 'reports');

/**
 * A fixture of every report format, of every tool's log, and every workflow. A new format is here with
 * its fixture, which another test requires.
 */
export const FIXTURE_READERS: readonly FixtureReader[] = [
  ...readdirSync(REPORTS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'logs')
    .map(({ name }) => reportIn(join(REPORTS, name))),
  ...filesIn(join(REPORTS, 'logs')).map((path) =>
    readerOf(path, (text) => readLog(text.split('\n'))),
  ),
  ...filesIn(join(FIXTURES, 'workflows')).map((path) =>
    readerOf(path, (text) =>
      factsOf([readWorkflow(`.github/workflows/${basename(path)}`, '', text)], [], []),
    ),
  ),
];

/** The smallest report of a format. */
function reportIn(folder: string): FixtureReader {
  const sized = filesIn(folder).map((path) => ({ path, size: statSync(path).size }));
  const { path } = sized.sort((a, b) => a.size - b.size)[0] ?? { path: folder };
  return readerOf(path, (text) => readReport(basename(path), Buffer.from(text)));
}

function readerOf(path: string, read: FixtureReader['read']): FixtureReader {
  return { name: path.slice(FIXTURES.length + 1), text: readFileSync(path, 'utf8'), read };
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder).map((name) => join(folder, name));
}

/** A part of a text that can be repeated where it is. */
export interface Part {
  readonly from: number;
  readonly to: number;
}

/** Lines, then words and marks, then objects and tags. */
const PARTS = [/[^\n]*\n/g, /\w+|\s+|[^\w\s]/g, /\{[^{}\n]{0,500}\},?|<[^<>\n]{0,500}>/g];

/** Returns up to `most` different parts of each kind, spread over the text. */
export function partsOf(text: string, most: number): readonly Part[] {
  return PARTS.flatMap((pattern) => spread(differentParts(text, pattern), most));
}

function differentParts(text: string, pattern: RegExp): readonly Part[] {
  const parts = new Map<string, Part>();
  for (const { index, 0: part } of text.matchAll(pattern)) {
    if (!parts.has(part)) parts.set(part, { from: index, to: index + part.length });
  }
  return [...parts.values()];
}

function spread<T>(list: readonly T[], most: number): readonly T[] {
  if (list.length <= most) return list;
  const step = list.length / most;
  return Array.from({ length: most }, (_, at) => list[Math.floor((at + 0.5) * step)] as T);
}

export function textOf(text: string, { from, to }: Part): string {
  return text.slice(from, to);
}

export function repeated(text: string, part: Part, times: number): string {
  return text.slice(0, part.from) + textOf(text, part).repeat(times) + text.slice(part.to);
}
