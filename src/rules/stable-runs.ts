import { deferralCover } from '../analysis/deferrals.ts';
import { explainRun } from '../analysis/explained-run.ts';
import { type FlakyTest, flakyTests, type UnstableJob, unstableJobs } from '../analysis/flakes.ts';
import { leveled } from '../analysis/fold.ts';
import { defineRule, severityOf } from '../analysis/runner.ts';
import { runSource } from '../analysis/runs.ts';
import { currentReports } from '../analysis/test-reports.ts';
import { requireSources, unknown } from '../analysis/unconverted.ts';
import { plural } from '../lib/format.ts';
import { attemptOutcome, currentAttempt, progressText } from '../model/current-attempt.ts';
import { present } from '../model/evidence.ts';
import { listOption } from '../model/rule.ts';
import type { WorkflowRun } from '../model/run.ts';
import type { Flaw, Level, Proof } from '../model/verdict.ts';
import { testStepFinder } from '../workflow/test-steps.ts';

export const stableRuns = defineRule({
  id: 'stable-runs',
  title: 'Stable runs',
  needs: ['runs', 'tests'],
  uses: ['registry', 'files', 'sources'],
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
  judge({ runs, tests, registry, files, sources }, context) {
    const cover = deferralCover(registry, context.milestone);
    const own = runs.filter(({ relation }) => relation !== 'stale');
    if (own.length === 0) return unknown('no run of the audited code');
    const reports = currentReports(tests, present(runs, { what: 'runs' }));
    const isTestStep = testStepFinder(files, listOption(context, 'test-steps', []));
    const facts = { runs, tests, cover, isTestStep };
    const explained = new Set(
      own.filter((run) => explainRun(run, currentAttempt(run), facts).explained),
    );
    const flakes = flakesOf(unstableJobs(own, cover, explained), flakyTests(reports, cover));
    const uncovered = flakes.filter(({ deferrals }) => deferrals.length === 0).length;
    const level = levelOf(flakes.length, uncovered);
    const finding = leveled({
      level,
      measured: describe(own, flakes.length, uncovered),
      proof: [...flakes.map(({ proof }) => proof), ...own.map(runProof)],
      flaws: flakes.map((flake) => flawOf(flake, level)),
      deferrals: flakes.flatMap(({ deferrals }) => deferrals),
      undeferred: levelOf(flakes.length, flakes.length),
    });
    return requireSources('tests', sources, finding);
  },
});

interface Flake {
  readonly name: string;
  readonly words: string;
  readonly proof: Proof;
  readonly deferrals: readonly string[];
}

function flakesOf(jobs: readonly UnstableJob[], tests: readonly FlakyTest[]): readonly Flake[] {
  return [
    ...jobs.map(({ name, run, attempt, job, failures, executions, deferrals }) => {
      const words = `${name} failed ${failures} of ${executions} times on this code`;
      const proof = { text: words, source: runSource(run, attempt, job) };
      return { name, words, proof, deferrals };
    }),
    ...tests.map(({ name, source, deferrals }) => {
      const words = `${name} passed only on a retry`;
      return { name, words, proof: { text: words, source }, deferrals };
    }),
  ];
}

function levelOf(flakes: number, uncovered: number): Level {
  if (uncovered === 0) return flakes === 0 ? 5 : flakes === 1 ? 4 : 3;
  if (uncovered === 1) return 2;
  return uncovered <= 3 ? 1 : 0;
}

function describe(runs: readonly WorkflowRun[], flakes: number, uncovered: number): string {
  const attempts = runs.reduce((sum, run) => sum + run.attempts.length, 0);
  const ran =
    attempts === runs.length
      ? `${plural(runs.length, 'run')}, one attempt each`
      : `${plural(runs.length, 'run')} in ${attempts} attempts`;
  if (flakes === 0) return `${ran}, no flake`;
  return `${ran}, ${plural(flakes, 'flake')} (${flakes - uncovered} deferred)`;
}

function runProof(run: WorkflowRun): Proof {
  const attempt = currentAttempt(run);
  const word = attemptOutcome(attempt) === 'passed' ? 'success' : progressText(attempt.progress);
  const text = `${run.workflow}: ${plural(run.attempts.length, 'attempt')}, ${word}`;
  return { text, source: runSource(run, attempt) };
}

function flawOf({ name, words, proof, deferrals }: Flake, level: Level): Flaw {
  const by = deferrals.length === 0 ? '' : `, covered by ${deferrals.join(', ')}`;
  const severity = deferrals.length === 0 ? severityOf(level) : 'low';
  return { key: `flake:${name}`, severity, observation: `${words}${by}.`, source: proof.source };
}
