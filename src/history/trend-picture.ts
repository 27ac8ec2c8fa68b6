import type { TrendRow } from '../model/history.ts';
import { CHART_HEIGHT, type Chart, chart, svg } from './chart.ts';
import type { Programme } from './programme.ts';
import type { Theme } from './theme.ts';

/** Milestones drawn of one series; older ones are in the index. */
const MAX_POINTS = 40;

/** Series drawn; the others are in the index. */
const MAX_SERIES = 4;

/** The same charts, each a picture of its own, for a page that lays them out. */
export function trendPictures(programme: Programme, theme: Theme): readonly string[] {
  return chartsOf(programme).map((one, at) =>
    svg(CHART_HEIGHT, one.title, chartWords(one), chart(one, theme, 0), `trend-${at + 1}`),
  );
}

/** Every value of a chart, for readers who do not see it. */
function chartWords({ points, print }: Chart): string {
  return points
    .map(({ label, value, mark }) => {
      const said = value === null ? 'not measured' : print(value);
      return `${label}: ${said}${mark === undefined ? '' : ` (${mark})`}`;
    })
    .join(', ');
}

/** Scores over milestones, one chart a series, then coverage and test counts where they were measured. */
export function trendPicture(programme: Programme, theme: Theme): string {
  const charts = chartsOf(programme);
  const body = charts.map((one, at) => chart(one, theme, at * CHART_HEIGHT)).join('\n');
  return svg(
    charts.length * CHART_HEIGHT,
    'Milestone audits',
    trendWords(programme),
    body,
    'trend',
  );
}

/** What the picture shows, in words: its text alternative. */
export function trendWords(programme: Programme): string {
  return programme.series
    .map((rows) => {
      const shown = rows.slice(-MAX_POINTS);
      const [first, last] = [shown[0], shown.at(-1)];
      if (first === undefined || last === undefined) return '';
      return shown.length === 1
        ? `${first.milestone}: ${say(first)}.`
        : `${shown.length} milestones from ${first.milestone}, ${say(first)}, to ${last.milestone}, ${say(last)}.`;
    })
    .join(' ');
}

function say({ score, verdict }: TrendRow): string {
  return `${score === null ? 'no score' : `${score.toFixed(1)} of 5`} (${verdict})`;
}

function chartsOf({ series }: Programme): readonly Chart[] {
  const shown = series.slice(0, MAX_SERIES).map((rows) => rows.slice(-MAX_POINTS));
  const several = series.length > 1;
  return shown.flatMap((rows) => {
    const from = several ? `, ${rows[0]?.milestone ?? ''} to ${rows.at(-1)?.milestone ?? ''}` : '';
    return [scores(rows, `Score${from}`), ...measured(rows, from)];
  });
}

function scores(rows: readonly TrendRow[], title: string): Chart {
  return {
    title,
    points: rows.map(({ milestone, score, verdict }) => ({
      label: milestone,
      value: score,
      mark: verdict,
    })),
    max: 5,
    ticks: [0, 1, 2, 3, 4, 5],
    print: (value) => (Number.isInteger(value) ? String(value) : value.toFixed(1)),
  };
}

function measured(rows: readonly TrendRow[], from: string): readonly Chart[] {
  const coverage = rows.map((row) => lowest(row.measures?.coverage.map((one) => one.percent)));
  const tests = rows.map((row) => row.measures?.tests?.total ?? null);
  const most = ceiling(Math.max(0, ...tests.map((count) => count ?? 0)));
  const points = (values: readonly (number | null)[]): Chart['points'] =>
    rows.map(({ milestone }, at) => ({ label: milestone, value: values[at] ?? null }));
  return [
    {
      title: `Coverage in %, lowest leg${from}`,
      points: points(coverage),
      max: 100,
      ticks: [0, 50, 100],
      print: (value: number) => String(Math.floor(value * 10) / 10),
    },
    {
      title: `Tests${from}`,
      points: points(tests),
      max: most,
      ticks: [0, most / 2, most],
      print: String,
    },
  ].filter((one) => one.points.filter(({ value }) => value !== null).length > 1);
}

function lowest(values: readonly number[] | undefined): number | null {
  return values === undefined || values.length === 0 ? null : Math.min(...values);
}

/** The next round number: 35 → 40, 1202 → 2000. */
function ceiling(count: number): number {
  const unit = 10 ** Math.max(0, String(Math.floor(count)).length - 1);
  return Math.max(2, Math.ceil(count / unit) * unit);
}
