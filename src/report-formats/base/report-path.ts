import type { SourceKind } from '../../model/reports.ts';

/**
 * Where GitHub's runners check a repository out: `/home/runner/work/REPO/REPO/`,
 * `/Users/runner/work/…`, `D:\a\REPO\REPO\` and `/__w/REPO/REPO/` in a container
 * (docs.github.com, "Variables reference", GITHUB_WORKSPACE, read 2025-07).
 */
const WORKSPACE =
  /^(?:(?:\/home\/runner\/work|\/Users\/runner\/work|\/__w|[A-Za-z]:\/a)\/([^/]+)\/\1|\/github\/workspace)\//;
const DRIVE = /^[A-Za-z]:\\/;

/**
 * Returns a reported path relative to the repository, so that one file has one name on every
 * runner: with forward slashes, without the checkout folder, `file://`, and leading `./`.
 */
export function workspacePath(path: string): string {
  const plain = path.startsWith('file://') ? path.slice('file://'.length) : path;
  const isWindows = DRIVE.test(plain) || !plain.includes('/');
  const slashed = isWindows ? plain.replaceAll('\\', '/') : plain;
  const rest = slashed.replace(WORKSPACE, '');
  return (rest === '' ? slashed : rest).replace(/^(?:\.\/)+/, '');
}

/** Names that tools give to their reports. They only classify damaged files. */
const NAMES: readonly (readonly [SourceKind, RegExp])[] = [
  ['tests', /(?:junit|nunit|xunit|pytest|testng|test-?results?)[^/]*\.xml$|^test-[^/]*\.xml$/i],
  ['tests', /\.(?:trx|tap)$|(?:ctrf|go-?test|test-?report)[^/]*\.jsonl?$/i],
  ['coverage', /(?:coverage|cobertura|jacoco|clover|opencover)[^/]*\.(?:xml|json|info|lcov)$/i],
  ['coverage', /^lcov\.info$|^cover(?:age)?\.out$|^\.resultset\.json$/i],
  ['findings', /\.sarif$|(?:audit|trivy|grype|osv|gitleaks|bandit)[^/]*\.json$/i],
  ['sbom', /(?:^|[^a-z])(?:s?bom|cdx|spdx)[^/]*\.json$/i],
  ['benchmark', /bench(?:mark)?[^/]*\.json$/i],
];

/** File extensions of the supported formats. */
const ENDINGS = /\.(?:xml|json|jsonl|ndjson|trx|tap|sarif|info|lcov|out)$/i;

/** Maximum length of a name on usual file systems. */
const MAX_NAME = 255;

/** Returns the kind of report that a file's name suggests. */
export function kindOfName(path: string): SourceKind | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1).slice(-MAX_NAME);
  return NAMES.find(([, pattern]) => pattern.test(name))?.[0];
}

/**
 * Returns whether a file in no known format should have been a report: an empty file by its
 * extension, a truncated one by its name. A complete document is not one: `jacoco.xml` may be a
 * build file.
 */
export function shouldBeReport(path: string, bytes: number, torn: boolean): boolean {
  return bytes === 0 ? ENDINGS.test(path) : torn && kindOfName(path) !== undefined;
}
