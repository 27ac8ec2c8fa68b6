import { quantity, sentence } from '../lib/format.ts';
import type { Audit } from '../model/audit.ts';
import type { RuleMovement } from '../model/history.ts';
import { printOverall } from './format/labels.ts';
import { commitLink } from './format/links.ts';
import {
  changeText,
  previousAudits,
  printChange,
  ruleChange,
  sameCategory,
  scoreChanges,
} from './format/score-changes.ts';
import {
  type Blocks,
  details,
  type Inline,
  list,
  paragraph,
  prose,
  strong,
  text,
} from './markdown/tree.ts';
import type { Snapshot } from './snapshot.ts';

/** Maximum rules named in a comment. The document has all of them. */
const MAX_RULES = 8;

/** Returns what changed since the last audit of this pull request with other evidence. */
export function sinceSnapshot(audit: Audit, before: Snapshot): readonly Blocks[] {
  const changes = [
    ...overall(audit, before),
    ...audit.categories.flatMap(({ id, title, score }) => {
      const old = before.categories[id];
      return old === undefined || old === score ? [] : [printChange(title, old, score)];
    }),
  ];
  const lines: readonly Inline[] = [
    ...[...tests(audit, before), ...coverage(audit, before), ...gates(audit, before)].map((line) =>
      text(line, 400),
    ),
    ...rules(audit, before),
  ];
  return [
    paragraph(
      strong('Since the last audit here'),
      ...describeAudit(audit, before),
      ': ',
      text(sentence(changeText(changes)), 2000),
    ),
    ...(lines.length === 0 ? [] : [list(lines)]),
  ];
}

/** Returns ` of 1f0c6a9 (4.4 / 5)`, without the commit if it is the audited one. */
function describeAudit(audit: Audit, { commit, score }: Snapshot): readonly Inline[] {
  const same = commit === audit.commits.audited;
  return [
    ...(same ? [' of the same commit'] : [' of ', commitLink(audit, commit)]),
    ` (${printOverall({ score })})`,
  ];
}

function overall(audit: Audit, before: Snapshot): readonly string[] {
  return [
    ...(before.verdict === audit.verdict ? [] : [`verdict ${before.verdict} → ${audit.verdict}`]),
    ...(before.score === audit.score ? [] : [printChange('overall', before.score, audit.score)]),
  ];
}

function tests({ evidence }: Audit, { tests: old }: Snapshot): readonly string[] {
  const now = evidence.tests;
  const from = counts(old);
  const to = counts(now === null ? null : { ...now, failed: now.failed + now.errored });
  return from === to ? [] : [`Tests: ${from} → ${to}`];
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

/** Returns the changed rules, the largest drop first. A snapshot without rules was too long for them. */
function rules(audit: Audit, before: Snapshot): readonly Inline[] {
  if (Object.keys(before.rules).length === 0) return [];
  const changed = audit.rules
    .map((rule) => ({ rule, from: before.rules[rule.id] ?? null, to: rule.level }))
    .filter(({ from, to }) => from !== to)
    .sort((a, b) => levelChange(a) - levelChange(b));
  const more = changed.length - MAX_RULES;
  const lines = changed.slice(0, MAX_RULES).map(({ rule, from, to }) => {
    const because = rule.measured || rule.reason || '';
    return ruleChange(audit, { rule: rule.id, title: rule.title, from, to, because });
  });
  return more > 0 ? [...lines, `and ${quantity(more, 'rule')} more`] : lines;
}

/** Returns the change of a level; no level counts as -1. */
function levelChange({ from, to }: Pick<RuleMovement, 'from' | 'to'>): number {
  return (to ?? -1) - (from ?? -1);
}

/** Returns what changed since the previous milestone: reviewers know that one. */
export function sinceMilestone(audit: Audit): readonly Blocks[] {
  const last = previousAudits(audit).at(-1);
  if (last === undefined) return [];
  const rules = audit.comparison?.rules ?? [];
  const more = rules.length - MAX_RULES;
  const line = (words: string): Inline => text(words, 400);
  const lines: readonly Inline[] = [
    ...(audit.chain?.findings ?? []).map((one) => line(`⚠ ${sentence(one)}`)),
    ...rules.slice(0, MAX_RULES).map((one) => ruleChange(audit, one)),
    ...(more > 0 ? [`and ${quantity(more, 'rule')} more`] : []),
    ...(audit.regressions ?? []).map(({ what, before, after, noise }) =>
      line(`${what}: ${before} → ${after} (${noise})`),
    ),
    ...(audit.comparison?.changed ?? []).map((one) => line(`Not measured alike: ${one}`)),
  ];
  const changes = sentence(changeText(scoreChanges(audit, last)));
  return [
    paragraph(strong(`Since ${last.milestone}:`), ' ', prose(changes)),
    ...(lines.length === 0 ? [] : [list(lines)]),
  ];
}

/** Items that did not change: ids of categories and issues, titles of gates. */
interface Unchanged {
  readonly categories: ReadonlySet<string>;
  /** Only gates that pass: a failed gate is never folded. */
  readonly gates: ReadonlySet<string>;
  readonly issues: ReadonlySet<string>;
}

/**
 * Returns what a comment may fold: items that are the same as in the last audit of the pull request.
 * Categories must also have the score of the previous milestone. Returns nothing without earlier audits.
 */
export function unchangedSince(audit: Audit, before: Snapshot | undefined): Unchanged {
  const last = previousAudits(audit).at(-1);
  const categories = audit.categories.filter(
    (category) =>
      (before !== undefined || last !== undefined) &&
      (before === undefined || before.categories[category.id] === category.score) &&
      (last === undefined || sameCategory(last.categories, category)?.score === category.score),
  );
  const gates = audit.gates.filter(
    ({ title, state }) => state === 'passed' && before?.gates[title] === state,
  );
  const issues = audit.issues.filter(({ id }) => before?.issues.includes(id) === true);
  return {
    categories: new Set(categories.map(({ id }) => id)),
    gates: new Set(gates.map(({ title }) => title)),
    issues: new Set(issues.map(({ id }) => id)),
  };
}

/** Returns items that did not change, behind a line the reader can open. */
export function unchanged(
  items: readonly unknown[],
  [one, many]: readonly [one: string, many?: string],
  render: () => Blocks,
): readonly Blocks[] {
  if (items.length === 0) return [];
  return details(`${quantity(items.length, one, many)} as before`, render());
}
