import { grouped, quantity } from '../../lib/format.ts';
import { shorten } from '../../lib/sanitize.ts';
import type { Audit } from '../../model/audit.ts';
import type { AuditTestGroup, AuditTests } from '../../model/audit-evidence.ts';
import { testLine, uncoveredTests } from '../format/failing-test.ts';
import { citeAll } from '../format/links.ts';
import { boundedTable, type Subsection } from '../format/section.ts';
import { type Blocks, code, type Inline, list, paragraph, prose, text } from '../markdown/tree.ts';

/** Maximum failing suites and failing tests that section 4 names; the appendix has the others. */
const MAX_SUITES = 6;
const MAX_TESTS = 5;

export const testResults: Subsection = {
  id: 'test-results',
  heading: ({ evidence: { tests } }) => `Test Results${runsOf(tests)}`,
  keep: 'fold',
  body: (audit) => {
    const { tests } = audit.evidence;
    if (tests === null) return [];
    return [
      paragraph(`${quantity(tests.tests, 'test')}: ${testCounts(tests)}`, from(tests)),
      ...failingSuites(tests),
      ...failingTests(audit),
    ];
  },
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
  const covered = deferred > 0 ? ` (${grouped(deferred)} deferred)` : '';
  return `${parts.join(', ')}${covered}`;
}

function runsOf(tests: AuditTests | null): string {
  const ids = [...new Set(tests?.sources.flatMap(({ runId }) => runId ?? []))];
  if (ids.length === 0) return '';
  return ids.length === 1 ? ` (Run ${ids[0]})` : ` (${ids.length} runs)`;
}

function from({ origin, sources }: AuditTests): Inline {
  const cited = citeAll(sources.map((source) => ({ text: '', source })));
  return origin === 'log'
    ? [', read from a job log, which names no tests: ', cited, '.']
    : [' (', cited, ').'];
}

/** Returns the suites with failures and why, and counts those that passed. */
function failingSuites({ groups, omitted_groups }: AuditTests): readonly Blocks[] {
  const failed = groups.filter((group) => failing(group) > 0).sort(worstFirst);
  const passed = groups.filter((group) => failing(group) === 0);
  const rows = failed.map((group) => [
    groupName(group),
    `${failures(group)} of ${grouped(group.passed + failing(group) + group.skipped)}`,
    text(group.reason === '' ? 'several reasons' : group.reason, 160),
  ]);
  const left = omitted_groups === 0 ? '' : `; ${quantity(omitted_groups, 'suite')} not listed`;
  const count = passed.reduce((sum, group) => sum + group.passed, 0);
  const files = quantity(passed.length, 'file or suite', 'files or suites');
  return [
    ...boundedTable(['File or suite', 'Failed', 'Reason'], rows, [], 0, MAX_SUITES),
    passed.length === 0 && left === ''
      ? []
      : paragraph(`${files} without a failure: ${quantity(count, 'test')} passed${left}.`),
  ];
}

/** Returns the failing tests that no deferral covers, by name. */
function failingTests(audit: Audit): readonly Blocks[] {
  const tests = uncoveredTests(audit);
  const more = tests.length - MAX_TESTS;
  const lines = tests.slice(0, MAX_TESTS).map((test) => testLine(audit, test));
  return lines.length === 0 ? [] : [list(more > 0 ? [...lines, `and ${more} more`] : lines)];
}

/** Every file or suite with its counts. */
export const testGroups: Subsection = {
  id: 'test-groups',
  heading: () => 'Tests by File',
  keep: 'fold',
  body: ({ evidence: { tests } }) => (tests === null ? [] : groupTable(tests)),
};

/** Returns a row per file, or per suite in formats without files. Failures that no deferral covers come first. */
export function groupTable({ groups, omitted_groups }: AuditTests): readonly Blocks[] {
  const hasJobs = groups.some(({ leg }) => leg !== '');
  const hasFlaky = groups.some((group) => group.flaky > 0);
  const rows = [...groups]
    .sort(worstFirst)
    .map((group) => [
      groupName(group),
      ...(hasJobs ? [group.leg] : []),
      grouped(group.passed),
      failures(group),
      grouped(group.skipped),
      ...(hasFlaky ? [grouped(group.flaky)] : []),
      prose(group.reason),
    ]);
  const header = [
    'File or suite',
    ...(hasJobs ? ['Matrix job'] : []),
    'Passed',
    'Failed',
    'Skipped',
    ...(hasFlaky ? ['Flaky'] : []),
    'Shared reason',
  ];
  return boundedTable(header, rows, header.map(alignment), omitted_groups);
}

function groupName({ group }: AuditTestGroup): Inline {
  return group === '' ? 'without a name' : code(shorten(group, 160));
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
