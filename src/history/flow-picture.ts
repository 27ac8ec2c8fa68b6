import type { FlowStep } from '../audit-chain/flow-steps.ts';
import { CHART_WIDTH, svg, text } from './chart.ts';
import type { Theme } from './theme.ts';
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
