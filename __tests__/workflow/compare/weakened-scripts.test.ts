import { expect, it } from '@jest/globals';
import { type Change, changed, weakeningsOf } from './compared.ts';

const BASE = {
  '.github/workflows/ci.yml': `on: [push, pull_request]
jobs:
  test:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        python: ['3.11', '3.12']
    steps:
      - run: npm test
      - run: make check
      - run: bash ci/cover.sh
      - run: python3 ci/gate.py
`,
  'package.json': '{\n"scripts": {\n"test": "jest --coverage",\n"lint": "eslint ."\n}\n}\n',
  Makefile: 'check: types\n\tpytest tests\n\ntypes:\n\tmypy src\n',
  'ci/gate.py':
    '"""Gate."""\nLINE_GATE = 80.0  # percent\nMAX_FAILURES = 0\nTIMEOUT = 30\nfor min in (1, 2):\n    lines = 5\n',
  'ci/cover.sh': '#!/bin/bash -e\npytest --cov --cov-fail-under=80\n',
};

it.each<[string, readonly Change[], readonly string[]]>([
  [
    'an emptied npm script',
    [['package.json', 'jest --coverage', 'echo ok']],
    ['step-removed base package.json:3 jest --coverage'],
  ],
  [
    'a dash before a recipe line',
    [['Makefile', '\tpytest', '\t-pytest']],
    ['gate-muted Makefile:2<2 pytest tests => pytest tests (the prefix -)'],
  ],
  [
    'a dropped prerequisite',
    [['Makefile', ' types', '']],
    ['step-removed base Makefile:5 mypy src'],
  ],
  [
    'an ignored failure in a script',
    [['package.json', 'jest --coverage', 'jest --coverage || true']],
    ['gate-muted package.json:3<3 jest --coverage => jest --coverage || true'],
  ],
  [
    'an ignored call',
    [['.github/workflows/ci.yml', 'npm test', 'npm test || true']],
    ['gate-muted ci.yml:9<3 jest --coverage => npm test || true'],
  ],
  [
    'a selection that shrinks',
    [['Makefile', 'pytest tests', 'pytest tests --deselect tests/test_a.py']],
    ['selection-narrowed Makefile:2<2 pytest tests => pytest tests --deselect tests/test_a.py'],
  ],
  [
    'a lowered threshold',
    [['ci/cover.sh', 'under=80', 'under=60']],
    [
      'threshold-lowered cover.sh:2<2 pytest --cov --cov-fail-under=80 => pytest --cov --cov-fail-under=60',
    ],
  ],
  [
    'a removed call',
    [['.github/workflows/ci.yml', '      - run: npm test\n', '']],
    ['step-removed base ci.yml:9 npm test'],
  ],
  [
    'a dropped matrix job',
    [['.github/workflows/ci.yml', ", '3.12'", '']],
    ['matrix-leg-dropped ci.yml:6<6 python=3.12 => 1 of 2 matrix jobs'],
  ],
  [
    'a dropped event',
    [['.github/workflows/ci.yml', '[push, pull_request]', '[push]']],
    ['trigger-narrowed ci.yml:1<1 on: pull_request => '],
  ],
  [
    'a lowered constant',
    [['ci/gate.py', '80.0', '70.0']],
    ['threshold-lowered gate.py:2<2 LINE_GATE = 80.0 => LINE_GATE = 70.0'],
  ],
  [
    'more tolerated failures',
    [['ci/gate.py', 'FAILURES = 0', 'FAILURES = 3']],
    ['threshold-lowered gate.py:3<3 MAX_FAILURES = 0 => MAX_FAILURES = 3'],
  ],
  [
    'a constant that is now computed',
    [['ci/gate.py', '= 80.0', '= float(argv[1])']],
    ['threshold-removed base gate.py:2 LINE_GATE = 80.0'],
  ],
  [
    'a constant that is no limit',
    [
      ['ci/gate.py', 'TIMEOUT = 30', 'TIMEOUT = 10'],
      ['ci/gate.py', 'lines = 5', 'lines = 1'],
    ],
    [],
  ],
  ['a raised constant', [['ci/gate.py', '80.0', '90.0']], []],
  ['a script that is not called', [['package.json', 'eslint .', 'echo']], []],
  ['a call written out', [['.github/workflows/ci.yml', 'npm test', 'npx jest --coverage']], []],
  [
    'a check that moved into a recipe',
    [
      ['.github/workflows/ci.yml', '      - run: npm test\n', ''],
      ['Makefile', '\tmypy src\n', '\tmypy src\n\tnpx jest --coverage\n'],
    ],
    [],
  ],
])('finds %s behind the command of a step', (_, changes, expected) => {
  expect(weakeningsOf(BASE, changed(BASE, ...changes))).toEqual(expected);
});

const stepOf = (step: string) => ({
  '.github/workflows/ci.yml': `on: push\njobs:\n  t:\n    runs-on: x\n    steps:\n      - ${step}\n`,
});

it.each([
  ['cargo test --all-features', 'cargo test'],
  ['cargo test --workspace', 'cargo test'],
  ['cargo test --features a,b', 'cargo test --features a'],
  ['cargo clippy -- -D warnings', 'cargo clippy'],
  ['go test -race ./...', 'go test ./...'],
  ['eslint . --max-warnings 0', 'eslint . --max-warnings 50'],
  ['eslint . --max-warnings 0', 'eslint .'],
  ['mypy --strict src', 'mypy src'],
  ['black --check .', 'black .'],
  ['pytest -W error', 'pytest'],
  ['./gradlew check', './gradlew check -x integrationTest'],
  ['bazel test //...', 'bazel test //... --test_tag_filters=-slow'],
  ['xcodebuild test -scheme A', 'xcodebuild test -scheme A -skip-testing:B'],
  ['mix test', 'mix test --only fast'],
  ['npx playwright test', 'npx playwright test --project=chromium'],
  ['cargo nextest run', 'cargo nextest run -E fast'],
  ['ctest', 'ctest -E slow'],
])('%s that became %s checks less', (before, after) => {
  const found = weakeningsOf(stepOf(`run: ${before}`), stepOf(`run: ${after}`));
  expect(found.map((one) => one.split(' ')[0])).toEqual(['selection-narrowed']);
});

it.each([
  ['mikepenz/action-junit-report', 'fail_on_failure: true', '', 'selection-narrowed'],
  ['mikepenz/action-junit-report', 'require_tests: true', '', 'selection-narrowed'],
  ['EnricoMi/publish-unit-test-result-action', '', 'fail_on: errors', 'selection-narrowed'],
  ['aquasecurity/trivy-action', 'exit-code: 1', '', 'selection-narrowed'],
  ['aquasecurity/trivy-action', 'severity: "LOW,HIGH"', 'severity: HIGH', 'selection-narrowed'],
  ['golangci/golangci-lint-action', '', 'only-new-issues: true', 'selection-narrowed'],
  [
    'irongut/CodeCoverageSummary',
    'thresholds: "60 80"',
    'thresholds: "40 80"',
    'threshold-lowered',
  ],
  ['irongut/CodeCoverageSummary', '', 'fail_below_min: false', 'gate-muted'],
])('%s with {%s} that became {%s} is %s', (uses, before, after, kind) => {
  const step = (input: string) => stepOf(`{uses: ${uses}@v1, with: {${input}}}`);
  const found = weakeningsOf(step(before), step(after));
  expect(found.map((one) => one.split(' ')[0])).toEqual([kind]);
});

it.each([
  ['cargo test --features a', 'cargo test --features a,b'],
  ['cargo test', 'cargo test --all-features'],
  ['eslint . --max-warnings 9', 'eslint . --max-warnings 0'],
])('%s that became %s checks no less', (before, after) => {
  expect(weakeningsOf(stepOf(`run: ${before}`), stepOf(`run: ${after}`))).toEqual([]);
});

it('finds a target that Docker Bake no longer builds', () => {
  const bake = (targets: string) => ({
    '.github/workflows/ci.yml': `on: push
jobs:
  a:
    steps:
      - uses: docker/bake-action@v6
        with: { targets: ${targets} }
`,
  });
  expect(weakeningsOf(bake('lint test'), bake('lint'))).toEqual([
    'selection-narrowed ci.yml:5<5 docker/bake-action@v6 => docker/bake-action@v6',
  ]);
});
