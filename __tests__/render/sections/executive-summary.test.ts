import { expect, it } from '@jest/globals';
import { remainingGaps } from '../../../src/render/sections/executive-summary.ts';
import { aGate, anAudit } from '../an-audit.ts';

it('names no gap if nothing is open', () => {
  expect(remainingGaps(anAudit({ criteria: [], deferrals: [] }))).toEqual([]);
});

it('lists failures before deferrals, and unknown rules last', () => {
  const audit = anAudit({
    gates: [aGate('Tests', 'failed', 'test-results 0: 18 failed')],
    invariants: [
      { title: 'No drift', state: 'broken', evidence: 'modules/a.py changed', proof: [] },
    ],
    not_evaluated: [{ what: 'a', why: 'b' }],
  });
  expect(remainingGaps(audit)).toEqual([
    'The gate “Tests” failed: test-results 0: 18 failed',
    'The invariant “No drift” is broken: modules/a.py changed',
    '1 criterion of the plan is not ticked',
    'Deferred until M02 by DEF-001 (#12): txt2img and img2img answer 500, as the stub model cannot infer',
    '1 rule could not be evaluated, see appendix D',
  ]);
});

it('names at most seven gaps', () => {
  const gates = Array.from({ length: 9 }, (_, at) => aGate(`G${at}`, 'failed', 'why'));
  expect(remainingGaps(anAudit({ gates, criteria: [], deferrals: [] })).slice(6)).toEqual([
    'The gate “G6” failed: why',
    '2 further gaps below',
  ]);
});
