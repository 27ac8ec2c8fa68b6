import { isCertain, missingReports, noneCounts } from '../analysis/missing-reports.ts';
import { defineRule, severityOf } from '../analysis/runner.ts';
import { countedRuns } from '../analysis/runs.ts';
import {
  type CollectedTests,
  countedTests,
  formatCounts,
  sumCounts,
  type WorseFirst,
} from '../analysis/test-reports.ts';
import { quantity } from '../lib/format.ts';
import type { Evidence } from '../model/evidence.ts';
import type { CountStates, Item } from '../model/rule.ts';
import type { WorkflowRun } from '../model/run.ts';
import type { Flaw, Level, Open } from '../model/verdict.ts';
import { caseKey } from '../report-formats/test-results/case-identity.ts';
import { identityKeys } from '../report-formats/test-results/tallied-report.ts';
import { testStepFinder } from '../workflow/test-steps.ts';

/** Tests of the base that no longer run, tests that are skipped and were not there, and tests that ran. */
const STATES = ['gone', 'skipped', 'new-skip', 'ran'] as const;
type State = (typeof STATES)[number];

export const testCount = defineRule({
  id: 'test-count',
  title: 'Test count',
  controls: ['OSPS-QA-06.01'],
  needs: ['tests', 'baseTests'],
  uses: ['runs', 'files', 'sources'],
  settles: ['tests', 'runs', 'files', 'sources'],
  levels: [
    'fewer than half as many tests ran as at the base, or none',
    'fewer tests than at the base, newly skipped ones aside',
    'more than two tests are newly skipped',
    'fewer tests, or more skips, under a live deferral of this rule',
    'one or two tests are newly skipped',
    'no fewer tests and no more skips than at the base',
  ],
  remediation: {
    recommendation: 'Bring back the tests that went missing, or let the skipped ones run.',
    minutes: 60,
    guardrail: 'Review deleted tests like deleted code.',
    rollback: 'Revert the commit that removed them.',
    area: 'TEST',
  },
  deferralCap: 3,
  table: { states: STATES, level: levelOf },
  judge({ tests, baseTests, runs, files }, _, gaps) {
    const isTestStep = testStepFinder(files, []);
    const lost = missingReports({ tests, runs, files, isTestStep, sources: gaps('tests') });
    const counted = countedTests(tests, runs, fewestFirst);
    const certain =
      lost.length === 0
        ? counted
        : countedTests(
            tests.filter((one) => isCertain(one, { runs })),
            runs,
            fewestFirst,
          );
    const difference = compare(certain, baseTests);
    return {
      items: [
        ...(lost.length === 0
          ? headItems(difference, certain)
          : itemsBesideMissing(difference, certain, haveTwins(runs))),
        ...[...lost, ...noneCounts(counted, lost)].map(anyTest),
      ],
      measured: describe(difference),
      proof: [...certain.map(proofOf('head')), ...baseTests.map(proofOf('base'))].concat(
        certain.length + baseTests.length === 0
          ? [{ text: 'no report names a test', source: { what: 'test reports' } }]
          : [],
      ),
    };
  },
});

/** Without a test that ran, nothing was compared that could be better than a 0. */
function levelOf(count: CountStates<State>): Level {
  const ran = count('ran');
  if (ran === 0 || ran < count('gone', 'skipped')) return 0;
  if (count('gone') > 0) return 1;
  const skips = count('skipped', 'new-skip');
  if (skips > 2) return 2;
  return skips > 0 ? 4 : 5;
}

/** A run in which fewer tests ran, or more were skipped, is the worse one. */
const fewestFirst: WorseFirst = (a, b) => {
  const [left, right] = [sumCounts(a), sumCounts(b)];
  return left.tests - left.skipped - (right.tests - right.skipped) || right.skipped - left.skipped;
};

/** What became of the tests of the base. */
interface Difference {
  readonly head: { readonly tests: number; readonly skipped: number };
  readonly base: { readonly tests: number; readonly skipped: number };
  /** Tests of the base that do not run any more, in whatever way. */
  readonly fewer: number;
  /** Of these, the skipped ones. */
  readonly skipped: number;
  /** Further tests that are skipped: new ones, or in place of others. */
  readonly newSkips: number;
  /** Names of tests that ran at the base and are skipped. */
  readonly names: readonly string[];
  /** Tests of the base that no report of the head names; a renamed test counts. */
  readonly unseen: number;
  /** Number of skipped tests of the head without a name in a report that was cut. */
  readonly nameless: number;
}

/** Compares by identity where both sides name all their tests, else by numbers. */
function compare(
  counted: readonly CollectedTests[],
  baseTests: readonly CollectedTests[],
): Difference {
  const [head, base] = [sumCounts(counted), sumCounts(baseTests)];
  const fewer = Math.max(0, base.tests - base.skipped - (head.tests - head.skipped));
  const more = Math.max(0, head.skipped - base.skipped);
  // Reading the value would make all texts.
  const known = [...counted, ...baseTests].every(({ report }) => 'identities' in report);
  const cut = [...counted, ...baseTests].some(
    ({ report }) => report.origin === 'report' && report.omitted.cases > 0,
  );
  const swapped = cut || !known ? [] : newlySkipped(counted, baseTests);
  const total = swapped.reduce((sum, { times }) => sum + times, 0);
  const skipped = known && !cut ? Math.min(total, fewer) : Math.min(more, fewer);
  return {
    head,
    base,
    fewer,
    skipped,
    newSkips: Math.max(more, total) - skipped,
    names: swapped.map(({ id }) => id),
    unseen: known ? unseenCount(counted, baseTests) : 0,
    nameless: cut ? head.skipped : 0,
  };
}

interface Skip {
  readonly id: string;
  /** In how many more reports it is skipped than at the base. */
  readonly times: number;
}

/** Returns tests of the base that are skipped in more reports than there, by identity. */
function newlySkipped(
  head: readonly CollectedTests[],
  base: readonly CollectedTests[],
): readonly Skip[] {
  const before = new Map<string, number>();
  for (const id of base.flatMap(skippedIn)) before.set(id, (before.get(id) ?? 0) + 1);
  const now = new Map<string, number>();
  for (const id of head.flatMap(skippedIn)) now.set(id, (now.get(id) ?? 0) + 1);
  const more = [...now].flatMap(([id, times]): readonly Skip[] => {
    const difference = times - (before.get(id) ?? 0);
    return difference > 0 ? [{ id, times: difference }] : [];
  });
  if (more.length === 0) return [];
  return more.filter(({ id }) => base.some(({ report }) => identityKeys(report)?.has(caseKey(id))));
}

function skippedIn({ report }: CollectedTests): readonly string[] {
  return report.cases.filter(({ outcome }) => outcome === 'skipped').map(({ id }) => id);
}

function unseenCount(head: readonly CollectedTests[], base: readonly CollectedTests[]): number {
  const known = head.flatMap(({ report }) => identityKeys(report) ?? []);
  const isUnseen = (key: number): boolean => !known.some((one) => one.has(key));
  const unseen = new Set<number>();
  for (const { report } of base) {
    for (const keys of identityKeys(report)?.keys() ?? []) {
      for (const key of keys.filter(isUnseen)) unseen.add(key);
    }
  }
  return unseen.size;
}

function headItems(
  difference: Difference,
  counted: readonly CollectedTests[],
): readonly Item<State>[] {
  const { head, fewer, skipped, newSkips, nameless } = difference;
  if (nameless > 0) return cutItems(difference, counted);
  const at = placeOf(counted);
  const fewerFlaw = (most: Level): Flaw => flawOfFewer(most, difference, at);
  const skipFlaw = (most: Level): Flaw => flawOfSkips(most, difference, counted, at);
  const [gone, ran] = [fewer - skipped, head.tests - head.skipped];
  const isEmpty = counted.length > 0 && ran === 0 && gone + skipped + newSkips === 0;
  return [
    ...known('ran', ran),
    ...known('gone', gone, fewerFlaw),
    ...known('skipped', skipped, gone > 0 ? undefined : skipFlaw),
    ...known('new-skip', newSkips, gone + skipped > 0 ? undefined : skipFlaw),
    ...(isEmpty ? [{ worst: 'none', best: 'none', flaw: fewerFlaw } as const] : []),
  ];
}

/** Tests whose names were cut off may be skipped in place of others. */
function cutItems(
  difference: Difference,
  counted: readonly CollectedTests[],
): readonly Item<State>[] {
  const { head, fewer, newSkips, nameless } = difference;
  const at = placeOf(counted);
  const why = 'a report counts more skipped tests than it names';
  const open: Open = { kind: 'tests', what: 'names of the skipped tests', why, ...at };
  const flaw = (most: Level): Flaw => flawOfFewer(most, difference, at);
  const gone = Math.max(0, fewer - nameless);
  const perhaps = fewer - gone;
  return [
    ...known('ran', head.tests - head.skipped),
    ...known('gone', gone, flaw),
    ...known('new-skip', newSkips, (most) => flawOfSkips(most, difference, counted, at)),
    ...(perhaps > 0
      ? [
          {
            worst: 'gone',
            best: 'skipped',
            times: perhaps,
            open,
            ...(gone > 0 ? {} : { flaw }),
          } as const,
        ]
      : []),
    { worst: 'skipped', best: 'none', times: nameless, open },
  ];
}

/**
 * Returns what counts next to a missing report. It may have the tests that seem to be gone, and
 * cannot undo a skip, unless it is of another run of the same workflow and that run counts.
 */
function itemsBesideMissing(
  difference: Difference,
  counted: readonly CollectedTests[],
  hasTwins: boolean,
): readonly Item<State>[] {
  const { head, skipped, newSkips } = difference;
  const at = placeOf(counted);
  const flaw = (most: Level): Flaw => flawOfSkips(most, difference, counted, at);
  const skips = known('new-skip', skipped + newSkips, flaw);
  const why = 'a report of another run of the workflow may be missing';
  const open: Open = { kind: 'tests', what: 'which run of a workflow counts', why };
  return [
    ...known('ran', head.tests - head.skipped),
    ...(hasTwins ? skips.map((item) => ({ ...item, best: 'none' as const, open })) : skips),
  ];
}

function known(state: State, times: number, flaw?: Item<State>['flaw']): readonly Item<State>[] {
  if (times === 0) return [];
  return [{ worst: state, best: state, times, ...(flaw === undefined ? {} : { flaw }) }];
}

function placeOf([first]: readonly CollectedTests[]): Pick<Flaw, 'source'> {
  return first === undefined ? {} : { source: first.source };
}

function haveTwins(runs: Evidence<readonly WorkflowRun[]>): boolean {
  if (runs.state !== 'present') return false;
  const paths = countedRuns(runs.value).counted.map(({ path }) => path);
  return new Set(paths).size < paths.length;
}

/** A missing report may have any number of tests that are skipped, or that ran. */
function anyTest(open: Open): Item<State> {
  return { worst: 'skipped', best: 'ran', times: 'any', open };
}

function describe({ head, base, unseen }: Difference): string {
  const words = `${head.tests} tests (base ${base.tests}), ${head.skipped} skipped (base ${base.skipped})`;
  return unseen > 0 ? `${words}, ${unseen} of the base’s gone` : words;
}

function proofOf(when: string) {
  return ({ report, source }: CollectedTests) => ({
    text: `${when}: ${formatCounts(report.counts, 0)}`,
    source,
  });
}

function flawOfFewer(most: Level, { head, base }: Difference, at: Pick<Flaw, 'source'>): Flaw {
  const observation = `${quantity(head.tests - head.skipped, 'test')} ran; at the base, ${base.tests - base.skipped} did.`;
  return { key: 'fewer', severity: severityOf(most), observation, ...at };
}

function flawOfSkips(
  most: Level,
  { head, base, names }: Difference,
  counted: readonly CollectedTests[],
  at: Pick<Flaw, 'source'>,
): Flaw {
  const shown = (names.length > 0 ? names : counted.flatMap(skippedIn)).slice(0, 3);
  const list = shown.length === 0 ? '' : `; skipped are ${shown.join(', ')}`;
  const more = head.skipped - base.skipped;
  const observation =
    more > 0
      ? `${quantity(more, 'test')} more skipped than at the base${list}.`
      : `${quantity(names.length, 'test')} that ran at the base ${names.length === 1 ? 'is' : 'are'} skipped${list}.`;
  return { key: 'skips', severity: severityOf(most), observation, ...at };
}
