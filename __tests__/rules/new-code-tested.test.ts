import { expect, it } from '@jest/globals';
import { missing, present } from '../../src/model/evidence.ts';
import { newCodeTested } from '../../src/rules/new-code-tested.ts';
import { find, levelIn, reachesEveryLevel } from './judged.ts';
import { type Story, tell } from './story.ts';

const changed = (...paths: string[]): Story['evidence'] => ({
  changes: present(
    {
      base: 'b',
      head: 'a',
      truncated: false,
      files: paths.map((path) => ({ path, status: 'modified', additions: 10, deletions: 0 })),
    },
    { what: 'changes' },
  ),
});
const story = (covered: number, paths = ['src/app.py']): Story => ({
  coverage: [{ covered, total: 100, files: { 'app.py': [covered, 100, covered, 100] } }],
  evidence: { ...changed(...paths) },
});

it('earns each level by the covered lines of changed source files', () => {
  expect([90, 75, 50, 25, 1, 0].map((one) => levelIn(newCodeTested, story(one)))).toEqual([
    5, 4, 3, 2, 1, 0,
  ]);
});

it('counts a changed file that is in no report as uncovered, and names it', () => {
  expect(find(newCodeTested, story(90, ['src/app.py', 'src/new.py']))).toMatchObject({
    level: 4,
    measured: '81.81% of the changed lines of 2 changed source files covered',
    flaws: [{}, { observation: 'src/new.py changed and is in no coverage report.' }],
  });
});

it('counts only changed lines when diff and report have them, and the lowest of several jobs', () => {
  const lines = (covered: number, total: number, changed?: readonly [number, number]) => ({
    source: { what: 'artifact coverage' },
    leg: '',
    report: {
      format: 'lcov',
      origin: 'report',
      lines: { covered, total },
      branches: null,
      files: [
        {
          path: 'app.py',
          lines: { covered, total },
          branches: null,
          ...(changed && { changed: { covered: changed[0], total: changed[1] } }),
        },
      ],
      omitted: 0,
      notes: [],
    },
  });
  const judged = (...reports: readonly object[]) =>
    find(newCodeTested, {
      evidence: { ...changed('src/app.py') },
      values: { coverage: reports },
    });
  expect([
    judged(lines(99, 100, [1, 10])),
    judged(lines(10, 100, [9, 10]), lines(10, 100, [10, 10])),
    judged(lines(99, 100), lines(99, 100, [5, 10])),
    judged(lines(99, 100, [0, 0])),
  ]).toMatchObject([
    {
      level: 1,
      measured: '10% of the changed lines of 1 changed source file covered',
      flaws: [{ observation: 'src/app.py has 9 of 10 changed lines uncovered.' }],
    },
    { level: 5, measured: '90% of the changed lines of 1 changed source file covered' },
    { level: 3 },
    { state: 'not-applicable' },
  ]);
});

it('is not applicable when only tests and documents changed, and open without coverage', () => {
  const cut = present({ base: 'b', head: 'a', truncated: true, files: [] }, { what: 'changes' });
  expect([
    levelIn(newCodeTested, story(1, ['tests/test_app.py', 'src/app.test.ts', 'README.md'])),
    levelIn(newCodeTested, {
      evidence: { ...changed('README.md'), coverage: missing('none was found') },
    }),
    levelIn(newCodeTested, { evidence: { ...changed('a.py') } }),
    levelIn(newCodeTested, {
      evidence: { ...changed('a.py'), coverage: missing('none was found') },
    }),
    levelIn(newCodeTested, { coverage: [], evidence: { ...changed('a.py') } }),
    levelIn(newCodeTested, { coverage: [], evidence: { changes: cut } }),
    levelIn(newCodeTested, { coverage: [], evidence: { changes: missing('refused') } }),
  ]).toEqual(['not-applicable', 'not-applicable', 'not-applicable', '0–5', '0–5', '0–5', '0–5']);
});

it('is open for a file of which only whole lines are counted, and names others beside it', () => {
  const whole = (covered: number, paths: string[]) =>
    find(newCodeTested, {
      coverage: [
        { covered, total: 100, files: { 'app.py': [covered, 100], 'b.py': [0, 90, 0, 90] } },
      ],
      evidence: { ...changed(...paths) },
    });
  expect([whole(90, ['src/app.py']), whole(90, ['src/app.py', 'src/b.py'])]).toMatchObject([
    {
      level: 0,
      most: 5,
      open: [{ what: 'changed lines of src/app.py' }, {}],
      flaws: [],
    },
    {
      level: 0,
      most: 1,
      measured: expect.stringMatching(/^0% of the changed lines of 1 changed source file covered/),
      flaws: [{ observation: 'src/b.py has 90 of 90 changed lines uncovered.' }],
    },
  ]);
});

it('keeps the names of untested files while a report or a part of the changes is missing', () => {
  const sources = [{ kind: 'coverage' as const, state: 'expired' as const }];
  expect(find(newCodeTested, { ...story(20), sources })).toMatchObject({
    level: 0,
    most: 5,
    flaws: [{ observation: 'src/app.py has 80 of 100 changed lines uncovered.' }],
  });
});

it('is open for a changed file that a cut report may have', () => {
  const told = tell(story(90)).evidence.coverage;
  const [one] = told.state === 'present' ? told.value : [];
  const values = { coverage: [{ ...one, report: { ...one?.report, omitted: 3 } }] };
  const paths = ['src/app.py', 'src/new.py'];
  expect([
    levelIn(newCodeTested, { values, evidence: { ...changed(...paths) } }),
    levelIn(newCodeTested, { values, evidence: { ...changed('src/app.py') } }),
  ]).toEqual(['4–5', 5]);
});

it('reads from the config which files need coverage', () => {
  const options = { sources: ['lib/**'], exclude: ['lib/gen/**'] };
  const paths = ['src/app.py', 'lib/a.py', 'lib/gen/b.py'];
  const told = { ...story(90, paths), options };
  expect(find(newCodeTested, told)).toMatchObject({
    level: 0,
    proof: [{ text: 'lib/a.py: in no report' }],
  });
});

reachesEveryLevel(newCodeTested);
