import { expect, it } from '@jest/globals';
import { deferralCover } from '../../src/analysis/deferrals.ts';
import type { CollectedTests } from '../../src/analysis/test-reports.ts';
import type { EvidenceFile } from '../../src/model/evidence-file.ts';
import { failingTests } from '../../src/scoring/failing-tests.ts';

type Case = Readonly<Record<string, string>>;

function report(leg: string, cases: readonly Case[], omitted = 0): CollectedTests {
  return {
    source: { what: `artifact ${leg || 'junit'}` },
    leg,
    report: { origin: 'report', cases, omitted: { groups: 0, cases: omitted } },
  } as unknown as CollectedTests;
}

const failed = (id: string, message = ''): Case => ({ id, outcome: 'failed', message });

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

it('names at most 200', () => {
  const cases = Array.from({ length: 300 }, (_, at) => failed(`test ${at}`));
  expect(listed([report('', cases)]).length).toBe(200);
});
