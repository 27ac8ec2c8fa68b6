import { LOG_RECOGNIZERS } from '../../src/report-formats/logs/registry.ts';
import { REPORT_FORMATS } from '../../src/report-formats/registry.ts';
import { GENERATED, inCode, markdownTable } from './markdown-table.ts';
import { otherReaders } from './other-readers.ts';
import { runLevelFailures } from './run-level-failures.ts';

type Row = readonly [kind: string, writtenBy: string];

const FORMATS: Readonly<Record<string, Row>> = {
  junit: [
    'tests',
    'pytest `--junitxml`, Jest with jest-junit, vitest, Surefire, Gradle, gotestsum, nextest, PHPUnit, CTest, Catch2, Bazel, …',
  ],
  nunit: ['tests', 'NUnit 2 and 3'],
  'xunit-net': ['tests', 'xUnit.net 2 and 3'],
  trx: ['tests', '`dotnet test --logger trx`, Microsoft.Testing.Platform’s `--report-trx`, MSTest'],
  'jest-json': ['tests', '`jest --json`, `vitest --reporter=json`'],
  ctrf: ['tests', 'reporters of the Common Test Report Format'],
  'playwright-json': ['tests', '`playwright test --reporter=json`'],
  'mocha-json': ['tests', '`mocha --reporter json`'],
  'pytest-json': ['tests', 'pytest-json-report'],
  'go-test-json': ['tests', '`go test -json`'],
  'dart-json': ['tests', '`dart test --reporter json`, `flutter test --machine`'],
  'rspec-json': ['tests', '`rspec --format json`'],
  'cucumber-json': ['tests', 'Cucumber’s `json` formatter'],
  tap: ['tests', 'anything that writes TAP 12 to 14, `node --test --test-reporter=tap`'],
  cobertura: ['coverage', 'coverage.py, c8, nyc, coverlet, gcovr, …'],
  jacoco: ['coverage', 'JaCoCo'],
  clover: ['coverage', 'Clover, PHPUnit, Istanbul'],
  opencover: ['coverage', 'OpenCover, coverlet'],
  'sonar-coverage': ['coverage', 'SonarQube’s generic coverage'],
  lcov: ['coverage', 'c8, nyc, Jest, vitest, coverage.py, lcov'],
  istanbul: ['coverage', '`coverage-final.json` of c8, nyc, Jest, vitest'],
  'istanbul-summary': ['coverage', '`coverage-summary.json` of the same'],
  'coverage-py': ['coverage', '`coverage json`'],
  simplecov: ['coverage', 'SimpleCov'],
  'go-cover': ['coverage', '`go test -coverprofile`'],
  sarif: ['findings', 'anything that writes SARIF 2.1.0: CodeQL, Semgrep, ESLint, zizmor, …'],
  'npm-audit': ['findings', '`npm audit --json`, `pnpm audit --json`, Yarn 2 and 3'],
  'yarn-audit': [
    'findings',
    '`yarn audit --json` of Yarn 1, `yarn npm audit --json` of Yarn 4, which writes an empty file when it finds nothing: an empty file is no evidence',
  ],
  bandit: ['findings', '`bandit -f json`'],
  'pip-audit': ['findings', '`pip-audit --format json`'],
  trivy: ['findings', '`trivy --format json`'],
  grype: ['findings', '`grype -o json`'],
  'osv-scanner': ['findings', '`osv-scanner --format json`'],
  gitleaks: ['findings', '`gitleaks --report-format json`'],
  cyclonedx: ['sbom', 'anything that writes CycloneDX JSON'],
  spdx: ['sbom', 'anything that writes SPDX 2 JSON or SPDX 3 JSON-LD, GitHub’s dependency graph'],
  'benchmark-json': [
    'benchmark',
    'the `customBiggerIsBetter` and `customSmallerIsBetter` lists of github-action-benchmark',
  ],
};

const LOGS: Readonly<Record<string, string>> = {
  'log:bats': 'tests of `bats --pretty`',
  'log:cargo-test': 'tests of `cargo test`',
  'log:coverage-py': 'coverage of coverage.py and pytest-cov',
  'log:ctest': 'tests of CTest',
  'log:dotnet-test': 'tests of `dotnet test`, also with Microsoft.Testing.Platform',
  'log:go-test': 'tests of `go test -v`, packages of `go test`',
  'log:googletest': 'tests of googletest programs outside of CTest',
  'log:gradle': 'tests of Gradle, which prints totals only when one failed',
  'log:istanbul': 'coverage of nyc, c8, Jest and vitest',
  'log:jest': 'tests of Jest',
  'log:junit-console': 'tests of JUnit’s console launcher',
  'log:maven': 'tests of Surefire and Failsafe',
  'log:mocha': 'tests of Mocha',
  'log:node-test': 'tests of `node --test`',
  'log:phpunit': 'tests of PHPUnit',
  'log:playwright': 'tests of Playwright',
  'log:prove': 'tests of prove',
  'log:pytest': 'tests of pytest',
  'log:rspec': 'tests of RSpec',
  'log:tap': 'TAP whose plan comes first, as bats prints it',
  'log:unittest': 'tests of Python’s unittest',
  'log:vitest': 'tests of vitest',
};

const ORDER = ['tests', 'coverage', 'findings', 'sbom', 'benchmark'];

/** A format without a description here is shown without one. */
function formats(): readonly (readonly string[])[] {
  return REPORT_FORMATS.map(({ name }): readonly string[] => {
    const [kind, writtenBy] = FORMATS[name] ?? ['', ''];
    return [inCode(name), kind, writtenBy];
  }).sort(
    ([a = '', left = ''], [b = '', right = '']) =>
      ORDER.indexOf(left) - ORDER.indexOf(right) || (a < b ? -1 : 1),
  );
}

/** Returns the page about report formats and totals in logs. */
export function reportFormats(): string {
  return [
    GENERATED,
    '',
    '# Report formats',
    '',
    'A file is recognized by its content, not by its name; the config’s `format` asks for one by the id below. Tests are counted case by case, never from a suite’s own totals, and coverage line by line. A file that is cut short or damaged is *unreadable* and hides no other; in TAP, Dart’s and Go’s streams the finished tests count, next to an error for the cut; one without a single case is *empty*, which is never a pass. Retries inside of one report are one test; one that failed first and then passed is passed, and counted as flaky.',
    '',
    '`milestone-audit reports FILE...` shows what the audit sees in a file, folder, glob or zip.',
    '',
    '## Files',
    '',
    ...markdownTable(['format', 'kind', 'written by'], formats()),
    '',
    ...runLevelFailures(),
    '',
    ...otherReaders(),
    '',
    '## Totals in logs',
    '',
    'Where the run of a test step uploaded no report, the totals that the tool printed are read from the log of its job, of at most 20 jobs, of 10 where many artifacts were read. They name no tests: `test-results` then earns 4 at best, and nothing in them can be deferred test by test. See [logs](../how-to/logs-instead-of-reports.md).',
    '',
    ...markdownTable(
      ['format', 'reads'],
      LOG_RECOGNIZERS.map(({ format }) => [inCode(format), LOGS[format] ?? '']),
    ),
    '',
  ].join('\n');
}
