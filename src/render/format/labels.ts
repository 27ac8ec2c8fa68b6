import type { Audit, GateState } from '../../model/audit.ts';
import type { VerdictColor } from '../../model/history.ts';
import { NO_MILESTONE } from '../../model/milestone-id.ts';
import { LEVEL_NAMES } from '../../model/verdict.ts';

export const VERDICT_SIGNS: Readonly<Record<VerdictColor, string>> = {
  green: '🟢',
  yellow: '🟡',
  red: '🔴',
};

const GATE_LABELS: Readonly<Record<GateState, string>> = {
  passed: '✓ passed',
  deferred: '◐ passed by deferral',
  failed: '✗ failed',
  'not-evaluated': '? not evaluated',
  'not-applicable': '– not applicable',
};

export function gateLabel(state: GateState): string {
  return GATE_LABELS[state];
}

/** Returns one sentence that says whether the milestone can close, or the code passes without a milestone. */
export function verdictSentence({ milestone, outcome, verdict }: Audit): string {
  if (milestone === NO_MILESTONE) return codeSentence(outcome, verdict);
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

function codeSentence(outcome: Audit['outcome'], verdict: VerdictColor): string {
  switch (outcome) {
    case 'PENDING':
      return 'This code is not decided on yet.';
    case 'INSUFFICIENT_EVIDENCE':
      return 'This code cannot be judged: its evidence is not sufficient.';
    case 'INCOMPLETE':
      return 'This code does not pass.';
    case 'COMPLETE':
      return verdict === 'green' ? 'This code passes.' : 'This code passes with reservations.';
  }
  outcome satisfies never;
  return '';
}

/** Returns a score as tables show it: `5`, `4.7`, or a dash if it was not measured. */
export function printScore(score: number | null): string {
  if (score === null) return '–';
  return Number.isInteger(score) ? String(score) : score.toFixed(1);
}

/** Returns the overall score, always with a decimal: `4.7 / 5`, `5.0 / 5`. */
export function printOverall(score: number | null): string {
  return score === null ? 'not measured' : `${score.toFixed(1)} / 5`;
}

/** Returns the rubric's name for a score, rounded down: 4.7 is Strong, not Exemplary. */
export function levelName(score: number | null): string {
  return score === null ? 'not measured' : (LEVEL_NAMES[Math.floor(score)] ?? 'not measured');
}

/** How a run, job, or step ended. */
type ConclusionKind = 'passed' | 'failed' | 'skipped' | 'undecided';

/** Classifies GitHub's conclusion, or the status of an unfinished run. An unknown word never counts as passed. */
export function conclusionKind(conclusion: string): ConclusionKind {
  switch (conclusion) {
    case 'success':
      return 'passed';
    case 'skipped':
    case 'neutral':
      return 'skipped';
    case 'failure':
    case 'timed_out':
    case 'cancelled':
    case 'startup_failure':
    case 'action_required':
      return 'failed';
    default:
      return 'undecided';
  }
}

const MARKS: Readonly<Record<ConclusionKind, string>> = {
  passed: '✓',
  failed: '✗',
  skipped: '–',
  undecided: '?',
};

/** Returns a mark and GitHub's own word: `✗ timed out`. */
export function printConclusion(conclusion: string): string {
  return `${MARKS[conclusionKind(conclusion)]} ${conclusionLabel(conclusion)}`;
}

/** Returns GitHub's own word with spaces: `timed out`. */
export function conclusionLabel(conclusion: string): string {
  return conclusion.replaceAll('_', ' ');
}
