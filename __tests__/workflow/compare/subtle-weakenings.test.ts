import { describe, expect, it } from '@jest/globals';
import { between, type Change, changed, type Files, weakeningsOf } from './compared.ts';

/* Weakenings that no single changed line shows, and the honest changes that look like them. */

const CI = '.github/workflows/ci.yml';
const SCAN = '.github/actions/scan/action.yml';
const DEEP = '.github/workflows/integration.yml';
const TOML = 'pyproject.toml';

const base: Files = {
  [CI]: `on:
  push:
    branches: [main]
  pull_request:
    paths: ['src/**', 'tests/**']
jobs:
  lint:
    steps:
      - run: ruff check .
  test:
    needs: [lint]
    steps:
      - name: Unit tests
        run: |
          set -eu
          cat > env.sh <<'ENV'
          export A=1
          ENV
          pytest --cov=src -q tests
      - uses: ./.github/actions/scan
  integration:
    uses: ./.github/workflows/integration.yml
  all-green:
    if: always()
    needs: [lint, test, integration]
    steps:
      - run: |
          if \${{ contains(needs.*.result, 'failure') }}; then exit 1; fi
  publish:
    needs: [test]
    steps:
      - run: twine upload dist/*
`,
  [SCAN]: `runs:
  using: composite
  steps:
    - run: pip-audit
      shell: bash
    - run: bandit -r src
      shell: bash
`,
  [DEEP]: `on: workflow_call
jobs:
  it:
    steps:
      - run: npm run test:integration
`,
  [TOML]: `[tool.coverage.report]
fail_under = 80

[tool.pytest.ini_options]
addopts = "-q"
`,
};

const CALL = '- uses: ./.github/actions/scan';
const GATE = 'pytest --cov=src -q tests';

describe('through what is called', () => {
  it.each<readonly [string, readonly Change[], readonly string[]]>([
    [
      'a step inside the action',
      [[SCAN, 'pip-audit\n', 'pip-audit\n      continue-on-error: true\n']],
      ['gate-muted action.yml:5<4 pip-audit => continue-on-error: true'],
    ],
    [
      'the step that calls the action, muted',
      [[CI, CALL, `${CALL}\n        continue-on-error: true`]],
      ['gate-muted ci.yml:21<4 pip-audit => continue-on-error: true'],
    ],
    [
      'the step that calls the action, on a condition',
      [[CI, CALL, `${CALL}\n        if: github.ref == 'refs/heads/main'`]],
      ["step-conditional ci.yml:21<4  => github.ref == 'refs/heads/main'"],
    ],
    [
      'the job that calls the workflow, switched off',
      [[CI, '  integration:\n', '  integration:\n    if: false\n']],
      ['gate-muted ci.yml:22<5 npm run test:integration => if: false'],
    ],
    [
      'the job that calls the workflow, on a condition',
      [[CI, '  integration:\n', "  integration:\n    if: github.event_name == 'push'\n"]],
      ["job-conditional ci.yml:22<3  => github.event_name == 'push'"],
    ],
    [
      'one of two calls, gone',
      [
        [CI, '  integration:', `  again:\n    steps:\n      ${CALL}\n  integration:`],
        [CI, `      ${CALL}\n  again`, '  again'],
      ],
      [],
    ],
  ])('%s', (_what, changes, expected) => {
    expect(weakeningsOf(base, changed(base, ...changes))).toEqual(expected);
  });

  it('reports a check that one of two jobs no longer calls', () => {
    const twice = changed(base, [
      CI,
      '  integration:',
      `  again:\n    steps:\n      ${CALL}\n  integration:`,
    ]);
    expect(weakeningsOf(twice, base)).toEqual([
      'step-removed base ci.yml:23 uses: ./.github/actions/scan',
    ]);
  });

  it('reports a check that is no longer called as narrowed triggers', () => {
    expect(weakeningsOf(base, changed(base, [CI, `      ${CALL}\n`, '']))).toEqual(
      [
        'trigger-narrowed action.yml:1<3 on: push => ',
        'trigger-narrowed action.yml:1<5 pull_request.paths: src/**, tests/** => ',
      ].map((text) => expect.stringContaining(text.slice(0, 30))),
    );
  });
});

describe('by the shell', () => {
  it.each<readonly [string, string, string]>([
    ['|| true on the next line', `${GATE} ||\n            true`, `${GATE} || true`],
    ['a continued line', `${GATE} \\\n            || true`, `${GATE} || true`],
    [
      'a shell fed by a here-document',
      `bash <<'RUN'\n          ${GATE} || true\n          RUN`,
      `${GATE} || true`,
    ],
    [
      'a fed shell that goes on',
      `bash <<'RUN'\n          ${GATE}\n          date\n          RUN`,
      GATE,
    ],
    ['what stands behind exit 0', `exit 0\n          ${GATE}`, `${GATE} (after exit)`],
  ])('%s', (_what, to, after) => {
    const found = weakeningsOf(base, changed(base, [CI, GATE, to]));
    expect(found).toEqual([expect.stringMatching(/^gate-muted ci\.yml:\d+<19 /)]);
    expect(found[0]?.endsWith(`=> ${after}`)).toBe(true);
  });

  it('counts a stored exit code that is only printed as lost', () => {
    const printed = `rc=0\n          ${GATE} || rc=$?\n          echo "ended with $rc"`;
    expect([
      weakeningsOf(base, changed(base, [CI, GATE, printed])).map((one) => one.split(' ')[0]),
      weakeningsOf(base, changed(base, [CI, GATE, `${printed}\n          exit $rc`])),
    ]).toEqual([['gate-muted'], []]);
  });

  it('finds nothing lost in a here-document script that stops at a failure, or in text that mentions || true', () => {
    const fed = `bash -e <<'RUN'\n          ${GATE}\n          date\n          RUN`;
    expect([
      weakeningsOf(base, changed(base, [CI, GATE, fed])),
      weakeningsOf(base, changed(base, [CI, 'export A=1', 'export A=1 || true'])),
      weakeningsOf(
        base,
        changed(base, [CI, GATE, `if [ -z "$A" ]; then exit 0; fi\n          ${GATE}`]),
      ),
    ]).toEqual([[], [], []]);
  });
});

describe('by what is needed', () => {
  it.each<readonly [string, readonly Change[], readonly string[]]>([
    [
      'a gathering job that forgets one',
      [[CI, '[lint, test, integration]', '[lint, integration]']],
      ['need-dropped ci.yml:25<25 needs: test => lint, integration'],
    ],
    [
      'a job that publishes at once',
      [[CI, '  publish:\n    needs: [test]\n', '  publish:\n']],
      ['need-dropped ci.yml:29<30 needs: test => '],
    ],
    [
      'a gathering job that no longer asks',
      [[CI, /if \$\{\{ contains.*fi/, 'echo fine']],
      [
        "need-dropped ci.yml:23<28 if ${{ contains(needs.*.result, 'failure') }}; then exit 1; fi => ",
      ],
    ],
    [
      'the last gathering job, gone',
      [[CI, / {2}all-green:[\s\S]*?fi\n/, '']],
      ['job-removed base ci.yml:23 all-green'],
    ],
    [
      'one that is needed through another',
      [[CI, '[lint, test, integration]', '[test, integration]']],
      [],
    ],
    [
      'tests that no longer wait for the linter',
      [[CI, '    needs: [lint]\n', '']],
      ['need-dropped ci.yml:24<24 needs: lint => lint, test, integration'].slice(1),
    ],
    [
      'a renamed job',
      [
        [CI, '  lint:', '  style:'],
        [CI, 'needs: [lint]\n', 'needs: [style]\n'],
        [CI, '[lint, test', '[style, test'],
      ],
      [],
    ],
    [
      'one more that is needed',
      [[CI, '[lint, test, integration]', '[lint, test, integration, publish]']],
      [],
    ],
  ])('%s', (_what, changes, expected) => {
    expect(weakeningsOf(base, changed(base, ...changes))).toEqual(expected);
  });
});

describe('by what is looked at', () => {
  it.each([
    ['tests deselected', 'pytest --deselect tests/test_slow.py --cov tests'],
    ['tests left out by a word', 'pytest -k "not slow" --cov tests'],
    ['a folder left out', 'pytest --ignore=tests/slow --cov tests'],
    ['a part of the folder', 'pytest --cov=src -q tests/unit'],
    ['one file of the folder', 'pytest --cov=src -q tests/test_a.py'],
  ])('%s', (_what, to) => {
    const head = changed(base, [CI, GATE, to]);
    const from = changed(base, [CI, GATE, 'pytest --cov=src -q tests/']);
    expect(weakeningsOf(from, head)).toEqual([
      expect.stringContaining('selection-narrowed ci.yml:19<19'),
    ]);
  });

  it.each([
    ['a scan of fewer severities', 'bandit -r src', 'bandit -r src -lll'],
    ['a scan that ignores an advisory', 'pip-audit', 'pip-audit --ignore-vuln GHSA-1'],
  ])('%s', (_what, from, to) => {
    expect(weakeningsOf(base, changed(base, [SCAN, from, to]))).toEqual([
      expect.stringContaining('selection-narrowed action.yml'),
    ]);
  });

  it('coverage that nothing measures any more', () => {
    expect(weakeningsOf(base, changed(base, [CI, GATE, 'pytest -q tests']))).toEqual([
      `selection-narrowed ci.yml:19<19 ${GATE} => pytest -q tests`,
    ]);
  });

  it('in the settings of the test tool, with the line', () => {
    expect([
      weakeningsOf(base, changed(base, [TOML, '"-q"', '"-q --ignore=tests/slow"'])),
      weakeningsOf(base, changed(base, [TOML, '"-q"', '"-q --reruns 3"'])),
      weakeningsOf(base, {
        ...base,
        'playwright.config.ts': 'export default {\n  retries: 2,\n};\n',
      }),
      weakeningsOf(base, {
        ...base,
        'tests/fixtures/playwright.config.ts': 'export default {\n  retries: 2,\n};\n',
      }),
    ]).toEqual([
      ['selection-narrowed pyproject.toml:5<1  => addopts = "-q --ignore=tests/slow"'],
      ['retry-raised pyproject.toml:5<1  => addopts = "-q --reruns 3"'],
      ['retry-raised playwright.config.ts:2<1  => retries: 2,'],
      [],
    ]);
  });

  it.each<readonly [string, readonly Change[]]>([
    ['more words', [[CI, GATE, 'pytest -vv -n auto --cov tests']]],
    ['another wrapper', [[CI, GATE, 'uv run pytest --cov=src -q tests']]],
    ['one more folder', [[CI, GATE, 'pytest --cov=src -q tests more/tests']]],
    [
      'one run split in two',
      [[CI, GATE, 'pytest -m "not slow" --cov tests\n          pytest -m slow tests']],
    ],
    ['more rules of a linter', [[CI, 'ruff check .', 'ruff check . --extend-select B']]],
    ['fewer things left out', [[TOML, '"-q"', '"-q -ra"']]],
  ])('%s is none', (_what, changes) => {
    expect(weakeningsOf(base, changed(base, ...changes))).toEqual([]);
  });

  it('reports a lowered threshold in the settings although the command keeps its own', () => {
    const flagged = changed(base, [CI, GATE, `${GATE} --cov-fail-under=80`]);
    expect(weakeningsOf(flagged, changed(flagged, [TOML, '= 80', '= 60']))).toEqual([
      'threshold-lowered pyproject.toml:2<2 fail_under = 80 => fail_under = 60',
    ]);
  });
});

it('reports a renamed and disabled job, and a narrowed path filter', () => {
  const off = changed(
    base,
    [CI, '  lint:\n', '  style:\n    if: false\n'],
    [CI, 'needs: [lint]\n', 'needs: [style]\n'],
    [CI, '[lint, test', '[style, test'],
  );
  expect([
    weakeningsOf(base, off),
    weakeningsOf(base, changed(base, [CI, "['src/**', 'tests/**']", "['src/**']"])),
  ]).toEqual([
    ['gate-muted ci.yml:8<9 ruff check . => if: false'],
    [
      'trigger-narrowed ci.yml:5<5 pull_request.paths: src/**, tests/** => pull_request.paths: src/**',
    ],
  ]);
});

it('does not report steps that move from an action into the workflow, or into a job of their own', () => {
  const { [SCAN]: _gone, ...rest } = changed(base, [
    CI,
    CALL,
    '- run: pip-audit\n      - run: bandit -r src',
  ]);
  const own = changed(
    base,
    [CI, `      ${CALL}\n`, ''],
    [CI, '  publish:', `  scan:\n    steps:\n      ${CALL}\n  publish:`],
  );
  expect([weakeningsOf(base, rest), weakeningsOf(base, own)]).toEqual([[], []]);
});

const oneStep = (step: string): Files => ({
  '.github/workflows/ci.yml': `on: push\njobs:\n  a:\n    runs-on: u\n    steps:\n      - ${step}\n`,
});
const kindsOf = (before: string, after: string) =>
  between(oneStep(before), oneStep(after)).map(({ kind }) => kind);

it.each([
  ['run: ctest', 'run: ctest -LE slow', ['selection-narrowed']],
  ['run: ctest -E slow', 'run: ctest', []],
  ['run: dotnet test', 'run: dotnet test --filter Fast', ['selection-narrowed']],
  [
    'uses: mikepenz/action-junit-report@v5\n        with: {fail_on_failure: true}',
    'uses: mikepenz/action-junit-report@v5\n        with: {fail_on_failure: false}',
    ['gate-muted'],
  ],
  [
    'uses: anchore/scan-action@v6\n        with: {severity-cutoff: medium}',
    'uses: anchore/scan-action@v6\n        with: {severity-cutoff: critical}',
    ['selection-narrowed'],
  ],
  [
    'uses: anchore/scan-action@v6\n        with: {severity-cutoff: critical}',
    'uses: anchore/scan-action@v6\n        with: {severity-cutoff: low}',
    [],
  ],
])('compares %j with %j', (before, after, expected) => {
  expect(kindsOf(before, after)).toEqual(expected);
});

it('names the check and not the job when the job is still there', () => {
  const docs = (job: string, step: string) =>
    `on: push\njobs:\n  ${job}:\n    name: Documentation\n    steps:\n      - run: ${step}\n`;
  const before = { [CI]: docs('deploy', 'mkdocs build --strict') };
  const gone = ['step-removed base ci.yml:6 mkdocs build --strict'];
  expect([
    weakeningsOf(before, { [CI]: docs('deploy', './docs.py') }),
    weakeningsOf(before, { [DEEP]: docs('publish', './docs.py') }),
    weakeningsOf(before, { [CI]: docs('deploy', 'mkdocs build --strict') }),
  ]).toEqual([gone, gone, []]);
});

it('does not report jobs that became one job with a matrix', () => {
  const job = (id: string, run: string, more = '') =>
    `  ${id}:\n${more}    steps:\n      - run: ${run}\n`;
  const before = `on: push\njobs:\n${job('a', 'pytest a')}${job('b', 'pytest b')}`;
  const matrix = '    strategy: { matrix: { part: [a, b] } }\n';
  const after = `on: push\njobs:\n${job('all', 'pytest ${{ matrix.part }}', matrix)}`;
  expect(weakeningsOf({ [CI]: before }, { [CI]: after })).toEqual([]);
});
