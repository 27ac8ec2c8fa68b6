import { expect, it } from '@jest/globals';
import { testResults } from '../../src/rules/test-results.ts';
import { find, levelIn } from '../rules/judged.ts';
import { type Story, tell } from '../rules/story.ts';

const WORKFLOW = `on: pull_request
jobs:
  test:
    runs-on: ubuntu-24.04
    strategy: { matrix: { python: ['3.11', '3.12'] } }
    steps:
      - { name: pytest, run: python -m pytest }
      - { name: upload, uses: actions/upload-artifact@v7, with: { name: 'junit-\${{ matrix.python }}' } }
  lint:
    runs-on: ubuntu-24.04
    steps: [{ name: ruff, run: ruff check }]
`;
const PASSED = { pytest: 'success', upload: 'success' };
const FAILED = { pytest: 'failure', upload: 'success' };
const [OLD, NEW] = ['test (3.11)', 'test (3.12)'];

/** A run with these matrix jobs, and a report of each of the named jobs. */
function story(
  jobs: Readonly<Record<string, Readonly<Record<string, string>>>>,
  reported: readonly string[],
): Story {
  return {
    workflow: WORKFLOW,
    runs: [{ workflow: 'CI', attempts: [jobs] }],
    tests: reported.map((job) => ({ passed: 9, leg: job, jobs: [job] })),
  };
}

it('misses the report of the matrix job that failed, next to one that passed', () => {
  const finding = find(testResults, story({ [OLD]: PASSED, [NEW]: FAILED }, [OLD]));
  expect(finding).toMatchObject({
    level: 0,
    open: [
      {
        what: 'test report of test (3.12) in CI run 1',
        why: 'a job ran tests, and the run has no report of it',
        source: { job: NEW },
      },
    ],
  });
});

it('does not take two reports of one job for reports of two', () => {
  expect(levelIn(testResults, story({ [OLD]: PASSED, [NEW]: FAILED }, [OLD, OLD]))).toBe('0–5');
});

it('misses nothing when each job that ran tests has a report', () => {
  expect(levelIn(testResults, story({ [OLD]: PASSED, [NEW]: PASSED }, [OLD, NEW]))).toBe(5);
});

it('misses the report of a matrix job whose upload step passed as that of another one', () => {
  expect([
    levelIn(testResults, story({ [OLD]: PASSED, [NEW]: PASSED }, [OLD])),
    levelIn(
      testResults,
      story({ [OLD]: PASSED, [NEW]: { pytest: 'success', upload: 'skipped' } }, [OLD]),
    ),
  ]).toEqual(['0–5', 5]);
});

it('asks for no report of a job that runs no tests', () => {
  const jobs = { [OLD]: PASSED, [NEW]: PASSED, lint: { ruff: 'failure' } };
  expect(levelIn(testResults, story(jobs, [OLD, NEW]))).toBe(5);
});

it('takes the report of a job without tests for that of any job', () => {
  const jobs = { [OLD]: FAILED, [NEW]: PASSED, lint: { ruff: 'success' } };
  const told = story(jobs, ['lint']);
  const failed = { ...told, tests: [{ passed: 9, failed: ['a'], jobs: ['lint'] }] };
  expect(levelIn(testResults, failed)).toBe(2);
});

it('does not take the report of an earlier attempt for that of the repetition', () => {
  const jobs = { [OLD]: PASSED, [NEW]: FAILED };
  const told = story(jobs, [OLD]);
  const runs = [{ workflow: 'CI', attempts: [jobs, jobs] }];
  const tests = [
    { passed: 9, leg: OLD, jobs: [OLD], attempt: 2 },
    { passed: 9, leg: NEW, jobs: [NEW], attempt: 1 },
  ];
  expect(levelIn(testResults, { ...told, runs, tests })).toBe('0–5');
});

it('knows a failure of a job that a later attempt kept, next to a missing report', () => {
  const { evidence } = tell(story({ [OLD]: FAILED, [NEW]: FAILED }, []));
  const [run] = evidence.runs.state === 'present' ? evidence.runs.value : [];
  const [first] = run?.attempts ?? [];
  const again = first?.jobs.map((job) => (job.name === NEW ? { ...job, id: 99 } : job));
  const runs = [{ ...run, attempts: [first, { ...first, number: 2, jobs: again }] }];
  const tests = [{ passed: 9, failed: ['a'], leg: OLD, jobs: [OLD], attempt: 1, run: 1 }];
  const finding = find(testResults, { workflow: WORKFLOW, values: { runs }, tests });
  expect(finding).toMatchObject({
    level: 0,
    most: 3,
    open: [{ what: 'test report of test (3.12) in CI run 1' }],
  });
});
