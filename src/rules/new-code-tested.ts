import { type CollectedCoverage, percentOf } from '../analysis/coverage-reports.ts';
import { defineRule, severityOf } from '../analysis/runner.ts';
import { quantity } from '../lib/format.ts';
import { pathMatcher, sameFile } from '../lib/glob.ts';
import type { Source } from '../model/evidence.ts';
import type { CoverageCount } from '../model/reports.ts';
import type { ChangedFile } from '../model/repository.ts';
import { type CountStates, type Item, listOption } from '../model/rule.ts';
import type { Flaw, Level, Open, Proof } from '../model/verdict.ts';

const SOURCES = [
  '**/*.{c,cc,cpp,cs,dart,ex,go,java,js,jsx,kt,mjs,php,py,rb,rs,scala,swift,ts,tsx,vue}',
];
const TESTS = [
  '**/{test,tests,__tests__,spec,specs,e2e}/**',
  '**/*{.,_,-}{test,spec}.*',
  '**/test_*.py',
  '**/conftest.py',
];

const STATES = ['uncovered', 'covered'] as const;
type State = (typeof STATES)[number];

export const newCodeTested = defineRule({
  id: 'new-code-tested',
  title: 'New code tested',
  needs: ['changes'],
  uses: ['coverage', 'sources'],
  settles: ['coverage', 'sources'],
  levels: [
    'no changed line of the source files is covered',
    'less than 25% are covered',
    'at least 25% are covered',
    'at least 50% are covered',
    'at least 75% are covered',
    'at least 90% of the changed lines of source files are covered',
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
      meaning: 'path globs of files that coverage should have',
    },
    {
      name: 'exclude',
      type: 'list',
      fallback: 'test files and folders',
      meaning: 'path globs of changed files that need no coverage',
    },
  ],
  table: { states: STATES, level: levelOf },
  judge({ changes, coverage }, context, gaps) {
    const wanted = pathMatcher(listOption(context, 'sources', SOURCES));
    const excluded = pathMatcher(listOption(context, 'exclude', TESTS));
    const changed = changes.files.filter(
      ({ path, status, additions }) =>
        status !== 'removed' && additions > 0 && wanted(path) && !excluded(path),
    );
    if (changed.length === 0) {
      return { items: [], measured: 'no changed source file', none: 'no source file changed' };
    }
    if (coverage.state === 'none') return { items: [], measured: '', none: coverage.why };
    const reports = coverage.state === 'present' ? coverage.value : [];
    const lost = gaps('coverage');
    const [first] = reports;
    if (first === undefined) {
      return {
        items: (lost.length > 0 ? lost : [NO_REPORT]).map(anyLines),
        measured: 'no coverage report',
      };
    }
    const byPath = coverageByPath(reports);
    const complete = reports.every(({ report }) => report.omitted === 0);
    const files = changed
      .map((file) => measure(file, byPath, complete))
      .toSorted((a, b) => missedOf(b) - missedOf(a));
    return {
      items: [
        ...files
          .flatMap((one) => itemsOf(one, first.source))
          // A missing report may cover fewer lines of a file, and then it decides.
          .filter(({ best }) => lost.length === 0 || best !== 'covered'),
        ...lost.map(anyLines),
      ],
      measured: describe(files),
      none: 'the change adds no line that could be covered',
    };
  },
});

const NO_REPORT: Open = { kind: 'coverage', what: 'coverage report', why: 'there is none' };

/** A missing report may have other lines of the changed files, covered or not. */
function anyLines(open: Open): Item<State> {
  return { worst: 'uncovered', best: 'covered', times: 'any', open };
}

function levelOf(count: CountStates<State>): Level {
  const covered = count('covered');
  const total = covered + count('uncovered');
  if (covered * 100 >= total * 90) return 5;
  if (covered * 100 >= total * 75) return 4;
  if (covered * 2 >= total) return 3;
  if (covered * 4 >= total) return 2;
  return covered > 0 ? 1 : 0;
}

interface FileCoverage {
  readonly count: CoverageCount;
  /** Whether `count` covers the changed lines only, and not the whole file. */
  readonly exact: boolean;
}

/** Coverage of a changed file. `unlisted`: the report was cut and may have it. */
interface Measured extends FileCoverage {
  readonly file: ChangedFile;
  readonly state: 'found' | 'unlisted' | 'in-no-report';
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
function measure(
  file: ChangedFile,
  byPath: ReadonlyMap<string, FileCoverage>,
  complete: boolean,
): Measured {
  const own = byPath.get(file.path);
  if (own !== undefined) return { file, ...own, state: 'found' };
  for (const [name, one] of byPath) {
    if (sameFile(file.path, name)) return { file, ...one, state: 'found' };
  }
  const count = { covered: 0, total: file.additions };
  return { file, count, exact: complete, state: complete ? 'in-no-report' : 'unlisted' };
}

/**
 * Returns the lines of a file. Where only the whole file was counted, the changed lines may be any of
 * its lines, and perhaps none of them can be covered.
 */
function itemsOf(one: Measured, source: Source): readonly Item<State>[] {
  const { file, count, exact } = one;
  const text = `${file.path}: ${describeFile(one)}`;
  const proof: readonly Proof[] = [{ text, source }];
  if (exact) {
    return [
      ...lines('uncovered', missedOf(one), { proof, flaw: (most) => flawOf(one, source, most) }),
      ...lines('covered', count.covered, { proof }),
    ];
  }
  const unlisted = one.state === 'unlisted';
  const why = unlisted
    ? 'the report lists only a part of its files'
    : 'only the whole file is counted';
  const open: Open = { kind: 'coverage', what: `changed lines of ${file.path}`, why, source };
  const most = (known: number): number =>
    unlisted ? file.additions : Math.min(file.additions, known);
  return [
    ...lines('uncovered', most(missedOf(one)), { best: 'none', open, proof }),
    ...lines('covered', most(count.covered), { worst: 'none', open, proof }),
  ];
}

function lines(state: State, times: number, more: Partial<Item<State>>): readonly Item<State>[] {
  return times === 0 ? [] : [{ worst: state, best: state, times, ...more }];
}

/** Returns the counts of known changed lines; without any, those of the whole files. */
function describe(files: readonly Measured[]): string {
  const exact = files.filter((one) => one.exact);
  const counted = exact.length > 0 ? exact : files.filter(({ state }) => state === 'found');
  if (counted.length === 0)
    return `no coverage of ${quantity(files.length, 'changed source file')}`;
  const sum = counted.reduce(
    (all, { count }) => ({ covered: all.covered + count.covered, total: all.total + count.total }),
    { covered: 0, total: 0 },
  );
  const noun = exact.length > 0 ? 'changed lines' : 'lines';
  return `${percentOf(sum)}% of the ${noun} of ${quantity(counted.length, 'changed source file')} covered`;
}

function flawOf(one: Measured, source: Source, most: Level): Flaw {
  const { path } = one.file;
  return {
    key: `untested:${path}`,
    severity: severityOf(most),
    observation:
      one.state === 'found'
        ? `${path} has ${missedOf(one)} of ${linesIn(one)} uncovered.`
        : `${path} changed and is in no coverage report.`,
    source,
  };
}

function missedOf({ count }: FileCoverage): number {
  return count.total - count.covered;
}

function describeFile(one: Measured): string {
  return one.state === 'found' ? `${one.count.covered} of ${linesIn(one)}` : 'in no report';
}

function linesIn({ count, exact }: FileCoverage): string {
  return quantity(count.total, exact ? 'changed line' : 'line');
}
