import { baseName } from '../files/lockfile-names.ts';

/** Whether a path looks like a file that declares tests, in a language whose declarations are read. */
export function isTestFile(path: string): boolean {
  const name = baseName(path);
  if (/(?:^|\/)(?:node_modules|vendor|third_party|dist)\//.test(path)) return false;
  return (
    /^test_\w+\.py$|_test\.(?:py|go|rb|exs|dart)$|_spec\.rb$/.test(name) ||
    /[._-](?:test|spec|e2e)\.[cm]?[jt]sx?$/.test(name) ||
    (/(?:^|\/)__tests__\//.test(path) && /\.[cm]?[jt]sx?$/.test(name)) ||
    /(?:Tests?|Spec|IT)\.(?:java|kt|cs|swift|scala|php)$/.test(name) ||
    (/(?:^|\/)tests\//.test(path) && /\.rs$/.test(name))
  );
}

/** What a test file is named after: `test_api.py` and `api.test.ts` are of `api`. */
export function subjectOf(path: string): string {
  return baseName(path)
    .replace(/\.\w+$/, '')
    .replace(/^test_|[._-](?:test|spec|e2e)$|_test$|_spec$|(?:Tests?|Spec|IT)$/, '');
}
