import { expect, it } from '@jest/globals';
import { readReport } from '../../src/reports/read-report.ts';

function read(xml: string) {
  const result = readReport('any.xml', Buffer.from(xml));
  return result.state === 'unreadable'
    ? result
    : result.content.kind === 'tests'
      ? { state: result.state, ...result.content.report }
      : result;
}

it('counts pytest cases by module, from the cases', () => {
  const report =
    read(`<?xml version="1.0" encoding="utf-8"?><testsuites><testsuite name="pytest" errors="0" failures="1" skipped="1" tests="4">
    <testcase classname="test.test_extras" name="test_one" time="0.5"/>
    <testcase classname="test.test_extras.TestX" name="test_two" time="1,000.5"/>
    <testcase classname="test.test_img2img" name="test_three"><failure message="assert 1 == 2&#10;more">trace</failure></testcase>
    <testcase classname="test.test_img2img" name="test_four"><skipped type="pytest.skip" message="no GPU">x</skipped></testcase>
  </testsuite></testsuites>`);
  expect(report).toMatchObject({
    state: 'present',
    counts: { tests: 4, passed: 2, failed: 1, errored: 0, skipped: 1, flaky: 0 },
    groups: [{ group: 'test.test_extras', durationMs: 1001000 }, { group: 'test.test_img2img' }],
    cases: [
      { id: 'test.test_img2img › test_four', outcome: 'skipped', message: 'no GPU' },
      { id: 'test.test_img2img › test_three', outcome: 'failed', message: 'assert 1 == 2' },
    ],
    notes: [],
  });
});
