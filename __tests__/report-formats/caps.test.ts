import { expect, it } from '@jest/globals';
import { reportReader } from '../../src/report-formats/read-report.ts';
import { TestTally } from '../../src/report-formats/test-results/test-tally.ts';
import { mergeTestReports, readReport } from './reading.ts';

/** What is noted of a report that was read, or why it was not. */
function said(name: string, content: string): readonly string[] {
  const read = readReport(name, Buffer.from(content));
  return read.state === 'unreadable' ? [read.why] : read.content.report.notes;
}

const many = <T>(count: number, one: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => one(n));

const cases = (count: number, one: (n: number) => string): string =>
  `<testsuite>${many(count, one).join('')}</testsuite>`;

it.each<[string, string, string, string]>([
  [
    'failures',
    'junit.xml',
    cases(3000, (n) => `<testcase classname="c" name="t${n}"><failure/></testcase>`),
    '2000 more failed, skipped or flaky tests are counted, not named.',
  ],
  [
    'suites',
    'junit.xml',
    cases(5000, (n) => `<testcase classname="s${n}" name="t"/>`),
    'Only 2000 files or suites are listed; 3000 more are only in the totals.',
  ],
  [
    'cases of one name',
    'junit.xml',
    cases(150, () => '<testcase classname="c" name="t"/>'),
    'Retries were looked for among the first 100 cases of a name and the first 50000 names only; further cases count as tests.',
  ],
  [
    'findings',
    'audit.sarif',
    JSON.stringify({
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 't' } },
          results: many(1500, (n) => ({ ruleId: `r${n}`, message: { text: 'm' } })),
        },
      ],
    }),
    '500 more findings are counted, not listed: the lightest.',
  ],
  [
    'packages',
    'bom.json',
    JSON.stringify({
      bomFormat: 'CycloneDX',
      specVersion: '1.5',
      components: many(20_001, (n) => ({ type: 'library', name: `p${n}`, version: '1' })),
    }),
    '1 more packages are counted, not listed.',
  ],
])('%s beyond the limit are noted', (_, name, content, note) => {
  expect(said(name, content)).toContain(note);
});

it('branches of a line beyond the limit are noted', () => {
  const conditions =
    '<line number="1" hits="1" branch="true" condition-coverage="50% (9999/20000)"/>';
  const report = `<coverage line-rate="1"><packages><package name="p"><classes><class name="c" filename="a.c"><lines>${conditions}</lines></class></classes></package></packages></coverage>`;
  expect(said('cobertura.xml', report)).toEqual([
    expect.stringMatching(/^Of the branches of one line only the first \d+ are counted\.$/),
  ]);
});

it('errors outside of examples beyond the limit are noted', () => {
  const report = {
    version: '3.13',
    examples: [],
    summary: { errors_outside_of_examples_count: 5000, example_count: 0, failure_count: 0 },
    summary_line: '',
  };
  expect(said('rspec.json', JSON.stringify(report))).toContain(
    'Of the errors outside of examples at most 1000 are counted.',
  );
});

it('an event line beyond the limit is reported as too long', () => {
  const reader = reportReader('go.json');
  reader.write(
    Buffer.from('{"Action":"run","Package":"p","Test":"T"}\n{"Action":"output","Output":"'),
  );
  for (let n = 0; n < 36; n++) reader.write(Buffer.alloc(256 * 1024, 'x'));
  reader.write(Buffer.from('"}\n'));
  expect(reader.end()).toMatchObject({
    state: 'unreadable',
    why: 'Line 2 is longer than 8388608 characters, which is more than is read.',
  });
});

it('names chosen to have similar keys are counted, and a note says that they are not compared', () => {
  const tally = new TestTally('junit');
  for (let n = 0; n < 10_000; n++) tally.pass(2 ** 47 + n, 'g', 0, '');
  const report = tally.report();
  expect(report.counts.tests).toBe(10_000);
  expect(report.notes).toEqual([
    expect.stringMatching(/^\d+ cases count one by one, repeated or not: only 4000000 names are/),
  ]);
  const twice = mergeTestReports([report, report]);
  expect(twice.counts.tests).toBeGreaterThanOrEqual(10_000);
  expect(twice.notes).toEqual(report.notes);
});
