import type { Audit } from '../../model/audit.ts';
import type { RuleMovement } from '../../model/history.ts';
import { type Inline, text } from '../markdown/tree.ts';
import { printScore } from './labels.ts';
import { cite } from './links.ts';

type TrendEntry = Audit['trend'][number];

/** Returns the audits of other milestones, oldest first. An entry of the same milestone is an earlier state of this audit. */
export function previousAudits(audit: Audit): readonly TrendEntry[] {
  return audit.trend.filter(({ milestone }) => milestone !== audit.milestone);
}

/** Returns the scores that changed since an earlier audit: `overall 4.4 → 4.7`, `Tests 3 → 4`. */
export function scoreChanges(audit: Audit, since: TrendEntry): readonly string[] {
  const moved = audit.categories.flatMap((category) => {
    const old = sameCategory(since.categories, category);
    if (old === undefined || old.score === category.score) return [];
    return [
      `${printChange(category.title, old.score, category.score)}${weightNote(old, category)}`,
    ];
  });
  return since.score === audit.score
    ? moved
    : [printChange('overall', since.score, audit.score), ...moved];
}

/** Returns the changes as one text, or `no score changed`. */
export function changeText(changes: readonly string[]): string {
  return changes.length === 0 ? 'no score changed' : changes.join('; ');
}

/** Finds a category by id, else by title, because configs rename either. */
export function sameCategory<T extends { readonly id: string; readonly title: string }>(
  all: readonly T[],
  { id, title }: { readonly id: string; readonly title: string },
): T | undefined {
  return all.find((one) => one.id === id) ?? all.find((one) => one.title === title);
}

/** Notes that the category's weight changed, so that its effect on the overall score changed too. */
function weightNote(
  old: TrendEntry['categories'][number],
  now: Audit['categories'][number],
): string {
  return old.weight === undefined || old.weight === now.weight ? '' : ' (weight changed)';
}

/**
 * Returns a rule's change with its measurement and source: `Coverage gate 3 → 4: 84.2% enforced,
 * ci.yml:88`, or `3 → 0–5` when evidence is missing now.
 */
export function ruleChange({ rules }: Audit, movement: RuleMovement): Inline {
  const { rule, title, from, to, to_max: most, because } = movement;
  const range = most === undefined ? '' : `–${printScore(most)}`;
  const change = `${printChange(title, from, to)}${range}`;
  const words = text(because === '' ? change : `${change}: ${because}`, 400);
  const proof = rules.find(({ id }) => id === rule)?.proof ?? [];
  // Prefer a source with a line: a reader can check it at once.
  const best = proof.find(({ source }) => source.line !== undefined) ?? proof[0];
  return best === undefined ? words : [words, ', ', cite(best.source)];
}

/** Returns `Coverage gate 3 → 4`. */
export function printChange(name: string, from: number | null, to: number | null): string {
  return `${name} ${printScore(from)} → ${printScore(to)}`;
}
