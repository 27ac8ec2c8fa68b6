import type { ChangedFile } from '../model/change.ts';
import type { CoverageCount } from '../model/coverage-report.ts';
import { defineRule } from '../model/rule.ts';
import type { Level } from '../model/verdict.ts';
import { type CollectedCoverage, percentOf } from './coverage-evidence.ts';
import { leveled, notApplicable, unknown } from './finding.ts';
import { pathMatcher } from './glob.ts';
import { listOption } from './option.ts';
import { plural } from './plural.ts';
import { severityOf } from './severity-of.ts';
import { unlessSourcesLack } from './unless-sources-lack.ts';

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
    'no line of the changed source files is covered',
    'less than 25 % is covered',
    'at least 25 % is covered',
    'at least 50 % is covered',
    'at least 75 % is covered',
    'at least 90 % of the lines of changed source files is covered',
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
    const known = knownFiles(coverage);
    const measured = changed.map((file) => ({ file, ...countOf(file, known) }));
    const bounded = coverage.some(({ report }) => report.omitted > 0);
    if (bounded && measured.some(({ found }) => !found)) {
      return unknown(
        'the coverage report lists only a part of its files, and not all changed ones',
      );
    }
    const finding = verdict(measured, source);
    return unlessSourcesLack('coverage', sources, finding);
  },
});

interface Measured {
  readonly file: ChangedFile;
  readonly count: CoverageCount;
  readonly found: boolean;
}

/** Of files that several legs report, the less covered one. */
function knownFiles(coverage: readonly CollectedCoverage[]): ReadonlyMap<string, CoverageCount> {
  const known = new Map<string, CoverageCount>();
  for (const { path, lines } of coverage.flatMap(({ report }) => report.files)) {
    const before = known.get(path);
    if (before === undefined || lines.covered < before.covered) known.set(path, lines);
  }
  return known;
}

/** Reports name paths from the root of the build, so one path may be the end of the other. A file no report knows has only uncovered lines. */
function countOf(
  { path, additions }: ChangedFile,
  known: ReadonlyMap<string, CoverageCount>,
): Pick<Measured, 'count' | 'found'> {
  const exact = known.get(path);
  if (exact !== undefined) return { count: exact, found: true };
  for (const [name, count] of known) {
    if (path.endsWith(`/${name}`) || name.endsWith(`/${path}`)) return { count, found: true };
  }
  return { count: { covered: 0, total: additions }, found: false };
}

function verdict(measured: readonly Measured[], source: { readonly what: string }) {
  const sum = measured.reduce(
    (all, { count }) => ({ covered: all.covered + count.covered, total: all.total + count.total }),
    { covered: 0, total: 0 },
  );
  if (sum.total === 0) return notApplicable('the changed source files have no line to cover');
  const level = levelOf(sum);
  const worst = measured.toSorted(
    (a, b) => b.count.total - b.count.covered - (a.count.total - a.count.covered),
  );
  return leveled({
    level,
    measured: `${percentOf(sum)} % of the lines of ${plural(measured.length, 'changed source file')} covered`,
    proof: worst.map(({ file, count, found }) => ({
      text: `${file.path}: ${found ? `${count.covered} of ${count.total} lines` : 'in no report'}`,
      source,
    })),
    flaws:
      level === 5
        ? []
        : worst.slice(0, 5).map(({ file, count, found }) => ({
            key: `untested:${file.path}`,
            severity: severityOf(level),
            observation: found
              ? `${file.path} has ${count.total - count.covered} of ${count.total} lines uncovered.`
              : `${file.path} changed and is in no coverage report.`,
            source,
          })),
  });
}

function levelOf({ covered, total }: CoverageCount): Level {
  if (covered * 100 >= total * 90) return 5;
  if (covered * 100 >= total * 75) return 4;
  if (covered * 2 >= total) return 3;
  if (covered * 4 >= total) return 2;
  return covered > 0 ? 1 : 0;
}
