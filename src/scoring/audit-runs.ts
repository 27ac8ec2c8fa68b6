import { countedRuns } from '../analysis/runs.ts';
import type { AuditSource } from '../model/audit.ts';
import type {
  AuditArtifact,
  AuditEvidence,
  AuditRun,
  AuditRunJob,
} from '../model/audit-evidence.ts';
import { currentAttempt, progressText } from '../model/current-attempt.ts';
import type {
  ArtifactRecord,
  CollectedReport,
  ExpectedSource,
  TestReport,
} from '../model/reports.ts';
import type { Job, Progress, WorkflowRun } from '../model/run.ts';

/** Steps that every job has, left out of the flow. */
const PLUMBING =
  /^(?:set up job|complete job|post .*|(?:run )?actions\/|checkout$|initialize containers|stop containers|set up (?:python|node|java|go|ruby)|(?:run )?(?:upload|download)[ -].*)/i;

/** Returns the steps of the longest job, of the runs with tests if any, without setup steps. */
export function ciFlow(
  runs: readonly WorkflowRun[],
  tests: readonly CollectedReport<TestReport>[],
): AuditEvidence['flow'] {
  const { counted } = countedRuns(runs);
  const testRuns = new Set(tests.map(({ source }) => source.runId));
  const carrying = counted.filter((run) => testRuns.has(run.id));
  const jobs = (carrying.length > 0 ? carrying : counted).flatMap(
    (run) => currentAttempt(run).jobs,
  );
  const chains = jobs.map((job) =>
    job.steps
      .filter((step) => !PLUMBING.test(step.name))
      .map((step) => ({
        name: step.name,
        conclusion: progressText(step.progress),
        seconds: secondsOf(step),
      })),
  );
  return chains.reduce((longest, chain) => (chain.length > longest.length ? chain : longest), []);
}

/** Returns runs with the jobs and steps of their newest attempt, by workflow path and id. */
export function auditRuns(runs: readonly WorkflowRun[]): readonly AuditRun[] {
  return [...runs].sort(inOrder).map((run) => {
    const attempt = currentAttempt(run);
    return {
      id: run.id,
      workflow: run.workflow,
      path: run.path,
      event: run.event,
      attempt: attempt.number,
      attempts: run.attempts.length,
      conclusion: progressText(attempt.progress),
      head_sha: run.headSha,
      relation: run.relation,
      trusted: run.trusted,
      url: run.url,
      jobs: attempt.jobs.map(auditJob),
    };
  });
}

function auditJob(job: Job): AuditRunJob {
  return {
    name: job.name,
    url: job.url,
    conclusion: progressText(job.progress),
    seconds: secondsOf(job),
    steps: job.steps.map((step) => ({
      number: step.number,
      name: step.name,
      conclusion: progressText(step.progress),
      seconds: secondsOf(step),
    })),
  };
}

interface Timed {
  readonly progress: Progress;
  readonly startedAt?: string;
  readonly completedAt?: string;
}

/** Returns whole seconds, because GitHub's times have no fractions; `null` when it never ran. */
function secondsOf({ progress, startedAt, completedAt }: Timed): number | null {
  const idle = progress.state === 'ended' && progress.conclusion === 'skipped';
  if (idle || startedAt === undefined || completedAt === undefined) return null;
  return Math.max(0, Math.round((Date.parse(completedAt) - Date.parse(startedAt)) / 1000));
}

function inOrder(a: WorkflowRun, b: WorkflowRun): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.id - b.id;
}

/**
 * Returns when the newest evidence was complete. This is the audit's date: with today's date the
 * same evidence would give other bytes tomorrow. The audit's own job is left out, because it runs
 * again each time.
 */
export function evidenceTime(
  runs: readonly WorkflowRun[],
  artifacts: readonly ArtifactRecord[],
): string | null {
  const jobs = runs
    .filter((run) => run.relation !== 'stale')
    .flatMap((run) => run.attempts.flatMap((attempt) => attempt.jobs))
    .filter((job) => !job.own)
    .flatMap((job) => job.completedAt ?? []);
  const times = jobs.length > 0 ? jobs : artifacts.map(({ createdAt }) => createdAt);
  // ISO 8601 in UTC sorts as text.
  return times.reduce<string | null>(
    (newest, time) => (newest === null || time > newest ? time : newest),
    null,
  );
}

/** Returns every expected source and its state, in the order of declaration. */
export function auditSources(sources: readonly ExpectedSource[]): readonly AuditSource[] {
  return sources.map(({ kind, what, state, required, why, source }) => ({
    kind,
    expected: what,
    state,
    required,
    run_id: source?.runId ?? null,
    attempt: source?.attempt ?? null,
    artifact_id: source?.artifactId ?? null,
    digest: source?.digest ?? null,
    why,
  }));
}

/** Returns the artifacts of the evidence, by run and id. */
export function auditArtifacts(artifacts: readonly ArtifactRecord[]): readonly AuditArtifact[] {
  return [...artifacts]
    .sort((a, b) => a.runId - b.runId || a.id - b.id)
    .map((artifact) => ({
      id: artifact.id,
      name: artifact.name,
      run_id: artifact.runId,
      attempt: artifact.attempt,
      bytes: artifact.bytes,
      digest: artifact.digest ?? null,
      state: artifact.state,
      why: artifact.why,
    }));
}
