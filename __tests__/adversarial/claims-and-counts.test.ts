import { expect, it } from '@jest/globals';
import { editFile } from '../../sandbox/edit-story.ts';
import { auditOf, citedBy, issueOf, levelIn } from './audit-of.ts';
import { cobertura, junit } from './honest-reports.ts';
import {
  CI,
  HEAD_RUN,
  HEAD_TESTS,
  honestStory,
  placeOf,
  storyWith,
  TOPIC,
} from './honest-story.ts';

/* Point 8: matrix claims, runs of two pushes cited as one, counts that do not add up. */

const MATRIX = 'python: [3.11.9, 3.12.4]';

it('a leg that left the matrix is a weakening, though the job’s name stays', async () => {
  const story = storyWith((told) =>
    editFile(told, TOPIC, CI, (text) => text.replace(MATRIX, 'python: [3.12.4]')),
  );
  const audit = await auditOf(story);
  expect([levelIn(audit, 'no-weakening'), audit.verdict]).toEqual([0, 'red']);
  expect(citedBy(audit, 'no-weakening')).toContain(placeOf(story, CI, 'matrix:'));
});

it('a further leg, and a newer version in place of an older one, raise no alarm', async () => {
  for (const to of ['python: [3.11.9, 3.12.4, 3.13.1]', 'python: [3.12.4, 3.13.1]']) {
    const audit = await auditOf(
      storyWith((told) => editFile(told, TOPIC, CI, (text) => text.replace(MATRIX, to))),
    );
    expect([levelIn(audit, 'no-weakening'), issueOf(audit, 'no-weakening')]).toEqual([
      5,
      undefined,
    ]);
  }
});

it('a green run of the push before proves nothing of the one that is audited', async () => {
  const story = storyWith((told) => {
    const [, before] = told.commits;
    if (before === undefined) throw new Error('the story has no branch');
    told.commits.splice(
      1,
      1,
      { ...before, label: 'before' },
      {
        ...before,
        at: '2026-05-04T11:00:00Z',
        message: 'Change the tables after all',
        write: { 'tide/tables.py': 'def high():\n    return 5\n' },
      },
    );
    const run = told.runs.find(({ id }) => id === HEAD_RUN);
    Object.assign(run ?? {}, { on: 'before' });
  });
  const audit = await auditOf(story);
  expect(audit.runs.filter(({ relation }) => relation !== 'stale')).toEqual([]);
  expect(
    ['required-runs', 'test-results', 'coverage-gate'].map((id) => levelIn(audit, id)),
  ).not.toContain(5);
  expect([audit.verdict, audit.outcome]).toEqual(['red', 'INSUFFICIENT_EVIDENCE']);
});

it('counts come from the cases, not from what a suite says of itself, and add up', async () => {
  const audit = await auditOf(
    storyWith((told) => {
      const artifact = told.runs.at(-1)?.artifacts[0];
      Object.assign(artifact?.files ?? {}, {
        'junit.xml': junit({ passed: HEAD_TESTS }, 'x').replace(
          '<testsuite ',
          '<testsuite tests="40" failures="0" ',
        ),
      });
    }),
  );
  const { tests } = audit.evidence;
  const sum = (key: 'passed' | 'failed' | 'errored' | 'skipped'): number =>
    (tests?.groups ?? []).reduce((total, group) => total + group[key], 0);
  expect(tests).toMatchObject({ tests: 4, passed: 4 });
  expect(sum('passed') + sum('failed') + sum('errored') + sum('skipped')).toBe(tests?.tests);
});

it('each leg of the matrix stays apart', async () => {
  const story = honestStory();
  const [, second] = story.runs.at(-1)?.artifacts ?? [];
  Object.assign(second?.files ?? {}, { 'coverage.xml': cobertura('tide/tables.py', 93, 100, 'b') });
  const audit = await auditOf(story);
  expect(audit.evidence.coverage.map(({ leg, percent }) => [leg, percent])).toEqual([
    [expect.stringContaining('3.11.9'), 92],
    [expect.stringContaining('3.12.4'), 93],
  ]);
});
