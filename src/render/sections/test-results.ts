import { grouped, quantity } from '../../lib/format.ts';
import type { AuditTestGroup, AuditTests } from '../../model/audit-evidence.ts';
import { citeAll } from '../format/links.ts';
import { boundedTable, type Subsection } from '../format/section.ts';
import { type Blocks, code, type Inline, paragraph, prose } from '../markdown/tree.ts';

export const testResults: Subsection = {
  id: 'test-results',
  heading: ({ evidence: { tests } }) => `4.3 Test Results${runsOf(tests)}`,
  keep: 'fold',
  body: ({ evidence: { tests } }) =>
    tests === null
      ? []
      : [
          paragraph(`${quantity(tests.tests, 'test')}: ${testCounts(tests)}`, from(tests)),
          ...groupTable(tests),
        ],
};

/** Returns `17 passed, 18 failed (18 deferred)`. */
export function testCounts(tests: AuditTests): string {
  const deferred = tests.groups.reduce((sum, group) => sum + group.deferred, 0);
  const parts = [
    `${grouped(tests.passed)} passed`,
    `${grouped(tests.failed)} failed`,
    ...(tests.errored > 0 ? [`${grouped(tests.errored)} errored`] : []),
    ...(tests.skipped > 0 ? [`${grouped(tests.skipped)} skipped`] : []),
    ...(tests.flaky > 0 ? [`${grouped(tests.flaky)} flaky`] : []),
  ];
  const excused = deferred > 0 ? ` (${grouped(deferred)} deferred)` : '';
  return `${parts.join(', ')}${excused}`;
}

function runsOf(tests: AuditTests | null): string {
  const ids = [...new Set(tests?.sources.flatMap(({ runId }) => runId ?? []))];
  if (ids.length === 0) return '';
  return ids.length === 1 ? ` (Run ${ids[0]})` : ` (${ids.length} runs)`;
}

function from({ origin, sources }: AuditTests): Inline {
  const cited = citeAll(sources.map((source) => ({ text: '', source })));
  return origin === 'log'
    ? ['. Read from a job log, which names no tests: ', cited, '.']
    : ['. Counted case by case from ', cited, '.'];
}

/** Returns a row per file, or per suite in formats without files. Failures that no deferral covers come first. */
export function groupTable({ groups, omitted_groups }: AuditTests): readonly Blocks[] {
  const hasJobs = groups.some(({ leg }) => leg !== '');
  const hasFlaky = groups.some((group) => group.flaky > 0);
  const rows = [...groups]
    .sort(worstFirst)
    .map((group) => [
      group.group === '' ? 'without a name' : code(group.group),
      ...(hasJobs ? [group.leg] : []),
      grouped(group.passed),
      failures(group),
      grouped(group.skipped),
      ...(hasFlaky ? [grouped(group.flaky)] : []),
      prose(group.reason),
    ]);
  const header = [
    'File or suite',
    ...(hasJobs ? ['Leg'] : []),
    'Passed',
    'Failed',
    'Skipped',
    ...(hasFlaky ? ['Flaky'] : []),
    'Shared reason',
  ];
  return boundedTable(header, rows, header.map(alignment), omitted_groups);
}

function alignment(title: string): 'right' | null {
  return ['Passed', 'Failed', 'Skipped', 'Flaky'].includes(title) ? 'right' : null;
}

function failing({ failed, errored }: AuditTestGroup): number {
  return failed + errored;
}

function failures(group: AuditTestGroup): string {
  const count = grouped(failing(group));
  if (group.deferred === 0) return count;
  return group.deferred === failing(group)
    ? `${count} (deferred)`
    : `${count} (${grouped(group.deferred)} deferred)`;
}

function worstFirst(a: AuditTestGroup, b: AuditTestGroup): number {
  return failing(b) - b.deferred - (failing(a) - a.deferred) || failing(b) - failing(a);
}
