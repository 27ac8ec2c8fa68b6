import { type Because, causeOfJobs, rerunOf } from '../analysis/causes.ts';
import { type DeferralCover, deferralCover } from '../analysis/deferrals.ts';
import { explainRun, type RunEvidence } from '../analysis/explained-run.ts';
import {
  type FlakyTest,
  flakyTests,
  passedLater,
  type UnstableJob,
  unstableJobs,
} from '../analysis/flakes.ts';
import { isCertain, missingReports, openReport } from '../analysis/missing-reports.ts';
import { defineRule, severityOf } from '../analysis/runner.ts';
import { missingRun, runSource } from '../analysis/runs.ts';
import { currentReports } from '../analysis/test-reports.ts';
import { quantity } from '../lib/format.ts';
import { attemptOutcome, currentAttempt, progressText } from '../model/current-attempt.ts';
import { type CountStates, type Item, listOption } from '../model/rule.ts';
import type { WorkflowRun } from '../model/run.ts';
import type { Flaw, Level, Open, Proof } from '../model/verdict.ts';
import { testStepFinder } from '../workflow/test-steps.ts';

/** A flake, one that a live deferral covers, and a run without any. */
const STATES = ['flake', 'deferred', 'steady'] as const;
type State = (typeof STATES)[number];

export const stableRuns = defineRule({
  id: 'stable-runs',
  title: 'Stable runs',
  needs: ['runs'],
  uses: ['tests', 'registry', 'files', 'sources'],
  settles: ['runs', 'tests', 'files', 'sources'],
  levels: [
    'more than three flakes without a live deferral',
    'two or three flakes without a live deferral',
    'one flake without a live deferral',
    'several flakes, each covered by a live deferral',
    'one flake, covered by a live deferral',
    'nothing failed and ran again on this code, and no test passed only on a retry',
  ],
  remediation: {
    recommendation:
      'Find what the flaky test or job depends on (time, order, network, a port) and remove it; until then enter it in the deferral registry.',
    minutes: 90,
    guardrail: 'Run the suite in random order, and without retries, in one required job.',
    rollback: 'Quarantine the flaky test with a deferral.',
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
  table: { states: STATES, level: levelOf },
  judge({ runs, tests, registry, files }, context, gaps) {
    const cover = deferralCover(registry, context.milestone);
    const own = runs.filter(({ relation }) => relation !== 'stale');
    const isTestStep = testStepFinder(files, listOption(context, 'test-steps', []));
    const collected = tests.state === 'present' ? tests.value : [];
    const known = { state: 'present', value: runs, source: { what: 'runs' } } as const;
    const traces = { tests: collected, runs: known, files, isTestStep, sources: gaps('tests') };
    const missing = missingReports(traces);
    const facts = { runs, tests: collected, cover, isTestStep };
    const explained = new Set(
      own.filter((run) => explainRun(run, currentAttempt(run), facts).explained),
    );
    const lostRuns = gaps('runs');
    const doubts: Doubts = {
      unexplained: cover.hasTests ? [...missing, ...gaps('files')] : gaps('registry'),
      runs: lostRuns,
      cover,
    };
    const reports = currentReports(collected, known);
    // A test is flaky for certain if one report that counts for certain says so.
    const reportsOf = (test: FlakyTest) =>
      test.named
        ? reports.filter(({ report }) =>
            report.cases.some(({ id, flaky }) => flaky && id === test.name),
          )
        : [test.in];
    const flakes = [
      ...unstableJobs(own, cover, explained).map((job) => flakeOfJob(job, doubts, facts)),
      ...flakyTests(reports, cover).map((test) =>
        flakeOfTest(test, {
          cover,
          certain: missing.length === 0 || reportsOf(test).some((one) => isCertain(one, traces)),
          only: reports.length === 1,
        }),
      ),
    ];
    return {
      items: [
        ...flakes.map(flakeItem),
        ...[...missing, ...lostRuns, ...missingRun(runs)].map(anyFlake),
        ...own.map((): Item<State> => ({ worst: 'steady', best: 'steady' })),
      ],
      measured: describe(own, flakes),
      proof: [...flakes.map(({ proof }) => proof), ...own.map(runProof)],
    };
  },
});

function levelOf(count: CountStates<State>): Level {
  const uncovered = count('flake');
  if (uncovered > 0) return uncovered === 1 ? 2 : uncovered <= 3 ? 1 : 0;
  const deferred = count('deferred');
  return deferred === 0 ? 5 : deferred === 1 ? 4 : 3;
}

interface Flake {
  readonly name: string;
  readonly words: string;
  readonly proof: Proof;
  readonly deferrals: readonly string[];
  readonly because: Because & Pick<Flaw, 'effect'>;
  /** What is missing to know whether it is one, and what it is at best. */
  readonly doubt?: { readonly open: Open; readonly best: 'none' | 'deferred' };
}

/** What is missing that may explain a failure. */
interface Doubts {
  /** For a job that failed each time: a deferred test may be the cause. */
  readonly unexplained: readonly Open[];
  readonly runs: readonly Open[];
  readonly cover: DeferralCover;
}

function flakeOfJob(flaky: UnstableJob, doubts: Doubts, facts: RunEvidence): Flake {
  const { name, run, attempt, job, failures, executions, deferrals } = flaky;
  const words =
    executions === 1
      ? `${name} failed and was started again on this code`
      : `${name} failed ${failures} of ${executions} times on this code`;
  const source = runSource(run, attempt, job);
  const because = becauseOf(flaky, facts);
  const flake = { name, words, proof: { text: words, source }, deferrals, because };
  const doubt = jobDoubt(flaky, doubts);
  if (doubt === undefined) return flake;
  const what = `whether ${name} is flaky`;
  return {
    ...flake,
    doubt: { open: { kind: 'runs', what, why: doubt.why, source }, best: doubt.best },
  };
}

/**
 * A job that fails still fails for the reason of its run, which names the failure before the flake does; else the run
 * passed when it ran again.
 */
function becauseOf({ run, job, deferrals }: UnstableJob, facts: RunEvidence): Flake['because'] {
  if (deferrals.length > 0) return { deferrals };
  const now = currentAttempt(run).jobs.filter(({ name }) => name === job?.name);
  const because = causeOfJobs(run, now, facts);
  return because.cause === undefined && because.deferrals === undefined
    ? { cause: rerunOf(run) }
    : { ...because, effect: true };
}

interface Doubt {
  readonly why: string;
  readonly best: 'none' | 'deferred';
}

function jobDoubt(flaky: UnstableJob, { unexplained, runs, cover }: Doubts): Doubt | undefined {
  const { job, run, failures, executions } = flaky;
  if (job === undefined && runs.some(({ source }) => source?.runId === run.id)) {
    const why = 'the jobs of the run were not listed';
    if (!passedLater(flaky)) return { why, best: 'none' };
    // A deferral may name the job.
    return cover.hasTests ? { why, best: 'deferred' } : undefined;
  }
  const mayBeDeferred = unexplained.length > 0 || (executions === 1 && cover.hasTests);
  if (failures < executions || !mayBeDeferred) return undefined;
  return { why: 'it failed each time, and deferred tests may be the cause', best: 'none' };
}

interface TestDoubts {
  readonly cover: DeferralCover;
  /** Whether its report counts for certain. */
  readonly certain: boolean;
  /** Whether no other report may have the same test. */
  readonly only: boolean;
}

function flakeOfTest(test: FlakyTest, { cover, certain, only }: TestDoubts): Flake {
  const { name, source, deferrals, named } = test;
  const words = `${name} passed only on a retry`;
  const because = { deferrals };
  const flake = { name, words, proof: { text: words, source }, deferrals, because };
  if (!certain) return { ...flake, doubt: { open: openReport(test.in), best: 'none' } };
  if (named || test.in.report.omitted.cases === 0) return flake;
  const best = only ? 'deferred' : 'none';
  if (only && !cover.hasTests) return flake;
  const why = 'the report does not name it';
  return {
    ...flake,
    doubt: { open: { kind: 'tests', what: `name of ${name}`, why, source }, best },
  };
}

function flakeItem(flake: Flake): Item<State> {
  const { deferrals, doubt } = flake;
  const flaw = (most: Level): Flaw => flawOf(flake, most);
  if (doubt !== undefined) return { worst: 'flake', best: doubt.best, open: doubt.open, flaw };
  const excused = { as: 'deferred', by: deferrals } as const;
  return { worst: 'flake', best: 'flake', flaw, ...(deferrals.length > 0 ? { excused } : {}) };
}

/** What is missing may have any number of flakes. */
function anyFlake(open: Open): Item<State> {
  return { worst: 'flake', best: 'none', times: 'any', open };
}

function describe(runs: readonly WorkflowRun[], all: readonly Flake[]): string {
  if (runs.length === 0) return 'no run of the audited code';
  const attempts = runs.reduce((sum, run) => sum + run.attempts.length, 0);
  const ran =
    attempts === runs.length
      ? `${quantity(runs.length, 'run')}, one attempt each`
      : `${quantity(runs.length, 'run')} in ${attempts} attempts`;
  const flakes = all.filter(({ doubt }) => doubt === undefined);
  if (flakes.length === 0) return `${ran}, no flake`;
  const deferred = flakes.filter(({ deferrals }) => deferrals.length > 0).length;
  const note = deferred === 0 ? '' : ` (${deferred} deferred)`;
  return `${ran}, ${quantity(flakes.length, 'flake')}${note}`;
}

function runProof(run: WorkflowRun): Proof {
  const attempt = currentAttempt(run);
  const word = attemptOutcome(attempt) === 'passed' ? 'success' : progressText(attempt.progress);
  const text = `${run.workflow}: ${quantity(run.attempts.length, 'attempt')}, ${word}`;
  return { text, source: runSource(run, attempt) };
}

function flawOf({ name, words, proof, deferrals, because }: Flake, level: Level): Flaw {
  const by = deferrals.length === 0 ? '' : `, covered by ${deferrals.join(', ')}`;
  const severity = deferrals.length === 0 ? severityOf(level) : 'low';
  const observation = `${words}${by}.`;
  return { key: `flake:${name}`, severity, observation, source: proof.source, ...because };
}
