import { expect, it } from '@jest/globals';
import { deferralCover } from '../../src/analysis/deferrals.ts';
import type { CollectedTests } from '../../src/analysis/test-reports.ts';
import type { EvidenceFile } from '../../src/model/evidence-file.ts';
import { caseKey, keyHex } from '../../src/report-formats/test-results/case-identity.ts';
import { failingTests } from '../../src/scoring/failing-tests.ts';

type Case = Readonly<Record<string, string>>;

function report(leg: string, cases: readonly Case[], omitted = 0): CollectedTests {
  return {
    source: { what: `artifact ${leg || 'junit'}` },
    leg,
    report: { origin: 'report', cases, omitted: { groups: 0, cases: omitted } },
  } as unknown as CollectedTests;
}

const failed = (id: string, message = ''): Case => ({ id, group: '', outcome: 'failed', message });

function present(value: unknown) {
  return { state: 'present', value, source: { what: 'x' } };
}

const NONE = { state: 'missing', why: 'not asked' };

function listed(
  tests: readonly CollectedTests[],
  base: unknown = NONE,
  flakes: readonly object[] = [],
) {
  const deferral = {
    id: 'D01',
    discovered: 'M01',
    until: 'M03',
    covers: { kind: 'tests', globs: ['**slow**'] },
  };
  const previous = present([{ milestone: 'M01', memory: { flakes, deferrals: [], lost: [] } }]);
  const registry = present({ deferrals: [deferral] });
  const file = { evidence: { baseTests: base, previous, registry } } as unknown as EvidenceFile;
  return failingTests(file, tests, deferralCover(file.evidence.registry, 'M02'), (one) => one);
}

const states = (all: ReturnType<typeof listed>): readonly unknown[] =>
  all.map(({ id, state }) => [id, state]);

it('tells new from known failures by the reports of the base', () => {
  const tests = [report('', [failed('a'), failed('b')])];
  expect([
    states(listed(tests, present([report('', [failed('b')])]))),
    states(listed(tests, present([report('', [failed('b')], 3)]))),
    states(listed(tests)),
  ]).toEqual([
    [
      ['a', 'new'],
      ['b', 'known'],
    ],
    [
      ['a', null],
      ['b', 'known'],
    ],
    [
      ['a', null],
      ['b', null],
    ],
  ]);
});

it('names the deferrals that cover a test, and lists such tests last', () => {
  const all = listed([report('', [failed('a slow one'), failed('b')])]);
  expect(all.map(({ id, state, deferrals }) => [id, state, deferrals])).toEqual([
    ['b', null, []],
    ['a slow one', 'deferred', ['D01']],
  ]);
});

it('marks a test as flaky when an earlier audit saw it fail and pass, until it counts as fixed', () => {
  const flake = (name: string, state: string) => ({ kind: 'test', name, state });
  const all = listed([report('', [failed('a'), failed('b')])], NONE, [
    flake('a', 'quiet'),
    flake('b', 'fixed'),
  ]);
  expect(states(all)).toEqual([
    ['b', null],
    ['a', 'flaky'],
  ]);
});

it('lists a test once for all matrix jobs, and leaves out what did not fail', () => {
  const skipped = { id: 'c', outcome: 'skipped', message: '' };
  const all = listed([
    report('py3.11', [failed('a', 'boom'), skipped]),
    report('py3.12', [failed('a', 'bang'), { id: 'd', outcome: 'errored', message: '' }]),
  ]);
  expect(all.map(({ id, legs, message }) => [id, legs, message])).toEqual([
    ['a', ['py3.11', 'py3.12'], 'boom'],
    ['d', ['py3.12'], ''],
  ]);
});

it('names as many as the report of one matrix job does', () => {
  const cases = Array.from({ length: 1200 }, (_, at) => failed(`test ${at}`));
  expect(listed([report('', cases)]).length).toBe(1000);
});

it('shows a message of any matrix job, and the file that the report names', () => {
  const group = 'tests/test_area.py';
  const silent = { ...failed(`${group} › a`), group };
  const told = { ...silent, message: `${group}:12: AssertionError` };
  const all = listed([report('a', [silent]), report('b', [told]), report('c', [failed('b')])]);
  expect(all.map(({ message, place }) => [message, place])).toEqual([
    ['', undefined],
    ['tests/test_area.py:12: AssertionError', 'tests/test_area.py:12'],
  ]);
});

/** A report with all identities: the failed tests, and some that passed. */
function complete(failing: readonly string[], passed: readonly string[] = []): CollectedTests {
  const one = report(
    '',
    failing.map((id) => failed(id)),
  );
  const identities = [...failing, ...passed].map((id) => keyHex(caseKey(id))).sort();
  return { ...one, report: { ...one.report, identities } };
}

const compared = (base: CollectedTests, head: CollectedTests) =>
  states(listed([head], present([base])));

it.each([
  ['pytest', 'a.py › test_area[3-4]', 'a.py › test_area[3-4-metric]'],
  ['JUnit 5', 'AreaTest › area(int)[1]', 'AreaTest › area(long)[2]'],
  ['NUnit', 'AreaTest › Area(3, 4)', 'AreaTest › Area(3, 4, "m")'],
  ['Go', 'pkg/area › TestArea/case_1', 'pkg/area › TestArea/case_2'],
  ['jest', 'a.test.js › area of 3 and 4', 'a.test.js › area of 3 and 5'],
])('knows a failing test of %s whose parameters are named otherwise', (_, before, after) => {
  expect(compared(complete([before]), complete([after]))).toEqual([[after, 'known']]);
});

it('takes a failing test for new when the parameters that failed at the base pass now', () => {
  const [before, after] = ['a › t[1]', 'a › t[2]'];
  expect(compared(complete([before]), complete([after], [before]))).toEqual([[after, 'new']]);
});

it('takes a failing test for new when it passed at the base under its name', () => {
  const [before, after] = ['a › t[1]', 'a › t[2]'];
  expect(compared(complete([before], [after]), complete([after]))).toEqual([[after, 'new']]);
});

it('decides nothing when more parameters fail than are gone', () => {
  expect(compared(complete(['a › t[1]']), complete(['a › t[2]', 'a › t[3]']))).toEqual([
    ['a › t[2]', null],
    ['a › t[3]', null],
  ]);
});

it('knows a failing test whatever its artifact is called', () => {
  const base = { ...complete(['a']), leg: 'junit-old' };
  expect(compared(base, { ...complete(['a']), leg: 'junit-new' })).toEqual([['a', 'known']]);
});
