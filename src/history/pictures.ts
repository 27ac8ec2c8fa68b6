import type { FlowStep } from '../audit-chain/flow-steps.ts';
import { grouped } from '../lib/format.ts';
import type { TrendRow, VerdictColor } from '../model/history.ts';
import { printRange, printScore, rowWords } from '../render/format/labels.ts';
import type { MilestoneHistory } from './milestones.ts';
import { FONT_SIZE, IMAGE_WIDTH, px, svg, type Theme, text } from './svg.ts';

/** Maximum milestones drawn of one series. The index has all of them. */
const MAX_POINTS = 40;

/** Maximum series drawn. The index has all of them. */
const MAX_SERIES = 4;

/** Returns each chart as a separate image, for the page. */
export function trendPictures(history: MilestoneHistory, theme: Theme): readonly string[] {
  return chartsOf(history).map((one, at) =>
    svg(CHART_HEIGHT, one.title, chartText(one), chart(one, theme, 0), `trend-${at + 1}`),
  );
}

/** Returns every value of a chart as text, for screen readers. */
function chartText({ points, print, minimum }: Chart): string {
  const asked = minimum === null ? '' : `; minimum ${print(minimum)}`;
  const values = points
    .map(({ label, value, max: most = value, verdict }) => {
      const range = most === null || most === value ? '' : `–${print(most)}`;
      const shown = value === null ? 'not measured' : `${print(value)}${range}`;
      return `${label}: ${shown}${verdict === undefined ? '' : ` (${verdict.words})`}`;
    })
    .join(', ');
  return `${values}${asked}`;
}

/** Returns one image with a chart of scores per series, and coverage and test counts if they were measured. */
export function trendPicture(history: MilestoneHistory, theme: Theme): string {
  const charts = chartsOf(history);
  const body = charts.map((one, at) => chart(one, theme, at * CHART_HEIGHT)).join('\n');
  return svg(charts.length * CHART_HEIGHT, 'Milestone audits', trendText(history), body, 'trend');
}

/** Returns the alternative text of the trend image. */
export function trendText(history: MilestoneHistory): string {
  return history.series
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

function scoreText(row: TrendRow): string {
  return `${row.score === null ? 'no score' : `${printRange(row)} of 5`} (${rowWords(row)})`;
}

function chartsOf({ series, minimum }: MilestoneHistory): readonly Chart[] {
  const shown = series.slice(0, MAX_SERIES).map((rows) => rows.slice(-MAX_POINTS));
  const several = series.length > 1;
  return shown.flatMap((rows) => {
    const from = several ? `, ${rows[0]?.milestone ?? ''} to ${rows.at(-1)?.milestone ?? ''}` : '';
    return [scores(rows, from, minimum.score), ...measured(rows, from, minimum)];
  });
}

function scores(rows: readonly TrendRow[], from: string, minimum: number | null): Chart {
  return {
    title: `Score, mean of the categories${from}`,
    minimum,
    points: rows.map((row) => ({
      label: row.milestone,
      value: row.score,
      ...(row.score_max == null ? {} : { max: row.score_max }),
      verdict: { color: row.verdict, words: rowWords(row) },
    })),
    max: 5,
    ticks: [0, 1, 2, 3, 4, 5],
    print: printScore,
  };
}

function measured(
  rows: readonly TrendRow[],
  from: string,
  minimum: MilestoneHistory['minimum'],
): readonly Chart[] {
  const coverage = rows.map((row) => lowest(row.measures?.coverage.map((one) => one.percent)));
  const tests = rows.map((row) => row.measures?.tests?.total ?? null);
  const most = roundUp(Math.max(minimum.tests ?? 0, ...tests.map((count) => count ?? 0)));
  const points = (values: readonly (number | null)[]): Chart['points'] =>
    rows.map(({ milestone }, at) => ({ label: milestone, value: values[at] ?? null }));
  return [
    {
      title: `Line coverage in %, lowest matrix job${from}`,
      minimum: minimum.coverage,
      points: points(coverage),
      max: 100,
      ticks: [0, 50, 100],
      print: (value: number) => String(Math.floor(value * 10) / 10),
    },
    {
      title: `Number of tests${from}`,
      minimum: minimum.tests,
      points: points(tests),
      max: most,
      ticks: [0, most / 2, most],
      print: grouped,
    },
  ].filter((one) => one.points.filter(({ value }) => value !== null).length > 1);
}

function lowest(values: readonly number[] | undefined): number | null {
  return values === undefined || values.length === 0 ? null : Math.min(...values);
}

/** Returns the next round number: 35 → 40, 1202 → 2000. */
function roundUp(count: number): number {
  const unit = 10 ** Math.max(0, String(Math.floor(count)).length - 1);
  return Math.max(2, Math.ceil(count / unit) * unit);
}

interface ChartPoint {
  readonly label: string;
  /** `null` if not measured: the line has a gap. */
  readonly value: number | null;
  /** The highest value that the evidence allows; default: `value`. */
  readonly max?: number;
  /** Sets color and shape of the mark; without one it has the line's color. */
  readonly verdict?: { readonly color: VerdictColor; readonly words: string };
}

interface Chart {
  /** What is measured. */
  readonly title: string;
  /** The lowest value that passes; `null` when the config asks for none. */
  readonly minimum: number | null;
  readonly points: readonly ChartPoint[];
  readonly max: number;
  readonly ticks: readonly number[];
  readonly print: (value: number) => string;
}

/** Height of one chart in pixels. */
const CHART_HEIGHT = 206;
const [LEFT, RIGHT, TOP, BOTTOM] = [44, 56, 36, 46];

type Edges = readonly [left: number, right: number];

/** Returns where the line begins and ends: labels of large numbers need more room than `LEFT` and `RIGHT`. */
function edgesOf({ ticks, points, print }: Chart): Edges {
  const room = (labels: readonly string[], width: number): number =>
    Math.ceil(Math.max(0, ...labels.map(({ length }) => length)) * FONT_SIZE * width);
  const last = points.flatMap(({ value }) => value ?? []).slice(-1);
  // A digit of the system fonts is at most 0.6 of the font's size wide, a bold one 0.7.
  return [
    Math.max(LEFT, 8 + room(ticks.map(print), 0.6)),
    IMAGE_WIDTH - Math.max(RIGHT, 12 + room(last.map(print), 0.7)),
  ];
}

/** Maximum labels below the line without overlap. */
const MAX_LABELS = 5;

/** Returns a line over milestones with its last value. Marks show the verdict by shape and color. */
function chart(one: Chart, theme: Theme, y: number): string {
  const { title, points, max, ticks, print, minimum } = one;
  const edges = edgesOf(one);
  const [left, right] = edges;
  const x = (at: number): number =>
    points.length === 1 ? (left + right) / 2 : left + (at * (right - left)) / (points.length - 1);
  const height = (value: number): number =>
    y + TOP + (1 - value / max) * (CHART_HEIGHT - TOP - BOTTOM);
  const placed = points.map((point, at) => ({
    ...point,
    x: x(at),
    y: point.value === null ? null : height(Math.min(max, point.value)),
    top: height(Math.min(max, point.max ?? point.value ?? 0)),
  }));
  return [
    text(0, y + FONT_SIZE + 2, title, theme.text, 'start', 600),
    ...ticks.map((tick) => gridLine(edges, height(tick), print(tick), theme)),
    minimum === null ? '' : passLine(edges, height(Math.min(max, minimum)), print(minimum), theme),
    ...segments(placed).map(
      (d) => `<path d="${d}" fill="none" stroke="${theme.line}" stroke-width="2"/>`,
    ),
    ...placed.map((point) => bounds(point, theme)),
    ...placed.map((point) =>
      point.y === null ? '' : mark(point.x, point.y, point.verdict?.color, theme),
    ),
    lastValue(placed, print, theme),
    ...labels(placed, y + CHART_HEIGHT - 22, theme),
  ].join('');
}

interface Placed extends ChartPoint {
  readonly x: number;
  readonly y: number | null;
  /** Where the highest value is. */
  readonly top: number;
}

/** Returns a bar from the lowest to the highest value that the evidence allows. */
function bounds({ x, y, top }: Placed, theme: Theme): string {
  return y === null || y === top
    ? ''
    : `<path d="M${px(x)} ${px(y)}V${px(top)}M${px(x - 5)} ${px(top)}H${px(x + 5)}" stroke="${theme.muted}" stroke-width="2"/>`;
}

function gridLine([left, right]: Edges, at: number, label: string, theme: Theme): string {
  const line = `<path d="M${left} ${px(at)}H${right}" stroke="${theme.grid}"/>`;
  return line + text(left - 8, at + 5, label, theme.muted, 'end');
}

/** Returns a dashed line at the lowest value that passes, with a label below it: the values are mostly above. */
function passLine([left, right]: Edges, at: number, label: string, theme: Theme): string {
  const line = `<path d="M${left} ${px(at)}H${right}" stroke="${theme.text}" stroke-dasharray="6 4"/>`;
  const words = text(left + 8, at + FONT_SIZE, `minimum ${label}`, theme.muted, 'start');
  return `${line}<g paint-order="stroke" stroke="${theme.page}" stroke-width="4">${words}</g>`;
}

/** Returns the paths of the line, with a gap where nothing was measured. */
function segments(points: readonly Placed[]): readonly string[] {
  const paths: string[] = [];
  let open = false;
  for (const point of points) {
    if (point.y === null) open = false;
    else {
      const step = `${px(point.x)} ${px(point.y)}`;
      if (open) paths.push(`${paths.pop() ?? ''}L${step}`);
      else paths.push(`M${step}`);
      open = true;
    }
  }
  return paths.filter((path) => path.includes('L'));
}

/** Returns a dot, a diamond, or a square, so that the verdict is readable without color. */
function mark(x: number, y: number, verdict: VerdictColor | undefined, theme: Theme): string {
  switch (verdict) {
    case undefined:
      return `<circle cx="${px(x)}" cy="${px(y)}" r="3.5" fill="${theme.line}"/>`;
    case 'green':
      return `<circle cx="${px(x)}" cy="${px(y)}" r="5" fill="${theme.green}"/>`;
    case 'yellow':
      return `<path d="M${px(x)} ${px(y - 7)}l7 7l-7 7l-7-7z" fill="${theme.yellow}"/>`;
    case 'red':
      return `<path d="M${px(x - 5)} ${px(y - 5)}h10v10h-10z" fill="${theme.red}"/>`;
  }
}

function lastValue(
  points: readonly Placed[],
  print: (value: number) => string,
  theme: Theme,
): string {
  const last = points.filter((point) => point.y !== null).at(-1);
  if (last?.y == null || last.value === null) return '';
  return text(last.x + 12, last.y + 6, print(last.value), theme.text, 'start', 600);
}

/** Returns the first and the last label, and as many between as fit. */
function labels(points: readonly Placed[], y: number, theme: Theme): readonly string[] {
  const last = points.length - 1;
  const longest = Math.max(...points.map(({ label }) => label.length));
  const most = longest > 6 ? 3 : MAX_LABELS;
  const count = Math.min(points.length, most);
  const chosen = new Set(
    Array.from({ length: count }, (_, at) =>
      count === 1 ? last : Math.round((at * last) / (count - 1)),
    ),
  );
  return points.map(({ x, label }, at) =>
    chosen.has(at) ? text(x, y, label, theme.muted, 'middle') : '',
  );
}

/** Height of one step in the flow image, in pixels. */
const ROW_HEIGHT = 30;
const FLOW_TOP = 34;
const NAME_WIDTH = 190;
const TIME_WIDTH = 84;

/** Returns an image of the CI steps in order, with their durations as bars. */
export function flowPicture(milestone: string, flow: readonly FlowStep[], theme: Theme): string {
  const longest = Math.max(1, ...flow.map(({ seconds }) => seconds ?? 0));
  const rows = flow
    .map((step, at) => row(step, FLOW_TOP + at * ROW_HEIGHT, longest, theme))
    .join('\n');
  const title = text(0, 18, `CI flow of ${milestone}`, theme.text, 'start', 600);
  const height = FLOW_TOP + flow.length * ROW_HEIGHT + 4;
  return svg(height, `CI flow of ${milestone}`, flowText(flow), `${title}\n${rows}`, 'flow');
}

/** Returns `install 41 s, pytest 38 s (failure), coverage (skipped)`: the alternative text of the flow image. */
export function flowText(flow: readonly FlowStep[]): string {
  return flow
    .map(({ name, seconds, conclusion }) => {
      const time = seconds === null ? '' : ` ${seconds} s`;
      return `${name}${time}${conclusion === 'success' ? '' : ` (${conclusion})`}`;
    })
    .join(', ');
}

function row(step: FlowStep, y: number, longest: number, theme: Theme): string {
  const passed = step.conclusion === 'success';
  const room = IMAGE_WIDTH - NAME_WIDTH - TIME_WIDTH - 16;
  const width = ((step.seconds ?? 0) / longest) * room;
  const fill = passed ? theme.line : step.seconds === null ? theme.grid : theme.red;
  const name = step.name.length > 21 ? `${step.name.slice(0, 20)}…` : step.name;
  const words = step.seconds === null ? step.conclusion : `${step.seconds} s`;
  const label = passed || step.seconds === null ? words : `${words} ✗`;
  return [
    text(0, y + 19, name, theme.text, 'start'),
    `<rect x="${NAME_WIDTH}" y="${y + 6}" width="${px(Math.max(2, width))}" height="16" rx="2" fill="${fill}"/>`,
    text(
      NAME_WIDTH + Math.max(2, width) + 8,
      y + 19,
      label,
      passed ? theme.muted : theme.text,
      'start',
    ),
  ].join('');
}
