import type { TestCounts } from '../../model/reports.ts';

/** `17 passed, 18 failed (18 deferred)`; errors and skips are named when there are any. */
export function countsInWords(counts: TestCounts, deferred: number): string {
  const parts = [`${counts.passed} passed`, `${counts.failed} failed`];
  if (counts.errored > 0) parts.push(`${counts.errored} errored`);
  const bad = deferred > 0 ? `${parts.join(', ')} (${deferred} deferred)` : parts.join(', ');
  return counts.skipped > 0 ? `${bad}, ${counts.skipped} skipped` : bad;
}
