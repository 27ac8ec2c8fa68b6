import type { ReadReport } from '../../src/report-formats/base/format.ts';
import { MAX_LINE_LENGTH } from '../../src/report-formats/base/report-text.ts';
import { MAX_JSON_BYTES } from '../../src/report-formats/json/json-report.ts';
import { MAX_NESTING } from '../../src/report-formats/json/long-document.ts';
import { MAX_READINGS } from '../../src/report-formats/logs/read-log.ts';
import { reportReader } from '../../src/report-formats/read-report.ts';
import { MAX_IDENTITIES } from '../../src/report-formats/test-results/case-table.ts';
import { MAX_GROUPS } from '../../src/report-formats/test-results/group-tally.ts';
import { MAX_BAD, MAX_QUIET } from '../../src/report-formats/test-results/tallied-report.ts';
import { MAX_ATTRIBUTES, MAX_DEPTH, MAX_TAG } from '../../src/report-formats/xml/xml-reader.ts';
import { ARCHIVE_LIMITS, bytesSource } from '../../src/report-formats/zip/archive.ts';
import { looksLikeZip, openArchive } from '../../src/report-formats/zip/read-zip.ts';
import { HOSTILE_SAMPLES, type HostileSample } from './hostile-samples.ts';
import { GENERATED, inCode, markdownTable } from './markdown-table.ts';

function outcomeText(read: ReadReport): string {
  if (read.state === 'unreadable') return inCode(read.why);
  const tests = read.content.kind === 'tests' ? read.content.report.counts.tests : 0;
  return read.state === 'empty'
    ? 'read: empty'
    : `read: ${tests} ${tests === 1 ? 'test' : 'tests'}`;
}

async function archiveEnds(bytes: Uint8Array): Promise<readonly string[]> {
  const archive = openArchive(bytesSource(bytes), 'report');
  if (archive.state === 'unreadable') return [inCode(archive.why)];
  const ends: string[] = [];
  for (const entry of archive.entries) {
    if (entry.state === 'refused') {
      ends.push(inCode(entry.why));
      continue;
    }
    const reader = reportReader(entry.path);
    const end = await entry.read((chunk) => reader.write(chunk));
    ends.push(end.state === 'broken' ? inCode(end.why) : outcomeText(reader.end()));
  }
  return [...new Set(ends)];
}

/** Returns the outcome of a sample, read by the code that an audit uses. */
async function endsOf({ pieces }: HostileSample): Promise<readonly string[]> {
  const reader = reportReader('report');
  for (const piece of pieces) {
    if (looksLikeZip(piece)) return archiveEnds(piece);
    reader.write(piece);
  }
  return [outcomeText(reader.end())];
}

const mib = (bytes: number): string => `${bytes / 1024 / 1024} MiB`;
const count = (number: number): string => String(number).replace(/\B(?=(?:\d{3})+$)/g, ',');

const CAPS: readonly (readonly [what: string, cap: string])[] = [
  ['entries of an archive', count(ARCHIVE_LIMITS.entries)],
  ['bytes of one entry, inflated', mib(ARCHIVE_LIMITS.entryBytes)],
  ['bytes of all entries of an archive, inflated', mib(ARCHIVE_LIMITS.totalBytes)],
  [
    `inflated bytes for each stored one, from ${mib(ARCHIVE_LIMITS.ratioFrom)} on`,
    count(ARCHIVE_LIMITS.ratio),
  ],
  ['elements of XML inside each other', count(MAX_DEPTH)],
  ['attributes of an element', count(MAX_ATTRIBUTES)],
  ['bytes of a tag with its attributes', mib(MAX_TAG)],
  ['bytes of a JSON document', mib(MAX_JSON_BYTES)],
  ['levels of a JSON document above 4 MiB', count(MAX_NESTING)],
  ['characters of a line of a report that is read by lines', count(MAX_LINE_LENGTH)],
  ['failed and errored tests that are named', count(MAX_BAD)],
  ['skipped and flaky tests that are named', count(MAX_QUIET)],
  ['files or suites that are listed', count(MAX_GROUPS)],
  ['tests of a matrix job that are distinguished by name', count(MAX_IDENTITIES)],
  ['totals read from one log', count(MAX_READINGS)],
];

/** Returns `docs/reference/hostile-input.md`. It reads every sample. */
export async function hostileInput(): Promise<string> {
  const rows: (readonly string[])[] = [];
  for (const sample of HOSTILE_SAMPLES) {
    rows.push([sample.what, (await endsOf(sample)).join('; ')]);
  }
  return [
    GENERATED,
    '',
    '# Hostile input',
    '',
    'What strangers upload is read in memory, as a stream, under caps, and never unpacked to disk. Nothing in it is executed, loaded or expanded. A file that is refused hides no other: the audit names it with the message below, and it is never a pass.',
    '',
    '## What is said',
    '',
    'These samples are read whenever this page is made, by the code that audits read with.',
    '',
    ...markdownTable(['sample', 'how it ends'], rows),
    '',
    'Names are kept as they are stored, and shown with what is dangerous in them escaped: control characters, turned directions, Markdown, mentions and commands.',
    '',
    '## Caps',
    '',
    'What is beyond a cap is counted and said, or the file is refused with the cap in the message.',
    '',
    ...markdownTable(['of', 'at most'], CAPS),
    '',
  ].join('\n');
}
