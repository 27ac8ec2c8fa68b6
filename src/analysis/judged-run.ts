import { plural } from '../lib/plural.ts';
import { attemptOutcome, currentAttempt, jobOutcome, wordFor } from '../model/current-attempt.ts';
import type { Attempt, WorkflowRun } from '../model/run.ts';
import type { Flaw, Level, Proof } from '../model/verdict.ts';
import { type ExplainedRun, type ExplainingFacts, explainRun } from './explained-run.ts';
import { runSource } from './run-source.ts';

/** One run as `required-runs` sees it. */
export interface JudgedRun {
  readonly run: WorkflowRun;
  readonly state: 'passed' | 'deferred' | 'optional' | 'failed' | 'idle' | 'unfinished';
  readonly level: Level;
  readonly undeferred: Level;
  readonly proof: readonly Proof[];
  readonly flaws: readonly Flaw[];
  readonly deferrals: readonly string[];
}

export interface RunFacts extends ExplainingFacts {
  /** Names of required checks that jobs of the runs report. */
  readonly required: ReadonlySet<string>;
}

export function judgeRun(run: WorkflowRun, facts: RunFacts): JudgedRun {
  const attempt = currentAttempt(run);
  const outcome = attemptOutcome(attempt);
  switch (outcome) {
    case 'passed':
      return passed(run, attempt);
    case 'idle':
      return plain(run, attempt, 'idle', 5);
    case 'unfinished':
      return plain(run, attempt, 'unfinished', 5);
    case 'failed':
      return failed(run, attempt, facts);
  }
  outcome satisfies never;
  throw new Error(`an attempt cannot be ${String(outcome)}`);
}

function plain(
  run: WorkflowRun,
  attempt: Attempt,
  state: JudgedRun['state'],
  level: Level,
): JudgedRun {
  const text = `${run.workflow}: ${wordFor(attempt.progress)}${attemptNote(run)}`;
  const proof = [{ text, source: runSource(run, attempt) }];
  return { run, state, level, undeferred: level, proof, flaws: [], deferrals: [] };
}

function passed(run: WorkflowRun, attempt: Attempt): JudgedRun {
  if (run.attempts.length === 1) return plain(run, attempt, 'passed', 5);
  return {
    ...plain(run, attempt, 'passed', 4),
    flaws: [
      {
        key: `rerun:${run.path}`,
        severity: 'low',
        observation: `${run.workflow} passed only on attempt ${attempt.number}.`,
        source: runSource(run, attempt),
      },
    ],
  };
}

function failed(run: WorkflowRun, attempt: Attempt, facts: RunFacts): JudgedRun {
  const optional = onlyOptional(attempt, facts.required);
  const why = explainRun(run, attempt, facts);
  const undeferred = optional ? 3 : 0;
  const state = why.explained ? 'deferred' : optional ? 'optional' : 'failed';
  return {
    run,
    state,
    level: why.explained ? 4 : undeferred,
    undeferred,
    proof: failureProof(run, attempt, why),
    flaws: [failureFlaw(run, attempt, state, why)],
    deferrals: why.explained ? why.deferrals : [],
  };
}

/** Only where a required check is known can another job be optional. */
function onlyOptional(attempt: Attempt, required: ReadonlySet<string>): boolean {
  const red = attempt.jobs.filter((job) => jobOutcome(job) === 'failed');
  return required.size > 0 && red.length > 0 && red.every(({ name }) => !required.has(name));
}

function failureProof(run: WorkflowRun, attempt: Attempt, why: ExplainedRun): readonly Proof[] {
  const word = `${run.workflow}: ${wordFor(attempt.progress)}${attemptNote(run)}`;
  const whole = { text: word, source: runSource(run, attempt) };
  const steps = why.failed.map(({ job, step }) => ({
    text: why.explained
      ? `step ${step.name} failed through ${plural(why.failures, 'deferred test')}`
      : `step ${step.name} of job ${job.name}: ${wordFor(step.progress)}`,
    source: runSource(run, attempt, job, step),
  }));
  const skipped = why.skipped.map(({ job, step }) => ({
    text: `step ${step.name} did not run because of it`,
    source: runSource(run, attempt, job, step),
  }));
  return [whole, ...steps, ...skipped];
}

function failureFlaw(
  run: WorkflowRun,
  attempt: Attempt,
  state: 'deferred' | 'optional' | 'failed',
  why: ExplainedRun,
): Flaw {
  const first = why.failed[0];
  const red = attempt.jobs.find((job) => jobOutcome(job) === 'failed');
  const source = runSource(run, attempt, first?.job ?? red, first?.step);
  const where = first === undefined ? '' : ` in job ${first.job.name}, step ${first.step.name}`;
  const skipped = why.skipped.map(({ step }) => step.name).join(', ');
  const kept = skipped === '' ? '' : `; skipped because of it: ${skipped}`;
  if (state === 'deferred') {
    const by = `${plural(why.failures, 'test')} deferred by ${why.deferrals.join(', ')}`;
    const observation = `${run.workflow} is red${where} through ${by}${kept}.`;
    return { key: `deferred:${run.path}`, severity: 'low', observation, source };
  }
  return {
    key: `failed:${run.path}`,
    severity: state === 'failed' ? 'critical' : 'medium',
    observation: `${run.workflow} ended in ${wordFor(attempt.progress)}${where}: ${why.why}${kept}.`,
    source,
  };
}

function attemptNote(run: WorkflowRun): string {
  return run.attempts.length > 1 ? ` on attempt ${run.attempts.length}` : '';
}
