import { expect, it } from '@jest/globals';
import type { Audit } from '../../../src/model/audit.ts';
import { auditOutcome } from '../../../src/render/sections/audit-outcome.ts';
import { anAudit } from '../an-audit.ts';
import { written } from '../reading-sections.ts';

function verdict(changed: Partial<Audit>): string | undefined {
  const lines = written(auditOutcome.body(anAudit(changed))).split('\n');
  return lines.find((line) => line.startsWith('- **Verdict:** '))?.slice('- **Verdict:** '.length);
}

it('explains each outcome and the next step', () => {
  expect([
    verdict({ verdict: 'green', deferrals: [] }),
    verdict({}),
    verdict({ next_milestone: '' }),
    verdict({ verdict: 'red', outcome: 'INCOMPLETE' }),
    verdict({ verdict: 'red', outcome: 'INSUFFICIENT_EVIDENCE' }),
    verdict({ verdict: 'red', outcome: 'PENDING' }),
    verdict({ verdict: null, outcome: 'PREVIEW' }),
  ]).toEqual([
    'M01 closes. Proceed to M02.',
    'M01 closes with 1 deferral. Proceed to M02.',
    'M01 closes with 1 deferral.',
    'M01 does not close. Fix what fails, or defer it with an owner and an exit criterion.',
    'M01 does not close. Add the missing evidence.',
    'M01 is audited again when the unfinished runs end.',
    'A checkout gets no verdict. Audit the pull request on GitHub.',
  ]);
});

it('names no milestone for an audit without one', () => {
  const none = { milestone: 'NONE', next_milestone: '', deferrals: [] };
  expect(written(auditOutcome.body(anAudit({ ...none, verdict: 'green' }))).split('\n')).toEqual([
    '- **Status:** 🟢 Passed',
    '- **Audit score:** 4.7 / 5',
    '- **Verdict:** The change passes.',
    '',
  ]);
});
