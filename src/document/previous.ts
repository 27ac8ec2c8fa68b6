import type { Audit } from '../model/audit.ts';
import { printScore } from './print-score.ts';

type TrendEntry = Audit['trend'][number];

/** Earlier audits, oldest first; an entry of the audited milestone itself is this audit's own past. */
export function earlier(audit: Audit): readonly TrendEntry[] {
  return audit.trend.filter(({ milestone }) => milestone !== audit.milestone);
}

/** `overall 4.4 → 4.7`, `Coverage gate 3 → 4`: what moved since an earlier audit. */
export function movements(audit: Audit, since: TrendEntry): readonly string[] {
  const before = new Map(since.categories.map((category) => [category.id, category.score]));
  const moved = audit.categories.flatMap(({ id, title, score }) => {
    const old = before.get(id);
    return old === undefined || old === score ? [] : [arrow(title, old, score)];
  });
  return since.score === audit.score
    ? moved
    : [arrow('overall', since.score, audit.score), ...moved];
}

function arrow(name: string, from: number | null, to: number | null): string {
  return `${name} ${printScore(from)} → ${printScore(to)}`;
}
