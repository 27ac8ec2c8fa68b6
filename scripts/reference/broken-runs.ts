import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GENERATED, inCode, markdownTable } from './markdown-table.ts';

const FOLDER = join('__tests__', 'fixtures', 'broken-runs');

/** A run of a real tool that broke, as the recorder wrote it, and how its report is read. */
export interface BrokenRun {
  readonly tool: string;
  readonly version: string;
  /** The reporter or option that wrote the file. */
  readonly report: string;
  readonly situation: string;
  /** As a shell reports it: 137 is a process killed by SIGKILL. */
  readonly exit: number;
  /** The path in the folder of the recordings; null when the tool wrote no file. */
  readonly file: string | null;
  /** The counts, or `no file`, `empty`, `unreadable`. */
  readonly readAs: string;
}

/** Returns the recorded runs, tool by tool. */
export function brokenRuns(root: string): readonly BrokenRun[] {
  const folder = join(root, FOLDER);
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'runs.json')))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ name }) => JSON.parse(readFileSync(join(folder, name, 'runs.json'), 'utf8')));
}

/** Situations that a tool itself takes for a success. */
const SUCCESSES: ReadonlySet<string> = new Set(['skipped', 'skip all', 'zero', 'all filtered']);

/** Returns whether a broken run left a report in which every test passed. */
export function hasNoSign({ situation, readAs }: BrokenRun): boolean {
  return !SUCCESSES.has(situation) && /^\d+ (?:passed|skipped)(?:, \d+ skipped)?$/.test(readAs);
}

/** What to do about a report that has no sign of a broken run: by tool and report. */
export const ADVICE: Readonly<Record<string, string>> = {
  'bats junit': 'Upload the TAP of `bats --formatter tap`: its plan shows the missing test.',
  'googletest junit':
    'Use a current GoogleTest, which writes a case for it (google/googletest#5034, read 2026-11).',
  'jest ctrf': 'Upload the file of `jest --json` instead: it names the test file that did not run.',
  'jest jest-junit':
    'Set `reportTestSuiteErrors` of jest-junit to `true`, or upload the file of `jest --json`. Only the latter shows an unmet coverage threshold, and it is not written when a global tear-down fails.',
  'node:test junit': 'The same.',
  'node:test tap':
    'Node counts a test file that reports no test as one test that passed. Do not call `process.exit()` in tests.',
  'playwright ctrf': 'Upload the file of `playwright test --reporter=json` instead.',
  'playwright junit':
    'Upload the file of `playwright test --reporter=json` instead: its `errors` name what broke outside of tests.',
  'pytest junit': 'A plugin that only changes the exit code leaves no sign in the file.',
  'rspec json': 'RSpec writes no sign of an interrupt; only its exit code is 1.',
  'rspec rspec_junit_formatter':
    'Upload the file of `rspec --format json` instead: it counts errors outside of examples.',
  'Test::More tap':
    'Run the file by `prove`, which checks the exit code, and upload the file of a JUnit formatter.',
  'vitest json': 'An unhandled error and a global tear-down only change the exit code.',
  'vitest junit': 'The same.',
};

const keyOf = ({ tool, report }: BrokenRun): string => `${tool} ${report}`;

function tableOf(runs: readonly BrokenRun[]): readonly string[] {
  return markdownTable(
    ['report', 'situation', 'exit code', 'read as'],
    runs.map((run) => [
      inCode(run.report),
      run.situation,
      String(run.exit),
      hasNoSign(run) ? `${run.readAs}: no sign in the file` : run.readAs,
    ]),
  );
}

function noSigns(runs: readonly BrokenRun[]): readonly string[] {
  const silent = runs.filter(hasNoSign);
  return markdownTable(
    ['tool and report', 'no sign of', 'what to do'],
    [...new Set(silent.map(keyOf))].map((key) => [
      key,
      silent
        .filter((run) => keyOf(run) === key)
        .map(({ situation }) => situation)
        .join(', '),
      ADVICE[key] ?? '',
    ]),
  );
}

/** Returns the page about runs that broke, from the recordings below `root`. */
export function brokenRunsPage(root = '.'): string {
  const runs = brokenRuns(root);
  const tools = [...new Set(runs.map(({ tool }) => tool))];
  return [
    GENERATED,
    '',
    '# Broken runs of real tools',
    '',
    'Each row is a run of a real tool that broke on purpose, with the exit code and with what the audit reads in the report. `scripts/record-fixtures/record-broken-runs.mjs` makes the runs, and a test compares each row with the recorded file. In most runs one file with one passing test comes first, so that a lost failure would read as a pass.',
    '',
    'An exit code of 137 is a process killed by SIGKILL, 130 one ended by SIGINT. *No file* and *empty* are missing evidence, never a pass. In the situation *exit* a test ends its process with exit code 0.',
    '',
    '## Reports without a sign of the broken run',
    '',
    'Some reporters write nothing about what broke. No reader can find it in the file. The audit then relies on the job: a failed run counts in [required-runs](../rules/required-runs.md), and [test-results](../rules/test-results.md) gives at most 4 to a report without failures whose test steps all failed. With `continue-on-error` or `|| true`, nothing is left, so use a report with a sign.',
    '',
    ...noSigns(runs),
    '',
    ...tools.flatMap((tool) => {
      const own = runs.filter((run) => run.tool === tool);
      return [`## ${tool} ${own[0]?.version ?? ''}`, '', ...tableOf(own), ''];
    }),
  ].join('\n');
}
