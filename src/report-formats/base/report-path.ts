import type { SourceKind } from '../../model/source-manifest.ts';

/**
 * Where GitHub's runners check a repository out: `/home/runner/work/REPO/REPO/`,
 * `/Users/runner/work/…`, `D:\a\REPO\REPO\` and `/__w/REPO/REPO/` in a container
 * (docs.github.com, "Variables reference", GITHUB_WORKSPACE, read 2025-07).
 */
const WORKSPACE =
  /^(?:(?:\/home\/runner\/work|\/Users\/runner\/work|\/__w|[A-Za-z]:\/a)\/([^/]+)\/\1|\/github\/workspace)\//;
const WINDOWS = /^[A-Za-z]:\\|^[^/]*\\[^/]*$/;

/**
 * A reported path as the repository would name it, so that one file has one name on every runner:
 * forward slashes, without a runner's checkout folder, a `file://` scheme or a leading `./`.
 */
export function workspacePath(path: string): string {
  const plain = path.startsWith('file://') ? path.slice('file://'.length) : path;
  const slashed = WINDOWS.test(plain) ? plain.replaceAll('\\', '/') : plain;
  const rest = slashed.replace(WORKSPACE, '');
  return (rest === '' ? slashed : rest).replace(/^(?:\.\/)+/, '');
}

/** Names that tools give their reports and nothing else. They only tell what a broken file was to be. */
const NAMES: readonly (readonly [SourceKind, RegExp])[] = [
  ['tests', /(?:junit|nunit|xunit|pytest|testng|test-?results?)[^/]*\.xml$|^test-[^/]*\.xml$/i],
  ['tests', /\.(?:trx|tap)$|(?:ctrf|go-?test|test-?report)[^/]*\.jsonl?$/i],
  ['coverage', /(?:coverage|cobertura|jacoco|clover|opencover)[^/]*\.(?:xml|json|info|lcov)$/i],
  ['coverage', /^lcov\.info$|^cover(?:age)?\.out$|^\.resultset\.json$/i],
  ['findings', /\.sarif$|(?:audit|trivy|grype|osv|gitleaks|bandit)[^/]*\.json$/i],
  ['sbom', /(?:^|[^a-z])(?:s?bom|cdx|spdx)[^/]*\.json$/i],
  ['benchmark', /bench(?:mark)?[^/]*\.json$/i],
];

/** Endings of the formats that are read. */
const ENDINGS = /\.(?:xml|json|jsonl|ndjson|trx|tap|sarif|info|lcov|out)$/i;

/** What a file's name says it was to hold; content decides wherever there is any. */
export function kindOfName(path: string): SourceKind | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return NAMES.find(([, pattern]) => pattern.test(name))?.[0];
}

/**
 * Whether a file in no known format was to be a report: one without a byte by its ending, one that
 * is cut or garbled by its name. A whole document of another make is what it is: `jacoco.xml` may be
 * a build file.
 */
export function wasToBeReport(path: string, bytes: number, torn: boolean): boolean {
  return bytes === 0 ? ENDINGS.test(path) : torn && kindOfName(path) !== undefined;
}
