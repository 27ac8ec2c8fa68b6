import type { DeferralCover } from '../analysis/deferrals.ts';
import type { CollectedTests } from '../analysis/test-reports.ts';
import { byCodeUnit } from '../lib/canonical-json.ts';
import type { AuditFailingTest } from '../model/audit.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';
import type { NamedCase } from '../model/reports.ts';
import { predecessorOf } from './audit-history.ts';
import { evidenceOr, type LocateSource } from './evidence-values.ts';

/** Maximum number of failing tests in the audit; its counts have all of them. */
const MAX_TESTS = 200;

/** Returns the failing tests of the reports that count, those that no deferral covers first. */
export function failingTests(
  file: EvidenceFile,
  counted: readonly CollectedTests[],
  cover: DeferralCover,
  locate: LocateSource,
): readonly AuditFailingTest[] {
  const stateOf = stateReader(file);
  const executions = counted.flatMap(({ leg, source, report }) =>
    report.cases.filter(isFailing).map((test) => ({ test, leg, source })),
  );
  const byId = new Map<string, (typeof executions)[number][]>();
  for (const one of executions) {
    byId.set(one.test.id, [...(byId.get(one.test.id) ?? []), one]);
  }
  return [...byId.values()]
    .flatMap((all): readonly AuditFailingTest[] => {
      const [first] = all;
      if (first === undefined) return [];
      const { id, message } = first.test;
      const deferrals = cover.test(id);
      const state = deferrals.length > 0 ? 'deferred' : stateOf(id);
      const legs = all.flatMap(({ leg }) => (leg === '' ? [] : [leg]));
      return [{ id, message, state, deferrals, legs, source: locate(first.source) }];
    })
    .sort(uncoveredFirst)
    .slice(0, MAX_TESTS);
}

function isFailing({ outcome }: NamedCase): boolean {
  return outcome === 'failed' || outcome === 'errored';
}

const ORDER = { new: 0, known: 2, flaky: 3, deferred: 4 } as const;

function uncoveredFirst(a: AuditFailingTest, b: AuditFailingTest): number {
  const rank = ({ state }: AuditFailingTest): number => (state === null ? 1 : ORDER[state]);
  return rank(a) - rank(b) || byCodeUnit(a.id, b.id);
}

/**
 * Returns a function from a failing test to its state. A test is new only when complete reports of
 * the base do not have it among their failures.
 */
function stateReader(file: EvidenceFile): (id: string) => 'new' | 'known' | 'flaky' | null {
  const base = evidenceOr(file, 'baseTests', []).map(({ report }) => report);
  const failedBefore = new Set(
    base.flatMap(({ cases }) => cases.filter(isFailing).map(({ id }) => id)),
  );
  const named = base.length > 0 && base.every(({ origin }) => origin === 'report');
  const complete = named && base.every(({ omitted }) => omitted.cases === 0);
  const previous = predecessorOf(evidenceOr(file, 'previous', []));
  const flaky = new Set(
    previous?.memory?.flakes
      .filter(({ kind, state }) => kind === 'test' && state !== 'fixed')
      .map(({ name }) => name),
  );
  return (id) => {
    if (flaky.has(id)) return 'flaky';
    if (failedBefore.has(id)) return 'known';
    return complete ? 'new' : null;
  };
}
