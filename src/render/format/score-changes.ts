import type { Audit } from '../../model/audit.ts';
import type { RuleMovement } from '../../model/history.ts';
import { type Inline, text } from '../markdown/tree.ts';
import { printRange, printScore } from './labels.ts';
import { cite } from './links.ts';

type TrendEntry = Audit['trend'][number];

/** Returns the audits of other milestones, oldest first. An entry of the same milestone is an earlier state of this audit. */
export function previousAudits(audit: Audit): readonly TrendEntry[] {
  return audit.trend.filter(({ milestone }) => milestone !== audit.milestone);
}

/** Returns the scores that changed since an earlier audit: `overall 4.4 → 4.7`, `Tests 1.0–4.0 → 4.0`. */
export function scoreChanges(audit: Audit, since: TrendEntry): readonly string[] {
  const moved = audit.categories.flatMap((category) => {
    const old = sameCategory(since.categories, category);
    if (old === undefined || printRange(old) === printRange(category)) return [];
    return [
      `${category.title} ${printRange(old)} → ${printRange(category)}${weightNote(old, category)}`,
    ];
  });
  return printRange(since) === printRange(audit)
    ? moved
    : [`overall ${printRange(since)} → ${printRange(audit)}`, ...moved];
}

/** Returns the changes as one text, or `no score changed`. */
export function changeText(changes: readonly string[]): string {
  return changes.length === 0 ? 'no score changed' : changes.join('; ');
}

/** Finds a category by id, else by title, because configs rename either. */
function sameCategory<T extends { readonly id: string; readonly title: string }>(
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
  const { rule, title, from, from_max, to, to_max, because } = movement;
  const change = `${title} ${levels(from, from_max)} → ${levels(to, to_max)}`;
  const words = text(because === '' ? change : `${change}: ${because}`, 400);
  const proof = rules.find(({ id }) => id === rule)?.proof ?? [];
  // Prefer a source with a line: a reader can check it at once.
  const best = proof.find(({ source }) => source.line !== undefined) ?? proof[0];
  return best === undefined ? words : [words, ', ', cite(best.source)];
}

function levels(level: number | null, most: number | undefined): string {
  return most === undefined ? printScore(level) : `${printScore(level)}–${printScore(most)}`;
}
