/**
 * Where test runners, coverage tools and scanners leave their reports when nobody tells them
 * otherwise, and where people usually send them.
 */
export const REPORT_GLOBS: readonly string[] = [
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
export const TWIN_FORMATS: readonly (readonly string[])[] = [
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
