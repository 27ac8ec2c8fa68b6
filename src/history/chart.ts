import { px, xml } from './xml.ts';

/** Colours of one picture. Text and marks have at least 4.5 : 1 against the page (WCAG 2.2, 1.4.3). */
export interface Theme {
  readonly page: string;
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  readonly line: string;
  readonly green: string;
  readonly yellow: string;
  readonly red: string;
}

/** For GitHub's light theme, whose page is white. */
export const LIGHT: Theme = {
  page: '#ffffff',
  text: '#1f2328',
  muted: '#59636e',
  grid: '#d1d9e0',
  line: '#0969da',
  green: '#1a7f37',
  yellow: '#9a6700',
  red: '#cf222e',
};

export const DARK: Theme = {
  page: '#0d1117',
  text: '#f0f6fc',
  muted: '#9198a1',
  grid: '#3d444d',
  line: '#4493f8',
  green: '#3fb950',
  yellow: '#d29922',
  red: '#f85149',
};

/** For pictures inside a page, which sets the colours by itself. */
export const INHERITED: Theme = {
  page: 'var(--page)',
  text: 'var(--text)',
  muted: 'var(--muted)',
  grid: 'var(--grid)',
  line: 'var(--line)',
  green: 'var(--green)',
  yellow: 'var(--yellow)',
  red: 'var(--red)',
};

export interface ChartPoint {
  readonly label: string;
  /** `null` leaves a gap: what was not measured is not drawn. */
  readonly value: number | null;
  /** Colour and shape of the mark; the line's own where there is no verdict. */
  readonly mark?: 'green' | 'yellow' | 'red';
}

export interface Chart {
  readonly title: string;
  readonly points: readonly ChartPoint[];
  readonly max: number;
  readonly ticks: readonly number[];
  readonly print: (value: number) => string;
}

/*
 * Drawn for a phone: at 360 pixels a picture of this width is shown at about two thirds, and 16
 * becomes a letter of 11 pixels.
 */
export const CHART_WIDTH = 480;
export const CHART_HEIGHT = 206;
const FONT = 16;
const [LEFT, RIGHT, TOP, BOTTOM] = [44, 56, 36, 46];

/** Labels below the line; more would touch each other. */
const MAX_LABELS = 5;

/** A line over milestones, its last value written beside it; shape tells the verdict as well as colour does. */
export function chart(
  { title, points, max, ticks, print }: Chart,
  theme: Theme,
  y: number,
): string {
  const x = (at: number): number =>
    points.length === 1
      ? (LEFT + CHART_WIDTH - RIGHT) / 2
      : LEFT + (at * (CHART_WIDTH - LEFT - RIGHT)) / (points.length - 1);
  const height = (value: number): number =>
    y + TOP + (1 - value / max) * (CHART_HEIGHT - TOP - BOTTOM);
  const placed = points.map((point, at) => ({
    ...point,
    x: x(at),
    y: point.value === null ? null : height(Math.min(max, point.value)),
  }));
  return [
    text(0, y + FONT + 2, title, theme.text, 'start', 600),
    ...ticks.map((tick) => gridLine(height(tick), print(tick), theme)),
    ...segments(placed).map(
      (d) => `<path d="${d}" fill="none" stroke="${theme.line}" stroke-width="2"/>`,
    ),
    ...placed.map((point) => (point.y === null ? '' : mark(point.x, point.y, point.mark, theme))),
    lastValue(placed, print, theme),
    ...labels(placed, y + CHART_HEIGHT - 22, theme),
  ].join('');
}

type Placed = ChartPoint & { readonly x: number; readonly y: number | null };

function gridLine(at: number, label: string, theme: Theme): string {
  const line = `<path d="M${LEFT} ${px(at)}H${CHART_WIDTH - RIGHT}" stroke="${theme.grid}"/>`;
  return line + text(LEFT - 8, at + 5, label, theme.muted, 'end');
}

/** The line breaks where nothing was measured. */
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

/** A dot, a diamond, a square: readable without colour. */
function mark(x: number, y: number, verdict: ChartPoint['mark'], theme: Theme): string {
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

/** The first and the last label, and as many between as fit. */
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

export function text(
  x: number,
  y: number,
  words: string,
  fill: string,
  anchor: 'start' | 'middle' | 'end',
  weight = 400,
): string {
  const bold = weight === 400 ? '' : ` font-weight="${weight}"`;
  return `<text x="${px(x)}" y="${px(y)}" fill="${fill}" text-anchor="${anchor}"${bold}>${xml(words, 60)}</text>`;
}

/** A whole picture: a title and a description for readers who do not see it, a system font, nothing from outside. */
export function svg(
  height: number,
  title: string,
  description: string,
  body: string,
  id: string,
): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${CHART_WIDTH} ${height}" width="${CHART_WIDTH}" height="${height}" role="img" aria-labelledby="${id}-t ${id}-d" font-family="-apple-system,'Segoe UI','Noto Sans',Helvetica,Arial,sans-serif" font-size="${FONT}">`,
    `<title id="${id}-t">${xml(title)}</title><desc id="${id}-d">${xml(description, 2000)}</desc>`,
    body,
    '</svg>\n',
  ].join('\n');
}
