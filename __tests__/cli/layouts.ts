/* Repositories modeled after common layouts: their files, the change that `init` proposes, and the artifact. */

export interface Layout {
  readonly files: Readonly<Record<string, string>>;
  /** Lines of the proposal that matter, in order. */
  readonly proposes: readonly string[];
}

/** A workflow of one job for pull requests. */
function workflow(job: string, trigger = '[push, pull_request]'): string {
  return `name: Tests\non: ${trigger}\npermissions: { contents: read }\njobs:\n${job.replace(/^/gm, '  ')}\n`;
}

const CI = '.github/workflows/ci.yml';

export const LAYOUTS: Readonly<Record<string, Layout>> = {
  'Python with tox': {
    files: {
      'pyproject.toml': '[project]\nname = "x"\n[dependency-groups]\ntest = ["pytest"]\n',
      'tests/test_a.py': '',
      'src/x.py': '',
      [CI]: workflow(
        `tests:\n  strategy:\n    matrix: { os: [ubuntu-24.04, windows-2025], python: ['3.12', '3.13'] }\n  runs-on: \${{ matrix.os }}\n  steps:\n    - run: pip install tox\n    - run: tox -e py`,
      ),
    },
    proposes: [
      '.github/workflows/ci.yml:11, job tests: in place of `tox -e py`:',
      '        run: tox -e py',
      '          TOX_OVERRIDE: testenv.pass_env+=PYTEST_ADDOPTS',
      '          PYTEST_ADDOPTS: --junitxml=junit.xml',
      '          name: tests-tests-${{ matrix.os }}-${{ matrix.python }}',
      '          path: junit.xml',
    ],
  },
  'Python with coverage': {
    files: {
      'requirements-dev.txt': 'pytest\npytest-cov\n',
      'test_a.py': '',
      [CI]: workflow(
        'unit:\n  runs-on: ubuntu-24.04\n  steps:\n    - name: unit tests\n      run: |\n        python -m pip install -r requirements-dev.txt\n        python -m pytest tests\n      env: { CI: "1" }',
      ),
    },
    proposes: [
      '        run: |-',
      '          python -m pytest tests --junitxml=junit.xml --cov --cov-report=term --cov-report=xml:coverage.xml',
      '          CI: "1"',
      '            junit.xml',
      '            coverage.xml',
    ],
  },
  'Rust workspace': {
    files: {
      'Cargo.toml': '[workspace]\nmembers = ["a"]\n',
      'a/Cargo.toml': '[package]\nname = "a"\n',
      'a/src/lib.rs': '',
      [CI]: workflow(
        'test:\n  runs-on: ubuntu-24.04\n  steps:\n    - run: cargo test --workspace --all-features --locked',
      ),
    },
    proposes: ['  test runners  cargo test (its log is read)'],
  },
  'Rust with nextest': {
    files: {
      'Cargo.toml': '[package]\nname = "a"\n',
      'src/lib.rs': '',
      [CI]: workflow(
        'test:\n  runs-on: ubuntu-24.04\n  steps:\n    - run: cargo nextest run --locked',
      ),
    },
    proposes: [
      '      # once: add [profile.default.junit] with path = "junit.xml" to .config/nextest.toml',
      '          path: target/nextest/default/junit.xml',
    ],
  },
  Go: {
    files: {
      'go.mod': 'module x\n',
      'a.go': '',
      'a_test.go': '',
      [CI]: workflow(
        'test:\n  runs-on: ubuntu-24.04\n  steps:\n    - run: go test -race -covermode=atomic ./...',
      ),
    },
    proposes: [
      '        run: go test -race -covermode=atomic ./... -v -coverprofile=coverage.out',
      '          name: coverage-test',
      '          path: coverage.out',
    ],
  },
  Maven: {
    files: {
      'pom.xml': '<project/>',
      'src/main/java/A.java': '',
      [CI]: workflow('build:\n  runs-on: ubuntu-24.04\n  steps:\n    - run: ./mvnw -B verify'),
    },
    proposes: [
      '.github/workflows/ci.yml:8, job build: after `./mvnw -B verify`:',
      '            **/target/surefire-reports/*.xml',
    ],
  },
  Gradle: {
    files: {
      'build.gradle.kts': 'plugins { java; jacoco }\n',
      'src/main/java/A.java': '',
      [CI]: workflow('build:\n  runs-on: ubuntu-24.04\n  steps:\n    - run: ./gradlew build'),
    },
    proposes: [
      '  languages     Java (1 file)',
      'tasks.jacocoTestReport { reports { xml.required = true } }',
      '            **/build/test-results/**/*.xml',
      '            **/build/reports/jacoco/**/*.xml',
    ],
  },
  'CMake with a support folder in Gradle': {
    files: {
      'CMakeLists.txt': 'enable_testing()\n',
      'support/android/build.gradle': '',
      'support/android/A.java': '',
      ...Object.fromEntries(
        ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].map((n) => [`src/${n}.cc`, '']),
      ),
      [CI]: workflow(
        'build:\n  runs-on: windows-2025\n  steps:\n    - run: cmake -S . -B build\n    - run: ctest --output-on-failure\n      working-directory: build',
      ),
    },
    proposes: [
      '        run: ctest --output-on-failure --output-junit junit.xml',
      '        working-directory: build',
      '          path: build/**/junit.xml',
    ],
  },
  'Ruby gem': {
    files: {
      Gemfile: 'gem "rspec"\n',
      Rakefile: '',
      'spec/a_spec.rb': '',
      [CI]: workflow('test:\n  runs-on: ubuntu-24.04\n  steps:\n    - run: bundle exec rake spec'),
    },
    proposes: [
      '        run: bundle exec rake spec',
      '          SPEC_OPTS: --format progress --format json --out rspec.json',
      '          path: rspec.json',
    ],
  },
  'PHP library': {
    files: {
      'composer.json': '{"scripts":{"test":"phpunit"}}',
      'phpunit.xml.dist': '',
      'src/A.php': '',
      [CI]: workflow(
        'test:\n  strategy:\n    matrix:\n      image: ["php:8.3", "php:8.4"]\n  runs-on: ubuntu-24.04\n  steps:\n    - run: composer test',
      ),
    },
    proposes: [
      '        run: composer test -- --log-junit junit.xml',
      '          name: tests-test-${{ strategy.job-index }}',
    ],
  },
  Elixir: {
    files: {
      'mix.exs': '',
      'lib/a.ex': '',
      [CI]: workflow(
        'test:\n  runs-on: ubuntu-24.04\n  steps:\n    - run: mix test --warnings-as-errors',
      ),
    },
    proposes: [
      '      # once: add {:junit_formatter, "~> 3.4", only: :test} to the dependencies in mix.exs, and run mix deps.get',
      '        run: mix test --warnings-as-errors --formatter ExUnit.CLIFormatter --formatter JUnitFormatter',
      '          path: _build/test/lib/*/test-junit-report.xml',
    ],
  },
  'Swift package': {
    files: {
      'Package.swift': '',
      'Sources/A.swift': '',
      [CI]: workflow('test:\n  runs-on: macos-15\n  steps:\n    - run: swift test'),
    },
    proposes: [
      '        run: swift test --parallel --xunit-output junit.xml',
      '          path: junit*.xml',
    ],
  },
  '.NET on Windows': {
    files: {
      'A.sln': '',
      'tests/A.Tests.csproj': '<PackageReference Include="coverlet.collector" />',
      'src/A.cs': '',
      [CI]: workflow(
        'test:\n  runs-on: windows-2025\n  steps:\n    - run: dotnet test -c Release -- RunConfiguration.MaxCpuCount=1',
      ),
    },
    proposes: [
      '        run: dotnet test -c Release --logger trx --collect "XPlat Code Coverage" -- RunConfiguration.MaxCpuCount=1',
      '            **/TestResults/**/*.trx',
    ],
  },
  'pnpm monorepo': {
    files: {
      'package.json':
        '{"scripts":{"test":"pnpm lint && vitest run"},"devDependencies":{"vitest":"3.2.0"}}',
      'pnpm-lock.yaml': '',
      'packages/a/src/a.ts': '',
      [CI]: workflow('test:\n  runs-on: ubuntu-24.04\n  steps:\n    - run: pnpm test'),
    },
    proposes: [
      '        run: pnpm test --reporter=default --reporter=junit --outputFile.junit=junit.xml',
      '        run: pnpm audit --audit-level high --json > pnpm-audit.json',
    ],
  },
  'npm with Node’s own runner': {
    files: {
      'package.json': '{"scripts":{"test":"node --test"}}',
      'a.js': '',
      [CI]: workflow('test:\n  runs-on: ubuntu-24.04\n  steps:\n    - run: npm test'),
    },
    proposes: [
      '          NODE_OPTIONS: --test-reporter=spec --test-reporter-destination=stdout --test-reporter=junit --test-reporter-destination=junit.xml',
    ],
  },
  'a Makefile': {
    files: {
      Makefile: 'test:\n\tphpunit\n',
      'phpunit.xml': '',
      'src/A.php': '',
      [CI]: workflow('test:\n  runs-on: ubuntu-24.04\n  steps:\n    - run: make test'),
    },
    proposes: ['      # once: add `--log-junit junit.xml` to the command that `make test` runs'],
  },
  'a runner that is not known': {
    files: {
      'a.c': '',
      [CI]: workflow('test:\n  runs-on: ubuntu-24.04\n  steps:\n    - run: ./tests/run-tests.sh'),
    },
    proposes: [
      'the test runner behind `./tests/run-tests.sh` is not known. Have it write JUnit XML, and upload it:',
    ],
  },
  'tests without a workflow': {
    files: { 'package.json': '{"devDependencies":{"jest":"30.0.0"}}', 'a.js': '' },
    proposes: [
      'No workflow runs tests. In a job that runs on pull requests:',
      '        run: npx jest --ci --json --outputFile=jest.json',
      '          path: jest.json',
    ],
  },
  'a report that is written and not uploaded': {
    files: {
      'test_a.py': '',
      [CI]: workflow(
        'test:\n  runs-on: ubuntu-24.04\n  steps:\n    - run: pytest --junitxml=out/results.xml',
      ),
    },
    proposes: [
      'job test: after `pytest --junitxml=out/results.xml`:',
      '          path: out/results.xml',
    ],
  },
};
