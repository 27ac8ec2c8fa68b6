import {
  comparePercentages,
  coverageByJob,
  type JobCoverage,
  percentOf,
  reportsOfJob,
} from '../analysis/coverage-reports.ts';
import { deferralCover } from '../analysis/deferrals.ts';
import { BY_WORST } from '../analysis/fold.ts';
import { defineRule, severityOf } from '../analysis/runner.ts';
import type { Source } from '../model/evidence.ts';
import { type Item, optionalText } from '../model/rule.ts';
import type { Flaw, Level, Open } from '../model/verdict.ts';

export const coverageDelta = defineRule({
  id: 'coverage-delta',
  title: 'Coverage delta',
  needs: ['coverage', 'baseCoverage'],
  uses: ['registry', 'sources'],
  settles: ['coverage', 'sources'],
  levels: [
    'line coverage fell by 4 points or more',
    'it fell by less than 4 points',
    'it fell by less than 2 points',
    'it fell by less than 1 point, or by more under a live deferral of `coverage.lines`',
    'it fell by less than half a point',
    'it did not fall, in any matrix job',
  ],
  remediation: {
    recommendation: 'Cover the lines that this milestone added, in the files that lost most.',
    minutes: 90,
    guardrail: 'Raise the threshold to what is measured.',
    rollback: 'Revert the code that has no tests.',
    area: 'COV',
  },
  options: [
    {
      name: 'leg',
      type: 'text',
      fallback: 'every matrix job is compared, and the largest fall decides',
      meaning: 'matrix job, or artifact, whose coverage is compared',
    },
  ],
  table: BY_WORST,
  judge({ coverage, baseCoverage, registry }, context, gaps) {
    const wanted = optionalText(context, 'leg');
    const headReports = reportsOfJob(coverage, wanted);
    const baseReports = reportsOfJob(baseCoverage, wanted);
    if (typeof headReports === 'string') {
      const open: Open = { kind: 'coverage', what: `coverage of ${wanted}`, why: headReports };
      return { items: [anyChange(open)], measured: 'no coverage to compare' };
    }
    const head = coverageByJob(headReports);
    const base = typeof baseReports === 'string' ? [] : coverageByJob(baseReports);
    const deferrals = deferralCover(registry, context.milestone).threshold('coverage.lines');
    const pairs = base.flatMap((before): readonly Pair[] => {
      const after = head.find((one) => one.leg === before.leg);
      return after === undefined ? [] : [{ before, after }];
    });
    const lost = base.filter((one) => !pairs.some(({ before }) => before === one));
    const [worst] = pairs.toSorted((a, b) => levelOf(a) - levelOf(b));
    return {
      items: [
        ...pairs
          .toSorted((a, b) => levelOf(a) - levelOf(b))
          .map((pair) => pairItem(pair, deferrals, gaps('coverage'))),
        ...lost.map(({ leg: name, source }) => anyChange(lostJob(name, source))),
      ],
      measured: worst === undefined ? 'no coverage to compare' : describe(worst),
      proof: pairs.flatMap(({ before, after }) => [
        { text: `head: ${percentOf(after.lines)}% of lines`, source: after.source },
        { text: `base: ${percentOf(before.lines)}% of lines`, source: before.source },
      ]),
      none:
        typeof baseReports === 'string'
          ? `at the base, ${baseReports}`
          : 'the base has nothing that could be covered',
    };
  },
});

type Levels = (typeof BY_WORST)['states'][number];

interface Pair {
  readonly before: JobCoverage;
  readonly after: JobCoverage;
}

function pairItem(pair: Pair, deferrals: readonly string[], gaps: readonly Open[]): Item<Levels> {
  const level = levelOf(pair);
  const flaw = (most: Level): Flaw => ({
    key: `fell:${pair.after.leg}`,
    severity: severityOf(most),
    observation: `Line coverage fell: ${describe(pair)}.`,
    source: pair.after.source,
    ...(level < 3 ? { deferrals } : {}),
  });
  const fell = level < 5 ? { flaw } : {};
  const gap = gaps.find((open) => mayChange(pair, open));
  if (gap !== undefined) return { worst: '0', best: '5', open: gap, ...fell };
  const state = String(level) as Levels;
  const excused = { as: '3', by: deferrals } as const;
  return {
    worst: state,
    best: state,
    ...fell,
    ...(level < 3 && deferrals.length > 0 ? { excused } : {}),
  };
}

/** A report of another artifact than the job's only one is not a part of its coverage. */
function mayChange({ after }: Pair, { source }: Open): boolean {
  const own = after.source.artifactId;
  return own === undefined || source?.artifactId === undefined || source.artifactId === own;
}

function anyChange(open: Open): Item<Levels> {
  return { worst: '0', best: '5', open };
}

function lostJob(job: string, source: Source): Open {
  const what = job === '' ? 'coverage' : `coverage of ${job}`;
  return { kind: 'coverage', what, why: 'the base has it, and the audited code has none', source };
}

/** Upper bound of a fall in hundredths of a percentage point, and the level it earns. */
const FALLS: readonly (readonly [number, Level])[] = [
  [50, 4],
  [100, 3],
  [200, 2],
  [400, 1],
];

/** Compares exactly: 400 hundredths of a point are 4 / 100 of the ratio. */
function levelOf(pair: Pair): Level {
  const [before, after] = [pair.before.lines, pair.after.lines];
  if (comparePercentages(after, before) >= 0) return 5;
  const scale = BigInt(before.total) * BigInt(after.total);
  const fall =
    BigInt(before.covered) * BigInt(after.total) - BigInt(after.covered) * BigInt(before.total);
  const step = FALLS.find(([hundredths]) => fall * 10_000n < BigInt(hundredths) * scale);
  return step?.[1] ?? 0;
}

function describe({ before, after }: Pair): string {
  const job = after.leg === '' ? '' : ` in ${after.leg}`;
  return `${percentOf(after.lines)}% of lines (base ${percentOf(before.lines)}%)${job}`;
}
