import { countedRuns } from '../analysis/counted-runs.ts';
import { deferralCover } from '../analysis/deferral-cover.ts';
import { type JudgedRun, judgeRun, type RunFacts } from '../analysis/judged-run.ts';
import { countedTests } from '../analysis/tests-evidence.ts';
import { leveled, unknown } from '../analysis/verdict-builders/finding.ts';
import { listOption } from '../analysis/verdict-builders/option.ts';
import { plural } from '../lib/plural.ts';
import { currentAttempt } from '../model/current-attempt.ts';
import { defineRule, type RuleContext } from '../model/rule.ts';
import type { WorkflowRun } from '../model/run.ts';
import type { Finding, Level } from '../model/verdict.ts';
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
      tests: tests.state === 'present' ? countedTests(tests.value, present(runs)) : [],
      cover,
      isTestStep: testStepFinder(files, listOption(context, 'test-steps', [])),
      required: seen(required, counted),
    };
    const judged = counted.map((run) => judgeRun(run, facts));
    return verdictOf(judged, context);
  },
});

function present(runs: readonly WorkflowRun[]) {
  return { state: 'present', value: runs, source: { what: 'runs' } } as const;
}

/** Required contexts that a job reports; statuses of other tools are not runs and are not judged here. */
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
  // A run still going can end in anything: it is no level, unless another run failed already.
  if (unfinished.length > 0 && level > 0) {
    const names = unfinished.map(({ run }) => run.workflow).join(', ');
    return unknown(`${plural(unfinished.length, 'run')} unfinished: ${names}`);
  }
  return leveled({
    level,
    measured: inWords(judged),
    proof: all.flatMap(({ proof }) => proof),
    flaws: [...all].sort((a, b) => a.level - b.level).flatMap(({ flaws }) => flaws),
    deferrals: all.flatMap(({ deferrals }) => deferrals),
    undeferred: Math.min(...all.map((one) => one.undeferred)) as Level,
  });
}

function inWords(judged: readonly JudgedRun[]): string {
  const count = (state: JudgedRun['state']): number =>
    judged.filter((one) => one.state === state).length;
  const ran = judged.length - count('idle');
  const parts = [`${count('passed')} of ${plural(ran, 'run')} green`];
  if (count('deferred') > 0) parts.push(`${count('deferred')} red only through deferred tests`);
  if (count('optional') > 0) parts.push(`${count('optional')} red outside required checks`);
  if (count('failed') > 0) parts.push(`${count('failed')} red`);
  return parts.join(', ');
}
