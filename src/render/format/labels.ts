import { quantity } from '../../lib/format.ts';
import type { Audit, GateState } from '../../model/audit.ts';
import type { Outcome, VerdictColor } from '../../model/history.ts';

const SIGNS: Readonly<Record<VerdictColor, string>> = { green: '🟢', yellow: '🟡', red: '🔴' };

/** Returns the sign of a verdict. A preview has none of the three colors, and waiting is not yet one. */
export function verdictSign({ verdict, outcome }: Judged): string {
  if (outcome === 'PENDING') return '⏳';
  return verdict === null ? '⚪' : SIGNS[verdict];
}

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

/** Returns the verdict in words for people: `Passed with 2 deferrals`, `Not enough evidence`. */
export function verdictWords(audit: Audit): string {
  const { outcome, gates, deferrals, runs } = audit;
  switch (outcome) {
    case 'INCOMPLETE':
      return 'Failed';
    case 'INSUFFICIENT_EVIDENCE':
      return 'Not enough evidence';
    case 'PENDING': {
      const waiting = runs.filter(
        ({ relation, conclusion }) =>
          relation !== 'stale' && conclusionKind(conclusion) === 'undecided',
      );
      return `Waiting for ${quantity(waiting.length, 'run')}`;
    }
    case 'PREVIEW':
      return 'Preview';
    case 'COMPLETE': {
      const used = deferrals.filter((one) => one.used).length;
      const optional = gates.filter(
        (gate) => gate.optional !== undefined && ['failed', 'not-evaluated'].includes(gate.state),
      ).length;
      const off = gates.filter((gate) => gate.off !== undefined).length;
      return [
        used > 0 ? `Passed with ${quantity(used, 'deferral')}` : 'Passed',
        ...(optional > 0 ? [`${quantity(optional, 'optional gate')} not passed`] : []),
        ...(off > 0 ? [`${quantity(off, 'gate')} off`] : []),
      ].join(', ');
    }
  }
  outcome satisfies never;
  throw new Error('there is no such outcome');
}

/** An audit, or what a later one keeps of it. */
interface Judged {
  readonly verdict: VerdictColor | null;
  readonly outcome?: Outcome | undefined;
}

/** Returns the verdict of an earlier audit in words; its row has less than the audit itself. */
export function rowWords({ verdict, outcome }: Judged): string {
  if (outcome === 'INSUFFICIENT_EVIDENCE') return 'Not enough evidence';
  if (outcome === 'PENDING') return 'Waiting';
  if (verdict === null) return 'Preview';
  if (verdict === 'red') return 'Failed';
  return verdict === 'yellow' ? 'Passed with exceptions' : 'Passed';
}

/** Returns a score as tables show it: `5`, `4.7`, or a dash if it was not measured. */
export function printScore(score: number | null): string {
  if (score === null) return '–';
  return Number.isInteger(score) ? String(score) : score.toFixed(1);
}

/** A score with the highest one that the evidence allows; older audits have only one. */
interface Scored {
  readonly score: number | null;
  readonly score_max?: number | null | undefined;
}

/** Returns the score with a decimal, `4.7`, or `1.7–4.9` where missing evidence leaves it open. */
export function printRange({ score, score_max: most = score }: Scored): string {
  if (score === null) return '–';
  return most === null || most === score
    ? score.toFixed(1)
    : `${score.toFixed(1)}–${most.toFixed(1)}`;
}

/** Returns the overall score: `4.7 / 5`, `1.7–4.9 / 5`. */
export function printOverall(scored: Scored): string {
  return scored.score === null ? 'not scored' : `${printRange(scored)} / 5`;
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

/** Returns a mark and a word: `✓ held`. */
export function printInvariant(state: Audit['invariants'][number]['state']): string {
  switch (state) {
    case 'held':
      return '✓ held';
    case 'broken':
      return '✗ broken';
    case 'open':
      return '? missing evidence';
    default:
      return state satisfies never;
  }
}

/** Returns GitHub's own word with spaces: `timed out`. */
export function conclusionLabel(conclusion: string): string {
  return conclusion.replaceAll('_', ' ');
}
