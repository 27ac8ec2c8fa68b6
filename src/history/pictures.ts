import type { FlowStep } from '../model/flow-steps.ts';
import type { TrendRow } from '../model/trend.ts';
import { CHART_HEIGHT, CHART_WIDTH, type Chart, chart, svg, type Theme, text } from './chart.ts';
import type { Programme } from './milestones.ts';
import { px } from './xml.ts';

const ROW = 30;
const TOP = 34;
const NAMES = 190;
const TIMES = 84;

/** The steps of the CI with their durations as bars, one below the other as they ran. */
export function flowPicture(milestone: string, flow: readonly FlowStep[], theme: Theme): string {
  const longest = Math.max(1, ...flow.map(({ seconds }) => seconds ?? 0));
  const rows = flow.map((step, at) => row(step, TOP + at * ROW, longest, theme)).join('\n');
  const title = text(0, 18, `CI flow of ${milestone}`, theme.text, 'start', 600);
  const height = TOP + flow.length * ROW + 4;
  return svg(height, `CI flow of ${milestone}`, flowWords(flow), `${title}\n${rows}`, 'flow');
}

/** `install 41 s, pytest 38 s (failure), coverage (skipped)`. */
export function flowWords(flow: readonly FlowStep[]): string {
  return flow
    .map(({ name, seconds, conclusion }) => {
      const time = seconds === null ? '' : ` ${seconds} s`;
      return `${name}${time}${conclusion === 'success' ? '' : ` (${conclusion})`}`;
    })
    .join(', ');
}

function row(step: FlowStep, y: number, longest: number, theme: Theme): string {
  const passed = step.conclusion === 'success';
  const room = CHART_WIDTH - NAMES - TIMES - 16;
  const width = ((step.seconds ?? 0) / longest) * room;
  const fill = passed ? theme.line : step.seconds === null ? theme.grid : theme.red;
  const name = step.name.length > 21 ? `${step.name.slice(0, 20)}…` : step.name;
  const words = step.seconds === null ? step.conclusion : `${step.seconds} s`;
  const said = passed || step.seconds === null ? words : `${words} ✗`;
  return [
    text(0, y + 19, name, theme.text, 'start'),
    `<rect x="${NAMES}" y="${y + 6}" width="${px(Math.max(2, width))}" height="16" rx="2" fill="${fill}"/>`,
    text(NAMES + Math.max(2, width) + 8, y + 19, said, passed ? theme.muted : theme.text, 'start'),
  ].join('');
}

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
        ? `${first.milestone}: ${scoreText(first)}.`
        : `${shown.length} milestones from ${first.milestone}, ${scoreText(first)}, to ${last.milestone}, ${scoreText(last)}.`;
    })
    .join(' ');
}

function scoreText({ score, verdict }: TrendRow): string {
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
