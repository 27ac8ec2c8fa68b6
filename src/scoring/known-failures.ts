import { type CollectedTests, isFailing } from '../analysis/test-reports.ts';
import { caseKey } from '../report-formats/test-results/case-identity.ts';
import { identityKeys } from '../report-formats/test-results/tallied-report.ts';

/**
 * Returns a function from a failing test to whether it failed at the base, too. A test is new only
 * when complete reports of the base do not have it among their failures. A test whose parameters are
 * named otherwise than at the base is the one that failed there when that one is gone; it is undecided
 * when more of them fail than are gone.
 */
export function failedAtBase(
  base: readonly CollectedTests[],
  head: readonly CollectedTests[],
): (id: string) => 'new' | 'known' | null {
  const [before, now] = [failingIds(base), failingIds(head)];
  const named = base.length > 0 && base.every(({ report }) => report.origin === 'report');
  const isComplete = named && base.every(({ report }) => report.omitted.cases === 0);
  const gone = countByStem([...before].filter((id) => lack(head, id)));
  const added = new Set([...now].filter((id) => lack(base, id)));
  const addedByStem = countByStem([...added]);
  const otherwise = isComplete ? 'new' : null;
  return (id) => {
    if (before.has(id)) return 'known';
    const stem = stemOf(id);
    const lost = gone.get(stem) ?? 0;
    if (lost === 0 || !added.has(id)) return otherwise;
    return lost >= (addedByStem.get(stem) ?? 0) ? 'known' : null;
  };
}

function failingIds(reports: readonly CollectedTests[]): ReadonlySet<string> {
  return new Set(
    reports.flatMap(({ report }) => report.cases.filter(isFailing).map(({ id }) => id)),
  );
}

/** Returns whether reports have no test of an identity; not known of a report without identities. */
function lack(reports: readonly CollectedTests[], id: string): boolean {
  const key = caseKey(id);
  return reports.every(({ report }) => identityKeys(report)?.has(key) === false);
}

function countByStem(ids: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const stem of ids.map(stemOf)) counts.set(stem, (counts.get(stem) ?? 0) + 1);
  return counts;
}

/**
 * Returns a test's identity without its parameters: pytest writes `name[a-1]`, JUnit 5 `name(int)[1]`,
 * NUnit and xUnit `Name(1, "a")`, Go `Name/case_1`, and titles of jest contain their values.
 */
function stemOf(id: string): string {
  const name = id.slice(id.lastIndexOf(' › ') + 1);
  const at = name.search(/[[(]/);
  const bare = at <= 0 ? id : id.slice(0, id.length - name.length + at);
  return bare.replace(/(?:0x[0-9a-f]+|\d+)/gi, '0');
}
