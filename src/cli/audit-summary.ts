import { quantity } from '../lib/format.ts';
import { sanitize } from '../lib/sanitize.ts';
import type { Audit, AuditGate } from '../model/audit.ts';
import { printOverall, printRange, verdictWords } from '../render/format/labels.ts';
import { columns, fitted, hanging, type Ink, inked, linked, type Style } from './style.ts';

const VERDICTS = {
  green: { sign: '✓', ink: 'green' },
  yellow: { sign: '!', ink: 'yellow' },
  red: { sign: '✗', ink: 'red' },
} as const;
const PREVIEW = { sign: '·', ink: 'bold' } as const;
const MAX_ISSUES = 5;

/** Returns an audit for the terminal: the verdict, the reason, what to do, and what is not evaluated. */
export function auditSummary(audit: Audit, style: Style): string {
  const parts = [
    headline(audit, style),
    categories(audit, style),
    gates(audit, style),
    issues(audit, style),
    missing(audit, style),
    notices(audit, style),
  ];
  return `${parts
    .filter((part) => part.length > 0)
    .map((part) => part.join('\n'))
    .join('\n\n')}\n`;
}

function headline(audit: Audit, style: Style): readonly string[] {
  const { verdict, commits, branch } = audit;
  const { sign, ink } = verdict === null ? PREVIEW : VERDICTS[verdict];
  const word = `${sign} ${verdictWords(audit)}`;
  const score = `Score ${printOverall(audit)}`;
  const base = commits.base === null ? '' : `, compared with ${commits.base.slice(0, 7)}`;
  return [
    `${inked(style, ink, inked(style, 'bold', word))}  ${inked(style, 'bold', subject(audit))}`,
    ...hanging('  ', `${score}. ${sanitize(audit.reason, 240)}.`, style.width),
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
  const note = style.width - name - 21;
  const line = (title: string, score: string, weight: string, remark: string): string =>
    `  ${fitted(title, name)}  ${score.padStart(7)}  ${weight.padStart(6)}  ${fitted(remark, note)}`.trimEnd();
  return [
    heading(style, line('Category', 'score', 'weight', 'note')),
    ...rows.map((row) =>
      inked(
        style,
        inkOf(row.score),
        line(sanitize(row.title, 40), printRange(row), String(row.weight), sanitize(row.note)),
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

function gateReason({ state, evidence, conditions }: AuditGate): string {
  if (state !== 'not-evaluated') return evidence;
  const open = conditions.filter(({ holds }) => holds === null);
  return `missing evidence for ${open.map(({ text }) => text.split(' ')[0]).join(', ')}`;
}

/** Returns the milestone and its title. */
function subject(audit: Audit): string {
  const { milestone, title } = audit;
  if (milestone === 'NONE') return 'outside any milestone';
  const named =
    title === '' || title === milestone ? milestone : `${milestone} (${sanitize(title)})`;
  return named;
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

function notices({ notices: rows }: Audit, style: Style): readonly string[] {
  if (rows.length === 0) return [];
  return [
    heading(style, 'Notices'),
    ...rows.flatMap((row) => hanging('  · ', sanitize(row, 600), style.width)),
  ];
}
