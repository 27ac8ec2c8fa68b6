import { expect, it } from '@jest/globals';
import type { Audit } from '../../../src/model/audit.ts';
import { auditOutcome } from '../../../src/render/sections/audit-outcome.ts';
import { anAudit } from '../an-audit.ts';
import { written } from '../reading-sections.ts';

function ending(changed: Partial<Audit>): string | undefined {
  return written(auditOutcome.body(anAudit({ reason: 'the reason', ...changed })))
    .trimEnd()
    .split('\n\n')
    .at(-1);
}

it('explains each outcome and the next step', () => {
  expect([
    ending({ verdict: 'green', deferrals: [] }),
    ending({}),
    ending({ next_milestone: '' }),
    ending({ verdict: 'red', outcome: 'INCOMPLETE' }),
    ending({ verdict: 'red', outcome: 'INSUFFICIENT_EVIDENCE' }),
    ending({ outcome: 'PENDING' }),
  ]).toEqual([
    '**M01 can close.** Proceed to M02.',
    '**M01 can close with reservations.** Proceed to M02, and take 1 deferral along.',
    '**M01 can close with reservations.**',
    '**M01 cannot close.** The reason. Mend what failed, or defer it in the registry with an owner and an exit criterion, and audit again.',
    '**M01 cannot be judged: its evidence is not sufficient.** The reason. Bring the missing evidence, and audit again.',
    '**M01 is not decided yet.** The reason. It is audited again when the unfinished runs have ended.',
  ]);
});

it('names no milestone and no next step for an audit without a milestone', () => {
  const none = { milestone: 'NONE', next_milestone: '', deferrals: [] };
  expect([
    ending({ ...none, verdict: 'green' }),
    ending(none),
    ending({ ...none, verdict: 'red', outcome: 'INCOMPLETE' }),
    ending({ ...none, verdict: 'red', outcome: 'INSUFFICIENT_EVIDENCE' }),
    ending({ ...none, outcome: 'PENDING' }),
  ]).toEqual([
    '**This code passes.**',
    '**This code passes with reservations.**',
    '**This code does not pass.** The reason. Mend what failed, or defer it in the registry with an owner and an exit criterion, and audit again.',
    '**This code cannot be judged: its evidence is not sufficient.** The reason. Bring the missing evidence, and audit again.',
    '**This code is not decided on yet.** The reason. It is audited again when the unfinished runs have ended.',
  ]);
  expect(written(auditOutcome.body(anAudit(none)))).toContain('- **Status:** COMPLETE');
});
