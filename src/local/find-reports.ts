import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import picomatch from 'picomatch';
import { byCodeUnit } from '../lib/canonical-json.ts';
import { reportReader, UNKNOWN_FORMAT } from '../report-formats/read-report.ts';
import { walkFiles } from './walk-files.ts';

/**
 * Where test runners, coverage tools and scanners leave their reports when nobody tells them
 * otherwise, and where people usually send them.
 */
const REPORT_GLOBS: readonly string[] = [
  '**/*junit*.xml',
  '**/TEST-*.xml',
  '**/{pytest,results,test-report,test-results,nunit,xunit,testng}*.xml',
  '**/{test-results,test-reports,test_results,surefire-reports,failsafe-reports}/**/*.{xml,json,trx}',
  '**/{reports,report,test-output}/**/*.{xml,json,info,sarif,trx,tap}',
  '**/*{ctrf,test,vitest,jest,mocha,rspec,cucumber,playwright}*.json',
  // `go test -json > report.json`: the tool has no name of its own for it.
  '**/{report,results,output}.json',
  '**/*.{trx,tap,sarif}',
  '**/{coverage,cobertura,jacoco,clover,opencover}*.xml',
  '**/{lcov.info,coverage.info,coverage.lcov,coverage-final.json,coverage.json}',
  '**/{coverage,cover,c,profile}.{out,cov}',
  '**/coverage/.resultset.json',
  '**/*{sbom,bom,cdx,spdx}*.json',
  '**/{gitleaks,trivy,grype,osv,npm-audit,pip-audit}*.json',
];

/** Formats that say the same in other words, best first: of one folder only one of a row is read. */
const TWIN_FORMATS: readonly (readonly string[])[] = [
  ['cobertura', 'lcov', 'istanbul', 'istanbul-summary', 'coverage-py'],
  ['junit', 'ctrf', 'jest-json', 'playwright-json', 'pytest-json', 'mocha-json', 'tap'],
];

/** Other people's code, caches, and files for tests to read: what lies there is no result of this checkout. */
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

/** Report files of a checkout, found where tools leave them. */
export interface FoundReports {
  /** Relative to the checkout, in code-unit order. */
  readonly paths: readonly string[];
  /** Those that were written before `since`, so that nothing tells whether they are about this code. */
  readonly older: readonly string[];
  /** What was left out, as sentences. */
  readonly notices: readonly string[];
}

/** More files than any checkout without its dependencies; a walk ends there and says so. */
const MAX_WALKED = 200_000;
const MAX_REPORTS = 1000;
/** What the format is told by. */
const HEAD_BYTES = 64 * 1024;

/**
 * Looks for reports by their usual names and by their content. What is committed is left out: a report
 * among the sources is a fixture, or says how an older commit fared.
 */
export async function findReports(
  root: string,
  committed: ReadonlySet<string>,
  since: string,
): Promise<FoundReports> {
  const { paths, notices } = await candidates(root, committed);
  const known: Known[] = [];
  for (const path of paths.slice(0, MAX_REPORTS)) {
    const format = await formatOf(join(root, path));
    if (format !== undefined) known.push({ path, format });
  }
  if (paths.length > MAX_REPORTS) {
    notices.push(`${paths.length} files may be reports; the first ${MAX_REPORTS} were looked at`);
  }
  const { kept, twins } = withoutTwins(known);
  for (const { path, of } of twins) {
    notices.push(`${path} says what ${of} says in another format, and was not read`);
  }
  return { paths: kept, older: await writtenBefore(root, kept, since), notices };
}

interface Known {
  readonly path: string;
  readonly format: string;
}

async function candidates(
  root: string,
  committed: ReadonlySet<string>,
): Promise<{ readonly paths: readonly string[]; readonly notices: string[] }> {
  const isReport = picomatch([...REPORT_GLOBS], { dot: true, nocase: true });
  const paths: string[] = [];
  let walked = 0;
  for await (const path of walkFiles(root, '', (name) => !FOREIGN_FOLDERS.has(name))) {
    walked += 1;
    if (walked > MAX_WALKED) {
      const notice = `reports were looked for among the first ${MAX_WALKED} files; name others with --reports`;
      return { paths: paths.sort(byCodeUnit), notices: [notice] };
    }
    if (isReport(path) && !committed.has(path)) paths.push(path);
  }
  return { paths: paths.sort(byCodeUnit), notices: [] };
}

/** The format that the file's beginning is in; a file without a byte is a report that was never written. */
async function formatOf(path: string): Promise<string | undefined> {
  const reader = reportReader(path);
  let read = 0;
  try {
    for await (const chunk of createReadStream(path, { end: HEAD_BYTES - 1 })) {
      reader.write(chunk as Buffer);
      read += (chunk as Buffer).length;
    }
  } catch {
    // Whoever reads it as evidence says why it cannot be read.
    return 'unreadable';
  }
  const { format } = reader.end();
  return format === UNKNOWN_FORMAT && read > 0 ? undefined : format;
}

/** Of one folder, formats that say the same are read once: coverage tools write three at a time. */
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

async function writtenBefore(
  root: string,
  paths: readonly string[],
  since: string,
): Promise<readonly string[]> {
  const times = await Promise.all(
    paths.map(async (path) => ({ path, time: (await stat(join(root, path))).mtimeMs })),
  );
  return times.filter(({ time }) => time < Date.parse(since)).map(({ path }) => path);
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
