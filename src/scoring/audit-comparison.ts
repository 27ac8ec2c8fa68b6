import { byCodeUnit } from '../lib/canonical-json.ts';
import type { Audit, AuditCategory, AuditRule } from '../model/audit.ts';
import type {
  AuditComparison,
  PreviousAudit,
  RuleMovement,
  TrendCategory,
} from '../model/history.ts';

/** What moved since the predecessor, rule by rule with what is measured now, and what can't be compared. */
export function auditComparison(
  before: PreviousAudit | undefined,
  now: Pick<Audit, 'rules' | 'categories'>,
): AuditComparison | null {
  if (before === undefined) return null;
  return {
    milestone: before.milestone,
    rules: movedRules(before, now.rules),
    changed: changedCategories(before.categories, now.categories),
  };
}

function movedRules(before: PreviousAudit, rules: readonly AuditRule[]): readonly RuleMovement[] {
  const old = new Map(before.rules.map((rule) => [rule.id, rule]));
  return rules
    .flatMap((rule): readonly RuleMovement[] => {
      const from = old.get(rule.id);
      if (from === undefined || from.level === rule.level) return [];
      const because = rule.measured || rule.unknown_because || rule.reason || '';
      return [{ rule: rule.id, title: rule.title, from: from.level, to: rule.level, because }];
    })
    .sort((a, b) => stepOf(a) - stepOf(b) || byCodeUnit(a.rule, b.rule));
}

/** What fell most comes first; a level that was lost falls below every other. */
function stepOf({ from, to }: RuleMovement): number {
  return (to ?? -1) - (from ?? -1);
}

/**
 * A category with another id but the same title, or the same id and another title, is the same one
 * renamed; its scores may be read side by side, but the change is said.
 */
function changedCategories(
  before: readonly TrendCategory[],
  now: readonly AuditCategory[],
): readonly string[] {
  const gone = before.filter((old) => partner(now, old) === undefined);
  return [
    ...now.flatMap((category) => {
      const old = partner(before, category);
      return old === undefined ? [`${category.title} is new`] : changesOf(old, category);
    }),
    ...gone.map(({ title }) => `${title} is gone`),
  ];
}

interface Named {
  readonly id: string;
  readonly title: string;
}

function partner<T extends Named>(all: readonly T[], { id, title }: Named): T | undefined {
  return all.find((one) => one.id === id) ?? all.find((one) => one.title === title);
}

function changesOf(old: TrendCategory, now: AuditCategory): readonly string[] {
  const renamed = old.title === now.title ? [] : [`${old.title} is now called ${now.title}`];
  const weight = old.weight;
  return weight === undefined || weight === now.weight
    ? renamed
    : [...renamed, `${now.title} weighed ${weight} and weighs ${now.weight}`];
}
