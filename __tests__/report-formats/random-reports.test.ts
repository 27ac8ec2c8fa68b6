import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { TestCounts } from '../../src/model/reports.ts';
import type { ReadReport } from '../../src/report-formats/base/format.ts';
import { REPORT_FORMATS } from '../../src/report-formats/registry.ts';
import { propertyOptions } from '../runs.ts';
import { readReport } from './reading.ts';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures', 'reports');
const SAMPLES = readdirSync(FIXTURES, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && !entry.parentPath.endsWith('logs'))
  .map((entry) => join(entry.parentPath, entry.name))
  .sort()
  .map((path) => new Uint8Array(readFileSync(path)));

/** What any report must keep to, whatever stands in it; empty when it does. */
function soundness(read: ReadReport): string {
  if (read.state === 'unreadable') return read.why === '' ? 'no reason is given' : '';
  const { content } = read;
  if (content.kind === 'tests') return soundTests(content.report.counts, read.state);
  if (content.kind !== 'coverage') return '';
  const counts = [content.report.lines, content.report.branches ?? { covered: 0, total: 0 }];
  const sound = counts.every(({ covered, total }) => covered >= 0 && covered <= total);
  return sound ? '' : 'more is covered than there is';
}

function soundTests(counts: TestCounts, state: string): string {
  const { tests, passed, failed, errored, skipped, flaky } = counts;
  const sound = Object.values(counts).every((count) => Number.isInteger(count) && count >= 0);
  if (!sound) return 'a count is no count';
  if (tests !== passed + failed + errored + skipped) return 'the counts do not add up';
  if (flaky > passed) return 'more are flaky than passed';
  return (tests === 0) === (state === 'empty') ? '' : 'no tests are not empty';
}

it('a report whose bytes were damaged keeps the sum and never throws', () => {
  const damage = fc.record({
    sample: fc.nat(SAMPLES.length - 1),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat(40),
    bytes: fc.uint8Array({ maxLength: 20 }),
  });
  fc.assert(
    fc.property(damage, ({ sample, at, length, bytes }) => {
      const whole = SAMPLES[sample] ?? new Uint8Array();
      const start = Math.floor(at * whole.length);
      const damaged = Buffer.concat([
        whole.subarray(0, start),
        bytes,
        whole.subarray(start + length),
      ]);
      return soundness(readReport('report', damaged)) === '';
    }),
    propertyOptions(300, 5000),
  );
});

/** Words that the formats look for, so that random documents reach deep into their readers. */
const KEYS = [
  'testResults',
  'assertionResults',
  'status',
  'title',
  'name',
  'results',
  'tests',
  'suites',
  'specs',
  'passes',
  'failures',
  'pending',
  'stats',
  'nodeid',
  'outcome',
  'examples',
  'elements',
  'steps',
  'result',
  'files',
  'executed_lines',
  'missing_lines',
  'executed_branches',
  'statementMap',
  's',
  'b',
  'branchMap',
  'coverage',
  'lines',
  'branches',
  'runs',
  'level',
  'suppressions',
  'vulnerabilities',
  'via',
  'dependencies',
  'vulns',
  'Results',
  'Secrets',
  'matches',
  'packages',
  'groups',
  'components',
  'total',
  'covered',
  '__proto__',
  'constructor',
];
const WORDS = [
  'passed',
  'failed',
  'skipped',
  'error',
  'expected',
  'pending',
  'undefined',
  '2.1.0',
  '1',
  '',
];

const { document } = fc.letrec<{ document: unknown; leaf: unknown }>((tie) => ({
  leaf: fc.oneof(
    fc.constantFrom(...WORDS),
    fc.integer({ min: -2, max: 50 }),
    fc.constant(null),
    fc.boolean(),
  ),
  document: fc.oneof(
    { maxDepth: 6 },
    tie('leaf'),
    fc.array(tie('document'), { maxLength: 4 }),
    fc
      .array(fc.tuple(fc.constantFrom(...KEYS), tie('document')), { maxLength: 6 })
      .map((pairs) => Object.fromEntries(pairs)),
  ),
}));

it('a document of any shape keeps the sum in every format and never throws', () => {
  fc.assert(
    fc.property(document, (value) => {
      const bytes = new TextEncoder().encode(JSON.stringify(value));
      const wrong = REPORT_FORMATS.map((format) => {
        const reader = format.reader();
        reader.write(bytes);
        return soundness(reader.end());
      }).filter((why) => why !== '');
      expect(wrong).toEqual([]);
    }),
    propertyOptions(60, 2000),
  );
});

it('a document that no format knows is unreadable, never a pass', () => {
  const texts = [
    '{}',
    '[]',
    '{"ok":true}',
    '[1,2]',
    '{"tests":35,"passed":35}',
    'null',
    '"passed"',
    '35 passed\n',
    '{"status":"success"}',
  ];
  const states = texts.map(
    (text) => readReport('report.json', new TextEncoder().encode(text)).state,
  );
  expect(new Set(states)).toEqual(new Set(['unreadable']));
});
