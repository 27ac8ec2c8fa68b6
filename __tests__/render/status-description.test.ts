import { expect, it } from '@jest/globals';
import { describeStatus } from '../../src/render/status-description.ts';
import { anAudit } from './an-audit.ts';

it('contains score, verdict, and reason, and is cut at 140 code points', () => {
  expect(describeStatus(anAudit())).toBe(
    'M01: 4.7 / 5, yellow. CI stability passes only by deferral (required-runs 4: 1 of 2 runs green, 1 red only through deferred tests); Tests p…',
  );
});

it('names an outcome other than complete', () => {
  const pending = anAudit({ outcome: 'PENDING', reason: '1 run unfinished (Tests run 7)' });
  const none = anAudit({
    outcome: 'INSUFFICIENT_EVIDENCE',
    verdict: 'red',
    score: null,
    reason: 'Nothing could be measured',
  });
  expect([describeStatus(pending), describeStatus(none)]).toEqual([
    'M01: 4.7 / 5, yellow, pending. 1 run unfinished (Tests run 7)',
    'M01: not measured, red, insufficient evidence. Nothing could be measured',
  ]);
});
