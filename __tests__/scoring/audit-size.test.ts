import { expect, it } from '@jest/globals';
import { renderJson } from '../../src/model/audit.ts';
import { RULES } from '../../src/rules/registry.ts';
import { composeAudit } from '../../src/scoring/compose-audit.ts';
import { bundleOf } from './any-bundle.ts';

const GROUPS = 350;

/** 7,000 passed tests in 350 files. */
const file = bundleOf([
  {
    runs: [{ workflow: 'CI', attempts: [{ test: { 'Run pytest': 'success' } }] }],
    tests: [{ passed: 7000 }],
    workflow:
      'on: pull_request\njobs:\n  test:\n    steps:\n      - { name: Run pytest, run: pytest }\n',
  },
  'pull-request',
]);
const { tests } = file.evidence;
if (tests.state !== 'present' || tests.value[0] === undefined) throw new Error('no test report');
const [{ report, ...one }] = [tests.value[0]];
const counts = { tests: 20, passed: 20, failed: 0, errored: 0, skipped: 0, flaky: 0 };
const groups = Array.from({ length: GROUPS }, (_, at) => ({
  group: `__tests__/some/folder/a-file-with-a-name-${at}.test.ts`,
  counts,
  durationMs: 1,
}));
const value = [{ ...one, report: { ...report, groups } }];
const evidence = { ...file.evidence, tests: { ...tests, value } };
const audit = composeAudit({ ...file, evidence }, RULES, { version: '0.0.0', rulesVersion: 1 });

it('the audit of 7,000 tests has at most 60 KB, and counts the groups that it leaves out', () => {
  expect(Buffer.byteLength(renderJson(audit))).toBeLessThanOrEqual(60 * 1024);
  expect(audit.evidence.tests).toMatchObject({ tests: 7000, omitted_groups: GROUPS - 30 });
});
