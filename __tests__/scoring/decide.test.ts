import { describe, expect, it } from '@jest/globals';
import type { AuditGate, GateState } from '../../src/model/audit.ts';
import type { ExpectedSource, SourceState } from '../../src/model/reports.ts';
import { decide, type Grounds } from '../../src/scoring/decide.ts';

const gate = (state: GateState): AuditGate => ({
  title: 'Tests',
  state,
  conditions: [],
  evidence: 'why',
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
  gates: [gate('passed')],
  score: 5,
  minimumScore: undefined,
  sources: [],
  unfinished: [],
  noBasis: undefined,
  ...change,
});
const of = (change: Partial<Grounds>) => {
  const { verdict, outcome } = decide(grounds(change));
  return [verdict, outcome];
};

describe('decide', () => {
  it.each([
    ['all applicable gates pass', {}, ['green', 'COMPLETE']],
    ['a gate is deferred', { gates: [gate('deferred')] }, ['yellow', 'COMPLETE']],
    ['a gate is not evaluated', { gates: [gate('not-evaluated')] }, ['yellow', 'COMPLETE']],
    ['a gate does not apply', { gates: [gate('not-applicable')] }, ['green', 'COMPLETE']],
    ['a gate fails', { gates: [gate('failed'), gate('deferred')] }, ['red', 'INCOMPLETE']],
    ['the score is under the minimum', { score: 3.9, minimumScore: 4 }, ['red', 'INCOMPLETE']],
    ['the score is at the minimum', { score: 4, minimumScore: 4 }, ['green', 'COMPLETE']],
    [
      'a required source is missing',
      { sources: [source('missing')] },
      ['red', 'INSUFFICIENT_EVIDENCE'],
    ],
    [
      'a required source is expired',
      { sources: [source('expired')] },
      ['red', 'INSUFFICIENT_EVIDENCE'],
    ],
    [
      'a required source is unreadable',
      { sources: [source('unreadable')] },
      ['red', 'INSUFFICIENT_EVIDENCE'],
    ],
    [
      'a required source is stale',
      { sources: [source('stale')] },
      ['red', 'INSUFFICIENT_EVIDENCE'],
    ],
    [
      'a required source is empty',
      { sources: [source('empty')] },
      ['red', 'INSUFFICIENT_EVIDENCE'],
    ],
    [
      'an optional source is missing',
      { sources: [source('missing', false)] },
      ['green', 'COMPLETE'],
    ],
    ['there is no run at all', { noBasis: 'no run' }, ['red', 'INSUFFICIENT_EVIDENCE']],
    ['nothing was measured', { score: null }, ['red', 'INSUFFICIENT_EVIDENCE']],
    [
      'a gate fails and a source is missing',
      { gates: [gate('failed')], sources: [source('missing')] },
      ['red', 'INSUFFICIENT_EVIDENCE'],
    ],
    ['a run is unfinished', { unfinished: ['Tests run 7'] }, ['green', 'PENDING']],
    [
      'a run is unfinished and a gate fails',
      { unfinished: ['Tests run 7'], gates: [gate('failed')] },
      ['red', 'PENDING'],
    ],
  ] as const)('when %s', (_, change, expected) => {
    expect(of(change as Partial<Grounds>)).toEqual(expected);
  });

  it('states in one sentence what decided, and names the missing source', () => {
    expect([
      decide(grounds({})).reason,
      decide(grounds({ gates: [gate('deferred')] })).reason,
      decide(
        grounds({
          gates: [
            gate('deferred'),
            { ...gate('deferred'), title: 'Coverage' },
            gate('not-evaluated'),
          ],
        }),
      ).reason,
      decide(grounds({ gates: [gate('failed')], score: 1, minimumScore: 4 })).reason,
      decide(grounds({ sources: [source('expired')] })).reason,
      decide(grounds({ unfinished: ['Tests run 7'] })).reason,
    ]).toEqual([
      'Every applicable gate passes',
      'Tests passes only by deferral',
      'Tests could not be evaluated (why); Tests and Coverage pass only by deferral',
      'Tests fails (why); the score 1.0 is below the minimum 4',
      'The required source “tests from junit” is expired: it expired',
      '1 run unfinished (Tests run 7); so far: Every applicable gate passes',
    ]);
  });
});
