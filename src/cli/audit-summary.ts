import { quantity } from '../lib/format.ts';
import { sanitize } from '../lib/sanitize.ts';
import { NEEDS_GITHUB } from '../local/git-forge.ts';
import type { Audit, AuditGate } from '../model/audit.ts';
import type { FailOn } from '../model/config.ts';
import type { Source } from '../model/evidence.ts';
import { decisionSentences } from '../render/format/decision.ts';
import { printOverall, printRange, verdictWords } from '../render/format/labels.ts';
import { mergeSentence } from '../render/format/merging.ts';
import { auditDetails, gateReason } from './audit-details.ts';
import type { Offender } from './offenders.ts';
import { columns, fitting, type Ink, inked, linked, type Style, wrapped } from './style.ts';

const INKS = { green: 'green', yellow: 'yellow', red: 'red' } as const;

/** Rows of the smallest terminal; the last one is left for the prompt. */
const ROWS = 23;
/** Places that are shown of one rule. */
const MAX_PLACES = 3;
const MAX_NOTICES = 3;
/** Columns of a notice: two rows of the smallest terminal. */
const MAX_NOTICE = 148;

export interface SummaryParts {
  readonly audit: Audit;
  readonly offenders: readonly Offender[];
  /** The next command, as it works when typed. */
  readonly next: string;
  /** Verdicts that fail the check. */
  readonly failOn: FailOn;
  /** Shows everything, however long. */
  readonly verbose: boolean;
}

/**
 * Returns an audit for the terminal: what is wrong, what is open, and at the end the verdict and one
 * next command. It fits on 24 lines of 80 columns, unless it is verbose.
 */
export function auditSummary(parts: SummaryParts, style: Style): string {
  const { audit, offenders, verbose, failOn } = parts;
  const end = [...ending(audit, failOn, style), ...fitting(style, 'Next: ', parts.next)];
  const remarks = [...openGates(audit, style, verbose), ...notices(audit, style, verbose)];
  const blocks = offenders.map((offender) => offenderLines(offender, verbose, style));
  const shown = verbose ? blocks : fittingBlocks(blocks, ROWS - end.length - remarks.length - 2);
  const hidden = blocks.length - shown.length;
  const more = `and issues of ${quantity(hidden, 'more rule')} (--verbose)`;
  const lines = [
    ...(verbose ? auditDetails(audit, style) : []),
    ...shown.flat(),
    ...(hidden > 0 ? [inked(style, 'dim', more)] : []),
    ...remarks,
  ];
  return `${[...lines, ...(lines.length > 0 ? [''] : []), ...end].join('\n')}\n`;
}

/** Returns the first blocks that fit into so many rows, at least one. */
function fittingBlocks(
  blocks: readonly (readonly string[])[],
  rows: number,
): readonly (readonly string[])[] {
  let used = 0;
  const end = blocks.findIndex((block, at) => {
    used += block.length;
    return at > 0 && used > rows;
  });
  return end === -1 ? blocks : blocks.slice(0, end);
}

function offenderLines(
  { severity, rule, gate, places, fix }: Offender,
  verbose: boolean,
  style: Style,
): readonly string[] {
  const ink = severity === 'error' ? 'red' : 'yellow';
  const tag = gate === undefined ? `[${rule}]` : `[${gate}: ${rule}]`;
  const [first, ...others] = places;
  const count = places.length > 1 ? ` (1 of ${places.length})` : '';
  const shown = verbose ? others : others.slice(0, MAX_PLACES - 1);
  const hidden = others.length - shown.length;
  return [
    ...tagged(style, ink, `${severity}: `, `${sanitize(first.text, 300)}${count}`, tag),
    ...placeLine(first.source, first.snippet, style),
    ...shown.flatMap(({ source, text }) => placeLine(source, text, style)),
    ...(hidden > 0 ? [inked(style, 'dim', `  ... and ${hidden} more`)] : []),
    ...fitting(style, '  = ', sanitize(fix, 300)),
  ];
}

/** One line: the place, and the text as far as the terminal is wide. Without a place, the text. */
function placeLine(
  source: Source | undefined,
  text: string | undefined,
  style: Style,
): readonly string[] {
  const place = sanitize(placeOf(source), 200);
  const rest = sanitize(text ?? '', 300);
  const start = place === '' ? '  --> ' : `  --> ${place}`;
  if (place === '' && rest === '') return [];
  const room = style.width - columns(start) - 2;
  const whole = style.wraps !== true || columns(rest) <= room;
  const cut = whole ? rest : room < 12 ? '' : `${[...rest].slice(0, room - 1).join('')}…`;
  return [
    `${start.replace(place, linked(style, place, source?.url))}${cut === '' ? '' : `  ${cut}`}`,
  ];
}

function placeOf(source: Source | undefined): string {
  if (source?.path === undefined) return source?.what ?? '';
  return source.line === undefined ? source.path : `${source.path}:${source.line}`;
}

/** Text with a tag at the right end of its first line, where it fits. Every wrapped line has the color. */
function tagged(
  style: Style,
  ink: Ink,
  lead: string,
  text: string,
  tag: string,
): readonly string[] {
  const start = inked(style, ink, lead.trimEnd());
  const indent = columns(lead);
  const room = style.width - indent - columns(tag) - 1;
  if (style.wraps !== true || room < 24) {
    const [first = '', ...rest] = fitting(style, lead, `${text} ${tag}`);
    return [`${start} ${first.slice(lead.length)}`, ...rest];
  }
  const [first = ''] = wrapped(text, room);
  const rest = text.slice(first.length).trimStart();
  const gap = ' '.repeat(room - columns(first) + 1);
  return [
    `${start} ${inked(style, 'bold', first)}${gap}${tag}`,
    ...(rest === '' ? [] : fitting(style, ' '.repeat(indent), rest)).map((line) =>
      inked(style, 'bold', line),
    ),
  ];
}

/** What blocks because evidence is missing, one entry per gate; a preview has one line for all. */
function openGates(audit: Audit, style: Style, verbose: boolean): readonly string[] {
  if (audit.outcome === 'PREVIEW') {
    return verbose ? [] : [...unreadableFiles(audit, style), ...neededLine(audit, style)];
  }
  return audit.gates
    .filter(({ state, optional }) => state === 'not-evaluated' && optional === undefined)
    .flatMap((gate) =>
      fitting(style, 'open: ', `${sanitize(gate.title, 40)}: ${sanitize(gateReason(gate), 200)}`),
    )
    .map((line) => inked(style, 'yellow', line));
}

/** Maximum files that cannot be read and are named; `--verbose` lists all. */
const MAX_UNREADABLE = 3;

/** Names the files of the audited commit that cannot be read: every rule about them is open. */
function unreadableFiles({ rules }: Audit, style: Style): readonly string[] {
  const open = rules.flatMap((rule) => rule.open).filter(({ kind }) => kind === 'files');
  const all = [...new Set(open.map(({ why }) => why))];
  // The same file of the same commit is also named with its commit.
  return all
    .filter((why) => !why.startsWith(NEEDS_GITHUB))
    .filter((why) => !all.some((other) => other !== why && why.startsWith(other)))
    .slice(0, MAX_UNREADABLE)
    .flatMap((why) => fitting(style, 'warning: ', sanitize(why, 300)))
    .map((line) => inked(style, 'yellow', line));
}

/** One line for everything that a checkout cannot show. */
function neededLine({ rules }: Audit, style: Style): readonly string[] {
  const open = rules.filter(({ open: gaps }) =>
    gaps.some(({ why }) => why.startsWith(NEEDS_GITHUB)),
  );
  if (open.length === 0) return [];
  const verb = open.length === 1 ? 'needs' : 'need';
  const text = `${quantity(open.length, 'rule')} ${verb} GitHub data, such as runs and required checks; --verbose lists them`;
  return fitting(style, 'note: ', text).map((line) => inked(style, 'dim', line));
}

function notices({ notices: rows, outcome }: Audit, style: Style, verbose: boolean) {
  // A preview always needs GitHub data and rarely has a milestone: its last lines say so.
  const usual = new RegExp(`${NEEDS_GITHUB}|names a milestone`);
  const own = outcome === 'PREVIEW' && !verbose ? rows.filter((row) => !usual.test(row)) : rows;
  const shown = verbose ? own : own.slice(0, MAX_NOTICES);
  const hidden = own.length - shown.length;
  return [
    ...shown.flatMap((row) => fitting(style, 'note: ', sanitize(row, verbose ? 600 : MAX_NOTICE))),
    ...(hidden > 0 ? [`note: ${quantity(hidden, 'more notice')} (--verbose)`] : []),
  ].map((line) => inked(style, 'dim', line));
}

function ending(audit: Audit, failOn: FailOn, style: Style): readonly string[] {
  return audit.outcome === 'PREVIEW' ? previewEnd(audit, style) : verdictEnd(audit, failOn, style);
}

function previewEnd(audit: Audit, style: Style): readonly string[] {
  const { commits, gates, rules } = audit;
  const count = (...states: readonly AuditGate['state'][]): number =>
    gates.filter(({ state }) => states.includes(state)).length;
  const [failed, passed, open] = [
    count('failed'),
    count('passed', 'deferred'),
    count('not-evaluated'),
  ];
  const counts = [
    `${quantity(failed, 'gate')} ${failed === 1 ? 'fails' : 'fail'}`,
    `${passed} ${passed === 1 ? 'passes' : 'pass'}`,
    `${open} ${open === 1 ? 'needs' : 'need'} more evidence`,
  ].join(', ');
  const judged = rules.filter(({ state }) => state === 'known' || state === 'open');
  const known = judged.filter(({ state }) => state === 'known').length;
  const text = `Preview of ${commits.audited.slice(0, 7)}: ${counts}.`;
  return [
    ...fitting(style, '', text).map((line) =>
      inked(style, failed > 0 ? 'red' : 'bold', inked(style, 'bold', line)),
    ),
    ...fitting(
      style,
      '',
      `Score ${audit.score === null ? 'not known' : `${printRange(audit)} of 5`}. ${known} of ${quantity(judged.length, 'rule')} decided from this checkout.`,
    ),
  ];
}

function verdictEnd(audit: Audit, failOn: FailOn, style: Style): readonly string[] {
  const { verdict, outcome, commits, repository } = audit;
  const ink = outcome === 'PENDING' ? 'yellow' : verdict === null ? 'bold' : INKS[verdict];
  const what = `${verdictWords(audit)}: ${subject(audit)} of ${sanitize(repository)} at ${commits.audited.slice(0, 7)}, score ${printOverall(audit)}`;
  return [
    ...fitting(style, '', what).map((line) => inked(style, ink, inked(style, 'bold', line))),
    ...fitting(
      style,
      '  ',
      sanitize(`${decisionSentences(audit)} ${mergeSentence(audit, failOn)}`, 600),
    ).map((line) => inked(style, ink, line)),
  ];
}

function subject({ milestone, title, pull_request: pull }: Audit): string {
  if (milestone === 'NONE') return pull === null ? 'no milestone' : `#${pull.number}`;
  return title === '' || title === milestone ? milestone : `${milestone} (${sanitize(title, 60)})`;
}
