import { countedRuns } from '../analysis/runs.ts';
import type { AuditGate } from '../model/audit.ts';
import { attemptOutcome, currentAttempt } from '../model/current-attempt.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';
import type { Outcome, VerdictColor } from '../model/history.ts';
import type { ExpectedSource } from '../model/reports.ts';
import type { WorkflowRun } from '../model/run.ts';
import { evidenceOr } from './evidence-values.ts';

export interface Grounds {
  readonly gates: readonly AuditGate[];
  readonly score: number | null;
  readonly minimumScore: number | undefined;
  readonly sources: readonly ExpectedSource[];
  /** `<workflow> run <id>` of runs that were unfinished after the wait. */
  readonly unfinished: readonly string[];
  /** Why there is no usable run or no repository file; `undefined` when there is. */
  readonly noBasis: string | undefined;
}

interface Decision {
  readonly verdict: VerdictColor;
  readonly outcome: Outcome;
  /** One sentence that says what to do. */
  readonly reason: string;
}

/**
 * Decides by the table of the contract (section 1), worst row first. An unfinished run makes the
 * outcome PENDING and keeps the verdict so far.
 */
export function decide(grounds: Grounds): Decision {
  const decision = decideEnded(grounds);
  if (grounds.unfinished.length === 0) return decision;
  const count = grounds.unfinished.length;
  const runs = `${count} run${count === 1 ? '' : 's'} unfinished (${grounds.unfinished.join(', ')})`;
  return {
    verdict: decision.verdict,
    outcome: 'PENDING',
    reason: `${runs}; so far: ${decision.reason}`,
  };
}

function decideEnded(grounds: Grounds): Decision {
  const insufficient = whyInsufficient(grounds);
  if (insufficient !== undefined) {
    return { verdict: 'red', outcome: 'INSUFFICIENT_EVIDENCE', reason: insufficient };
  }
  const failing = whyFailing(grounds);
  if (failing !== undefined) return { verdict: 'red', outcome: 'INCOMPLETE', reason: failing };
  const reservations = [...notEvaluated(grounds.gates), ...deferred(grounds.gates)];
  return reservations.length > 0
    ? { verdict: 'yellow', outcome: 'COMPLETE', reason: reservations.join('; ') }
    : { verdict: 'green', outcome: 'COMPLETE', reason: 'Every applicable gate passes' };
}

const INSUFFICIENT: readonly ExpectedSource['state'][] = [
  'missing',
  'expired',
  'unreadable',
  'stale',
  'empty',
];

/** Returns the first required source that is missing, because adding it helps most. */
function whyInsufficient(grounds: Grounds): string | undefined {
  if (grounds.noBasis !== undefined) return grounds.noBasis;
  const missing = grounds.sources.find(
    (source) => source.required && INSUFFICIENT.includes(source.state),
  );
  if (missing !== undefined)
    return `The required source “${missing.what}” is ${missing.state}: ${missing.why}`;
  return grounds.score === null ? 'Nothing could be measured' : undefined;
}

function whyFailing({ gates, score, minimumScore }: Grounds): string | undefined {
  const reasons = gates
    .filter(({ state }) => state === 'failed')
    .map(({ title, evidence }) => `${title} fails (${evidence})`);
  if (minimumScore !== undefined && score !== null && score < minimumScore) {
    reasons.push(`the score ${score.toFixed(1)} is below the minimum ${minimumScore}`);
  }
  return reasons.length > 0 ? reasons.join('; ') : undefined;
}

function notEvaluated(gates: readonly AuditGate[]): readonly string[] {
  return gates
    .filter(({ state }) => state === 'not-evaluated')
    .map(({ title, evidence }) => `${title} could not be evaluated (${evidence})`);
}

/** One phrase, because a status has only 140 characters. */
function deferred(gates: readonly AuditGate[]): readonly string[] {
  const titles = gates.filter(({ state }) => state === 'deferred').map(({ title }) => title);
  const [only] = titles;
  if (only === undefined) return [];
  if (titles.length === 1) return [`${only} passes only by deferral`];
  return [`${titles.slice(0, -1).join(', ')} and ${titles.at(-1)} pass only by deferral`];
}

/** Returns what the decision rests on. */
export function groundsOf(
  file: EvidenceFile,
  gates: readonly AuditGate[],
  score: number | null,
): Grounds {
  return {
    gates,
    score,
    minimumScore: file.config.minimumScore,
    sources: evidenceOr(file, 'sources', []),
    unfinished: unfinishedRuns(evidenceOr(file, 'runs', [])),
    noBasis: whyNoRun(file) ?? whyNoFiles(file),
  };
}

/** Returns the runs that are still unfinished, as `Tests run 7`. */
function unfinishedRuns(runs: readonly WorkflowRun[]): readonly string[] {
  return countedRuns(runs)
    .counted.filter((run) => attemptOutcome(currentAttempt(run)) === 'unfinished')
    .map((run) => `${run.workflow} run ${run.id}`);
}

/**
 * Returns why no run is evidence; `undefined` when one is. A local audit has no runs, so a report of
 * tests, coverage, or a scan is enough there.
 */
function whyNoRun({ target, evidence }: EvidenceFile): string | undefined {
  const { runs, tests, coverage, findings } = evidence;
  if (target.occasion.kind === 'local' && runs.state !== 'present') {
    return [tests, coverage, findings].some((reports) => reports.state === 'present')
      ? undefined
      : 'There is no report of tests, coverage or a scan, and no run is known: nothing shows how this code fares';
  }
  if (runs.state !== 'present') return runs.why;
  return runs.value.some((run) => run.relation !== 'stale')
    ? undefined
    : `No workflow run of the audited commit ${target.commits.audited.slice(0, 7)} or of a commit with the same tree: what ran on other code proves nothing`;
}

/** Workflow files are required: unreadable files must not look better than ignored failures. */
function whyNoFiles({ evidence: { files } }: EvidenceFile): string | undefined {
  return files.state === 'present'
    ? undefined
    : `The repository's files at the audited commit could not be read: ${files.why}`;
}
