import { byCodeUnit } from '../lib/canonical-json.ts';
import { quantity } from '../lib/format.ts';
import type { Audit, AuditGate } from '../model/audit.ts';
import type { Outcome, VerdictColor } from '../model/history.ts';
import { compareMilestones } from '../model/milestone-id.ts';
import { printRange, rowWords } from '../render/format/labels.ts';
import { toMarkdown } from '../render/markdown/serialize.ts';
import { code, heading, paragraph, prose, root, table } from '../render/markdown/tree.ts';

/** A verdict with its score. */
export interface RehearsedVerdict {
  readonly verdict: VerdictColor | null;
  readonly outcome: Outcome;
  readonly score: number | null;
  readonly score_max: number | null;
}

/** A gate that keeps an audit from passing, and did not before. */
export interface RehearsedGate {
  readonly title: string;
  readonly state: 'failed' | 'not-evaluated';
  readonly why: string;
}

/**
 * What would change for one audit. `caught`: a gate fails, or the highest score is below the minimum.
 * `open`: it no longer passes only because the saved evidence does not hold what decides.
 */
export type RehearsalChange = 'caught' | 'open' | 'released' | 'none' | 'preview';

export interface RehearsedAudit {
  readonly source: string;
  readonly repository: string;
  readonly milestone: string;
  readonly change: RehearsalChange;
  readonly before: RehearsedVerdict;
  readonly after: RehearsedVerdict;
  readonly gates: readonly RehearsedGate[];
  /** Why the verdict is what it would be. */
  readonly reason: string;
  /** Ids of the rules that missing evidence leaves open, and did not before. */
  readonly open: readonly string[];
}

export interface Rehearsal {
  readonly audits: readonly RehearsedAudit[];
  readonly unreadable: readonly { readonly source: string; readonly why: string }[];
}

/** Returns what changes between two audits of one milestone. */
export function rehearsedAudit(source: string, before: Audit, after: Audit): RehearsedAudit {
  const change = changeBetween(before, after);
  return {
    source,
    repository: after.repository,
    milestone: after.milestone,
    change,
    before: verdictOf(before),
    after: verdictOf(after),
    gates: newlyBlocking(before, after),
    reason: after.reason,
    open: openRules(after).filter((rule) => !openRules(before).includes(rule)),
  };
}

function verdictOf({ verdict, outcome, score, score_max }: Audit): RehearsedVerdict {
  return { verdict, outcome, score, score_max };
}

function changeBetween(before: Audit, after: Audit): RehearsalChange {
  if (before.verdict === null || after.verdict === null) return 'preview';
  if ((before.verdict === 'red') === (after.verdict === 'red')) return 'none';
  if (after.verdict !== 'red') return 'released';
  return after.outcome === 'INCOMPLETE' ? 'caught' : 'open';
}

function newlyBlocking({ gates: old }: Audit, { gates }: Audit): readonly RehearsedGate[] {
  const blocked = new Set(old.filter(isBlocking).map(({ title, state }) => `${state} ${title}`));
  return gates.flatMap((gate) =>
    isBlocking(gate) && !blocked.has(`${gate.state} ${gate.title}`)
      ? [{ title: gate.title, state: gate.state, why: gate.evidence }]
      : [],
  );
}

type BlockingGate = AuditGate & { readonly state: RehearsedGate['state'] };

function isBlocking(gate: AuditGate): gate is BlockingGate {
  const { optional, state } = gate;
  return optional === undefined && (state === 'failed' || state === 'not-evaluated');
}

function openRules({ rules }: Audit): readonly string[] {
  return rules.filter(({ state }) => state === 'open').map(({ id }) => id);
}

/** Returns audits by repository and milestone: the order of the files does not matter. */
export function composeRehearsal({ audits, unreadable }: Rehearsal): Rehearsal {
  return {
    audits: [...audits].sort(
      (a, b) =>
        byCodeUnit(a.repository, b.repository) ||
        compareMilestones(a.milestone, b.milestone) ||
        byCodeUnit(a.source, b.source),
    ),
    unreadable: [...unreadable].sort((a, b) => byCodeUnit(a.source, b.source)),
  };
}

/** Returns the counts of a rehearsal in one sentence. */
export function rehearsalLead({ audits, unreadable }: Rehearsal): string {
  const count = (change: RehearsalChange): number =>
    audits.filter((one) => one.change === change).length;
  const stays = audits.filter((one) => one.change === 'none' && one.after.verdict === 'red').length;
  const parts = [
    `${count('caught')} would turn red`,
    `${count('open')} would not have enough evidence`,
    `${count('released')} would pass and did not`,
    `${stays} stay red`,
    `${count('none') - stays} still pass`,
    ...(count('preview') > 0 ? [`${quantity(count('preview'), 'preview')} without a verdict`] : []),
    ...(unreadable.length > 0 ? [`${quantity(unreadable.length, 'file')} could not be read`] : []),
  ];
  return `${quantity(audits.length, 'audit')}: ${parts.join(', ')}.`;
}

const WORDS: Readonly<Record<RehearsalChange, string>> = {
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
    one.repository,
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
      paragraph(prose(rehearsalLead(rehearsal))),
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
  return gates.map(({ title, why }) => `${title}: ${why}`).join('; ');
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
