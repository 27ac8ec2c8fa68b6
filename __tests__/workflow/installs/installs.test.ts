import { expect, it } from '@jest/globals';
import type { Lockfile } from '../../../src/model/workflow.ts';
import { InstallReader } from '../../../src/workflow/installs/installs.ts';
import { readLockfile } from '../../../src/workflow/installs/lockfile.ts';
import { workflowOf } from '../fixture-files.ts';

const file = (path: string, text: string) => readLockfile(path, 'b', text) as Lockfile;
const locks = [
  file('hashed.requirements.txt', 'a==1 --hash=sha256:aa\n'),
  file('exact-requirements.txt', 'a==1\nb==2\n'),
  file('floors-requirements.txt', 'a>=1\nb==2\n'),
  file('moving-requirements.txt', 'a @ git+https://x/y@main\n'),
  file('top-requirements.txt', '-r exact-requirements.txt\n-r hashed.requirements.txt\n'),
  file('constraints.txt', 'a==1\n'),
  file(
    'web/package-lock.json',
    JSON.stringify({ packages: { 'node_modules/a': { integrity: 'x' } } }),
  ),
  file('web/yarn.lock', '# v1\n\na@^1:\n  version "1"\n  integrity x\n'),
  file('uv.lock', '[[package]]\nname = "a"\nsdist = { hash = "sha256:a" }\n'),
  file('Cargo.lock', '[[package]]\nname = "a"\nsource = "x"\nchecksum = "a"\n'),
  file('Gemfile.lock', 'GEM\n  specs:\n    a (1.0)\n'),
  file('go.sum', 'x.org/a v1 h1:a\n'),
  file('thawed/yarn.lock', '__metadata:\n  version: 8\n\n"a@npm:1":\n  checksum: 10/ab\n'),
  file('pn/pnpm-lock.yaml', 'packages:\n\n  a@1.0.0:\n    resolution: {integrity: sha512-a}\n'),
  file('berry/yarn.lock', '__metadata:\n  version: 8\n\n"a@npm:1":\n  checksum: 10/ab\n'),
  file(
    'ex/mix.lock',
    `%{\n  "a": {:hex, :a, "1.0.0", "${'a'.repeat(64)}", [:mix], [], "hexpm"},\n  "b": {:git, "https://x/b", "${'b'.repeat(40)}", []},\n}\n`,
  ),
  file(
    'sw/Package.resolved',
    JSON.stringify({ pins: [{ identity: 'a', state: { revision: 'a'.repeat(40) } }] }),
  ),
  file(
    'sw/Podfile.lock',
    `PODS:\n  - A (1.0)\n\nSPEC CHECKSUMS:\n  A: ${'a'.repeat(40)}\n\nCOCOAPODS: 1.16.2\n`,
  ),
  file(
    'fl/pubspec.lock',
    'packages:\n  a:\n    description:\n      sha256: "aa"\n  own:\n    source: path\nsdks:\n  dart: x\n',
  ),
];
const settings = [
  {
    path: 'lib/pyproject.toml',
    blob: 'b',
    text: '[project]\ndependencies = ["a>=1"]\n[project.optional-dependencies]\ndev = ["b"]\n',
  },
  {
    path: 'pyproject.toml',
    blob: 'b',
    text: '[project]\ndependencies = ["a>=1"]\n[dependency-groups]\ndev = ["b==2.0"]\n',
  },
  { path: 'thawed/.yarnrc.yml', blob: 'b', text: 'enableImmutableInstalls: false\n' },
];

function locked(run: string, directory = '') {
  const text = `on: push\njobs:\n  a:\n    runs-on: u\n    steps:\n      - run: |\n          ${run}\n        working-directory: ${directory}\n`;
  return new InstallReader(locks, settings)
    .installsOf(workflowOf(text))
    .map(({ tool, scope, locked: level }) => `${tool} ${scope} ${level}`);
}

it.each([
  ['pip install --require-hashes -r hashed.requirements.txt', '', ['pip project hashed']],
  ['python -m pip install -rexact-requirements.txt', '', ['pip project exact']],
  ['pip3 install --requirement=floors-requirements.txt', '', ['pip project floors']],
  ['pip install -r floors-requirements.txt -c constraints.txt', '', ['pip project exact']],
  ['pip install -r top-requirements.txt', '', ['pip project exact']],
  ['pip install -r ../moving-requirements.txt', 'web', ['pip project moving']],
  ['pip install -r nowhere.txt', '', ['pip project unknown']],
  ['pip install a==1 b', '', ['pip project unversioned']],
  ['cargo hack test --each-feature', '', ['cargo project unused-lock']],
  ['cargo miri test --locked', '', ['cargo project hashed']],
  ['composer require a/b:^1.0 --no-update', '', []],
  ['php ./tools/composer update', '', ['composer project floors']],
  ['php composer.phar update', '', ['composer project floors']],
  ['pip install -U pip setuptools wheel', '', ['pip tool unversioned']],
  ['pip install git+https://github.com/x/y', '', ['pip project moving']],
  [`pip install git+https://github.com/x/y@${'a'.repeat(40)}`, '', ['pip project hashed']],
  ['pip install --no-deps -e .', '', []],
  ['pip install -e .[dev]', '', ['pip project unused-lock']],
  ['pip install --index-url https://x a==1.2', '', ['pip project exact']],
  ['uv sync --locked', '', ['uv project hashed']],
  ['uv sync', '', ['uv project unused-lock']],
  ['uv sync --frozen && uv run pytest', '', ['uv project hashed']],
  ['uv run pytest', '', ['uv run project unused-lock']],
  ['uv pip install -r exact-requirements.txt', '', ['pip project exact']],
  ['npm ci', 'web', ['npm project hashed']],
  ['cd web && npm ci', '', ['npm project hashed']],
  ['npm ci', '', ['npm project unknown']],
  ['npm install', 'web/src', ['npm project unused-lock']],
  ['npm install', '', ['npm project floors']],
  ['npm install -g npm@11', '', ['npm tool floors']],
  ['npm i left-pad@1.3.0', '', ['npm project exact']],
  ['npm i github:x/y', '', ['npm project moving']],
  ['yarn install --frozen-lockfile', 'web', ['yarn project hashed']],
  ['yarn', 'web', ['yarn project unused-lock']],
  ['yarn test', 'web', []],
  ['cargo test --locked', '', ['cargo project hashed']],
  ['cargo build', '', ['cargo project unused-lock']],
  ['cargo install x --version 1.2.3', '', ['cargo tool exact']],
  ['go test ./...', '', ['go project hashed']],
  ['go install x.org/y@v1.2.3', '', ['go tool exact']],
  ['bundle install', '', ['bundler project unused-lock']],
  ['BUNDLE=1 bundle install --deployment', '', ['bundler project exact']],
  ['poetry install', '', ['poetry project unknown']],
  ['sudo apt-get update && sudo apt-get install -y jq', '', ['system system unversioned']],
  ['pip install tox', '', ['pip tool unversioned']],
  ['pip install tox pytest', '', ['pip project unversioned']],
  ['pip install --group dev', '', ['pip project exact']],
  ['pip install -r https://x.org/r.txt', '', ['pip project moving']],
  ['UV_FROZEN=1 uv sync', '', ['uv project hashed']],
  ['export BUNDLE_FROZEN=true; bundle install', '', ['bundler project exact']],
  ['echo "UV_FROZEN=1" >> $GITHUB_ENV; uv sync', '', ['uv project unused-lock']],
  ['npm update', 'web', ['npm project unused-lock']],
  ['yarn install --mode=update-lockfile', 'berry', ['yarn project unused-lock']],
  ['YARN_ENABLE_IMMUTABLE_INSTALLS=false yarn', 'berry', ['yarn project unused-lock']],
  ['CI= YARN_ENABLE_IMMUTABLE_INSTALLS=0 yarn --immutable', 'berry', ['yarn project hashed']],
  ['yarn install', 'thawed', ['yarn project unused-lock']],
  ['pnpm install', 'pn', ['pnpm project hashed']],
  ['CI=false pnpm install', 'pn', ['pnpm project unused-lock']],
  ['npm_config_frozen_lockfile=false pnpm i', 'pn', ['pnpm project unused-lock']],
  ['yarn install', 'berry', ['yarn project hashed']],
  ['bundle update', '', ['bundler project unused-lock']],
  ['go get -u ./...', '', ['go project unused-lock']],
  ['go get -u x.org/y', '', ['go project unversioned']],
  ['mix deps.get', 'ex', ['mix project unused-lock']],
  ['mix deps.get --check-locked', 'ex', ['mix project hashed']],
  ['mix local.hex --force', 'ex', ['mix tool unversioned']],
  ['mix archive.install hex phx_new 1.7.14', 'ex', ['mix tool exact']],
  ['swift package resolve --force-resolved-versions', 'sw', ['swift project hashed']],
  ['swift test', '', []],
  ['pod install --deployment', 'sw', ['cocoapods project hashed']],
  ['flutter pub get', 'fl', ['pub project unused-lock']],
  ['flutter pub get --enforce-lockfile', 'fl', ['pub project hashed']],
  ['dotnet tool install -g x', '', ['dotnet tool unversioned']],
  ['dotnet tool install x --version 2.*', '', ['dotnet tool floors']],
  ['dotnet tool install x --version=$VERSION', '', ['dotnet tool unknown']],
  ['cargo binstall x', '', ['cargo tool unversioned']],
  ['npm test', 'web', []],
  ['pip freeze', '', []],
  ['run() { echo "+ $*"; "$@"; }; run pip install a==1', '', ['pip project exact']],
  ['pip install "$(grep ^a dev.txt)"', '', ['pip project unknown']],
  ['pip install a==$(cat version.txt)', '', ['pip project exact']],
  ['pip install $PACKAGES b', '', ['pip project unversioned']],
  ['npm i -g `cat tools.txt`', '', ['npm tool unknown']],
  ['npm i -g turbo@$VERSION', '', ['npm tool unknown']],
])('%s in "%s" is %j', (run, directory, expected) => {
  expect(locked(run, directory)).toEqual(expected);
});

it('treats a variable that freezes the lockfile like the option', () => {
  const text =
    'on: push\nenv: {UV_FROZEN: "1"}\njobs:\n  a:\n    runs-on: u\n    steps:\n      - run: uv sync\n';
  const [install] = new InstallReader(locks, settings).installsOf(workflowOf(text));
  expect(install).toEqual({
    path: '.github/workflows/ci.yml',
    job: 'a',
    step: 'Run uv sync',
    line: 7,
    tool: 'uv',
    scope: 'project',
    locked: 'hashed',
    open: false,
    files: ['uv.lock'],
    text: 'uv sync',
  });
});

it('treats a variable that an earlier step exports like the option', () => {
  const text =
    'on: push\njobs:\n  a:\n    runs-on: u\n    steps:\n      - run: echo "UV_FROZEN=1" >> $GITHUB_ENV\n      - run: uv sync\n';
  const [install] = new InstallReader(locks, settings).installsOf(workflowOf(text));
  expect(install?.locked).toBe('hashed');
});

it('treats bundler-cache of setup-ruby as a frozen install', () => {
  const text =
    'on: push\njobs:\n  a:\n    runs-on: u\n    steps:\n      - uses: ruby/setup-ruby@v1\n        with:\n          bundler-cache: true\n';
  const [install] = new InstallReader(locks, settings).installsOf(workflowOf(text));
  expect([install?.line, install?.tool, install?.locked]).toEqual([8, 'bundler', 'exact']);
});

it.each([
  ['bundle config set --local deployment true\nbundle install', 'bundler project exact'],
  ['bundle install\nbundle config set frozen true', 'bundler project unused-lock'],
  ['bundle config set frozen false\nbundle install', 'bundler project unused-lock'],
])('reads the settings of Bundler before an install in %j', (run, expected) => {
  expect(locked(run.replace('\n', '\n          '))).toEqual([expected]);
});

it('finds an install whose folder is an option', () => {
  const lock = readLockfile(
    'web/package-lock.json',
    'b',
    '{"lockfileVersion":3,"packages":{"node_modules/a":{"version":"1.0.0","integrity":"sha512-a"}}}',
  );
  const text =
    'on: push\njobs:\n  a:\n    runs-on: u\n    steps:\n      - run: npm --prefix web ci\n';
  const installs = new InstallReader(lock === undefined ? [] : [lock], []).installsOf(
    workflowOf(text),
  );
  expect(installs.map(({ locked: level, files }) => [level, files])).toEqual([
    ['hashed', ['web/package-lock.json']],
  ]);
});

it('judges an install with a matrix value as loosely as its loosest value', () => {
  const matrix = '    strategy: {matrix: {npm: ["a@1.0.0 b@2.0.0", "c@1.2.3"]}}\n';
  const text = `on: push\njobs:\n  a:\n    runs-on: u\n${matrix}    steps:\n      - run: npm install --no-save \${{ matrix.npm }}\n`;
  const levels = (given: string) =>
    new InstallReader([], []).installsOf(workflowOf(given)).map((install) => install.locked);
  expect([levels(text), levels(text.replace('c@1.2.3', 'c@^1'))]).toEqual([['exact'], ['floors']]);
});

it.each([
  ['Install-Module Pester -RequiredVersion 5.7.1 -Force', 'exact'],
  ['Install-PSResource -Name PSScriptAnalyzer', 'unversioned'],
  ['Install-Module Pester -MinimumVersion 5.0', 'floors'],
])('judges the PowerShell install %j', (run, level) => {
  const text = `on: push\njobs:\n  a:\n    runs-on: windows-2025\n    steps:\n      - run: ${run}\n`;
  const found = new InstallReader([], []).installsOf(workflowOf(text));
  expect(found.map((install) => install.locked)).toEqual([level]);
});

it.each([
  ['bundle add rake', 'unversioned'],
  ['poetry add a==1.2.3', 'exact'],
  ['uv add a', 'unversioned'],
  ['dotnet tool install -g a --version 1.2.3', 'exact'],
  ['dotnet tool install --global a', 'unversioned'],
  ['dotnet add src package a', 'unversioned'],
])('judges the packages that %j adds', (run, level) => {
  const text = `on: push\njobs:\n  a:\n    runs-on: u\n    steps:\n      - run: ${run}\n`;
  const found = new InstallReader([], []).installsOf(workflowOf(text));
  expect(found.map((install) => install.locked)).toEqual([level]);
});

it('judges what the input pip-install of setup-python names, whatever the case of the action', () => {
  const step = '{uses: Actions/Setup-Python@v6, with: {pip-install: "ruff==0.14.0 mypy"}}';
  const text = `on: push\njobs:\n  a:\n    runs-on: u\n    steps:\n      - ${step}\n`;
  const [install] = new InstallReader([], []).installsOf(workflowOf(text));
  expect([install?.locked, install?.text]).toEqual([
    'unversioned',
    'Actions/Setup-Python@v6 (pip-install: ruff==0.14.0 mypy)',
  ]);
});
