import { expect, it } from '@jest/globals';
import { auditOutcome } from '../../../src/document/sections/audit-outcome.ts';
import type { Audit } from '../../../src/model/audit.ts';
import { anAudit } from '../an-audit.ts';
import { written } from '../reading-sections.ts';

function ending(changed: Partial<Audit>): string | undefined {
  return written(auditOutcome.body(anAudit({ reason: 'the reason', ...changed })))
    .trimEnd()
    .split('\n\n')
    .at(-1);
}

it('each outcome says what it means for the milestone and what to do next', () => {
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
