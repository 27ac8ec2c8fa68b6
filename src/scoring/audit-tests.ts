import type { DeferralCover } from '../analysis/deferral-cover.ts';
import { type CollectedTests, sumCounts } from '../analysis/tests-evidence.ts';
import { byCodeUnit } from '../lib/canonical-json.ts';
import type { AuditTestGroup, AuditTests } from '../model/audit-evidence.ts';
import type { NamedCase } from '../model/reports.ts';
import type { LocateSource } from './locate-source.ts';

/** Test results by leg and group, with the deferred ones counted; `null` when no report counts. */
export function auditTests(
  counted: readonly CollectedTests[],
  cover: DeferralCover,
  locate: LocateSource,
): AuditTests | null {
  if (counted.length === 0) return null;
  return {
    origin: counted.every(({ report }) => report.origin === 'log') ? 'log' : 'report',
    ...sumCounts(counted),
    groups: counted.flatMap((one) => groupsOf(one, cover)).sort(inOrder),
    omitted_groups: counted.reduce((sum, { report }) => sum + report.omitted.groups, 0),
    sources: counted.map(({ source }) => locate(source)),
  };
}

function groupsOf(
  { leg, report }: CollectedTests,
  cover: DeferralCover,
): readonly AuditTestGroup[] {
  return report.groups.map(({ group, counts }) => {
    const failing = report.cases.filter((one) => one.group === group && isFailing(one));
    return {
      group,
      leg,
      passed: counts.passed,
      failed: counts.failed,
      errored: counts.errored,
      skipped: counts.skipped,
      flaky: counts.flaky,
      deferred: failing.filter((one) => cover.test(one.id).length > 0).length,
      reason: sharedReason(failing),
    };
  });
}

function isFailing({ outcome }: NamedCase): boolean {
  return outcome === 'failed' || outcome === 'errored';
}

/** The message all failures of a group share word for word, else what they share at the start. */
function sharedReason(failing: readonly NamedCase[]): string {
  const [first = '', ...rest] = failing.map(({ message }) => message);
  const shared = rest.reduce(commonStart, first);
  if (rest.every((message) => message === first)) return first;
  // A few shared letters are chance; a shared phrase is a reason.
  const phrase = shared.replace(/[^\p{L}\p{N})\]"'`]+\S*$/u, '').trim();
  return phrase.length >= 12 ? `${phrase}…` : '';
}

function commonStart(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return a.slice(0, length);
}

function inOrder(a: AuditTestGroup, b: AuditTestGroup): number {
  return byCodeUnit(a.leg, b.leg) || byCodeUnit(a.group, b.group);
}
