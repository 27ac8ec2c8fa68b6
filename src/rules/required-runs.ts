import { type Because, causeOfStep, FAILING_TESTS, rerunOf } from '../analysis/causes.ts';
import { deferralCover } from '../analysis/deferrals.ts';
import { type ExplainedRun, explainRun, type RunEvidence } from '../analysis/explained-run.ts';
import { BY_WORST } from '../analysis/fold.ts';
import { isExpectedRun } from '../analysis/gaps.ts';
import { isCertain, missingReports } from '../analysis/missing-reports.ts';
import { defineRule } from '../analysis/runner.ts';
import { countedRuns, listsNoJob, missingRun, runSource } from '../analysis/runs.ts';
import { countedTests, coveredFailures } from '../analysis/test-reports.ts';
import { plural } from '../lib/format.ts';
import {
  attemptOutcome,
  currentAttempt,
  jobOutcome,
  progressText,
} from '../model/current-attempt.ts';
import { type Item, listOption } from '../model/rule.ts';
import type { Attempt, WorkflowRun } from '../model/run.ts';
import type { Flaw, Open, Proof } from '../model/verdict.ts';
import { testStepFinder } from '../workflow/test-steps.ts';

export const requiredRuns = defineRule({
  id: 'required-runs',
  title: 'Required runs',
  controls: ['OSPS-QA-03.01'],
  needs: ['runs'],
  uses: ['tests', 'registry', 'files', 'sources', 'requiredChecks'],
  settles: ['runs', 'tests', 'files', 'sources', 'requiredChecks'],
  levels: [
    'a run of the audited code failed, was cancelled or timed out',
    '—',
    '—',
    'every required check passed; only jobs outside of them failed',
    'every run passed, one after a re-run; or red only through tests covered by live deferrals',
    'every run passed on its first attempt',
  ],
  remediation: {
    recommendation: 'Open the failed step, fix the cause and push; do not re-run until it passes.',
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
  table: BY_WORST,
  judge({ runs, tests, registry, files, requiredChecks }, context, gaps) {
    const { counted } = countedRuns(runs);
    const checks = requiredChecks.state === 'present' ? requiredChecks.value : [];
    const known = { state: 'present', value: runs, source: { what: 'runs' } } as const;
    const collected = tests.state === 'present' ? tests.value : [];
    const isTestStep = testStepFinder(files, listOption(context, 'test-steps', []));
    const facts: RunFacts = {
      runs,
      tests: countedTests(collected, known),
      cover: deferralCover(registry, context.milestone),
      isTestStep,
      checks,
      required: seen(checks, counted),
      missing: missingReports({
        tests: collected,
        runs: known,
        files,
        isTestStep,
        sources: gaps('tests'),
      }),
      files: gaps('files'),
      unseen: [
        ...gaps('requiredChecks'),
        ...(checks.length > 0 ? counted.flatMap(unlistedJobs) : []),
      ],
    };
    const judged = counted.map((run) => judgeRun(run, facts));
    const ran = judged.filter(({ state }) => state !== 'idle');
    return {
      items: [
        ...ran.map(({ item }) => item).sort((a, b) => Number(a.worst) - Number(b.worst)),
        ...[...missingRun(runs), ...skippedChecks(facts.required, counted)].map(
          (open): Item<Levels> => ({ worst: '0', best: '5', open }),
        ),
        ...gaps('runs').filter(isExpectedRun).map(anyRun),
      ],
      measured: describe(judged),
      proof: ran.flatMap(({ proof }) => proof),
    };
  },
});

/** A run that had to be there may have failed. */
function anyRun(open: Open): Item<Levels> {
  return { worst: '0', best: 'none', times: 'any', open };
}

/** Returns the required checks that a job reports; statuses of other tools are not runs. */
function seen(required: readonly string[], runs: readonly WorkflowRun[]): ReadonlySet<string> {
  const names = new Set(runs.flatMap((run) => currentAttempt(run).jobs.map(({ name }) => name)));
  return new Set(required.filter((context) => names.has(context)));
}

/** GitHub lets a skipped job pass a required check; when all of them were skipped, nothing required ran. */
function skippedChecks(
  required: ReadonlySet<string>,
  runs: readonly WorkflowRun[],
): readonly Open[] {
  const jobs = runs.flatMap((run) => currentAttempt(run).jobs);
  const ran = jobs.some((job) => required.has(job.name) && jobOutcome(job) !== 'idle');
  if (required.size === 0 || ran) return [];
  const why = `every required check was skipped (${[...required].join(', ')})`;
  return [{ kind: 'runs', what: 'run of a required check', why }];
}

function unlistedJobs(run: WorkflowRun): readonly Open[] {
  const attempt = currentAttempt(run);
  if (!listsNoJob(attempt)) return [];
  const what = `jobs of ${run.workflow} run ${run.id}`;
  return [{ kind: 'runs', what, why: 'they were not listed', source: runSource(run, attempt) }];
}

function describe(judged: readonly JudgedRun[]): string {
  const count = (...states: readonly JudgedRun['state'][]): number =>
    judged.filter((one) => states.includes(one.state)).length;
  const ended = judged.length - count('idle', 'unfinished');
  const parts = [`${count('passed')} of ${plural(ended, 'run')} green`];
  if (count('deferred') > 0) parts.push(`${count('deferred')} red only through deferred tests`);
  if (count('optional') > 0) parts.push(`${count('optional')} red outside required checks`);
  if (count('failed') > 0) parts.push(`${count('failed')} red`);
  return parts.join(', ');
}

type Levels = (typeof BY_WORST)['states'][number];

/** The judgment of one run. */
interface JudgedRun {
  readonly state: 'passed' | 'deferred' | 'optional' | 'failed' | 'idle' | 'unfinished';
  readonly item: Item<Levels>;
  readonly proof: readonly Proof[];
}

interface RunFacts extends RunEvidence {
  /** Names of the required checks, and those that jobs of these runs report. */
  readonly checks: readonly string[];
  readonly required: ReadonlySet<string>;
  /** Test reports that may be missing. */
  readonly missing: readonly Open[];
  /** Workflow files that cannot be read. */
  readonly files: readonly Open[];
  /** What is missing to know which checks are required and reported. */
  readonly unseen: readonly Open[];
}

function judgeRun(run: WorkflowRun, facts: RunFacts): JudgedRun {
  const attempt = currentAttempt(run);
  const outcome = attemptOutcome(attempt);
  const text = `${run.workflow}: ${progressText(attempt.progress)}${attemptNote(run)}`;
  const proof = [{ text, source: runSource(run, attempt) }];
  switch (outcome) {
    case 'passed':
      return { state: 'passed', item: passed(run, attempt), proof };
    case 'idle':
      return { state: 'idle', item: passed(run, attempt), proof };
    case 'unfinished':
      return { state: 'unfinished', item: unfinished(run, attempt), proof };
    case 'failed':
      return failed(run, attempt, facts);
  }
  outcome satisfies never;
  throw new Error(`an attempt cannot be ${String(outcome)}`);
}

/** The number of an attempt proves a re-run, even where earlier attempts are not listed. */
function passed(run: WorkflowRun, attempt: Attempt): Item<Levels> {
  if (!isRerun(run)) return { worst: '5', best: '5' };
  const observation = `${run.workflow} passed only on attempt ${attempt.number}.`;
  return { worst: '4', best: '4', flaw: () => rerunFlaw(run, attempt, observation) };
}

/** It can still fail, or pass. */
function unfinished(run: WorkflowRun, attempt: Attempt): Item<Levels> {
  const what = `${run.workflow} run ${run.id}`;
  const source = runSource(run, attempt);
  const open: Open = { kind: 'runs', what, why: 'it has not ended', source, wait: true };
  if (!isRerun(run)) return { worst: '0', best: '5', open };
  const observation = `${run.workflow} runs again: this is attempt ${attempt.number}.`;
  return { worst: '0', best: '4', open, flaw: () => rerunFlaw(run, attempt, observation) };
}

function isRerun(run: WorkflowRun): boolean {
  return run.attempts.length > 1 || currentAttempt(run).number > 1;
}

function rerunFlaw(run: WorkflowRun, attempt: Attempt, observation: string): Flaw {
  const source = runSource(run, attempt);
  const cause = rerunOf(run);
  return { key: `rerun:${run.path}`, severity: 'low', observation, source, cause, effect: true };
}

function failed(run: WorkflowRun, attempt: Attempt, facts: RunFacts): JudgedRun {
  const why = explainRun(run, attempt, facts);
  const optional = onlyOptional(attempt, facts.required);
  const state = why.explained ? 'deferred' : optional ? 'optional' : 'failed';
  const worst = optional ? '3' : '0';
  const flaw = (): readonly Flaw[] => failureFlaws(run, attempt, state, why, facts);
  const proof = failureProof(run, attempt, why);
  const doubt = explanationDoubt(run, attempt, why, facts);
  if (doubt !== undefined) return { state, item: { worst, best: '4', flaw, open: doubt }, proof };
  if (why.explained) {
    const excused = { as: '4', by: why.deferrals } as const;
    return { state, item: { worst, best: worst, flaw, excused }, proof };
  }
  const open = optional ? undefined : optionalDoubt(attempt, facts);
  const item: Item<Levels> =
    open === undefined ? { worst, best: worst, flaw } : { worst, best: '3', flaw, open };
  return { state, item, proof };
}

/** Returns what is missing to know whether deferred tests explain a failed run. */
function explanationDoubt(
  run: WorkflowRun,
  attempt: Attempt,
  { cause, reports }: ExplainedRun,
  { runs, cover, missing, files }: RunFacts,
): Open | undefined {
  if (!cover.hasTests) return undefined;
  const [unlisted] = unlistedJobs(run);
  if (unlisted !== undefined) return unlisted;
  if (cause === 'job') return undefined;
  if (cause === 'step') return files[0];
  const twins = runs.filter(({ path }) => path === run.path).map(({ id }) => id);
  const own = missing.find(
    ({ source }) => source?.runId === undefined || twins.includes(source.runId),
  );
  const certain = reports.filter(
    (one) =>
      own === undefined ||
      (one.source.runId === run.id &&
        isCertain(one, { runs: { state: 'present', value: runs, source: { what: 'runs' } } })),
  );
  // A failed test with a name that no live deferral covers is known, whatever is missing.
  if (cause === 'tests' && coveredFailures(certain, cover).named.length > 0) return undefined;
  if (own !== undefined) return own;
  return cause === 'tests' ? namesDoubt(reports, run, attempt) : undefined;
}

function namesDoubt(
  reports: ExplainedRun['reports'],
  run: WorkflowRun,
  attempt: Attempt,
): Open | undefined {
  const cut = reports.find(({ report }) => report.omitted.cases > 0);
  if (cut === undefined) return undefined;
  const what = `names of the failed tests of ${run.workflow} run ${run.id}`;
  const why = 'a report counts more tests than it names';
  return { kind: 'tests', what, why, source: runSource(run, attempt) };
}

/** Returns what is missing to know whether only optional jobs failed. */
function optionalDoubt(attempt: Attempt, { checks, unseen }: RunFacts): Open | undefined {
  const failing = attempt.jobs.filter((job) => jobOutcome(job) === 'failed');
  return failing.some(({ name }) => checks.includes(name)) ? undefined : unseen[0];
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

/** Steps that failed for one reason, and those that did not run because of them. */
interface Failure {
  readonly because: Because;
  readonly failed: ExplainedRun['failed'];
  readonly skipped: ExplainedRun['skipped'];
}

/** Returns one failure for each cause, because each is fixed in another place. */
function failuresOf(run: WorkflowRun, why: ExplainedRun, facts: RunFacts): readonly Failure[] {
  const byCause = new Map<string, Failure>();
  for (const one of why.failed) {
    const because = causeOfStep(run, one.job, one.step, facts);
    const key = JSON.stringify(because);
    const failed = [...(byCause.get(key)?.failed ?? []), one];
    const skipped = why.skipped.filter(({ job }) => failed.some((other) => other.job === job));
    byCause.set(key, { because, failed, skipped });
  }
  return [...byCause.values()];
}

function failureFlaws(
  run: WorkflowRun,
  attempt: Attempt,
  state: 'deferred' | 'optional' | 'failed',
  why: ExplainedRun,
  facts: RunFacts,
): readonly Flaw[] {
  const severity = state === 'failed' ? 'critical' : 'medium';
  const ended = `${run.workflow} ended in ${progressText(attempt.progress)}`;
  const failures = failuresOf(run, why, facts);
  if (failures.length === 0) {
    const failing = attempt.jobs.find((job) => jobOutcome(job) === 'failed');
    const source = runSource(run, attempt, failing);
    const observation = `${ended}: ${why.why}.`;
    return [{ key: `failed:${run.path}`, severity, observation, source }];
  }
  return failures.map(({ because, failed, skipped }): Flaw => {
    const [first, ...others] = failed;
    const source = runSource(run, attempt, first?.job, first?.step);
    const more = others.length === 0 ? '' : ` and ${plural(others.length, 'other step')}`;
    const where = `in job ${first?.job.name}, step ${first?.step.name}${more}`;
    const names = skipped.map(({ step }) => step.name).join(', ');
    const kept = names === '' ? '' : `; skipped because of it: ${names}`;
    if (because.deferrals !== undefined) {
      const by = `${plural(why.failures, 'test')} deferred by ${because.deferrals.join(', ')}`;
      const observation = `${run.workflow} is red ${where} through ${by}${kept}.`;
      const key = `deferred:${run.path}`;
      return { key, severity: 'low', observation, source, ...because, effect: true };
    }
    const key = failures.length === 1 ? `failed:${run.path}` : `failed:${because.cause}`;
    const observation = `${ended} ${where}${reasonOf(because, why)}${kept}.`;
    // Of a job that was cancelled no report names the cause.
    const effect = why.cause === 'job' ? {} : { effect: true as const };
    return { key, severity, observation, source, ...because, ...effect };
  });
}

function reasonOf(
  { cause }: Because,
  { uncovered, failures, cause: by, why }: ExplainedRun,
): string {
  if (cause === FAILING_TESTS) {
    return `: ${uncovered} of ${plural(failures, 'failed test')} have no live deferral`;
  }
  return by === 'tests' ? `: ${why}` : ', which no test explains';
}

function attemptNote(run: WorkflowRun): string {
  return isRerun(run) ? ` on attempt ${currentAttempt(run).number}` : '';
}
