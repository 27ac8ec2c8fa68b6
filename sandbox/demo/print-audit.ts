import { hanging } from '../../src/cli/style.ts';
import type { Audit } from '../../src/model/audit.ts';
import {
  gateLabel,
  printOverall,
  printRange,
  verdictWords,
} from '../../src/render/format/labels.ts';

const WIDTH = 100;
const SCORE_WIDTH = '1.7–4.9'.length;

/** Prints the verdict, then the categories as a table, then the gates. */
export function printAudit(audit: Audit, say: (line: string) => void): void {
  const width = Math.max(...audit.categories.map(({ title }) => title.length), 'Overall'.length);
  const row = (title: string, scored: Parameters<typeof printRange>[0], note: string): void => {
    const start = `  ${title.padEnd(width)}  ${printRange(scored).padEnd(SCORE_WIDTH)}  `;
    for (const line of hanging(start, note, WIDTH)) say(line);
  };
  say('');
  say(`${audit.milestone} Audit — ${audit.title}`);
  say(`${verdictWords(audit)} · ${printOverall(audit)}`);
  say(audit.reason);
  say('');
  for (const category of audit.categories) row(category.title, category, category.note);
  row('Overall', audit, audit.formula);
  say('');
  for (const { title, state } of audit.gates) say(`  ${title.padEnd(20)}  ${gateLabel(state)}`);
}
