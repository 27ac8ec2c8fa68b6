import { countedRuns } from '../analysis/runs.ts';
import { quantity } from '../lib/format.ts';
import type { AuditGate } from '../model/audit.ts';
import { attemptOutcome, currentAttempt } from '../model/current-attempt.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';
import type { Outcome, VerdictColor } from '../model/history.ts';
import type { ExpectedSource } from '../model/reports.ts';
import type { WorkflowRun } from '../model/run.ts';
import type { Verdict } from '../model/verdict.ts';
import { type Bounds, printBounds } from './categories.ts';
import { evidenceOr } from './evidence-values.ts';

export interface Grounds {
  /** Evidence from a checkout cannot show what ran: it gets a preview instead of a verdict. */
  readonly preview: boolean;
  readonly gates: readonly AuditGate[];
  readonly score: Bounds | null;
  readonly minimumScore: number | undefined;
  /** Whether everything that keeps the score open waits for an unfinished run. */
  readonly scoreWaits: boolean;
  readonly sources: readonly ExpectedSource[];
  /** `<workflow> run <id>` of runs that were unfinished after the wait. */
  readonly unfinished: readonly string[];
  /** Why there is no usable run or no repository file; `undefined` when there is. */
  readonly noBasis: string | undefined;
  /** Number of live deferrals that cover something. */
  readonly deferrals: number;
}

interface Decision {
  /** `null` for a preview. */
  readonly verdict: VerdictColor | null;
  readonly outcome: Outcome;
  /** One sentence that says why. */
  readonly reason: string;
}

/** Decides by the table of the contract (section 1): the first row that applies. */
export function decide(grounds: Grounds): Decision {
  const failed = whyFailed(grounds);
  if (grounds.preview) {
    const reason = failed.length > 0 ? failed.join('; ') : 'No gate fails on what a checkout shows';
    return { verdict: null, outcome: 'PREVIEW', reason };
  }
  if (failed.length > 0) return red('INCOMPLETE', failed);
  const lacking = whyNotEnough(grounds);
  const lost = lacking.filter(({ waits }) => !waits);
  if (lost.length > 0) return red('INSUFFICIENT_EVIDENCE', words(lost));
  if (lacking.length > 0) {
    const { unfinished } = grounds;
    const runs = `${quantity(unfinished.length, 'run')} unfinished (${unfinished.join(', ')})`;
    return red('PENDING', [unfinished.length > 0 ? runs : (words(lacking)[0] ?? runs)]);
  }
  const reservations = whyYellow(grounds);
  return reservations.length > 0
    ? { verdict: 'yellow', outcome: 'COMPLETE', reason: reservations.join('; ') }
    : { verdict: 'green', outcome: 'COMPLETE', reason: 'Every applicable gate passes' };
}

function red(outcome: Outcome, reasons: readonly string[]): Decision {
  return { verdict: 'red', outcome, reason: reasons.join('; ') };
}

const isBlocking = ({ state, optional }: AuditGate): boolean =>
  optional === undefined && state !== 'not-applicable';

function whyFailed({ gates, score, minimumScore }: Grounds): readonly string[] {
  const reasons = gates
    .filter((gate) => isBlocking(gate) && gate.state === 'failed')
    .map(({ title, evidence }) => `${title} fails (${evidence})`);
  const below = minimumScore !== undefined && score !== null && score.most < minimumScore;
  return below
    ? [...reasons, `the score ${boundsText(score)} is below the minimum ${minimumScore}`]
    : reasons;
}

interface Lacking {
  readonly why: string;
  /** It is missing only because a run has not ended. */
  readonly waits: boolean;
}

function words(lacking: readonly Lacking[]): readonly string[] {
  return lacking.map(({ why }) => why);
}

const LOST: readonly ExpectedSource['state'][] = [
  'missing',
  'expired',
  'unreadable',
  'stale',
  'empty',
];

/** Returns what is missing for a verdict; a required source first, because adding it helps most. */
function whyNotEnough(grounds: Grounds): readonly Lacking[] {
  const { gates, score, minimumScore, unfinished } = grounds;
  const sources = grounds.sources
    .filter(({ required, state }) => required && LOST.includes(state))
    .map(({ what, state, why }) => ({
      why: `The required source “${what}” is ${state}: ${why}`,
      waits: unfinished.length > 0 && state === 'missing',
    }));
  const open = gates
    .filter((gate) => isBlocking(gate) && gate.state === 'not-evaluated')
    .map(({ title, evidence, waits }) => ({
      why: `${title} is not evaluated (${evidence})`,
      waits,
    }));
  const between =
    minimumScore !== undefined && (score === null || score.least < minimumScore)
      ? [
          {
            why: `the score ${boundsText(score)} may be below the minimum ${minimumScore}`,
            waits: grounds.scoreWaits,
          },
        ]
      : [];
  const noGate = gates.some(isBlocking) ? [] : [{ why: 'No blocking gate applies', waits: false }];
  const noBasis = grounds.noBasis === undefined ? [] : [{ why: grounds.noBasis, waits: false }];
  return [...noBasis, ...sources, ...open, ...between, ...noGate];
}

function boundsText(score: Bounds | null): string {
  return score === null ? 'of nothing' : printBounds(score.least, score.most);
}

/** Yellow always rests on something that a person declared: a deferral, or an optional gate. */
function whyYellow({ gates, deferrals }: Grounds): readonly string[] {
  const deferred = gates.filter((gate) => isBlocking(gate) && gate.state === 'deferred');
  const optional = gates.filter(
    ({ optional, state }) => optional !== undefined && ['failed', 'not-evaluated'].includes(state),
  );
  return [
    ...(deferred.length > 0
      ? [
          `${listOf(deferred)} ${deferred.length === 1 ? 'passes' : 'pass'} by ${quantity(deferrals, 'deferral')}`,
        ]
      : []),
    ...(optional.length > 0
      ? [`${quantity(optional.length, 'optional gate')} not passed: ${listOf(optional)}`]
      : []),
  ];
}

function listOf(gates: readonly AuditGate[]): string {
  const titles = gates.map(({ title }) => title);
  const last = titles.at(-1) ?? '';
  return titles.length === 1 ? last : `${titles.slice(0, -1).join(', ')} and ${last}`;
}

/** Returns what the decision rests on. */
export function groundsOf(
  file: EvidenceFile,
  verdicts: readonly Verdict[],
  gates: readonly AuditGate[],
  score: Bounds | null,
): Grounds {
  const findings = verdicts.flatMap(({ finding }) => (finding.state === 'level' ? [finding] : []));
  const open = findings.flatMap((finding) => finding.open);
  const cited = findings.flatMap(({ deferrals, notRun = [] }) => [...deferrals, ...notRun]);
  return {
    preview: file.target.occasion.kind === 'local',
    gates,
    score,
    minimumScore: file.config.minimumScore,
    scoreWaits: open.length > 0 && open.every(({ wait }) => wait === true),
    sources: evidenceOr(file, 'sources', []),
    unfinished: unfinishedRuns(evidenceOr(file, 'runs', [])),
    noBasis: whyNoRun(file) ?? whyNoFiles(file),
    deferrals: new Set(cited).size,
  };
}

/** Returns the runs that are still unfinished, as `Tests run 7`. */
function unfinishedRuns(runs: readonly WorkflowRun[]): readonly string[] {
  return countedRuns(runs)
    .counted.filter((run) => attemptOutcome(currentAttempt(run)) === 'unfinished')
    .map((run) => `${run.workflow} run ${run.id}`);
}

/** Returns why no run is evidence; `undefined` when one is, or when provably none had to run. */
function whyNoRun({ target, evidence: { runs } }: EvidenceFile): string | undefined {
  if (runs.state === 'none') return undefined;
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
