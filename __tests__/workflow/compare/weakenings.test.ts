import { expect, it } from '@jest/globals';
import { between, changed as changedFiles, type Files } from './compared.ts';

const sha = '0123456789abcdef0123456789abcdef01234567';
const path = '.github/workflows/ci.yml';
const ci = `name: ci
on:
  push:
    branches: [main]
  pull_request:
permissions:
  contents: read
jobs:
  lint:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@${sha} # v4.2.2
      - name: Ruff
        run: ruff check .
      - run: mypy src
  test:
    runs-on: \${{ matrix.os }}
    strategy:
      matrix:
        os: [ubuntu-22.04, windows-2022]
        python: ['3.11', '3.12']
    steps:
      - uses: actions/checkout@${sha} # v4.2.2
      - name: Coverage at least 80
        run: pytest --cov --cov-fail-under=80
      - run: pip-audit
`;

/** The workflow with pieces of its text replaced, each of which must be there. */
function changed(...changes: readonly (readonly [string | RegExp, string])[]): string {
  return changedFiles({ [path]: ci }, ...changes.map((one) => [path, ...one] as const))[path] ?? '';
}

const lintJob = / {2}lint:\n[\s\S]*mypy src\n/;
const testJob = / {2}test:\n[\s\S]*/;

it.each([
  [
    'a lowered threshold',
    [['=80', '=70']],
    [
      'threshold-lowered 26<26 pytest --cov --cov-fail-under=80 => pytest --cov --cov-fail-under=70',
    ],
  ],
  [
    'a removed threshold',
    [[' --cov-fail-under=80', '']],
    ['threshold-removed base 26 pytest --cov --cov-fail-under=80'],
  ],
  [
    'a threshold put where nobody can read it',
    [['=80', '=${{ vars.GATE }}']],
    [
      'threshold-removed 26<26 pytest --cov --cov-fail-under=80 => pytest --cov --cov-fail-under=${{ vars.GATE }}',
    ],
  ],
  [
    'a muted scan',
    [['pip-audit', 'pip-audit || true']],
    ['gate-muted 27<27 pip-audit => pip-audit || true'],
  ],
  [
    'continue-on-error',
    [['- run: pip-audit', '- run: pip-audit\n        continue-on-error: true']],
    ['gate-muted 28<27 pip-audit => continue-on-error: true'],
  ],
  [
    'a job switched off',
    [['    timeout-minutes: 10\n', '    timeout-minutes: 10\n    if: false\n']],
    ['gate-muted 12<15 ruff check . => if: false'],
  ],
  ['a removed step', [['      - run: pip-audit\n', '']], ['step-removed base 27 pip-audit']],
  ['a removed job', [[lintJob, '']], ['job-removed base 9 lint']],
  [
    'a step on a condition',
    [['- run: mypy src', "- run: mypy src\n        if: github.event_name == 'push'"]],
    ["step-conditional 17<16  => github.event_name == 'push'"],
  ],
  [
    'a job on a condition',
    [
      [
        '    timeout-minutes: 10\n',
        "    timeout-minutes: 10\n    if: github.ref == 'refs/heads/main'\n",
      ],
    ],
    ["job-conditional 12<9  => github.ref == 'refs/heads/main'"],
  ],
  [
    'an event that is gone',
    [['  pull_request:\n', '']],
    ['trigger-narrowed 3<5 on: pull_request => '],
  ],
  [
    'a new path filter',
    [['  pull_request:\n', '  pull_request:\n    paths: [src/**]\n']],
    ['trigger-narrowed 6<5 on: pull_request => pull_request.paths: src/**'],
  ],
  [
    'fewer branches',
    [['[main]', '[stable]']],
    ['trigger-narrowed 4<4 push.branches: main => push.branches: stable'],
  ],
  [
    'tags in place of branches',
    [['branches: [main]', 'tags: [v*]']],
    ['trigger-narrowed 3<3 on: push => '],
  ],
  [
    'paths to ignore',
    [['    branches: [main]\n', "    branches: [main]\n    paths-ignore: ['**.md']\n"]],
    ['trigger-narrowed 5<3 on: push => push.paths-ignore: **.md'],
  ],
  [
    'a dropped matrix leg',
    [[', windows-2022', '']],
    [
      'matrix-leg-dropped 20<20 os=windows-2022, python=3.11; os=windows-2022, python=3.12 => 2 of 4 matrix jobs',
    ],
  ],
  [
    'an excluded matrix leg',
    [["'3.12']\n", "'3.12']\n        exclude:\n          - {os: windows-2022, python: '3.12'}\n"]],
    ['matrix-leg-dropped 20<20 os=windows-2022, python=3.12 => 3 of 4 matrix jobs'],
  ],
  [
    'a raised timeout',
    [['minutes: 10', 'minutes: 30']],
    ['timeout-raised 11<11 timeout-minutes: 10 => timeout-minutes: 30'],
  ],
  [
    'a timeout that is gone',
    [['    timeout-minutes: 10\n', '']],
    ['timeout-raised 9<11 timeout-minutes: 10 => '],
  ],
  [
    'reruns of flaky tests',
    [['pytest --cov', 'pytest --reruns 2 --cov']],
    [
      'retry-raised 26<26 pytest --cov --cov-fail-under=80 => pytest --reruns 2 --cov --cov-fail-under=80',
    ],
  ],
  [
    'an action that retries',
    [
      [
        '- name: Coverage at least 80\n        run: pytest',
        '- uses: nick-fields/retry@v3\n        with:\n          max_attempts: 3\n          command: pytest',
      ],
    ],
    ['retry-raised 28<26 pytest --cov --cov-fail-under=80 => pytest --cov --cov-fail-under=80'],
  ],
  [
    'a loosened pin',
    [[`@${sha} # v4.2.2`, '@v4']],
    [`pin-loosened 13<13 actions/checkout@${sha} => actions/checkout@v4`],
  ],
  [
    'a wider token',
    [['contents: read', 'contents: write']],
    ['permission-widened 7<6 contents: read => contents: write'],
  ],
  [
    'a token without a block',
    [['permissions:\n  contents: read\n', '']],
    ['permission-widened 1<6 contents: read => '],
  ],
  [
    'a wider token of one job',
    [['  test:\n', '  test:\n    permissions:\n      id-token: write\n']],
    ['permission-widened 19<6 contents: read => id-token: write'],
  ],
] as const)('%s is a weakening with both lines', (_, changes, expected) => {
  const found = between({ [path]: ci }, { [path]: changed(...changes) });
  expect(
    found.map(({ kind, at, line, beforeLine, before, after }) =>
      at === 'base'
        ? `${kind} base ${line} ${before}`
        : `${kind} ${line}<${beforeLine} ${before} => ${after}`,
    ),
  ).toEqual(expected);
});

it.each([
  ['nothing changed', []],
  ['a renamed step', [['Coverage at least 80', 'Tests']]],
  ['a renamed job', [['  lint:', '  checks:']]],
  [
    'steps in another order',
    [
      ['      - run: mypy src\n', ''],
      ['      - name: Ruff\n', '      - run: mypy src\n      - name: Ruff\n'],
    ],
  ],
  ['a raised threshold', [['=80', '=85']]],
  ['another way to run the same tests', [['run: pytest', 'run: uv run python -m pytest']]],
  [
    'a new informational scan',
    [['      - run: pip-audit\n', '      - run: pip-audit\n      - run: bandit -r src || true\n']],
  ],
  ['more branches', [['[main]', '[main, dev]']]],
  ['a step that always runs', [['- run: mypy src', '- run: mypy src\n        if: always()']]],
  [
    'newer versions in the matrix',
    [
      ["'3.11', '3.12'", "'3.12', '3.13'"],
      ['ubuntu-22.04', 'ubuntu-24.04'],
    ],
  ],
  ['one more leg', [["'3.12']", "'3.12', '3.13']"]]],
  [
    'an image by its number, another by the latest',
    [['[ubuntu-22.04, windows-2022]', '[ubuntu-latest, windows-latest]']],
  ],
  ['a lower timeout', [['minutes: 10', 'minutes: 5']]],
  ['a newer pin', [[sha, sha.replace('0', 'f')]]],
  [
    'a narrower token, given out job by job',
    [
      ['permissions:\n  contents: read\n', 'permissions: {}\n'],
      ['  lint:\n', '  lint:\n    permissions: {contents: read}\n'],
      ['  test:\n', '  test:\n    permissions: {contents: read}\n'],
    ],
  ],
  [
    'one linter for two',
    [
      ['- name: Ruff\n        run: ruff check .', '- run: biome check .'],
      ['      - run: mypy src\n', '      - run: mypy src --strict\n'],
    ],
  ],
] as const)('%s is no weakening', (_, changes) => {
  expect(between({ [path]: ci }, { [path]: changed(...changes) })).toEqual([]);
});

it('does not report a workflow that was moved, split, made reusable or turned into an action', () => {
  const without = (job: RegExp) => ci.replace(job, '');
  const caller = ci.replace(
    /jobs:[\s\S]*/,
    'jobs:\n  all:\n    uses: ./.github/workflows/all.yml\n',
  );
  const called = ci.replace(/on:[\s\S]*?permissions/, 'on:\n  workflow_call:\npermissions');
  const action =
    'name: Scan\nruns:\n  using: composite\n  steps:\n    - run: pip-audit\n      shell: bash\n';
  const heads: Files[] = [
    { '.github/workflows/other.yml': ci },
    { [path]: without(testJob), '.github/workflows/test.yml': without(lintJob) },
    { [path]: caller, '.github/workflows/all.yml': called },
    {
      [path]: ci.replace('- run: pip-audit', '- uses: ./.github/actions/scan'),
      '.github/actions/scan/action.yml': action,
    },
  ];
  expect(heads.map((head) => between({ [path]: ci }, head))).toEqual([[], [], [], []]);
});

it('reports every job of a deleted workflow', () => {
  const kinds = between({ [path]: ci }, {}).map(({ kind, at, line }) => `${kind} ${at} ${line}`);
  expect(kinds).toEqual(['job-removed base 9', 'job-removed base 17', 'threshold-removed base 26']);
});

it('keeps a threshold that moved into the settings, and reports seven small decreases', () => {
  const toml = (value: string) => `[tool.coverage.report]\nfail_under = ${value}\n`;
  const moved = between(
    { [path]: ci },
    { [path]: changed([' --cov-fail-under=80', '']), 'pyproject.toml': toml('80') },
  );
  const stepped = between({ 'pyproject.toml': toml('78.0') }, { 'pyproject.toml': toml('77.9') });
  expect([moved, stepped.map(({ kind, path: where, line }) => [kind, where, line])]).toEqual([
    [],
    [['threshold-lowered', 'pyproject.toml', 2]],
  ]);
});

it('reports gates that run only on a schedule as narrowed triggers', () => {
  const night = ci.replace(
    /on:[\s\S]*?permissions/,
    "on:\n  schedule:\n    - cron: '0 3 * * *'\npermissions",
  );
  const found = between({ [path]: ci }, { '.github/workflows/night.yml': night });
  expect(found.map(({ kind, path: where, before }) => [kind, where, before])).toEqual([
    ['trigger-narrowed', '.github/workflows/night.yml', 'on: push'],
    ['trigger-narrowed', '.github/workflows/night.yml', 'on: pull_request'],
  ]);
});

it.each([
  ['build.gradle', 'violationRules {\n  minimum = 0.9\n}\n', /( {2}minimum.*)/, '/*$1*/'],
  ['pom.xml', '<jacoco/>\n<minimum>0.9</minimum>\n', /(<minimum.*)/, '<!-- $1 -->'],
  [
    'vitest.config.ts',
    "f('src/**', {\n  thresholds: { lines: 90 } }, '**/*.ts');\n",
    /\bthr.*?} }/,
    '}',
  ],
])('finds the minimum of %s that was commented out or removed', (file, text, minimum, now) => {
  const found = between({ [file]: text }, { [file]: text.replace(minimum, now) });
  expect(found.map(({ kind, beforeLine }) => [kind, beforeLine])).toEqual([
    ['threshold-removed', 2],
  ]);
});

it('finds nothing narrowed where checks of releases run for changes', () => {
  const release = ci.replace('branches: [main]\n  pull_request:', 'tags: [v*]');
  expect(between({ '.github/workflows/release.yml': release }, { [path]: ci })).toEqual([]);
});

it('skips a workflow that cannot be read', () => {
  expect(between({ [path]: ci }, { [path]: 'jobs: [\n' })).toEqual([]);
});

it('pairs a check with itself before it looks for it in other files', () => {
  const other = ci.replace(/ {2}lint:\n[\s\S]*mypy src\n/, '');
  const found = between(
    { [path]: ci },
    {
      [path]: changed(['- run: pip-audit', '- run: pip-audit || true']),
      '.github/workflows/b.yml': other,
    },
  );
  expect(found.map(({ kind, path: where, line }) => [kind, where, line])).toEqual([
    ['gate-muted', path, 27],
  ]);
});

it('says what is weaker in one file alone, which no other file can excuse', () => {
  const called = (text: string): string => text.replace('  pull_request:', '  workflow_call:');
  const head = changed(
    ['=80', '=60'],
    ['- run: pip-audit', '- run: pip-audit || true'],
    ['    branches: [main]\n', '    branches: [next]\n'],
    ['      - run: mypy src\n', ''],
  );
  const localIn = (base: string, now: string) =>
    between({ [path]: base }, { [path]: now }).map(({ kind, local = false }) => [kind, local]);
  expect([localIn(ci, head), localIn(called(ci), called(head))]).toEqual([
    [
      ['trigger-narrowed', true],
      ['step-removed', false],
      ['threshold-lowered', true],
      ['gate-muted', true],
    ],
    [
      ['trigger-narrowed', false],
      ['step-removed', false],
      ['threshold-lowered', true],
      ['gate-muted', false],
    ],
  ]);
});
