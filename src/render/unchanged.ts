import type { Audit } from '../model/audit.ts';
import { earlier, sameCategory } from './format/previous.ts';
import type { Snapshot } from './format/snapshot.ts';

/** What stands as it stood: ids of categories and issues, titles of gates. */
export interface Unchanged {
  readonly categories: ReadonlySet<string>;
  /** Only such as pass: what stands in the way is never folded. */
  readonly gates: ReadonlySet<string>;
  readonly issues: ReadonlySet<string>;
}

/**
 * What a comment may fold: what is the same as in the last audit of the pull request and, of
 * categories, as in the milestone before, as far as there are such audits. Without any, nothing.
 */
export function unchangedSince(audit: Audit, before: Snapshot | undefined): Unchanged {
  const last = earlier(audit).at(-1);
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
