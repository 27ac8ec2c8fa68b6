/** A test runner: how a repository shows that it uses it, and what makes it write a report. */
export interface TestTool {
  readonly name: string;
  /** Languages of what it tests; empty for any. */
  readonly languages: readonly string[];
  /** The command that starts it, without wrappers and launchers. */
  readonly command: RegExp;
  /** Paths that show it; used only where no workflow or script names the command. */
  readonly paths?: RegExp;
  /** Text of manifests that shows it; used like the paths. */
  readonly manifests?: RegExp;
  /** Arguments that add the report and keep the log; empty when the tool writes one anyway. */
  readonly arguments: string;
  /** An environment variable with the same effect. It also reaches a tool that a script starts. */
  readonly variable?: readonly [name: string, value: string];
  /** A variable that the arguments need. */
  readonly needs?: readonly [name: string, value: string];
  /** What to do once and commit, for tools that need a package to write a report. */
  readonly once?: string;
  /** Globs of the reports, below the folder of the step. */
  readonly reports: readonly string[];
  /** How it measures coverage, for repositories that measure it already. */
  readonly coverage?: ToolCoverage;
  /** The command of a repository in which no workflow runs tests. */
  readonly plain: string;
}

interface ToolCoverage {
  /** Text of the command or of a manifest that shows that coverage is measured. */
  readonly shown: RegExp;
  readonly arguments: string;
  readonly reports: readonly string[];
}

const JAVASCRIPT = ['JavaScript', 'TypeScript'];

/**
 * Test runners, the most telling first. Executed with these arguments on 2026-11-29: pytest 9, `node --test` 20,
 * jest 30, go 1.19, cargo, ctest 3.25, rspec 3.12 through rake, and phpunit 9; vitest 3 on 2026-11-23. Only
 * documentation was read for the others, on 2026-11-29: playwright.dev "Reporters", nexte.st "JUnit support",
 * learn.microsoft.com "dotnet test", docs.deno.com "deno test", bun.sh "Test reporters", bazel.build "Test
 * encyclopedia", hexdocs.pm/junit_formatter, github.com/aespinosa/minitest-junit, and `swift test --help`.
 */
export const TEST_TOOLS: readonly TestTool[] = [
  {
    name: 'pytest',
    languages: ['Python'],
    command: /^(?:pytest|py\.test)\b/,
    paths: /(?:^|\/)(?:test_[^/]+|conftest)\.py$/,
    manifests: /\bpytest\b/,
    arguments: '--junitxml=junit.xml',
    variable: ['PYTEST_ADDOPTS', '--junitxml=junit.xml'],
    reports: ['junit.xml'],
    coverage: {
      shown: /--cov\b|\bpytest-cov\b/,
      arguments: '--cov --cov-report=term --cov-report=xml:coverage.xml',
      reports: ['coverage.xml'],
    },
    plain: 'pytest',
  },
  {
    name: 'vitest',
    languages: JAVASCRIPT,
    command: /^vitest\b/,
    manifests: /"vitest"\s*:/,
    arguments: '--reporter=default --reporter=junit --outputFile.junit=junit.xml',
    reports: ['junit.xml'],
    coverage: {
      shown: /@vitest\/coverage-/,
      arguments: '--coverage --coverage.reporter=text --coverage.reporter=cobertura',
      reports: ['coverage/cobertura-coverage.xml'],
    },
    plain: 'npx vitest run',
  },
  {
    name: 'jest',
    languages: JAVASCRIPT,
    command: /^(?:jest|react-scripts test)\b/,
    manifests: /"jest"\s*:/,
    arguments: '--json --outputFile=jest.json',
    reports: ['jest.json'],
    coverage: {
      shown: /--coverage\b|"?collectCoverage"?\s*:|"?coverageThreshold"?\s*:/,
      arguments: '--coverage --coverageReporters=text --coverageReporters=cobertura',
      reports: ['coverage/cobertura-coverage.xml'],
    },
    plain: 'npx jest --ci',
  },
  {
    name: 'playwright',
    languages: JAVASCRIPT,
    command: /^playwright test\b/,
    manifests: /"@playwright\/test"\s*:/,
    arguments: '--reporter=list,json',
    needs: ['PLAYWRIGHT_JSON_OUTPUT_NAME', 'playwright.json'],
    reports: ['playwright.json'],
    plain: 'npx playwright test',
  },
  {
    name: 'mocha',
    languages: JAVASCRIPT,
    command: /^mocha\b/,
    manifests: /"mocha"\s*:/,
    arguments: '',
    reports: [],
    plain: 'npx mocha',
  },
  {
    name: 'node --test',
    languages: JAVASCRIPT,
    command: /^node\b.{0,200}--test\b/,
    manifests: /\bnode\b[^"\n]{0,200}--test\b/,
    arguments: '',
    variable: [
      'NODE_OPTIONS',
      '--test-reporter=spec --test-reporter-destination=stdout --test-reporter=junit --test-reporter-destination=junit.xml',
    ],
    reports: ['junit.xml'],
    plain: 'node --test',
  },
  {
    name: 'deno test',
    languages: JAVASCRIPT,
    command: /^deno test\b/,
    paths: /^deno\.jsonc?$/,
    arguments: '--junit-path=junit.xml',
    reports: ['junit.xml'],
    plain: 'deno test',
  },
  {
    name: 'bun test',
    languages: JAVASCRIPT,
    command: /^bun test\b/,
    paths: /^bun\.lockb?$/,
    arguments: '--reporter=junit --reporter-outfile=junit.xml',
    reports: ['junit.xml'],
    plain: 'bun test',
  },
  {
    name: 'go test',
    languages: ['Go'],
    command: /^(?:go test|gotestsum|richgo test)\b/,
    paths: /_test\.go$/,
    arguments: '-v',
    reports: [],
    coverage: {
      shown: /-cover(?:profile|mode|pkg)?\b/,
      arguments: '-coverprofile=coverage.out',
      reports: ['coverage.out'],
    },
    plain: 'go test ./...',
  },
  {
    name: 'cargo nextest',
    languages: ['Rust'],
    command: /^cargo (?:llvm-cov )?nextest\b/,
    paths: /^\.config\/nextest\.toml$/,
    arguments: '',
    once: `add [profile.default.junit] with path = "junit.xml" to .config/nextest.toml`,
    reports: ['target/nextest/default/junit.xml'],
    plain: 'cargo nextest run',
  },
  {
    name: 'cargo test',
    languages: ['Rust'],
    command: /^cargo (?:\+\S+ )?test\b/,
    paths: /(?:^|\/)Cargo\.toml$/,
    arguments: '',
    reports: [],
    plain: 'cargo test --workspace --locked',
  },
  {
    name: 'maven',
    languages: ['Java', 'Kotlin'],
    command: /^(?:\S{0,100}\/)?mvnw?\b/,
    paths: /(?:^|\/)pom\.xml$/,
    arguments: '',
    reports: ['**/target/surefire-reports/*.xml', '**/target/failsafe-reports/*.xml'],
    coverage: {
      shown: /jacoco-maven-plugin/,
      arguments: '',
      reports: ['**/target/site/jacoco/jacoco.xml'],
    },
    plain: 'mvn --batch-mode verify',
  },
  {
    name: 'gradle',
    languages: ['Java', 'Kotlin'],
    command: /^(?:\S{0,100}\/)?gradlew?\b/,
    paths: /(?:^|\/)build\.gradle(?:\.kts)?$/,
    arguments: '',
    reports: ['**/build/test-results/**/*.xml'],
    coverage: {
      shown: /\bjacoco\b/,
      arguments: '',
      reports: ['**/build/reports/jacoco/**/*.xml'],
    },
    plain: './gradlew check',
  },
  {
    name: 'dotnet test',
    languages: ['C#'],
    command: /^dotnet test\b/,
    paths: /\.(?:cs|fs|vb)proj$/,
    arguments: '--logger trx',
    reports: ['**/TestResults/**/*.trx'],
    coverage: {
      shown: /coverlet\.collector|XPlat Code Coverage/,
      arguments: '--collect "XPlat Code Coverage"',
      reports: ['**/TestResults/**/coverage.cobertura.xml'],
    },
    plain: 'dotnet test',
  },
  {
    name: 'rspec',
    languages: ['Ruby'],
    command: /^rspec\b/,
    paths: /_spec\.rb$/,
    manifests: /\brspec\b/,
    arguments: '--format progress --format json --out rspec.json',
    variable: ['SPEC_OPTS', '--format progress --format json --out rspec.json'],
    reports: ['rspec.json'],
    plain: 'bundle exec rspec',
  },
  {
    name: 'minitest',
    languages: ['Ruby'],
    command: /^(?:bin\/rails|rails) test\b/,
    paths: /(?:^|\/)(?:test_[^/]{1,100}|[^/]{1,100}_test)\.rb$/,
    arguments: '--junit --junit-filename=junit.xml',
    variable: ['TESTOPTS', '--junit --junit-filename=junit.xml'],
    once: 'bundle add minitest-junit --group test',
    reports: ['junit.xml'],
    plain: 'bundle exec rake test',
  },
  {
    name: 'phpunit',
    languages: ['PHP'],
    command: /^(?:\S*phpunit|\S*pest)\b/,
    paths: /(?:^|\/)phpunit\.xml(?:\.dist)?$/,
    arguments: '--log-junit junit.xml',
    reports: ['junit.xml'],
    coverage: {
      shown: /--coverage-\w+/,
      arguments: '--coverage-cobertura coverage.xml',
      reports: ['coverage.xml'],
    },
    plain: 'vendor/bin/phpunit',
  },
  {
    name: 'mix test',
    languages: ['Elixir'],
    command: /^mix (?:test|coveralls)\b/,
    paths: /^mix\.exs$/,
    arguments: '--formatter ExUnit.CLIFormatter --formatter JUnitFormatter',
    once: 'add {:junit_formatter, "~> 3.4", only: :test} to the dependencies in mix.exs, and run mix deps.get',
    reports: ['_build/test/lib/*/test-junit-report.xml'],
    plain: 'mix test',
  },
  {
    name: 'swift test',
    languages: ['Swift'],
    command: /^swift test\b/,
    paths: /^Package\.swift$/,
    arguments: '--parallel --xunit-output junit.xml',
    reports: ['junit*.xml'],
    plain: 'swift test',
  },
  {
    name: 'ctest',
    languages: ['C or C++'],
    command: /^ctest\b/,
    paths: /(?:^|\/)CMakeLists\.txt$/,
    // A relative path is below the build folder (cmake.org, "ctest(1)").
    arguments: '--output-junit junit.xml',
    reports: ['**/junit.xml'],
    plain: 'ctest --test-dir build --output-on-failure',
  },
  {
    name: 'bazel test',
    languages: [],
    command: /^(?:bazel|bazelisk)\b.{0,200}\btest\b/,
    paths: /^(?:MODULE|WORKSPACE)(?:\.bazel)?$/,
    arguments: '',
    reports: ['bazel-testlogs/**/test.xml'],
    plain: 'bazel test //...',
  },
];

/** A program that runs the test runner of a repository, and how it passes arguments on. */
export interface TestWrapper {
  readonly command: RegExp;
  /** Runners that it can start. */
  readonly tools: RegExp;
  /** What separates arguments for the runner from its own; undefined when none reach the runner. */
  readonly separator?: string;
  /** An environment variable that lets other variables through. */
  readonly variable?: readonly [name: string, value: string];
}

const inNode = /^(?:vitest|jest|playwright|mocha|node --test|deno test|bun test)$/;

export const TEST_WRAPPERS: readonly TestWrapper[] = [
  // From tox 4.11.1 on, `+=` appends (tox.wiki, "Overriding configuration from the command line").
  {
    command: /^tox\b/,
    tools: /^pytest$/,
    variable: ['TOX_OVERRIDE', 'testenv.pass_env+=PYTEST_ADDOPTS'],
  },
  { command: /^(?:nox|hatch|pdm|poe|invoke|inv|duty|pixi)\b/, tools: /^pytest$/ },
  { command: /^npm (?:test|t|run)\b/, tools: inNode, separator: ' -- ' },
  { command: /^(?:pnpm|yarn|bun run)\b/, tools: inNode, separator: ' ' },
  { command: /^composer\b/, tools: /^phpunit$/, separator: ' -- ' },
  { command: /^rake\b/, tools: /^(?:rspec|minitest)$/ },
  { command: /^(?:make|gmake|ninja|just|task|mage|doit|earthly|cmake)\b/, tools: /./ },
];
