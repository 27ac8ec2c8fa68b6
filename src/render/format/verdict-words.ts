import type { Audit, GateState } from '../../model/audit.ts';
import type { VerdictColor } from '../../model/history.ts';
import { NO_MILESTONE } from '../../model/milestone-id.ts';

export const VERDICT_SIGNS: Readonly<Record<VerdictColor, string>> = {
  green: '🟢',
  yellow: '🟡',
  red: '🔴',
};

const GATE_WORDS: Readonly<Record<GateState, string>> = {
  passed: '✓ passed',
  deferred: '◐ passed by deferral',
  failed: '✗ failed',
  'not-evaluated': '? not evaluated',
  'not-applicable': '– not applicable',
};

export function gateWord(state: GateState): string {
  return GATE_WORDS[state];
}

/** What the verdict means for the milestone, in one sentence; outside of any there is none to close. */
export function closing({ milestone, outcome, verdict }: Audit): string {
  if (milestone === NO_MILESTONE) return CLOSING_OF_NONE[outcome](verdict);
  switch (outcome) {
    case 'PENDING':
      return `${milestone} is not decided yet.`;
    case 'INSUFFICIENT_EVIDENCE':
      return `${milestone} cannot be judged: its evidence is not sufficient.`;
    case 'INCOMPLETE':
      return `${milestone} cannot close.`;
    case 'COMPLETE':
      return verdict === 'green'
        ? `${milestone} can close.`
        : `${milestone} can close with reservations.`;
  }
  outcome satisfies never;
  return '';
}

const CLOSING_OF_NONE: Readonly<Record<Audit['outcome'], (verdict: VerdictColor) => string>> = {
  PENDING: () => 'This code is not decided on yet.',
  INSUFFICIENT_EVIDENCE: () => 'This code cannot be judged: its evidence is not sufficient.',
  INCOMPLETE: () => 'This code does not pass.',
  COMPLETE: (verdict) =>
    verdict === 'green' ? 'This code passes.' : 'This code passes with reservations.',
};
