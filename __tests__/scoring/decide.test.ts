import { describe, expect, it } from '@jest/globals';
import type { AuditGate, GateState } from '../../src/model/audit.ts';
import type { ExpectedSource, SourceState } from '../../src/model/reports.ts';
import { decide, type Grounds } from '../../src/scoring/decide.ts';

const gate = (state: GateState, change: Partial<AuditGate> = {}): AuditGate => ({
  title: 'Tests',
  state,
  conditions: [],
  waits: false,
  evidence: 'why',
  ...change,
});
const source = (state: SourceState, required = true): ExpectedSource => ({
  kind: 'tests',
  what: 'tests from junit',
  state,
  required,
  declared: true,
  why: 'it expired',
});
const grounds = (change: Partial<Grounds>): Grounds => ({
  preview: false,
  gates: [gate('passed')],
  score: { least: 5, most: 5 },
  minimumScore: undefined,
  scoreWaits: false,
  deferrals: 1,
  sources: [],
  unfinished: [],
  noBasis: undefined,
  ...change,
});
const of = (change: Partial<Grounds>) => {
  const { verdict, outcome } = decide(grounds(change));
  return [verdict, outcome];
};

const score = (least: number, most = least) => ({ least, most });
const LACKING = ['red', 'INSUFFICIENT_EVIDENCE'];
const optional = { optional: 'tried out until M02' };

describe('decide', () => {
  it.each([
    ['all applicable gates pass', {}, ['green', 'COMPLETE']],
    ['a gate is deferred', { gates: [gate('deferred')] }, ['yellow', 'COMPLETE']],
    ['a gate is not evaluated', { gates: [gate('not-evaluated')] }, LACKING],
    ['a gate fails', { gates: [gate('failed'), gate('deferred')] }, ['red', 'INCOMPLETE']],
    [
      'a gate fails and another is not evaluated',
      { gates: [gate('failed'), gate('not-evaluated')] },
      ['red', 'INCOMPLETE'],
    ],
    ['no gate applies', { gates: [gate('not-applicable')] }, LACKING],
    [
      'an optional gate fails',
      { gates: [gate('passed'), gate('failed', optional)] },
      ['yellow', 'COMPLETE'],
    ],
    [
      'an optional gate is not evaluated',
      { gates: [gate('passed'), gate('not-evaluated', optional)] },
      ['yellow', 'COMPLETE'],
    ],
    ['only an optional gate applies', { gates: [gate('passed', optional)] }, LACKING],
    [
      'a gate is off',
      { gates: [gate('passed'), gate('not-applicable', { off: 'no API yet' })] },
      ['green', 'COMPLETE'],
    ],
    [
      'the highest score is under the minimum',
      { score: score(1, 3.9), minimumScore: 4 },
      ['red', 'INCOMPLETE'],
    ],
    [
      'only the lowest score is under the minimum',
      { score: score(3, 5), minimumScore: 4 },
      LACKING,
    ],
    [
      'the score waits for a run',
      { score: score(3, 5), minimumScore: 4, scoreWaits: true },
      ['red', 'PENDING'],
    ],
    ['the score is at the minimum', { score: score(4), minimumScore: 4 }, ['green', 'COMPLETE']],
    ['a required source is missing', { sources: [source('missing')] }, LACKING],
    ['a required source is expired', { sources: [source('expired')] }, LACKING],
    ['a required source is unreadable', { sources: [source('unreadable')] }, LACKING],
    ['a required source is stale', { sources: [source('stale')] }, LACKING],
    ['a required source is empty', { sources: [source('empty')] }, LACKING],
    [
      'an optional source is missing',
      { sources: [source('missing', false)] },
      ['green', 'COMPLETE'],
    ],
    ['there is no run at all', { noBasis: 'no run' }, LACKING],
    [
      'a gate fails and a source is missing',
      { gates: [gate('failed')], sources: [source('missing')] },
      ['red', 'INCOMPLETE'],
    ],
    [
      'a gate waits for a run',
      { unfinished: ['Tests run 7'], gates: [gate('not-evaluated', { waits: true })] },
      ['red', 'PENDING'],
    ],
    [
      'a required source is missing while its run is unfinished',
      { unfinished: ['Tests run 7'], sources: [source('missing')] },
      ['red', 'PENDING'],
    ],
    [
      'one gate waits for a run and another lacks evidence',
      {
        unfinished: ['Tests run 7'],
        gates: [gate('not-evaluated', { waits: true }), gate('not-evaluated')],
      },
      LACKING,
    ],
    [
      'a run is unfinished and a gate fails',
      { unfinished: ['Tests run 7'], gates: [gate('failed')] },
      ['red', 'INCOMPLETE'],
    ],
    [
      'a run that no gate needs is unfinished',
      { unfinished: ['Docs run 7'] },
      ['green', 'COMPLETE'],
    ],
    ['a checkout is previewed', { preview: true, gates: [gate('failed')] }, [null, 'PREVIEW']],
  ] as const)('when %s', (_, change, expected) => {
    expect(of(change as Partial<Grounds>)).toEqual(expected);
  });

  it.each([
    [{}, 'Every applicable gate passes'],
    [{ gates: [gate('deferred')] }, 'Tests passes by 1 deferral'],
    [
      { gates: [gate('deferred'), gate('deferred', { title: 'Coverage' })], deferrals: 2 },
      'Tests and Coverage pass by 2 deferrals',
    ],
    [{ gates: [gate('not-evaluated')] }, 'Tests is not evaluated (why)'],
    [
      { gates: [gate('failed')], score: score(1), minimumScore: 4 },
      'Tests fails (why); the score 1.0 is below the minimum 4',
    ],
    [{ score: score(3, 5), minimumScore: 4 }, 'the score 3.0–5.0 may be below the minimum 4'],
    [
      { sources: [source('expired')] },
      'The required source “tests from junit” is expired: it expired',
    ],
    [
      { unfinished: ['Tests run 7'], gates: [gate('not-evaluated', { waits: true })] },
      '1 run unfinished (Tests run 7)',
    ],
    [{ gates: [gate('passed'), gate('failed', optional)] }, '1 optional gate not passed: Tests'],
    [{ gates: [gate('not-applicable')] }, 'No blocking gate applies'],
  ] as const)('says for %j what decided', (change, reason) => {
    expect(decide(grounds(change as Partial<Grounds>)).reason).toBe(reason);
  });
});
