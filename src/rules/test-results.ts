import { FAILING_TESTS, failedStep } from '../analysis/causes.ts';
import { type DeferralCover, deferralCover } from '../analysis/deferrals.ts';
import { isCertain, missingReports, noneCounts, openReport } from '../analysis/missing-reports.ts';
import { defineRule, severityOf } from '../analysis/runner.ts';
import { passedBlocking, ranSteps } from '../analysis/runs.ts';
import { silentJobs } from '../analysis/silent-jobs.ts';
import {
  type CollectedTests,
  type CoveredFailures,
  comparePassRates,
  countedTests,
  coveredFailures,
  currentReports,
  failureCount,
  formatCounts,
  sumCounts,
  type WorseFirst,
} from '../analysis/test-reports.ts';
import { plural } from '../lib/format.ts';
import type { Evidence } from '../model/evidence.ts';
import type { TestJob } from '../model/reports.ts';
import type { RepositoryFiles } from '../model/repository.ts';
import type { CountStates, Item } from '../model/rule.ts';
import type { WorkflowRun } from '../model/run.ts';
import type { Flaw, Level, Open, Proof } from '../model/verdict.ts';
import { gatesOfStep, type StepGate } from '../workflow/gates/gates.ts';
import { testStepFinder } from '../workflow/test-steps.ts';
import { type Contradiction, contradictionsOf, mayHideFailures } from './test-contradictions.ts';

/** `hidden`: failures that only a log has. `limited`: a log alone, or a report that its job contradicts. */
const STATES = ['failed', 'hidden', 'limited', 'deferred', 'passed'] as const;
type State = (typeof STATES)[number];

export const testResults = defineRule({
  id: 'test-results',
  title: 'Test results',
  controls: ['OSPS-QA-06.01'],
  needs: ['tests'],
  uses: ['runs', 'files', 'registry', 'sources', 'testJobs'],
  settles: ['tests', 'runs', 'files', 'sources', 'testJobs'],
  levels: [
    'fewer than half of the tests that no deferral covers passed, or no test passed',
    'at least 50% of the tests that no deferral covers passed',
    'at least 80% of the tests that no deferral covers passed',
    'at least 95% of the tests that no deferral covers passed, or the log of a job has failures and its report has none',
    'every failure is covered by a live deferral; or no test failed, by log totals alone or by a report that its job contradicts',
    'no test failed, by a report that its job’s steps and log do not contradict',
  ],
  remediation: {
    recommendation:
      'Fix the failing tests named here, or enter each in the deferral registry with an owner, an exit criterion and the milestone it is due in.',
    minutes: 90,
    guardrail: 'Make the job that runs the tests a required check.',
    rollback: 'Revert the change that made them fail.',
    area: 'TEST',
  },
  table: { states: STATES, level: levelOf },
  judge({ tests, runs, files, registry, sources, testJobs }, context, gaps) {
    const cover = deferralCover(registry, context.milestone);
    const isTestStep = testStepFinder(files, []);
    const lost = missingReports({ tests, runs, files, isTestStep, sources: gaps('tests') });
    const counted = countedTests(tests, runs, worseFirst(cover));
    const certain =
      lost.length === 0
        ? counted
        : countedTests(
            tests.filter((one) => isCertain(one, { runs })),
            runs,
            worseFirst(cover),
          );
    const current = currentReports(tests, runs);
    const jobs = testJobs.state === 'present' ? testJobs.value : [];
    const against = contradictionsOf(
      current,
      jobs,
      (job) => passedBlocking(job, runs, files),
      (job) => causeOfJob(job, runs),
    );
    const words = [wordsOf(certain, cover), ...briefly(against)];
    const advice = adviceFor(runs, files);
    return {
      items: [
        ...resultItems(certain, cover, { complete: lost.length === 0, ...advice }),
        ...counted
          .filter((one) => !certain.includes(one))
          .flatMap((one) => openFailures(one, cover, advice)),
        ...[...lost, ...noneCounts(counted, lost), ...silentJobs(counted)].map(anyResult),
        ...against.map((one) => contradictionItem(one, lost.length === 0)),
        ...(mayHideFailures(current) ? unreadJobs(testJobs.state, gaps('testJobs')) : []),
      ],
      measured: words.join('; '),
      proof: withContradictions(
        proofOf(counted, sources.state === 'present' ? sources.value.length : 0),
        against,
      ),
    };
  },
});

/** Returns the level by the pass rate. Skipped tests and deferred failures are left out of it. */
function levelOf(count: CountStates<State>): Level {
  const passed = count('passed');
  const judged = passed + count('failed');
  if (passed * 2 < judged || passed === 0) return 0;
  if (passed * 100 < judged * 80) return 1;
  if (passed * 100 < judged * 95) return 2;
  if (count('failed', 'hidden') > 0) return 3;
  return count('limited', 'deferred') > 0 ? 4 : 5;
}

/** One uncovered failure is worse than any number of deferred ones. */
function worseFirst(cover: DeferralCover): WorseFirst {
  return (a, b) => {
    const [left, right] = [coveredFailures(a, cover), coveredFailures(b, cover)];
    const [passed, otherPassed] = [sumCounts(a).passed, sumCounts(b).passed];
    return (
      comparePassRates(passed, left.uncovered, otherPassed, right.uncovered) ||
      right.covered - left.covered
    );
  };
}

function wordsOf(certain: readonly CollectedTests[], cover: DeferralCover): string {
  if (certain.length === 0) return 'no test report of the audited code';
  return formatCounts(sumCounts(certain), coveredFailures(certain, cover).covered);
}

/** Returns the tests of reports that count, and what limits them. */
function resultItems(
  reports: readonly CollectedTests[],
  cover: DeferralCover,
  { complete, advice }: { readonly complete: boolean } & Pick<Flaw, 'advice'>,
): readonly Item<State>[] {
  const { passed } = sumCounts(reports);
  const covered = coveredFailures(reports, cover);
  const nameless = Math.min(covered.uncovered, namelessFailures(reports, cover));
  const source = reports[0]?.source;
  const at = source === undefined ? {} : { source };
  const fix = advice === undefined ? at : { ...at, advice };
  const failed = (times: number, more: Partial<Item<State>>): readonly Item<State>[] =>
    times === 0 ? [] : [{ worst: 'failed', best: 'failed', times, ...more }];
  const items = [
    ...failed(covered.uncovered - nameless, { flaw: (most) => failedFlaw(most, covered, fix) }),
    ...failed(nameless, {
      best: 'deferred',
      open: namesOpen(nameless, at),
      flaw: (most) => namelessFlaw(most, nameless, fix),
    }),
    ...failed(covered.covered, {
      excused: { as: 'deferred', by: covered.deferrals },
      ...(covered.uncovered > 0 ? {} : { flaw: (most) => deferredFlaw(most, covered, at) }),
    }),
    ...(passed > 0 ? [{ worst: 'passed', best: 'passed', times: passed } as const] : []),
  ];
  if (passed === 0 && covered.failures === 0 && complete && reports.length > 0) {
    return [limit('none', 'none-passed', 'No test passed.', at)];
  }
  if (!reports.some(({ report }) => report.origin === 'log')) return items;
  const observation = 'The results were read from a log, which names no tests.';
  const log = limit('limited', 'log-only', observation, at);
  // Failures are more important than the place where they were read.
  return [...items, covered.failures === 0 ? log : { worst: log.worst, best: log.best }];
}

function limit(
  state: 'limited' | 'none',
  key: string,
  observation: string,
  at: Pick<Flaw, 'source'>,
): Item<State> {
  const flaw = (most: Level): Flaw => ({ key, severity: severityOf(most), observation, ...at });
  return { worst: state, best: state, flaw };
}

/** Returns how many failures a log or a cut report does not name, while a live deferral may cover them. */
function namelessFailures(reports: readonly CollectedTests[], cover: DeferralCover): number {
  if (!cover.hasTests) return 0;
  return reports
    .filter(({ report }) => report.omitted.cases > 0)
    .map(({ report: { counts, cases } }) => {
      const named = cases.filter(({ outcome }) => outcome === 'failed' || outcome === 'errored');
      return Math.max(0, failureCount(counts) - named.length);
    })
    .reduce((sum, count) => sum + count, 0);
}

function namesOpen(nameless: number, at: Pick<Flaw, 'source'>): Open {
  const what = `names of ${plural(nameless, 'failed test')}`;
  return { kind: 'tests', what, why: 'the report counts them without a name', ...at };
}

function namelessFlaw(most: Level, nameless: number, at: Pick<Flaw, 'source' | 'advice'>): Flaw {
  const observation = `${plural(nameless, 'test')} failed without a name in the report, so that no deferral can be seen to cover them.`;
  return { key: 'nameless', severity: severityOf(most), observation, cause: FAILING_TESTS, ...at };
}

/** The failures of a report that may not count. */
function openFailures(
  one: CollectedTests,
  cover: DeferralCover,
  advice: Pick<Flaw, 'advice'>,
): readonly Item<State>[] {
  const covered = coveredFailures([one], cover);
  if (covered.failures === 0) return [];
  const { source } = one;
  const flaw = (most: Level): Flaw =>
    covered.uncovered > 0
      ? failedFlaw(most, covered, { source, ...advice })
      : deferredFlaw(most, covered, { source });
  const times = covered.failures;
  return [{ worst: 'failed', best: 'none', times, flaw, open: openReport(one) }];
}

function anyResult(open: Open): Item<State> {
  return { worst: 'failed', best: 'passed', times: 'any', open };
}

/** A missing report may have what the job shows and the other reports do not. */
function contradictionItem({ counts, open, known }: Contradiction, complete: boolean): Item<State> {
  const worst = counts === 'differs' ? 'limited' : counts;
  const flaw = known === undefined ? {} : { flaw: () => known.flaw };
  if (open !== undefined) return { worst, best: 'none', open, ...flaw };
  if (complete || known === undefined || worst === 'none') return { worst, best: worst, ...flaw };
  const what = `whether ${known.brief}`;
  const why = 'a report of the job may be missing';
  return { worst, best: 'none', open: { kind: 'tests', what, why }, ...flaw };
}

function unreadJobs(
  state: 'present' | 'none' | 'missing' | 'unreadable',
  gaps: readonly Open[],
): readonly Item<State>[] {
  if (state === 'present') return [];
  return gaps.map((open) => ({ worst: 'hidden', best: 'none', open }));
}

/** Returns what to do about failing tests, with the command of the first test step that failed. */
function adviceFor(
  runs: Evidence<readonly WorkflowRun[]>,
  files: Evidence<RepositoryFiles>,
): Pick<Flaw, 'advice'> {
  if (runs.state !== 'present' || files.state !== 'present') return {};
  const isTest = ({ target }: StepGate): boolean => target === 'test';
  const [failed] = ranSteps(files.value, runs.value, ({ step }) =>
    gatesOfStep(step).some(isTest),
  ).filter(({ outcome }) => outcome === 'failed');
  const command = failed && gatesOfStep(failed.written.step).find(isTest)?.text;
  if (command === undefined) return {};
  return {
    advice: `Run \`${command.replaceAll('`', '')}\` and fix the failing tests named here, or enter each in the deferral registry with an owner, an exit criterion and the milestone it is due in.`,
  };
}

/** What its reports do not say made the test step of a job fail. */
function causeOfJob(
  { runId, job, steps }: TestJob,
  runs: Evidence<readonly WorkflowRun[]>,
): Pick<Flaw, 'cause'> {
  const run = runs.state === 'present' ? runs.value.find(({ id }) => id === runId) : undefined;
  const step = steps.find(({ outcome }) => outcome === 'failed');
  if (run === undefined || step === undefined) return {};
  return { cause: failedStep(run.path, job, step.name) };
}

/** Returns the first contradiction in a few words, to show next to the counts. */
function briefly(against: readonly Contradiction[]): readonly string[] {
  const known = against.flatMap((one) => one.known ?? []);
  const [first] = known;
  if (first === undefined) return [];
  return [known.length === 1 ? first.brief : `${first.brief} (and ${known.length - 1} more)`];
}

/** Keeps few proofs of many jobs, so that the contradictions are shown. */
function withContradictions(
  proof: readonly Proof[],
  against: readonly Contradiction[],
): readonly Proof[] {
  const known = against.flatMap((one) => one.known?.proof ?? []);
  return known.length === 0 ? proof : [...proof.slice(0, 10), ...known];
}

function proofOf(counted: readonly CollectedTests[], expected: number): readonly Proof[] {
  if (counted.length === 0) {
    const what = expected === 0 ? 'test reports' : `the ${expected} expected sources`;
    return [{ text: 'no report of the audited code names a test', source: { what } }];
  }
  return counted.map(({ source, leg, report }) => ({
    text: `${leg === '' ? source.what : leg}: ${formatCounts(report.counts, 0)} (${report.format})`,
    source,
  }));
}

function deferredFlaw(
  most: Level,
  { covered, deferrals }: CoveredFailures,
  at: Pick<Flaw, 'source'>,
): Flaw {
  const observation = `${plural(covered, 'test')} failed, covered by ${deferrals.join(', ')}.`;
  return { key: 'deferred', severity: severityOf(most), observation, deferrals, ...at };
}

function failedFlaw(
  most: Level,
  { uncovered, named }: CoveredFailures,
  at: Pick<Flaw, 'source' | 'advice'>,
): Flaw {
  const first = named[0];
  const message = first?.test.message ?? '';
  const example = first === undefined ? '' : `, first ${first.test.id}`;
  return {
    key: 'failed',
    severity: severityOf(most),
    observation: `${plural(uncovered, 'test')} failed without a live deferral${example}${message === '' ? '' : `: ${message}`}`,
    cause: FAILING_TESTS,
    ...at,
    ...(first === undefined ? {} : { source: first.in.source }),
  };
}
