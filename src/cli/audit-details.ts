import { fittingClauses, quantity } from '../lib/format.ts';
import { sanitize } from '../lib/sanitize.ts';
import type { Audit, AuditGate } from '../model/audit.ts';
import { printRange } from '../render/format/labels.ts';
import { columns, fitted, hanging, type Ink, inked, type Style } from './style.ts';

/** Returns what `--verbose` adds: categories, gates, and the missing evidence of every rule. */
export function auditDetails(audit: Audit, style: Style): readonly string[] {
  return [categories(audit, style), gates(audit, style), missing(audit, style)]
    .filter((part) => part.length > 0)
    .flatMap((part) => [...part, '']);
}

function heading(style: Style, text: string): string {
  return inked(style, 'bold', text);
}

/** Minimum width of the column of notes. In a narrower terminal a note has lines of its own. */
const MIN_NOTE = 24;

function categories({ categories: rows }: Audit, style: Style): readonly string[] {
  const name = Math.max(8, ...rows.map(({ title }) => columns(sanitize(title, 40))));
  const note = style.width - name - 21;
  const lead = (title: string, score: string, weight: string): string =>
    `  ${fitted(title, name)}  ${score.padStart(7)}  ${weight.padStart(6)}  `;
  return [
    heading(style, `${lead('Category', 'score', 'weight')}note`),
    ...rows.flatMap((row) => {
      const start = lead(sanitize(row.title, 40), printRange(row), String(row.weight));
      const words = fittingClauses(sanitize(row.note), 2 * Math.max(note, MIN_NOTE));
      const lines =
        note >= MIN_NOTE
          ? hanging(start, words, style.width)
          : [start.trimEnd(), ...hanging('    ', words, style.width)];
      return lines.map((line) => inked(style, inkOf(row.score), line));
    }),
  ];
}

function inkOf(score: number | null): Ink {
  if (score === null) return 'dim';
  if (score >= 4) return 'green';
  return score >= 3 ? 'yellow' : 'red';
}

const GATES: Readonly<
  Record<AuditGate['state'], { readonly sign: string; readonly ink: Ink; readonly word: string }>
> = {
  passed: { sign: '✓', ink: 'green', word: 'passed' },
  deferred: { sign: '!', ink: 'yellow', word: 'passed by deferral' },
  failed: { sign: '✗', ink: 'red', word: 'failed' },
  'not-evaluated': { sign: '?', ink: 'yellow', word: 'not evaluated' },
  'not-applicable': { sign: '-', ink: 'dim', word: 'not applicable' },
};

function gates({ gates: rows }: Audit, style: Style): readonly string[] {
  const name = Math.max(4, ...rows.map(({ title }) => columns(sanitize(title, 40))));
  return [
    heading(style, 'Gates'),
    ...rows.flatMap((gate) => {
      const { title, state } = gate;
      const { sign, ink, word } = GATES[state];
      const lead = `  ${sign} ${fitted(sanitize(title, 40), name)}  `;
      const [first = '', ...rest] = hanging(
        lead,
        `${word}: ${sanitize(gateReason(gate), 240)}`,
        style.width,
      );
      return [first, ...rest].map((line) => inked(style, ink, line));
    }),
  ];
}

/** Returns why a gate is in its state, in a few words. */
export function gateReason({ state, evidence, conditions }: AuditGate): string {
  if (state !== 'not-evaluated') return evidence;
  const open = conditions.filter(({ holds }) => holds === null);
  return `missing evidence for ${open.map(({ text }) => text.split(' ')[0]).join(', ')}`;
}

/** Groups by reason: one missing piece of evidence often leaves several rules open. */
function missing({ rules }: Audit, style: Style): readonly string[] {
  const open = rules.filter(({ state }) => state === 'open');
  if (open.length === 0) return [];
  const byReason = new Map<string, Set<string>>();
  for (const { id, open: gaps } of open) {
    for (const { why } of gaps) byReason.set(why, (byReason.get(why) ?? new Set()).add(id));
  }
  return [
    heading(style, `Missing evidence (${quantity(open.length, 'rule')})`),
    ...[...byReason].flatMap(([why, ids]) =>
      hanging('  ? ', `${[...ids].join(', ')}: ${sanitize(why, 600)}`, style.width),
    ),
  ];
}
