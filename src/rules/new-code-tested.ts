import { type CollectedCoverage, percentOf } from '../analysis/coverage-reports.ts';
import { leveled, notApplicable } from '../analysis/fold.ts';
import { defineRule, severityOf } from '../analysis/runner.ts';
import { requireSources, unknown } from '../analysis/unconverted.ts';
import { plural } from '../lib/format.ts';
import { pathMatcher, sameFile } from '../lib/glob.ts';
import type { CoverageCount } from '../model/reports.ts';
import type { ChangedFile } from '../model/repository.ts';
import { listOption } from '../model/rule.ts';
import type { Level } from '../model/verdict.ts';

const SOURCES = [
  '**/*.{c,cc,cpp,cs,dart,ex,go,java,js,jsx,kt,mjs,php,py,rb,rs,scala,swift,ts,tsx,vue}',
];
const TESTS = [
  '**/{test,tests,__tests__,spec,specs,e2e}/**',
  '**/*{.,_,-}{test,spec}.*',
  '**/test_*.py',
  '**/conftest.py',
];

export const newCodeTested = defineRule({
  id: 'new-code-tested',
  title: 'New code tested',
  needs: ['changes', 'coverage'],
  uses: ['sources'],
  levels: [
    'no changed line of the source files is covered',
    'less than 25 % is covered',
    'at least 25 % is covered',
    'at least 50 % is covered',
    'at least 75 % is covered',
    'at least 90 % of the changed lines of source files is covered',
  ],
  remediation: {
    recommendation:
      'Write tests for the changed files named here, the largest uncovered one first.',
    minutes: 90,
    guardrail: 'Ask for a test in the pull request template.',
    rollback: 'Revert the untested change.',
    area: 'COV',
  },
  options: [
    {
      name: 'sources',
      type: 'list',
      fallback: 'files with the ending of a programming language',
      meaning: 'path globs of files that coverage should know',
    },
    {
      name: 'exclude',
      type: 'list',
      fallback: 'test files and folders',
      meaning: 'path globs of changed files that need no coverage',
    },
  ],
  judge({ changes, coverage, sources }, context) {
    const wanted = pathMatcher(listOption(context, 'sources', SOURCES));
    const excluded = pathMatcher(listOption(context, 'exclude', TESTS));
    const changed = changes.files.filter(
      ({ path, status, additions }) =>
        status !== 'removed' && additions > 0 && wanted(path) && !excluded(path),
    );
    if (changes.truncated) return unknown('GitHub lists only a part of the changed files');
    if (changed.length === 0) return notApplicable('no source file changed');
    const source = coverage[0]?.source;
    if (source === undefined) return unknown('there is no coverage report');
    const byPath = coverageByPath(coverage);
    const measured = changed.map((file) => ({ file, ...countOf(file, byPath) }));
    const bounded = coverage.some(({ report }) => report.omitted > 0);
    if (bounded && measured.some(({ found }) => !found)) {
      return unknown(
        'the coverage report lists only a part of its files, and not all changed ones',
      );
    }
    const finding = verdict(measured, source);
    return requireSources('coverage', sources, finding);
  },
});

interface FileCoverage {
  readonly count: CoverageCount;
  /** Whether `count` covers the changed lines only, and not the whole file. */
  readonly exact: boolean;
}

interface Measured extends FileCoverage {
  readonly file: ChangedFile;
  readonly found: boolean;
}

/** Returns the coverage of each file; of a file that several jobs report, the lowest. */
function coverageByPath(coverage: readonly CollectedCoverage[]): ReadonlyMap<string, FileCoverage> {
  const byPath = new Map<string, FileCoverage>();
  for (const { path, lines, changed } of coverage.flatMap(({ report }) => report.files)) {
    const now = { count: changed ?? lines, exact: changed !== undefined };
    const before = byPath.get(path);
    if (before === undefined || takesPrecedence(now, before)) byPath.set(path, now);
  }
  return byPath;
}

/** Counts of changed lines take precedence over counts of whole files. */
function takesPrecedence(now: FileCoverage, before: FileCoverage): boolean {
  if (now.exact !== before.exact) return now.exact;
  const difference = now.count.covered - before.count.covered;
  return difference < 0 || (difference === 0 && now.count.total > before.count.total);
}

/** A file that is in no report has only uncovered lines. */
function countOf(
  { path, additions }: ChangedFile,
  byPath: ReadonlyMap<string, FileCoverage>,
): Omit<Measured, 'file'> {
  const exact = byPath.get(path);
  if (exact !== undefined) return { ...exact, found: true };
  for (const [name, one] of byPath) if (sameFile(path, name)) return { ...one, found: true };
  return { count: { covered: 0, total: additions }, exact: true, found: false };
}

function verdict(measured: readonly Measured[], source: { readonly what: string }) {
  const sum = measured.reduce(
    (all, { count }) => ({ covered: all.covered + count.covered, total: all.total + count.total }),
    { covered: 0, total: 0 },
  );
  if (sum.total === 0) return notApplicable('the change adds no line that could be covered');
  const level = levelOf(sum);
  const worst = measured.toSorted((a, b) => missedOf(b) - missedOf(a));
  const lines = measured.every(({ exact }) => exact) ? 'changed lines' : 'lines';
  return leveled({
    level,
    measured: `${percentOf(sum)} % of the ${lines} of ${plural(measured.length, 'changed source file')} covered`,
    proof: worst.map((one) => ({ text: `${one.file.path}: ${describe(one)}`, source })),
    flaws:
      level === 5
        ? []
        : worst.slice(0, 5).map((one) => ({
            key: `untested:${one.file.path}`,
            severity: severityOf(level),
            observation: one.found
              ? `${one.file.path} has ${missedOf(one)} of ${linesIn(one)} uncovered.`
              : `${one.file.path} changed and is in no coverage report.`,
            source,
          })),
  });
}

function missedOf({ count }: FileCoverage): number {
  return count.total - count.covered;
}

function describe(one: Measured): string {
  return one.found ? `${one.count.covered} of ${linesIn(one)}` : 'in no report';
}

function linesIn({ count, exact }: FileCoverage): string {
  return plural(count.total, exact ? 'changed line' : 'line');
}

function levelOf({ covered, total }: CoverageCount): Level {
  if (covered * 100 >= total * 90) return 5;
  if (covered * 100 >= total * 75) return 4;
  if (covered * 2 >= total) return 3;
  if (covered * 4 >= total) return 2;
  return covered > 0 ? 1 : 0;
}
