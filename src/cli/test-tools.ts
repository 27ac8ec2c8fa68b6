/** A test runner: how it is known, and how it leaves reports that an audit reads. */
export interface TestTool {
  readonly name: string;
  /** Whether these files say that the repository is tested with it. */
  readonly uses: (files: ToolFiles) => boolean;
  /** The command that writes the reports. */
  readonly command: string;
  /** What else it takes, in words; empty when nothing. */
  readonly needs: string;
  /** Globs of the reports, for the upload. */
  readonly reports: readonly string[];
}

/** What tools are known by. */
export interface ToolFiles {
  readonly paths: readonly string[];
  /** Texts of manifests and settings, one after another. */
  readonly manifests: string;
}

const named =
  (pattern: RegExp) =>
  ({ paths }: ToolFiles): boolean =>
    paths.some((path) => pattern.test(path));
const says =
  (pattern: RegExp) =>
  ({ manifests }: ToolFiles): boolean =>
    pattern.test(manifests);

/**
 * Run as they stand here, and their reports read, on 2026-11-23: pytest, vitest 3, jest 30, mocha 12,
 * `node --test`, `go test`, rspec 3 and phpunit. Read on that day, not run: Playwright
 * (playwright.dev, "Reporters"), cargo-nextest with llvm-cov (nexte.st, "Test coverage"), .NET
 * (github.com/spekt/testlogger, wiki "Logger Configuration": `TestResults` of each project). Maven
 * and Gradle write their reports unasked.
 */
export const TEST_TOOLS: readonly TestTool[] = [
  {
    name: 'pytest',
    uses: (files) =>
      says(/\bpytest\b/)(files) || named(/(?:^|\/)(?:test_[^/]+|conftest)\.py$/)(files),
    command: 'pytest --junitxml=reports/junit.xml --cov --cov-report=xml:reports/coverage.xml',
    needs: 'pytest-cov for the coverage',
    reports: ['reports'],
  },
  {
    name: 'vitest',
    uses: says(/"vitest"\s*:/),
    command:
      'npx vitest run --reporter=default --reporter=junit --outputFile.junit=reports/junit.xml --coverage --coverage.reporter=cobertura --coverage.reportsDirectory=reports',
    needs: '@vitest/coverage-v8 for the coverage',
    reports: ['reports'],
  },
  {
    name: 'jest',
    uses: says(/"jest"\s*:/),
    command:
      'npx jest --ci --reporters=default --reporters=jest-junit --coverage --coverageReporters=cobertura --coverageDirectory=reports',
    needs: 'jest-junit, and the environment variable JEST_JUNIT_OUTPUT_DIR=reports',
    reports: ['reports'],
  },
  {
    name: 'mocha',
    uses: says(/"mocha"\s*:/),
    // Mocha's own reporter: mocha-junit-reporter 2.2.1 does not start under Mocha 12.
    command: 'npx mocha --reporter xunit --reporter-options output=reports/junit.xml',
    needs: '',
    reports: ['reports'],
  },
  {
    name: 'node --test',
    uses: says(/\bnode\b[^"\n]*--test\b/),
    command:
      'node --test --test-reporter=spec --test-reporter-destination=stdout --test-reporter=junit --test-reporter-destination=reports/junit.xml',
    needs: 'a folder reports that exists',
    reports: ['reports'],
  },
  {
    name: 'playwright',
    uses: says(/"@playwright\/test"\s*:/),
    command: 'npx playwright test --reporter=list,junit',
    needs: 'the environment variable PLAYWRIGHT_JUNIT_OUTPUT_NAME=reports/e2e.xml',
    reports: ['reports'],
  },
  {
    name: 'go test',
    uses: named(/_test\.go$/),
    command: 'go test -json -coverprofile=reports/coverage.out ./... > reports/test.json',
    needs: 'a folder reports that exists',
    reports: ['reports'],
  },
  {
    name: 'cargo',
    uses: named(/(?:^|\/)Cargo\.toml$/),
    command: 'cargo llvm-cov nextest --profile ci --lcov --output-path reports/lcov.info',
    needs:
      'cargo-nextest with [profile.ci.junit] path = "junit.xml" in .config/nextest.toml, and cargo-llvm-cov',
    reports: ['reports', 'target/nextest/ci/junit.xml'],
  },
  {
    name: 'maven',
    uses: named(/(?:^|\/)pom\.xml$/),
    command: 'mvn --batch-mode verify',
    needs: '',
    reports: ['**/target/surefire-reports/*.xml', '**/target/failsafe-reports/*.xml'],
  },
  {
    name: 'gradle',
    uses: named(/(?:^|\/)build\.gradle(?:\.kts)?$/),
    command: './gradlew test',
    needs: '',
    reports: ['**/build/test-results/**/*.xml'],
  },
  {
    name: 'dotnet test',
    uses: named(/\.(?:cs|fs|vb)proj$/),
    command:
      'dotnet test --logger "junit;LogFileName={assembly}.xml" --collect "XPlat Code Coverage"',
    needs: 'the packages JunitXml.TestLogger and coverlet.collector in the test projects',
    reports: ['**/TestResults/**/*.xml'],
  },
  {
    name: 'rspec',
    uses: named(/_spec\.rb$/),
    command: 'bundle exec rspec --format progress --format json --out reports/rspec.json',
    needs: '',
    reports: ['reports'],
  },
  {
    name: 'phpunit',
    uses: named(/(?:^|\/)phpunit\.xml(?:\.dist)?$/),
    command:
      'vendor/bin/phpunit --log-junit reports/junit.xml --coverage-cobertura reports/coverage.xml',
    needs: 'pcov or xdebug for the coverage',
    reports: ['reports'],
  },
];
