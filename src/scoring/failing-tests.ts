import type { DeferralCover } from '../analysis/deferrals.ts';
import { type CollectedTests, isFailing } from '../analysis/test-reports.ts';
import { byCodeUnit } from '../lib/canonical-json.ts';
import type { AuditFailingTest } from '../model/audit.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';
import type { NamedCase } from '../model/reports.ts';
import { predecessorOf } from './audit-history.ts';
import { evidenceOr, type LocateSource } from './evidence-values.ts';
import { failedAtBase } from './known-failures.ts';

/** Maximum number of failing tests in the audit: as many as the report of one matrix job names. */
const MAX_TESTS = 1000;

/** Returns the failing tests of the reports that count, those that no deferral covers first. */
export function failingTests(
  file: EvidenceFile,
  counted: readonly CollectedTests[],
  cover: DeferralCover,
  locate: LocateSource,
): readonly AuditFailingTest[] {
  const stateOf = stateReader(file, counted);
  const byId = new Map<string, Failure[]>();
  for (const { leg, source, report } of counted) {
    for (const test of report.cases.filter(isFailing)) {
      byId.set(test.id, [...(byId.get(test.id) ?? []), { test, leg, source }]);
    }
  }
  return [...byId.values()]
    .map((failures): AuditFailingTest => {
      const shown = failures.find(({ test }) => test.message !== '') ?? (failures[0] as Failure);
      const { id, message } = shown.test;
      const deferrals = cover.test(id);
      const place = placeOf(shown.test);
      return {
        ...{ id, message, deferrals },
        ...(place === undefined ? {} : { place }),
        state: deferrals.length > 0 ? 'deferred' : stateOf(id),
        legs: failures.flatMap(({ leg }) => (leg === '' ? [] : [leg])),
        source: locate(shown.source),
      };
    })
    .sort(uncoveredFirst)
    .slice(0, MAX_TESTS);
}

interface Failure extends Pick<CollectedTests, 'leg' | 'source'> {
  readonly test: NamedCase;
}

/** Returns the file of a test, with the line where its message states one; some formats name only suites. */
function placeOf({ group, message }: NamedCase): string | undefined {
  if (!/^[^\s:]+\.[a-z]\w{0,4}$/i.test(group)) return undefined;
  const at = message.indexOf(`${group}:`);
  const line = at === -1 ? null : /^\d{1,7}/.exec(message.slice(at + group.length + 1));
  return line === null ? group : `${group}:${line[0]}`;
}

const ORDER = { new: 0, known: 2, flaky: 3, deferred: 4 } as const;

function uncoveredFirst(a: AuditFailingTest, b: AuditFailingTest): number {
  const rank = ({ state }: AuditFailingTest): number => (state === null ? 1 : ORDER[state]);
  return rank(a) - rank(b) || byCodeUnit(a.id, b.id);
}

function stateReader(
  file: EvidenceFile,
  counted: readonly CollectedTests[],
): (id: string) => 'new' | 'known' | 'flaky' | null {
  const before = failedAtBase(evidenceOr(file, 'baseTests', []), counted);
  const previous = predecessorOf(evidenceOr(file, 'previous', []));
  const flaky = new Set(
    previous?.memory?.flakes
      .filter(({ kind, state }) => kind === 'test' && state !== 'fixed')
      .map(({ name }) => name),
  );
  return (id) => (flaky.has(id) ? 'flaky' : before(id));
}
