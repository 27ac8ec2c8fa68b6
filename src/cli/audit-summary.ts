import { quantity } from '../lib/format.ts';
import { sanitize } from '../lib/sanitize.ts';
import type { Audit, AuditGate } from '../model/audit.ts';
import { printOverall, printScore, verdictSentence } from '../render/format/labels.ts';
import { measuredSentence } from '../render/sections/category-scores.ts';
import { columns, fitted, hanging, type Ink, inked, linked, type Style } from './style.ts';

const INKS = { green: 'green', yellow: 'yellow', red: 'red' } as const;
const SIGNS = { green: '✓', yellow: '!', red: '✗' } as const;
const MAX_ISSUES = 5;

/** Returns an audit for the terminal: the verdict, the reason, what to do, and what is not evaluated. */
export function auditSummary(audit: Audit, style: Style): string {
  const parts = [
    headline(audit, style),
    categories(audit, style),
    gates(audit, style),
    issues(audit, style),
    unknown(audit, style),
    notices(audit, style),
  ];
  return `${parts
    .filter((part) => part.length > 0)
    .map((part) => part.join('\n'))
    .join('\n\n')}\n`;
}

function headline(audit: Audit, style: Style): readonly string[] {
  const { verdict, outcome, commits, branch } = audit;
  const word = `${SIGNS[verdict]} ${verdict.toUpperCase()}`;
  // The document has the same sentence.
  const score = `Score ${(measuredSentence(audit) || printOverall(audit.score)).replace(/\.$/, '')}`;
  const base = commits.base === null ? '' : `, compared with ${commits.base.slice(0, 7)}`;
  return [
    `${inked(style, INKS[verdict], inked(style, 'bold', word))}  ${inked(style, 'bold', subject(audit))}`,
    ...hanging('  ', `${score}. ${outcome}: ${sanitize(shortReason(audit), 240)}.`, style.width),
    ...hanging(
      '  ',
      `${sanitize(audit.repository)}, ${sanitize(branch)} at ${commits.audited.slice(0, 7)}${base}`,
      style.width,
    ).map((line) => inked(style, 'dim', line)),
  ];
}

function heading(style: Style, text: string): string {
  return inked(style, 'bold', text);
}

function categories({ categories: rows }: Audit, style: Style): readonly string[] {
  const name = Math.max(8, ...rows.map(({ title }) => columns(sanitize(title, 40))));
  const note = style.width - name - 19;
  const line = (title: string, score: string, weight: string, remark: string): string =>
    `  ${fitted(title, name)}  ${score.padStart(5)}  ${weight.padStart(6)}  ${fitted(remark, note)}`.trimEnd();
  return [
    heading(style, line('Category', 'score', 'weight', 'note')),
    ...rows.map((row) =>
      inked(
        style,
        inkOf(row.score),
        line(
          sanitize(row.title, 40),
          printScore(row.score),
          String(row.weight),
          sanitize(row.note),
        ),
      ),
    ),
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
      return [inked(style, ink, first), ...rest];
    }),
  ];
}

function issues({ issues: rows }: Audit, style: Style): readonly string[] {
  if (rows.length === 0) return [];
  const shown = rows.slice(0, MAX_ISSUES);
  const more = rows.length > shown.length ? ` (${shown.length} of ${rows.length})` : '';
  return [
    heading(style, `Top issues${more}`),
    ...shown.flatMap(({ id, severity, observation, recommendation, source }) => [
      ...hanging(
        `  ${id}  `,
        `${severity}: ${sanitize(observation)}${at(source, observation)}`,
        style.width,
      ).map((line, row) => (row === 0 ? line.replace(id, linked(style, id, source?.url)) : line)),
      ...hanging('    → ', sanitize(recommendation), style.width),
    ]),
  ];
}

/** Returns the place of an issue, unless the observation names it. */
function at(source: Audit['issues'][number]['source'], remark: string): string {
  if (source?.path === undefined || remark.includes(source.path)) return '';
  const line = source.line === undefined ? '' : `:${source.line}`;
  return ` (${sanitize(source.path)}${line})`;
}

/** Rules that are not evaluated are listed once, in a section of their own. */
function shortReason({ outcome, verdict, reason, gates: rows }: Audit): string {
  const open = rows.filter(({ state }) => state === 'not-evaluated').map(({ title }) => title);
  return outcome === 'COMPLETE' && verdict === 'yellow' && open.length > 0
    ? `${open.join(', ')} could not be evaluated`
    : reason;
}

function gateReason({ state, evidence, conditions }: AuditGate): string {
  if (state !== 'not-evaluated') return evidence;
  const open = conditions.filter(({ holds }) => holds === null);
  return `${open.map(({ text }) => text.split(' ')[0]).join(', ')} unknown`;
}

/** Returns the milestone and the outcome; an audit outside of any milestone closes none. */
function subject(audit: Audit): string {
  const { milestone, title } = audit;
  if (milestone === 'NONE') return 'outside any milestone';
  const named =
    title === '' || title === milestone ? milestone : `${milestone} (${sanitize(title)})`;
  return `${named}: ${verdictSentence(audit)}`;
}

/** Groups rules by reason: one missing piece of evidence often leaves several rules unknown. */
function unknown({ not_evaluated }: Audit, style: Style): readonly string[] {
  if (not_evaluated.length === 0) return [];
  const byReason = new Map<string, string[]>();
  for (const { what, why } of not_evaluated) {
    const rule = /\(([\w-]+)\)$/.exec(what)?.[1] ?? what;
    byReason.set(why, [...(byReason.get(why) ?? []), rule]);
  }
  return [
    heading(style, `Unknown (${quantity(not_evaluated.length, 'rule')}, each counted 0)`),
    ...[...byReason].flatMap(([why, rules]) =>
      hanging('  ? ', `${rules.join(', ')}: ${sanitize(why, 600)}`, style.width),
    ),
  ];
}

function notices({ notices: rows }: Audit, style: Style): readonly string[] {
  if (rows.length === 0) return [];
  return [
    heading(style, 'Notices'),
    ...rows.flatMap((row) => hanging('  · ', sanitize(row, 600), style.width)),
  ];
}
