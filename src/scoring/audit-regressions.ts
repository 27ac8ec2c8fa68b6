import type { AuditRegression, Measures, PreviousAudit } from '../model/history.ts';

/** Maximum number of earlier audits that a duration or a benchmark is compared with. */
const MAX_VALUES = 5;

/** Minimum number of earlier values: fewer do not show what is noise. */
const MIN_VALUES = 3;

/** Minimum noise of times: a tenth of the median. */
const MIN_NOISE = 0.1;

type Earlier = PreviousAudit & { readonly measures: Measures };

/**
 * Returns what got worse by more than noise. Coverage is compared for the same matrix job and
 * format, counts for the same jobs and kind of source.
 */
export function auditRegressions(
  now: Measures,
  previous: readonly PreviousAudit[],
): readonly AuditRegression[] {
  const earlier = previous.filter(
    (one): one is Earlier => one.measures !== undefined && one.standing !== 'changed',
  );
  return [
    ...testCount(now, earlier),
    ...coverage(now, earlier),
    ...duration(now, earlier),
    ...benchmarks(now, earlier),
  ];
}

function comparableTests(now: Measures, earlier: readonly Earlier[]) {
  const { tests } = now;
  if (tests === null) return [];
  const legs = tests.legs.join('\n');
  return earlier.flatMap(({ milestone, measures: { tests: old } }) =>
    old !== null && old.origin === tests.origin && old.legs.join('\n') === legs
      ? [{ milestone, ...old }]
      : [],
  );
}

function testCount(now: Measures, earlier: readonly Earlier[]): readonly AuditRegression[] {
  const before = comparableTests(now, earlier).at(-1);
  if (before === undefined || now.tests === null || now.tests.total >= before.total) return [];
  return [
    {
      what: 'test count',
      before: String(before.total),
      after: String(now.tests.total),
      noise: 'none: tests are counted',
      since: before.milestone,
    },
  ];
}

function coverage(now: Measures, earlier: readonly Earlier[]): readonly AuditRegression[] {
  return now.coverage.flatMap(({ leg, format, percent }): readonly AuditRegression[] => {
    const before = earlier
      .flatMap(({ milestone, measures }) =>
        measures.coverage
          .filter((old) => old.leg === leg && old.format === format)
          .map((old) => ({ milestone, percent: old.percent })),
      )
      .at(-1);
    if (before === undefined || percent >= before.percent) return [];
    return [
      {
        what: leg === '' ? 'coverage' : `coverage ${leg}`,
        before: `${before.percent.toFixed(2)}%`,
        after: `${percent.toFixed(2)}%`,
        noise: 'none: lines are counted',
        since: before.milestone,
      },
    ];
  });
}

function duration(now: Measures, earlier: readonly Earlier[]): readonly AuditRegression[] {
  const current = now.tests?.duration_ms ?? null;
  if (current === null) return [];
  const values = comparableTests(now, earlier).flatMap(({ milestone, duration_ms }) =>
    duration_ms === null ? [] : [{ milestone, value: duration_ms }],
  );
  const slower = beyondNoise(values, current, false);
  return slower === undefined ? [] : [described('duration', slower, current, seconds)];
}

function benchmarks(now: Measures, earlier: readonly Earlier[]): readonly AuditRegression[] {
  return now.benchmarks.flatMap(({ name, unit, value, bigger_is_better }) => {
    if (bigger_is_better === null) return [];
    const values = earlier.flatMap(({ milestone, measures }) =>
      measures.benchmarks
        .filter((old) => old.name === name && old.unit === unit)
        .map((old) => ({ milestone, value: old.value })),
    );
    const worse = beyondNoise(values, value, bigger_is_better);
    const print = (one: number): string => `${String(Number(one.toPrecision(4)))} ${unit}`;
    return worse === undefined ? [] : [described(`benchmark ${name}`, worse, value, print)];
  });
}

interface Spread {
  readonly median: number;
  readonly spread: number;
  readonly count: number;
  readonly since: string;
}

/** Returns median and spread of the last values when the current one is worse than noise. */
function beyondNoise(
  values: readonly { readonly milestone: string; readonly value: number }[],
  current: number,
  biggerIsBetter: boolean,
): Spread | undefined {
  const last = values.slice(-MAX_VALUES);
  const newest = last.at(-1);
  if (newest === undefined || last.length < MIN_VALUES) return undefined;
  const sorted = last.map(({ value }) => value).sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  const median = sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
  const spread = (sorted.at(-1) ?? 0) - (sorted[0] ?? 0);
  const noise = Math.max(spread, Math.abs(median) * MIN_NOISE);
  const worse = biggerIsBetter ? median - current : current - median;
  return worse > noise
    ? { median, spread, count: last.length, since: newest.milestone }
    : undefined;
}

function described(
  what: string,
  { median, spread, count, since }: Spread,
  current: number,
  print: (value: number) => string,
): AuditRegression {
  return {
    what,
    before: `median ${print(median)}`,
    after: print(current),
    noise: `spread ${print(spread)} over ${count} audits`,
    since,
  };
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
