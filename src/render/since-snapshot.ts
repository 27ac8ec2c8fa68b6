import { quantity } from '../lib/quantity.ts';
import type { Audit } from '../model/audit.ts';
import { commitLink } from './format/address.ts';
import { arrow, ruleMovement } from './format/previous.ts';
import { printOverall } from './format/print-score.ts';
import { sentence } from './format/sentence.ts';
import type { Snapshot } from './format/snapshot.ts';
import { type Blocks, list, paragraph } from './markdown/block.ts';
import { type Inline, strong, text } from './markdown/inline.ts';

/** Rules named in a comment; the document has them all. */
const MAX_RULES = 8;

/** What moved since the last audit of this pull request that was judged by other evidence. */
export function sinceSnapshot(audit: Audit, before: Snapshot): readonly Blocks[] {
  const moved = [
    ...overall(audit, before),
    ...audit.categories.flatMap(({ id, title, score }) => {
      const old = before.categories[id];
      return old === undefined || old === score ? [] : [arrow(title, old, score)];
    }),
  ];
  const lines: readonly Inline[] = [
    ...[...tests(audit, before), ...coverage(audit, before), ...gates(audit, before)].map((line) =>
      text(line, 400),
    ),
    ...rules(audit, before),
  ];
  const words = moved.length === 0 ? 'no score moved' : moved.join('; ');
  return [
    paragraph(
      strong('Since the last audit here'),
      ...whereOf(audit, before),
      ': ',
      text(sentence(words), 2000),
    ),
    ...(lines.length === 0 ? [] : [list(lines)]),
  ];
}

/** ` of 1f0c6a9 (4.4 / 5)`, without the commit where it is the same one. */
function whereOf(audit: Audit, { commit, score }: Snapshot): readonly Inline[] {
  const same = commit === audit.commits.audited;
  return [
    ...(same ? [' of the same commit'] : [' of ', commitLink(audit, commit)]),
    ` (${printOverall(score)})`,
  ];
}

function overall(audit: Audit, before: Snapshot): readonly string[] {
  return [
    ...(before.verdict === audit.verdict ? [] : [`verdict ${before.verdict} → ${audit.verdict}`]),
    ...(before.score === audit.score ? [] : [arrow('overall', before.score, audit.score)]),
  ];
}

function tests({ evidence }: Audit, { tests: old }: Snapshot): readonly string[] {
  const now = evidence.tests;
  const was = counts(old);
  const is = counts(now === null ? null : { ...now, failed: now.failed + now.errored });
  return was === is ? [] : [`Tests: ${was} → ${is}`];
}

function counts(tests: Snapshot['tests']): string {
  if (tests === null) return 'none measured';
  const { tests: all, passed, failed } = tests;
  return `${passed} of ${all} passed${failed === 0 ? '' : `, ${failed} failed`}`;
}

function coverage({ evidence }: Audit, before: Snapshot): readonly string[] {
  return evidence.coverage.flatMap(({ leg, percent }) => {
    const old = before.coverage[leg];
    if (old === undefined || percent === null || old === percent) return [];
    const name = leg === '' ? 'Coverage' : `Coverage of ${leg}`;
    return [`${name}: ${old.toFixed(2)} % → ${percent.toFixed(2)} %`];
  });
}

function gates(audit: Audit, before: Snapshot): readonly string[] {
  return audit.gates.flatMap(({ title, state }) => {
    const old = before.gates[title];
    return old === undefined || old === state ? [] : [`Gate ${title}: ${old} → ${state}`];
  });
}

/** What fell most comes first. A snapshot too long for its rules says nothing of them. */
function rules(audit: Audit, before: Snapshot): readonly Inline[] {
  if (Object.keys(before.rules).length === 0) return [];
  const moved = audit.rules
    .map((rule) => ({ rule, from: before.rules[rule.id] ?? null, to: rule.level }))
    .filter(({ from, to }) => from !== to)
    .sort((a, b) => step(a) - step(b));
  const more = moved.length - MAX_RULES;
  const lines = moved.slice(0, MAX_RULES).map(({ rule, from, to }) => {
    const because = rule.measured || rule.unknown_because || rule.reason || '';
    return ruleMovement(audit, { rule: rule.id, title: rule.title, from, to, because });
  });
  return more > 0 ? [...lines, `and ${quantity(more, 'rule')} more`] : lines;
}

function step({ from, to }: { readonly from: number | null; readonly to: number | null }): number {
  return (to ?? -1) - (from ?? -1);
}
