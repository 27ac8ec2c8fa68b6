import { byCodeUnit } from '../lib/canonical-json.ts';
import type { Source } from '../model/evidence.ts';
import type { DeferralCover } from './deferral-cover.ts';
import type { CollectedTests } from './tests-evidence.ts';

/** More of them change no level. */
const MAX_NAMELESS = 20;

/** A test that passed only on a retry inside its report. */
export interface FlakyTest {
  readonly name: string;
  readonly source: Source;
  readonly deferrals: readonly string[];
}

/** Flaky tests by name, each once over all legs; those a cap left unnamed count one each, and nothing covers them. */
export function flakyTests(
  tests: readonly CollectedTests[],
  cover: DeferralCover,
): readonly FlakyTest[] {
  const byName = new Map<string, FlakyTest>();
  for (const { source, leg, report } of tests) {
    const named = report.cases.filter(({ flaky }) => flaky);
    for (const { id } of named) {
      byName.set(id, { name: id, source, deferrals: cover.test(id) });
    }
    const most = Math.min(report.counts.flaky, named.length + MAX_NAMELESS);
    for (let nameless = named.length; nameless < most; nameless += 1) {
      const name = `a test without a name (${leg === '' ? source.what : leg} ${nameless + 1})`;
      byName.set(name, { name, source, deferrals: [] });
    }
  }
  return [...byName.values()].sort((a, b) => byCodeUnit(a.name, b.name));
}
