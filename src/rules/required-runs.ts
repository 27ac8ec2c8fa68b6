import { deferralCover } from '../analysis/deferrals.ts';
import { type ExplainedRun, explainRun, type RunEvidence } from '../analysis/explained-run.ts';
import { leveled } from '../analysis/fold.ts';
import { defineRule } from '../analysis/runner.ts';
import { countedRuns, runSource } from '../analysis/runs.ts';
import { countedTests } from '../analysis/test-reports.ts';
import { unknown } from '../analysis/unconverted.ts';
import { plural } from '../lib/format.ts';
import {
  attemptOutcome,
  currentAttempt,
  jobOutcome,
  progressText,
} from '../model/current-attempt.ts';
import { present } from '../model/evidence.ts';
import { listOption, type RuleContext } from '../model/rule.ts';
import type { Attempt, WorkflowRun } from '../model/run.ts';
import type { Finding, Flaw, Level, Proof } from '../model/verdict.ts';
import { testStepFinder } from '../workflow/test-steps.ts';

export const requiredRuns = defineRule({
  id: 'required-runs',
  title: 'Required runs',
  needs: ['runs'],
  uses: ['tests', 'registry', 'files', 'requiredChecks'],
  levels: [
    'a run of the audited code failed, was cancelled or timed out',
    '—',
    '—',
    'every required check passed; only jobs outside of them failed',
    'every run passed, one after a re-run; or red only through tests covered by live deferrals',
    'every run passed on its first attempt',
  ],
  remediation: {
    recommendation: 'Open the failed step, mend its cause and push; do not re-run until it passes.',
    minutes: 60,
    guardrail: 'Require these checks in branch protection.',
    rollback: 'Revert the change that turned the run red.',
    area: 'CI',
  },
  options: [
    {
      name: 'test-steps',
      type: 'list',
      fallback: 'steps that run a test command, or have the word test in their name',
      meaning: 'globs over names of further steps that fail exactly when tests fail',
    },
  ],
  judge({ runs, tests, registry, files, requiredChecks }, context) {
    const counted = countedRuns(runs).counted;
    const required = requiredChecks.state === 'present' ? requiredChecks.value : [];
    const cover = deferralCover(registry, context.milestone);
    const facts: RunFacts = {
      runs,
      tests:
        tests.state === 'present' ? countedTests(tests.value, present(runs, { what: 'runs' })) : [],
      cover,
      isTestStep: testStepFinder(files, listOption(context, 'test-steps', [])),
      required: seen(required, counted),
    };
    const judged = counted.map((run) => judgeRun(run, facts));
    return verdictOf(judged, context);
  },
});

/** Returns the required checks that a job reports; statuses of other tools are not runs. */
function seen(required: readonly string[], runs: readonly WorkflowRun[]): ReadonlySet<string> {
  const names = new Set(runs.flatMap((run) => currentAttempt(run).jobs.map(({ name }) => name)));
  return new Set(required.filter((context) => names.has(context)));
}

function verdictOf(judged: readonly JudgedRun[], context: RuleContext): Finding {
  const all = judged.filter(({ state }) => state !== 'idle');
  if (all.length === 0) {
    return unknown(`no run of ${context.target.commits.audited.slice(0, 12)} ran a job`);
  }
  const level = Math.min(...all.map((one) => one.level)) as Level;
  const unfinished = judged.filter(({ state }) => state === 'unfinished');
  // An unfinished run can still fail, so there is no level unless another run failed already.
  if (unfinished.length > 0 && level > 0) {
    const names = unfinished.map(({ run }) => run.workflow).join(', ');
    return unknown(`${plural(unfinished.length, 'run')} unfinished: ${names}`);
  }
  return leveled({
    level,
    measured: describe(judged),
    proof: all.flatMap(({ proof }) => proof),
    flaws: [...all].sort((a, b) => a.level - b.level).flatMap(({ flaws }) => flaws),
    deferrals: all.flatMap(({ deferrals }) => deferrals),
    undeferred: Math.min(...all.map((one) => one.undeferred)) as Level,
  });
}

function describe(judged: readonly JudgedRun[]): string {
  const count = (state: JudgedRun['state']): number =>
    judged.filter((one) => one.state === state).length;
  const ran = judged.length - count('idle');
  const parts = [`${count('passed')} of ${plural(ran, 'run')} green`];
  if (count('deferred') > 0) parts.push(`${count('deferred')} red only through deferred tests`);
  if (count('optional') > 0) parts.push(`${count('optional')} red outside required checks`);
  if (count('failed') > 0) parts.push(`${count('failed')} red`);
  return parts.join(', ');
}

/** The judgment of one run. */
interface JudgedRun {
  readonly run: WorkflowRun;
  readonly state: 'passed' | 'deferred' | 'optional' | 'failed' | 'idle' | 'unfinished';
  readonly level: Level;
  readonly undeferred: Level;
  readonly proof: readonly Proof[];
  readonly flaws: readonly Flaw[];
  readonly deferrals: readonly string[];
}

interface RunFacts extends RunEvidence {
  /** Names of required checks that jobs of these runs report. */
  readonly required: ReadonlySet<string>;
}

function judgeRun(run: WorkflowRun, facts: RunFacts): JudgedRun {
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
  const text = `${run.workflow}: ${progressText(attempt.progress)}${attemptNote(run)}`;
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

/** Returns whether only optional jobs failed; without a known required check, none is optional. */
function onlyOptional(attempt: Attempt, required: ReadonlySet<string>): boolean {
  const failing = attempt.jobs.filter((job) => jobOutcome(job) === 'failed');
  return (
    required.size > 0 && failing.length > 0 && failing.every(({ name }) => !required.has(name))
  );
}

function failureProof(run: WorkflowRun, attempt: Attempt, why: ExplainedRun): readonly Proof[] {
  const word = `${run.workflow}: ${progressText(attempt.progress)}${attemptNote(run)}`;
  const runProof = { text: word, source: runSource(run, attempt) };
  const steps = why.failed.map(({ job, step }) => ({
    text: why.explained
      ? `step ${step.name} failed through ${plural(why.failures, 'deferred test')}`
      : `step ${step.name} of job ${job.name}: ${progressText(step.progress)}`,
    source: runSource(run, attempt, job, step),
  }));
  const skipped = why.skipped.map(({ job, step }) => ({
    text: `step ${step.name} did not run because of it`,
    source: runSource(run, attempt, job, step),
  }));
  return [runProof, ...steps, ...skipped];
}

function failureFlaw(
  run: WorkflowRun,
  attempt: Attempt,
  state: 'deferred' | 'optional' | 'failed',
  why: ExplainedRun,
): Flaw {
  const first = why.failed[0];
  const failing = attempt.jobs.find((job) => jobOutcome(job) === 'failed');
  const source = runSource(run, attempt, first?.job ?? failing, first?.step);
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
    observation: `${run.workflow} ended in ${progressText(attempt.progress)}${where}: ${why.why}${kept}.`,
    source,
  };
}

function attemptNote(run: WorkflowRun): string {
  return run.attempts.length > 1 ? ` on attempt ${run.attempts.length}` : '';
}
