import { expect, it } from '@jest/globals';
import { fetchesOf } from '../../../src/workflow/downloads/fetches.ts';
import { allGates } from '../../../src/workflow/gates/all-gates.ts';
import { followScripts } from '../../../src/workflow/scripts/follow-scripts.ts';
import { commandsOf } from '../../../src/workflow/shell/commands.ts';
import { calledScripts } from '../../../src/workflow/shell/placed-commands.ts';
import { workflowOf } from '../fixture-files.ts';

type Files = Readonly<Record<string, string>>;

/** The checks of a step, each as `file:line command` with what ignores its failure after `!`. */
function checksOf(run: string, files: Files): readonly string[] {
  const script = run.split('\n').join('\n          ');
  const text = `on: push\njobs:\n  t:\n    runs-on: x\n    steps:\n      - run: |\n          ${script}\n`;
  const settings = Object.entries(files).map(([path, body]) => ({ path, blob: '', text: body }));
  return allGates(followScripts([workflowOf(text)], settings)).map(
    ({ path, line, command, mute }) => {
      const ignored = mute === undefined ? '' : ` ! ${mute.line} ${mute.text}`;
      return `${path.replace('.github/workflows/', '')}:${line} ${command}${ignored}`;
    },
  );
}

const manifest = (scripts: Record<string, string>): string =>
  JSON.stringify({ name: 'web', scripts }, null, 2);

it.each<[string, Record<string, string>, readonly string[]]>([
  ['npm test', { test: 'jest' }, ['package.json:4 jest']],
  ['npm run ci', { ci: 'eslint . && jest' }, ['package.json:4 eslint .', 'package.json:4 jest']],
  ['npm run ci', { ci: 'npm run a', a: 'jest' }, ['package.json:5 jest']],
  ['npm run a', { a: 'npm run a && jest' }, ['package.json:4 jest']],
  ['npm test', { pretest: 'tsc', test: 'jest' }, ['package.json:4 tsc', 'package.json:5 jest']],
  ['npm test -- -t "a b"', { test: 'jest' }, ['package.json:4 jest -t a b']],
  [
    'yarn lint --max-warnings 0',
    { lint: 'eslint .' },
    ['package.json:4 eslint . --max-warnings 0'],
  ],
  ['pnpm run test', { test: 'vitest run' }, ['package.json:4 vitest run']],
  ['bun run check', { check: 'tsc' }, ['package.json:4 tsc']],
  ['npm test', { test: 'echo ok' }, []],
  ['npm test', { test: 'npm run x', x: 'exit 0' }, []],
  ['npm test', { test: 'node all.js' }, ['ci.yml:7 npm test']],
  ['yarn jest', { test: 'echo' }, ['ci.yml:7 yarn jest']],
  ['npm test || true', { test: 'jest' }, ['package.json:4 jest ! 7 npm test || true']],
  ['npm test', { test: 'jest || true' }, ['package.json:4 jest ! 4 jest || true']],
  ['npm test', { test: 'jest; true' }, ['package.json:4 jest ! 4 jest']],
  [
    'npm run a',
    { a: 'npm run b || true', b: 'jest' },
    ['package.json:5 jest ! 4 npm run b || true'],
  ],
  ['npm run test --if-present', { test: 'jest' }, ['package.json:4 jest']],
])('reads what %s runs of %j', (run, scripts, expected) => {
  expect(checksOf(run, { 'package.json': manifest(scripts) })).toEqual(expected);
});

it.each<[string, readonly string[]]>([
  ['npm --prefix web test', ['web/package.json:1 jest']],
  ['cd web && npm test', ['web/package.json:1 jest']],
  ['npm test -w web', ['web/package.json:1 jest']],
  ['pnpm --filter web test', ['web/package.json:1 jest']],
  ['yarn workspace web test', ['web/package.json:1 jest']],
  ['pnpm -r test', ['web/package.json:1 jest', 'api/package.json:1 mocha']],
  ['turbo run test', ['web/package.json:1 jest', 'api/package.json:1 mocha']],
])('%s runs the scripts of packages', (run, expected) => {
  const files = {
    'web/package.json': '{"name": "web", "scripts": {"test": "jest"}}',
    'api/package.json': '{"name": "api", "scripts": {"test": "mocha"}}',
  };
  expect(checksOf(run, files)).toEqual(expected);
});

const MAKEFILE = `PYTEST ?= python -m pytest
FLAGS = -q

.PHONY: all test
all: lint test

test: build
\t@$(PYTEST) $(FLAGS) \\
\t  tests

lint: ; ruff check .

soft:
\t-mypy src
\tblack --check . || exit 0
\tset -o pipefail; pylint src | tee out

build:
\t$(MAKE) -C sub check
`;

it.each<[string, readonly string[]]>([
  ['make', ['Makefile:11 ruff check .', 'sub/Makefile:2 cargo test', 'Makefile:8 pytest -q tests']],
  ['make test', ['sub/Makefile:2 cargo test', 'Makefile:8 pytest -q tests']],
  ['make lint CI=1', ['Makefile:11 ruff check .']],
  [
    'make soft',
    [
      'Makefile:14 mypy src ! 14 mypy src (the prefix -)',
      'Makefile:15 black --check . ! 15 black --check . || exit 0',
      'Makefile:16 pylint src',
    ],
  ],
  ['make -i lint', ['Makefile:11 ruff check . ! 7 make -i lint']],
  ['make -C sub check', ['sub/Makefile:2 cargo test']],
])('reads the recipe of %s', (run, expected) => {
  expect(checksOf(run, { Makefile: MAKEFILE, 'sub/Makefile': 'check:\n\tcargo test\n' })).toEqual(
    expected,
  );
});

const JUSTFILE = `set shell := ["bash", "-euo", "pipefail", "-c"]
py := "python3"

alias t := test

default: test

# runs the tests
test *args: (build "x")
    {{ py }} -m pytest | tee out.txt

build which:
    -cargo clippy

all:
    #!/usr/bin/env bash
    go vet ./...
    go test ./...
`;

it.each<[string, readonly string[]]>([
  ['just t', ['justfile:13 cargo clippy ! 13 cargo clippy (the prefix -)', 'justfile:10 pytest']],
  ['just all', ['justfile:17 go vet ./... ! 17 go vet ./...', 'justfile:18 go test ./...']],
])('reads the recipe of %s', (run, expected) => {
  expect(checksOf(run, { justfile: JUSTFILE })).toEqual(expected);
});

it.each<[string, string, string, readonly string[]]>([
  [
    'task check',
    'Taskfile.yml',
    'tasks:\n  check:\n    deps: [lint]\n    cmds:\n      - go test ./...\n      - cmd: go vet ./...\n        ignore_error: true\n  lint: golangci-lint run\n',
    [
      'Taskfile.yml:8 golangci-lint run',
      'Taskfile.yml:5 go test ./...',
      'Taskfile.yml:6 go vet ./... ! 6 go vet ./... (ignore_error: true)',
    ],
  ],
  [
    'tox -e py{311,312}-unit',
    'tox.ini',
    '[tox]\nenv_list = py{311,312}-{unit,docs}\n[testenv]\ncommands = pytest\n[testenv:py{312,313}-unit]\ncommands = mypy src\n',
    ['tox.ini:4 pytest', 'tox.ini:6 mypy src'],
  ],
  [
    'tox -e lint,py',
    'tox.ini',
    '[tox]\nenv_list = py, lint\n[testenv]\ncommands =\n    pytest {posargs:tests}\n[testenv:lint]\ncommands = -ruff check .\n',
    ['tox.ini:7 ruff check . ! 7 ruff check . (the prefix -)', 'tox.ini:5 pytest tests'],
  ],
  [
    'nox -s tests',
    'noxfile.py',
    'import nox\n\n@nox.session(python=["3.11"])\ndef tests(session):\n    session.install("-r", "dev.txt")\n    session.run(\n        "pytest", "-q", *session.posargs,\n    )\n\n@nox.session\ndef lint(session):\n    session.run("ruff", "check", success_codes=[0, 1])\n',
    ['noxfile.py:6 pytest -q'],
  ],
  [
    'nox',
    'noxfile.py',
    '@nox.session(name="lint")\ndef check(session):\n    session.run("ruff", "check", success_codes=[0, 1])\n',
    ['noxfile.py:3 ruff check ! 3 ruff check (success_codes=[0, 1])'],
  ],
  [
    'nox',
    'noxfile.py',
    '@nox.session\ndef check(session):\n    """Like session.run("pytest").\n    session.run("mypy")\n    """\n    session.run("ruff", "check")\n',
    ['noxfile.py:6 ruff check'],
  ],
  [
    'rake',
    'Rakefile',
    "task :default do\n=begin\n  sh 'rspec'\n=end\n  sh 'rubocop'\nend\n",
    ['Rakefile:5 rubocop'],
  ],
  [
    'composer test',
    'composer.json',
    '{\n"scripts": {\n"test": ["@lint", "phpunit"],\n"lint": "phpstan analyse"}}',
    ['composer.json:4 phpstan analyse', 'composer.json:3 phpunit'],
  ],
  [
    'bundle exec rake',
    'Rakefile',
    'task default: %i[spec rubocop docs]\n\ntask :docs do\n  sh "yard stats"\n  system("pytest")\nend\n',
    ['Rakefile:1 rake spec', 'Rakefile:1 rake rubocop', 'Rakefile:5 pytest ! 5 pytest (system)'],
  ],
  [
    'deno task ci',
    'deno.json',
    '{"tasks": {"ci": {"command": "deno test", "dependencies": ["fmt"]},\n"fmt": "deno fmt --check"}}',
    ['deno.json:2 deno fmt --check', 'deno.json:1 deno test'],
  ],
  [
    'bash ci/all.sh',
    'ci/all.sh',
    '#!/bin/bash\npytest\necho done\n',
    ['ci/all.sh:2 pytest ! 2 pytest'],
  ],
  [
    'make -f ci/build.mk lint',
    'ci/build.mk',
    'lint:\n\t-eslint .\n',
    ['ci/build.mk:2 eslint . ! 2 eslint . (the prefix -)'],
  ],
  ['bash -e ci/all.sh', 'ci/all.sh', '#!/bin/bash\npytest\necho done\n', ['ci/all.sh:2 pytest']],
  ['./ci/all', 'ci/all', '#!/usr/bin/env -S bash -e\npytest\necho done\n', ['ci/all:2 pytest']],
  ['. ./ci/all.sh', 'ci/all.sh', 'pytest\necho done\n', ['ci/all.sh:1 pytest']],
  ['./ci/test.py', 'ci/test.py', '#!/usr/bin/env python3\nprint(1)\n', ['ci.yml:7 ./ci/test.py']],
])('reads what %s runs of %s', (run, path, text, expected) => {
  expect(checksOf(run, { [path]: text })).toEqual(expected);
});

it('reads included makefiles in place, with the variables of all', () => {
  const files = {
    Makefile: 'PY = python3\ninclude mk/*.mk\nall: unit\n',
    'mk/unit.mk': 'unit:\n\t-$(PY) -m pytest\n',
  };
  expect(checksOf('make all', files)).toEqual([
    'mk/unit.mk:2 pytest ! 2 python3 -m pytest (the prefix -)',
  ]);
});

it.each([
  ['"$(CURDIR)/ci/all.sh"', 'pytest || true', ['ci/all.sh:2 pytest ! 2 pytest || true']],
  ['$(shell pwd)/ci/all.sh', 'mypy .', ['ci/all.sh:2 mypy .']],
  ['$(ROOT)/ci/all.sh', '"$(dirname "$0")/one.sh"', ['ci/one.sh:1 eslint .']],
  ['./ci/all.sh', '"${BASH_SOURCE%/*}/one.sh"', ['ci/one.sh:1 eslint .']],
  ['./ci/all.sh', '$(git rev-parse --show-toplevel)/ci/one.sh', ['ci/one.sh:1 eslint .']],
])('finds the script of %s that runs %s', (call, line, expected) => {
  const files = {
    Makefile: `ROOT := $(CURDIR)\nlint:\n\t${call}\n`,
    'ci/all.sh': `#!/bin/bash -e\n${line}\n`,
    'ci/one.sh': 'eslint .\n',
  };
  expect(checksOf('make lint', files)).toEqual(expected);
});

it('reads included Taskfiles, whose tasks have the name of the include in front', () => {
  const files = {
    'Taskfile.yml':
      'includes:\n  go: ./sub\n  docs: { taskfile: docs.yml }\ntasks:\n  default:\n    deps: [go:test]\n    cmds: [{ task: docs:lint }]\n',
    'sub/Taskfile.yml':
      'tasks:\n  test:\n    deps: [vet]\n    cmds: [go test ./...]\n  vet: go vet ./...\n',
    'docs.yml': 'tasks:\n  lint: markdownlint .\n',
  };
  expect(checksOf('task', files)).toEqual([
    'sub/Taskfile.yml:5 go vet ./...',
    'sub/Taskfile.yml:4 go test ./...',
    'docs.yml:2 markdownlint .',
  ]);
});

it.each([
  [
    'setup.cfg',
    '[metadata]\n[tox:tox]\nenvlist = py\n[testenv]\ncommands = pytest\n',
    ['setup.cfg:5 pytest'],
  ],
  [
    'pyproject.toml',
    '[tool.tox]\nlegacy_tox_ini = """\n[tox]\nenv_list = py\n[testenv]\ncommands = - pytest {posargs}\n"""\n',
    ['pyproject.toml:6 pytest ! 6 pytest (the prefix -)'],
  ],
  [
    'pyproject.toml',
    '[tool.tox]\nenv_list = ["a", "lint"]\n[tool.tox.env_run_base]\ncommands = [\n  ["pytest", "tests", { replace = "posargs" }],\n]\n[tool.tox.env.lint]\ncommands = [["ruff", "check"], ["mypy", "src"]]\n[tool.other]\ncommands = [["pylint"]]\n',
    ['pyproject.toml:5 pytest tests', 'pyproject.toml:8 ruff check', 'pyproject.toml:8 mypy src'],
  ],
  [
    'tox.toml',
    'env_list = ["py"]\n[env_run_base]\ncommands = [["pytest"]]\n',
    ['tox.toml:3 pytest'],
  ],
  ['pyproject.toml', '[tool.ruff]\nline-length = 88\n', ['ci.yml:7 tox']],
])('reads the environments of tox in %s', (path, text, expected) => {
  expect(checksOf('tox', { [path]: text })).toEqual(expected);
});

it.each([
  ['tox -e py', ['tox.ini:3 pip install pytest -c ./c.txt', 'tox.ini:10 pytest']],
  [
    'tox -e py-dev',
    [
      'tox.ini:3 pip install pytest -c ./c.txt',
      'tox.ini:5 pip install a @ git+https://x.org/a -c ./c.txt',
      'tox.ini:10 pytest',
      'tox.ini:11 pytest --doctest',
    ],
  ],
  [
    'tox -e $TOXENV',
    [
      'tox.ini:3 pip install pytest -c ./c.txt',
      'tox.ini:5 pip install a @ git+https://x.org/a -c ./c.txt',
      'tox.ini:10 pytest',
      'tox.ini:11 pytest --doctest',
    ],
  ],
  ['tox -e py-slow', ['tox.ini:3 pip install pytest -c ./c.txt', 'tox.ini:10 pytest']],
  ['tox -e old', ['tox.ini:13 pip install pytest<8', 'tox.ini:10 pytest']],
])('reads what %s installs and runs, by its factors', (run, expected) => {
  const text =
    '[testenv]\ndeps =\n    pytest\n    -c {toxinidir}/c.txt\n    dev: a @ git+https://x.org/a\n    {env:EXTRA:}\nextras = x\nskip_install = true\ncommands =\n    pytest {posargs}\n    dev,!slow-doc: pytest --doctest\n[testenv:old]\ndeps = pytest<8\n';
  const script = `on: push\njobs:\n  t:\n    runs-on: x\n    steps:\n      - run: ${run}\n`;
  const workflow = workflowOf(script);
  const [step] =
    followScripts([workflow], [{ path: 'tox.ini', blob: '', text }])[0]?.jobs[0]?.steps ?? [];
  const called = step === undefined ? [] : calledScripts(step);
  expect(
    called.map(
      ({ path, script: one }) => `${path}:${one.line} ${commandsOf(one)[0]?.words.join(' ')}`,
    ),
  ).toEqual(expected);
});

it('runs the sessions of nox that its options choose', () => {
  const text =
    'import nox\nnox.options.sessions = ["unit"]\n@nox.session\ndef unit(session):\n    session.run("pytest")\n@nox.session\ndef types(session):\n    session.run("mypy", "src")\n';
  expect(checksOf('nox', { 'noxfile.py': text })).toEqual(['noxfile.py:5 pytest']);
});

it.each([
  ['npm ci', ['package.json']],
  ['yarn', ['package.json']],
  ['npm ci --ignore-scripts', []],
  ['npm install left-pad', []],
])('%s runs the scripts of an install, which are no checks', (run, expected) => {
  const text = manifest({
    postinstall: 'curl -sSL https://example.com/x.sh | bash',
    prepare: 'jest',
  });
  const settings = [{ path: 'package.json', blob: '', text }];
  const source = `on: push\njobs:\n  t:\n    runs-on: x\n    steps:\n      - run: ${run}\n`;
  const workflows = followScripts([workflowOf(source)], settings);
  expect(workflows.flatMap(fetchesOf).map(({ path }) => path)).toEqual(expected);
  expect(allGates(workflows)).toEqual([]);
});

it.each([
  ['bash "$GITHUB_WORKSPACE/ci/test.sh"', ['ci/test.sh:2 pytest']],
  ['cd web && ${{ github.workspace }}/ci/test.sh', ['ci/test.sh:2 pytest']],
])('follows a script that %s names from the repository', (run, expected) => {
  expect(checksOf(run, { 'ci/test.sh': '#!/bin/sh\npytest\n' })).toEqual(expected);
});

it.each(['${{ github.action_path }}/test.sh', 'bash "$GITHUB_ACTION_PATH/test.sh"'])(
  'follows the script that an action runs by %s',
  (run) => {
    const path = '.github/actions/check/action.yml';
    const action = workflowOf(
      `runs:\n  using: composite\n  steps: [{ run: '${run}', shell: bash }]\n`,
      path,
    );
    const script = { path: '.github/actions/check/test.sh', blob: '', text: '#!/bin/sh\npytest\n' };
    expect(
      allGates(followScripts([action], [script])).map(({ path, line }) => [path, line]),
    ).toEqual([['.github/actions/check/test.sh', 2]]);
  },
);
