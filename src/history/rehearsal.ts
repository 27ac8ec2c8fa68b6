import { byCodeUnit } from '../lib/canonical-json.ts';
import { quantity } from '../lib/format.ts';
import type { Audit, AuditGate } from '../model/audit.ts';
import { auditName, keyInPath } from '../model/audit-paths.ts';
import { compareMilestones } from '../model/milestone-id.ts';
import type { Rehearsal, RehearsedAudit, RehearsedGate } from '../model/rehearsal.ts';
import { printRange, rowWords } from '../render/format/labels.ts';
import { toMarkdown } from '../render/markdown/serialize.ts';
import {
  code,
  heading,
  type Inline,
  paragraph,
  prose,
  root,
  table,
} from '../render/markdown/tree.ts';

type Change = RehearsedAudit['change'];

/** An audit before it is known which of its repository is the newest. */
export type ComparedAudit = Omit<RehearsedAudit, 'newest'>;

/** Returns what changes between two audits of one milestone. */
export function rehearsedAudit(source: string, before: Audit, after: Audit): ComparedAudit {
  const change = changeBetween(before, after);
  return {
    source,
    repository: after.repository,
    audit_key: keyInPath(after.paths.json),
    milestone: after.milestone,
    change,
    before: verdictOf(before),
    after: verdictOf(after),
    gates: newlyBlocking(before, after),
    reason: after.reason,
    open: openRules(after).filter((rule) => !openRules(before).includes(rule)),
  };
}

function verdictOf({ verdict, outcome, score, score_max }: Audit): RehearsedAudit['before'] {
  return { verdict, outcome, score, score_max };
}

function changeBetween(before: Audit, after: Audit): Change {
  if (before.verdict === null || after.verdict === null) return 'preview';
  if ((before.verdict === 'red') === (after.verdict === 'red')) return 'none';
  if (after.verdict !== 'red') return 'released';
  return after.outcome === 'INCOMPLETE' ? 'caught' : 'open';
}

function newlyBlocking({ gates: old }: Audit, { gates }: Audit): readonly RehearsedGate[] {
  const blocked = new Set(old.filter(isBlocking).map(({ title, state }) => `${state} ${title}`));
  const found = gates.flatMap((gate) =>
    isBlocking(gate) && !blocked.has(`${gate.state} ${gate.title}`)
      ? [{ title: gate.title, state: gate.state, why: gate.evidence }]
      : [],
  );
  return found.sort((a, b) => byCodeUnit(a.state, b.state));
}

type BlockingGate = AuditGate & { readonly state: RehearsedGate['state'] };

function isBlocking(gate: AuditGate): gate is BlockingGate {
  const { optional, state } = gate;
  return optional === undefined && (state === 'failed' || state === 'not-evaluated');
}

function openRules({ rules }: Audit): readonly string[] {
  return rules.filter(({ state }) => state === 'open').map(({ id }) => id);
}

/** What was rehearsed, and what could not be read. */
export interface RehearsalInputs
  extends Pick<Rehearsal, 'config' | 'rules_version' | 'unreadable'> {
  readonly audits: readonly ComparedAudit[];
}

/** Returns a rehearsal, with audits by repository and milestone: the order of the files does not matter. */
export function composeRehearsal(inputs: RehearsalInputs): Rehearsal {
  const { config, rules_version } = inputs;
  const sorted = [...inputs.audits].sort(
    (a, b) =>
      byCodeUnit(a.repository, b.repository) ||
      byCodeUnit(a.audit_key ?? '', b.audit_key ?? '') ||
      compareMilestones(a.milestone, b.milestone) ||
      byCodeUnit(a.source, b.source),
  );
  const newest = new Map(sorted.map((one) => [auditName(one), one]));
  const audits = sorted.map((one) => ({ ...one, newest: newest.get(auditName(one)) === one }));
  const unreadable = [...inputs.unreadable].sort((a, b) => byCodeUnit(a.source, b.source));
  const totals = totalsOf(audits, unreadable.length);
  return { schema: 'milestone-rehearsal/1', config, rules_version, totals, audits, unreadable };
}

function totalsOf(audits: Rehearsal['audits'], unreadable: number): Rehearsal['totals'] {
  const last = audits.filter(({ newest }) => newest);
  const count = (of: Change, some = audits): number =>
    some.filter(({ change }) => change === of).length;
  const red = audits.filter(({ change, after }) => change === 'none' && after.verdict === 'red');
  return {
    audits: audits.length,
    caught: count('caught'),
    open: count('open'),
    released: count('released'),
    still_red: red.length,
    still_passing: count('none') - red.length,
    previews: count('preview'),
    unreadable,
    repositories: last.length,
    repositories_caught: count('caught', last),
    repositories_open: count('open', last),
  };
}

/** Returns the counts in sentences. */
function countWords({ totals }: Rehearsal): string {
  const parts = [
    `${totals.caught} would turn red`,
    `${totals.open} would not have enough evidence`,
    `${totals.released} would pass and did not`,
    `${totals.still_red} stay red`,
    `${totals.still_passing} still pass`,
    ...(totals.previews > 0 ? [`${quantity(totals.previews, 'preview')} without a verdict`] : []),
    ...(totals.unreadable > 0 ? [`${quantity(totals.unreadable, 'file')} could not be read`] : []),
  ];
  const audits = `${quantity(totals.audits, 'audit')}: ${parts.join(', ')}.`;
  if (totals.repositories < 2) return audits;
  return `${audits} Of ${totals.repositories} repositories, each by its newest milestone, ${totals.repositories_caught} would turn red and ${totals.repositories_open} would not have enough evidence.`;
}

function comparedWords({ config, rules_version: version }: Rehearsal): readonly Inline[] {
  return config === null
    ? [`Published audits are compared with version ${version} of the rules.`]
    : [
        'Each saved config is compared with ',
        code(config),
        `, both by version ${version} of the rules.`,
      ];
}

const WORDS: Readonly<Record<Change, string>> = {
  caught: '✗ would turn red',
  open: '? not enough evidence',
  released: '✓ would pass',
  none: '– no change',
  preview: '– preview',
};

/** Returns a rehearsal as Markdown: what changes, by which gate, and what could not be read. */
export function renderRehearsal(rehearsal: Rehearsal): string {
  const changed = rehearsal.audits.filter(({ change }) => change !== 'none');
  const rows = changed.map((one) => [
    auditName(one),
    one.milestone,
    WORDS[one.change],
    `${rowWords(one.before)}, ${printRange(one.before)}`,
    `${rowWords(one.after)}, ${printRange(one.after)}`,
    prose(whyText(one)),
    String(one.open.length),
  ]);
  const head = ['Repository', 'Milestone', 'Change', 'Now', 'Then', 'Why', 'Rules newly open'];
  const broken = rehearsal.unreadable.map(({ source, why }) => [code(source), prose(why)]);
  return toMarkdown(
    root(
      paragraph(prose(countWords(rehearsal)), ' ', comparedWords(rehearsal)),
      ...(rows.length === 0 ? [] : [table(head, rows)]),
      ...gateBlocks(rehearsal),
      ...(broken.length === 0
        ? []
        : [heading(2, 'Could not be read'), table(['File', 'Why'], broken)]),
    ),
  );
}

function whyText({ gates, reason }: RehearsedAudit): string {
  if (gates.length === 0) return reason;
  return gates
    .map(({ title, state, why }) => `${title} ${state === 'failed' ? 'fails' : 'is open'}: ${why}`)
    .join('; ');
}

/** Counts by gate what it would stop. */
function gateBlocks({ audits }: Rehearsal) {
  const stopped = audits.filter(({ change }) => change === 'caught' || change === 'open');
  const gates = stopped.flatMap((one) => one.gates);
  const titles = [...new Set(gates.map(({ title }) => title))].sort(byCodeUnit);
  const count = (wanted: string, state: RehearsedGate['state']): string =>
    String(gates.filter((one) => one.title === wanted && one.state === state).length);
  const rows = titles.map((title) => [
    title,
    count(title, 'failed'),
    count(title, 'not-evaluated'),
  ]);
  if (rows.length === 0) return [];
  return [heading(2, 'By gate'), table(['Gate', 'Would fail', 'Would not be evaluated'], rows)];
}
