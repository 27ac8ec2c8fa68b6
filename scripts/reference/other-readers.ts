import { markdownTable } from './markdown-table.ts';

/** A difference to other readers: what this audit reads, what they read, and why. */
type Row = readonly [format: string, situation: string, here: string, others: string, why: string];

const DIFFERENCES: readonly Row[] = [
  [
    'junit',
    'totals of suites',
    'compared only',
    'EnricoMi: its numbers of tests and failures are the totals',
    'Tools fill totals differently, for example with reruns.',
  ],
  [
    'junit',
    'failures in the totals and in no case',
    'one error',
    'dorny, mikepenz, ctrf: passed',
    'A compile error of gotestsum is only in the totals.',
  ],
  [
    'junit',
    '`failure` or `error` directly in a suite',
    'one error',
    'all: ignored',
    'TAP::Formatter::JUnit reports a test file that died there.',
  ],
  [
    'junit',
    'a case without a name',
    'an error',
    'mikepenz: passed; EnricoMi: dropped; dorny: the file cannot be read',
    'pytest writes it for a test that never ended.',
  ],
  [
    'junit',
    'a case with `failure` and `skipped`',
    'failed, except a `todo` of node:test',
    'mikepenz: skipped',
    'A skip must not hide a failure; a deferral with an owner can.',
  ],
  [
    'junit',
    '`status="timeout"` and the like without an element',
    'an error',
    'all: passed; EnricoMi and mikepenz read only `disabled`, mikepenz also `ignored`',
    'The case did not end.',
  ],
  [
    'junit',
    '`status="notrun"` with a reason that is no skip of the test itself',
    'an error',
    'all: skipped',
    'CTest exits with 8 for it.',
  ],
  [
    'junit',
    'cases of one name',
    'failures, then a pass: one flaky test; otherwise several tests',
    'mikepenz: the pass counts with `check_retries`, each case without',
    'A retry that passed is flaky, not clean.',
  ],
  [
    'trx',
    'the run was aborted (`ResultSummary`, `RunInfo`)',
    'one error',
    'EnricoMi, dorny: ignored',
    'The tests that did not end are not in the file.',
  ],
  [
    'trx',
    '`Timeout`, `Aborted`, `Disconnected`, `NotRunnable` of a test',
    'an error',
    'EnricoMi: skipped; dorny: no result',
    'The test did not pass, and no one skipped it.',
  ],
  [
    'nunit',
    'a suite that failed in its set-up or tear-down',
    'one error',
    'EnricoMi, dorny: ignored',
    'nunit-console 2.6.4 even exits with 0 for a failed tear-down.',
  ],
  [
    'nunit',
    '`Inconclusive`',
    'skipped',
    'EnricoMi: skipped; dorny: passed',
    'An inconclusive test proves nothing.',
  ],
  [
    'nunit',
    '`NotRunnable`',
    'an error',
    'EnricoMi: skipped; dorny: passed',
    'nunit-console exits with 1 for it.',
  ],
  [
    'nunit',
    'the root is `test-suite`',
    'read',
    'EnricoMi, dorny: not read',
    'Adapters write such files.',
  ],
  [
    'xunit-net',
    'an `error` outside of tests',
    'an error with its message',
    'EnricoMi: only in the totals',
    'A failing case needs a name.',
  ],
  [
    'dart-json',
    'no `done`, or `done` without success',
    'one error next to the finished tests',
    'EnricoMi: tests without an end are errors; dorny: the event is not used',
    'A file that does not load, or a stopped run, may have no failed test.',
  ],
  [
    'dart-json',
    'a hidden test that failed',
    'counted',
    'EnricoMi: only in the totals; dorny: ignored',
    'The loading of a file is such a test.',
  ],
  [
    'go-test-json',
    'a package that failed without a failed test',
    'an error',
    'dorny: ignored',
    'Compile errors and `TestMain` are not tests.',
  ],
  [
    'rspec-json',
    'errors outside of examples; an example without a status',
    'errors',
    'dorny: ignored; dropped',
    'The examples of a file that does not load are missing.',
  ],
  [
    'ctrf',
    '`other`',
    'an error, except a `todo` or a skip by its `rawStatus`',
    'ctrf: a status of its own',
    'The specification calls it what fits no other status, so it is no pass.',
  ],
  [
    'any',
    'a file that cannot be read',
    'unreadable, shown, never a pass',
    'mikepenz: 0 tests; dorny: the step fails; EnricoMi: a parse error in its report',
    'Missing evidence is never a pass.',
  ],
];

/** Returns the section about other readers of the same formats. */
export function otherReaders(): readonly string[] {
  return [
    '## Differences from other readers',
    '',
    'EnricoMi is EnricoMi/publish-unit-test-result-action, dorny is dorny/test-reporter, mikepenz is mikepenz/action-junit-report, and ctrf is the specification and ctrf-io/junit-to-ctrf, all by their source code as read in 2026-11. The table lists every difference that the comparison found.',
    '',
    ...markdownTable(['format', 'situation', 'here', 'others', 'why'], DIFFERENCES),
  ];
}
