import { expect, it } from '@jest/globals';
import { describeStatus } from '../../src/render/status-description.ts';
import { STORIES } from './stories.ts';

it.each([
  ['failed', 'Failed: 2 of 1,204 tests fail; Workflows: 1 of 9 checks ignores failures'],
  ['passed', 'Passed: all 1,204 tests pass'],
  [
    'passed with a deferral',
    'Passed with 1 deferral: 18 of 35 tests fail; deferral DEF-001 (maintainers, until M02) covers all of them',
  ],
  [
    'not enough evidence',
    'Not enough evidence: without coverage report and run of lint, 2 gates cannot be decided (Coverage and CI stability)',
  ],
  ['waiting', 'Waiting for 1 run: Tests'],
  ['no milestone', 'Passed: all 1,204 tests pass'],
] as const)('says in plain words that an audit is %s', (story, description) => {
  expect(describeStatus(STORIES[story])).toBe(description);
});

it('names a score below the minimum', () => {
  const audit = { ...STORIES.failed, minimum_score: 4, gates: [], failing_tests: [] };
  const { evidence } = STORIES.passed;
  expect(describeStatus({ ...audit, evidence })).toBe('Failed: score 3.1 is below the minimum 4.0');
});
