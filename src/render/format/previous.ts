import type { Audit } from '../../model/audit.ts';
import type { RuleMovement } from '../../model/history.ts';
import { type Inline, text } from '../markdown/inline.ts';
import { cite } from './cite.ts';
import { printScore } from './print-score.ts';

type TrendEntry = Audit['trend'][number];

/** Earlier audits, oldest first; an entry of the audited milestone itself is this audit's own past. */
export function earlier(audit: Audit): readonly TrendEntry[] {
  return audit.trend.filter(({ milestone }) => milestone !== audit.milestone);
}

/** `overall 4.4 → 4.7`, `Coverage gate 3 → 4`: what moved since an earlier audit. */
export function movements(audit: Audit, since: TrendEntry): readonly string[] {
  const moved = audit.categories.flatMap((category) => {
    const old = sameCategory(since.categories, category);
    if (old === undefined || old.score === category.score) return [];
    return [`${arrow(category.title, old.score, category.score)}${mark(old, category)}`];
  });
  return since.score === audit.score
    ? moved
    : [arrow('overall', since.score, audit.score), ...moved];
}

/** By id, else by title: a renamed category is still the same one. */
export function sameCategory<T extends { readonly id: string; readonly title: string }>(
  all: readonly T[],
  { id, title }: { readonly id: string; readonly title: string },
): T | undefined {
  return all.find((one) => one.id === id) ?? all.find((one) => one.title === title);
}

/** Scores that weigh otherwise now are not silently compared. */
function mark(old: TrendEntry['categories'][number], now: Audit['categories'][number]): string {
  return old.weight === undefined || old.weight === now.weight ? '' : ' (weighs otherwise now)';
}

/** `Coverage gate 3 → 4: 84.2 % enforced, ci.yml:88`: one rule's way, with what is measured now, and where. */
export function ruleMovement({ rules }: Audit, movement: RuleMovement): Inline {
  const { rule, title, from, to, because } = movement;
  const way = arrow(title, from, to);
  const said = text(because === '' ? way : `${way}: ${because}`, 400);
  const proof = rules.find(({ id }) => id === rule)?.proof ?? [];
  // A line that can be read says more than the run it was seen in.
  const best = proof.find(({ source }) => source.line !== undefined) ?? proof[0];
  return best === undefined ? said : [said, ', ', cite(best.source)];
}

/** `Coverage gate 3 → 4`. */
export function arrow(name: string, from: number | null, to: number | null): string {
  return `${name} ${printScore(from)} → ${printScore(to)}`;
}
