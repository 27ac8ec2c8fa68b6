import { createReadStream } from 'node:fs';
import { lstat, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { byCodeUnit } from '../lib/canonical-json.ts';
import { pathMatcher } from '../lib/glob.ts';
import type { SourceKind } from '../model/reports.ts';
import { reportReader, UNKNOWN_FORMAT } from '../report-formats/read-report.ts';
import { REPORT_FORMATS } from '../report-formats/registry.ts';
import type { WorkTree } from './checkout.ts';
import { NEVER_ENTERED, walkFiles } from './walk-files.ts';

/**
 * Lowercase globs of the folders and names that test runners, coverage tools, and scanners use by
 * default, and of those that people usually choose.
 */
const REPORT_GLOBS: readonly string[] = [
  '**/*junit*.xml',
  '**/test-*.xml',
  '**/{pytest,results,test-report,test-results,nunit,xunit,testng}*.xml',
  '**/{test-results,test-reports,test_results,surefire-reports,failsafe-reports}/**/*.{xml,json,trx}',
  '**/{reports,report,test-output}/**/*.{xml,json,info,sarif,trx,tap}',
  '**/*{ctrf,test,vitest,jest,mocha,rspec,cucumber,playwright}*.json',
  // `go test -json > report.json` has no default name.
  '**/{report,results,output}.json',
  '**/*.{trx,tap,sarif}',
  '**/{coverage,cobertura,jacoco,clover,opencover}*.xml',
  '**/{lcov.info,coverage.info,coverage.lcov,coverage-final.json,coverage.json}',
  '**/{coverage,cover,c,profile}.{out,cov}',
  '**/coverage/.resultset.json',
  '**/*{sbom,bom,cdx,spdx}*.json',
  '**/{gitleaks,trivy,grype,osv,npm-audit,pip-audit}*.json',
];

/** Formats with the same content, best first; of one folder only one per row is read. */
const TWIN_FORMATS: readonly (readonly string[])[] = [
  ['cobertura', 'lcov', 'istanbul', 'istanbul-summary', 'coverage-py'],
  ['junit', 'ctrf', 'jest-json', 'playwright-json', 'pytest-json', 'mocha-json', 'tap'],
];

/** Folders of dependencies, caches, and fixtures, which contain no results of this checkout. */
export const FOREIGN_FOLDERS: ReadonlySet<string> = new Set([
  '.cache',
  '.gradle',
  '.mypy_cache',
  '.next',
  '.nox',
  '.pnpm-store',
  '.pytest_cache',
  '.ruff_cache',
  '.svn',
  '.terraform',
  '.tox',
  '.venv',
  '.yarn',
  '__fixtures__',
  '__pycache__',
  'bower_components',
  'fixtures',
  'site-packages',
  'testdata',
  'vendor',
  'venv',
]);

/** Report files of a checkout. */
export interface FoundReports {
  /** Paths relative to the checkout, in code-unit order. */
  readonly paths: readonly string[];
  /** Report files that prove nothing about the audited commit. */
  readonly ignored: readonly IgnoredReport[];
  /** What else was ignored, as sentences. */
  readonly notices: readonly string[];
}

/**
 * A report that is not read: `committed` belongs to an older commit or is a fixture, `stale` was
 * written before the audited commit was made.
 */
export interface IgnoredReport {
  readonly path: string;
  readonly kind: SourceKind | 'unknown';
  readonly reason: 'committed' | 'stale';
}

/** Maximum number of files to visit. The walk ends there with a notice. */
const MAX_WALKED = 200_000;
const MAX_REPORTS = 1000;
/** Maximum number of committed files whose format is read, only to name them. */
const MAX_COMMITTED = 50;
/** Number of bytes that decide on the format. */
const HEAD_BYTES = 64 * 1024;

/** The files of the audited commit, and what git reports about others. */
export interface CheckoutFiles {
  readonly committed: Pick<ReadonlySet<string>, 'has' | 'keys'>;
  /** Without it, every folder is searched. */
  readonly workTree?: WorkTree;
  readonly submodules?: readonly string[];
}

/**
 * Finds reports by their usual names and by their content. `since` is the time of the audited commit;
 * reports that are committed or older are returned as ignored.
 */
export async function findReports(
  root: string,
  files: CheckoutFiles,
  since: string,
): Promise<FoundReports> {
  const { committed } = files;
  const { paths, notices } = await candidates(root, files);
  const own = paths.filter((path) => !committed.has(path));
  if (own.length > MAX_REPORTS) {
    notices.push(`${own.length} files may be reports; only the first ${MAX_REPORTS} were read`);
  }
  const fixtures = paths.filter((path) => committed.has(path));
  const known = await withFormats(root, own.slice(0, MAX_REPORTS));
  const old = await Promise.all(known.map(({ path }) => staleness(join(root, path), since)));
  const { kept, twins } = withoutTwins(known.filter((_, at) => old[at] === undefined));
  const same = twins.map(
    ({ path, of }) => `${path} has the content of ${of} in another format and was not read`,
  );
  const ignored = [
    ...known.filter((_, at) => old[at] !== undefined).map((one) => ignoredAs('stale', one)),
    ...(await withFormats(root, fixtures.slice(0, MAX_COMMITTED))).map((one) =>
      ignoredAs('committed', one),
    ),
  ];
  return { paths: kept, ignored, notices: [...notices, ...same] };
}

async function withFormats(root: string, paths: readonly string[]): Promise<readonly Known[]> {
  const known: Known[] = [];
  for (const path of paths) {
    const format = await formatOf(join(root, path));
    if (format !== undefined) known.push({ path, format });
  }
  return known;
}

function ignoredAs(reason: IgnoredReport['reason'], { path, format }: Known): IgnoredReport {
  return {
    path,
    kind: REPORT_FORMATS.find(({ name }) => name === format)?.kind ?? 'unknown',
    reason,
  };
}

/** Returns the report files among named paths that are older than the commit, and the others. */
export async function withoutStale(
  root: string,
  paths: readonly string[],
  since: string,
): Promise<FoundReports> {
  const old = await Promise.all(paths.map((path) => staleness(join(root, path), since)));
  const stale = paths.filter((_, at) => old[at] !== undefined);
  return {
    paths: paths.filter((_, at) => old[at] === undefined),
    ignored: (await withFormats(root, stale)).map((one) => ignoredAs('stale', one)),
    notices: [],
  };
}

async function staleness(full: string, since: string): Promise<'stale' | undefined> {
  const stats = await stat(full).catch(() => undefined);
  return stats !== undefined && stats.mtimeMs < Date.parse(since) ? 'stale' : undefined;
}

interface Known {
  readonly path: string;
  readonly format: string;
}

async function candidates(
  root: string,
  { committed, workTree, submodules = [] }: CheckoutFiles,
): Promise<{ readonly paths: readonly string[]; readonly notices: string[] }> {
  const isReport = pathMatcher(REPORT_GLOBS);
  const hasOthers = workTree && foldersOf(workTree, submodules);
  const enters = (name: string, path: string) =>
    !FOREIGN_FOLDERS.has(name) && (hasOthers === undefined || hasOthers(path));
  const paths = new Set(hasOthers && (await committedFiles(root, committed, isReport)));
  const notices: string[] = [];
  let walked = 0;
  for await (const path of walkFiles(root, '', enters)) {
    walked += 1;
    if (walked > MAX_WALKED) {
      notices.push(
        `only the first ${MAX_WALKED} files were searched for reports; name others with --reports`,
      );
      break;
    }
    if (isReport(path.toLowerCase())) paths.add(path);
  }
  return { paths: [...paths].sort(byCodeUnit), notices };
}

/** Returns whether a folder may contain files that are not committed: all others need not be read. */
function foldersOf(
  { changed, untracked, ignored }: WorkTree,
  submodules: readonly string[],
): (folder: string) => boolean {
  const paths = [...changed, ...untracked, ...ignored, ...submodules.map((path) => `${path}/`)];
  const whole = new Set(paths.filter((path) => path.endsWith('/')));
  const above = new Set(paths.flatMap(foldersAbove));
  return (folder) =>
    above.has(`${folder}/`) || foldersAbove(folder).some((path) => whole.has(path));
}

/** Returns the folders that contain a path, each with a slash at its end. */
function foldersAbove(path: string): readonly string[] {
  return [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index + 1));
}

/** Returns the committed files with the name of a report that are in the work tree. */
async function committedFiles(
  root: string,
  committed: CheckoutFiles['committed'],
  isReport: (path: string) => boolean,
): Promise<readonly string[]> {
  const named = [...committed.keys()].filter(
    (path) => isReport(path.toLowerCase()) && !path.split('/').some((name) => isForeign(name)),
  );
  const stats = await Promise.all(
    named.map((path) => lstat(join(root, path)).catch(() => undefined)),
  );
  return named.filter((_, at) => stats[at]?.isFile());
}

function isForeign(folder: string): boolean {
  return FOREIGN_FOLDERS.has(folder) || NEVER_ENTERED.has(folder);
}

/** Returns the format by the beginning of the file; an empty file is a report that was never written. */
async function formatOf(path: string): Promise<string | undefined> {
  const reader = reportReader(path);
  let read = 0;
  try {
    for await (const chunk of createReadStream(path, { end: HEAD_BYTES - 1 })) {
      reader.write(chunk as Buffer);
      read += (chunk as Buffer).length;
    }
  } catch {
    // The report reader says why it is unreadable.
    return 'unreadable';
  }
  const { format } = reader.end();
  return format === UNKNOWN_FORMAT && read > 0 ? undefined : format;
}

/** Of one folder, formats with the same content are read once: coverage tools write several at a time. */
function withoutTwins(known: readonly Known[]): {
  readonly kept: readonly string[];
  readonly twins: readonly { readonly path: string; readonly of: string }[];
} {
  const kept: string[] = [];
  const twins: { path: string; of: string }[] = [];
  for (const { path, format } of known) {
    const row = TWIN_FORMATS.find((formats) => formats.includes(format)) ?? [];
    const better = known
      .filter((other) => folderOf(other.path) === folderOf(path))
      .find(
        (other) =>
          row.indexOf(other.format) !== -1 && row.indexOf(other.format) < row.indexOf(format),
      );
    if (better === undefined) kept.push(path);
    else twins.push({ path, of: better.path });
  }
  return { kept, twins };
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
