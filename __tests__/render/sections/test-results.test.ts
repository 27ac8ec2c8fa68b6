import { expect, it } from '@jest/globals';
import type { AuditTests } from '../../../src/model/audit-evidence.ts';
import { testGroups, testResults } from '../../../src/render/sections/test-results.ts';
import { anAudit } from '../an-audit.ts';
import { written } from '../reading-sections.ts';

const none = { passed: 0, failed: 0, errored: 0, skipped: 0, flaky: 0, deferred: 0, reason: '' };

function page(tests: Partial<AuditTests>): string {
  const { evidence } = anAudit();
  if (evidence.tests === null) throw new Error('the builder has tests');
  const audit = anAudit({ evidence: { ...evidence, tests: { ...evidence.tests, ...tests } } });
  return [testResults, testGroups]
    .map((one) => `${one.heading(audit)}\n\n${written(one.body(audit))}`)
    .join('\n');
}

it('lists failures without a deferral first, with columns for matrix jobs and flakes if there are any', () => {
  const shown = page({
    tests: 1206,
    passed: 1200,
    failed: 4,
    errored: 1,
    skipped: 1,
    flaky: 2,
    groups: [
      { ...none, group: 'a', leg: 'py3.11', passed: 1200, flaky: 2, skipped: 1 },
      { ...none, group: 'b', leg: 'py3.11', failed: 3, deferred: 3 },
      { ...none, group: 'c', leg: 'py3.12', failed: 1, errored: 1, deferred: 1, reason: 'boom' },
    ],
    omitted_groups: 12,
    sources: [
      { what: 'artifact a', runId: 7 },
      { what: 'artifact b', runId: 8 },
    ],
  });
  expect(shown.split('\n\n')).toEqual([
    'Test Results (2 runs)',
    '1,206 tests: 1,200 passed, 4 failed, 1 errored, 1 skipped, 2 flaky (4 deferred) (artifact a, artifact b).',
    [
      '| File or suite | Failed | Reason |',
      '| - | - | - |',
      '| `c` | 2 (1 deferred) of 2 | boom |',
      '| `b` | 3 (deferred) of 3 | several reasons |',
    ].join('\n'),
    '1 file or suite without a failure: 1,200 tests passed; 12 suites not listed.',
    'Tests by File',
    [
      '| File or suite | Matrix job | Passed | Failed | Skipped | Flaky | Shared reason |',
      '| - | - | -: | -: | -: | -: | - |',
      '| `c` | py3.12 | 0 | 2 (1 deferred) | 0 | 0 | boom |',
      '| `b` | py3.11 | 0 | 3 (deferred) | 0 | 0 | |',
      '| `a` | py3.11 | 1,200 | 0 | 1 | 2 | |',
    ].join('\n'),
    'and 12 more\n',
  ]);
});

it('notes that results were read from a log', () => {
  expect(page({ origin: 'log', groups: [] })).toContain(
    ', read from a job log, which names no tests: [artifact junit-results',
  );
});

it('names a group without file and suite', () => {
  expect(page({ groups: [{ ...none, group: '', leg: '', passed: 2 }] })).toContain(
    '| without a name | 2 | 0 | 0 | |',
  );
});
