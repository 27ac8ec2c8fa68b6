import {
  comparePercentages,
  coverageByJob,
  type JobCoverage,
  percentOf,
  reportsOfJob,
} from '../analysis/coverage-reports.ts';
import { deferralCover } from '../analysis/deferrals.ts';
import { leveled, notApplicable } from '../analysis/fold.ts';
import { defineRule, severityOf } from '../analysis/runner.ts';
import { requireSources, unknown } from '../analysis/unconverted.ts';
import type { CoverageCount } from '../model/reports.ts';
import { optionalText } from '../model/rule.ts';
import type { Level } from '../model/verdict.ts';

export const coverageDelta = defineRule({
  id: 'coverage-delta',
  title: 'Coverage delta',
  needs: ['coverage', 'baseCoverage'],
  uses: ['registry', 'sources'],
  levels: [
    'line coverage fell by 4 points or more',
    'it fell by less than 4 points',
    'it fell by less than 2 points',
    'it fell by less than 1 point, or by more under a live deferral of `coverage.lines`',
    'it fell by less than half a point',
    'it did not fall, in any leg',
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
      fallback: 'every leg is compared, the one that fell most speaks',
      meaning: 'matrix leg, or artifact, whose coverage is compared',
    },
  ],
  judge({ coverage, baseCoverage, registry, sources }, context) {
    const leg = optionalText(context, 'leg');
    const [headReports, baseReports] = [
      reportsOfJob(coverage, leg),
      reportsOfJob(baseCoverage, leg),
    ];
    if (typeof headReports === 'string') return unknown(headReports);
    if (typeof baseReports === 'string') return unknown(`at the base, ${baseReports}`);
    const head = coverageByJob(headReports);
    const base = coverageByJob(baseReports);
    if (base.length === 0) return notApplicable('the base has nothing that could be covered');
    const lost = base.find(({ leg }) => !head.some((one) => one.leg === leg));
    if (lost !== undefined) {
      const name = lost.leg === '' ? 'the base’s only leg' : `leg ${lost.leg}`;
      return unknown(`${name} has coverage at the base and none at the head`);
    }
    const pairs = base.map((before) => ({ before, after: head.find(sameLeg(before)) ?? before }));
    const lids = deferralCover(registry, context.milestone).threshold('coverage.lines');
    const finding = judgePairs(pairs, lids);
    return requireSources('coverage', sources, finding);
  },
});

interface Pair {
  readonly before: JobCoverage;
  readonly after: JobCoverage;
}

function sameLeg({ leg }: JobCoverage): (one: JobCoverage) => boolean {
  return (one) => one.leg === leg;
}

function judgePairs(pairs: readonly Pair[], deferrals: readonly string[]) {
  const levels = pairs.map(({ before, after }) => levelOf(before.lines, after.lines));
  const undeferred = Math.min(...levels) as Level;
  const level = undeferred < 3 && deferrals.length > 0 ? 3 : undeferred;
  const worst = pairs[levels.indexOf(undeferred)];
  const words = worst === undefined ? '' : describe(worst);
  return leveled({
    level,
    measured: words,
    proof: pairs.flatMap(({ before, after }) => [
      { text: `head: ${percentOf(after.lines)} % of lines`, source: after.source },
      { text: `base: ${percentOf(before.lines)} % of lines`, source: before.source },
    ]),
    flaws:
      level === 5 || worst === undefined
        ? []
        : [
            {
              key: `fell:${worst.after.leg}`,
              severity: severityOf(level),
              observation: `Line coverage fell: ${words}.`,
              source: worst.after.source,
            },
          ],
    deferrals,
    undeferred,
  });
}

/** Upper bound of a fall in hundredths of a percentage point, and the level it earns. */
const FALLS: readonly (readonly [number, Level])[] = [
  [50, 4],
  [100, 3],
  [200, 2],
  [400, 1],
];

/** Compares exactly: 400 hundredths of a point are 4 / 100 of the ratio. */
function levelOf(before: CoverageCount, after: CoverageCount): Level {
  if (comparePercentages(after, before) >= 0) return 5;
  const scale = BigInt(before.total) * BigInt(after.total);
  const fall =
    BigInt(before.covered) * BigInt(after.total) - BigInt(after.covered) * BigInt(before.total);
  const step = FALLS.find(([hundredths]) => fall * 10_000n < BigInt(hundredths) * scale);
  return step?.[1] ?? 0;
}

function describe({ before, after }: Pair): string {
  const leg = after.leg === '' ? '' : ` in ${after.leg}`;
  return `${percentOf(after.lines)} % of lines (base ${percentOf(before.lines)} %)${leg}`;
}
