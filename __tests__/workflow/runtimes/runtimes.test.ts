import { expect, it } from '@jest/globals';
import { readAction } from '../../../src/workflow/parse/read-workflow.ts';
import { exactnessOf, RuntimeReader } from '../../../src/workflow/runtimes/runtimes.ts';
import { fixtureText, workflowOf } from '../fixture-files.ts';

it.each([
  ['3.10.6', 'exact'],
  ['v20.11.1', 'exact'],
  ['3.13.0-rc.1', 'exact'],
  ['17.0.9+9', 'exact'],
  ['pypy3.10', 'minor'],
  ['3.10', 'minor'],
  ['1.22.x', 'minor'],
  ['~3.10', 'minor'],
  ['3', 'range'],
  ['3.x', 'range'],
  ['>=3.9', 'range'],
  ['lts/*', 'range'],
  ['20', 'range'],
  ['latest', 'latest'],
  ['stable', 'latest'],
  ['3.13-dev', 'latest'],
  ['*', 'latest'],
  ['nightly-2026-01-01', 'exact'],
  ['', 'unset'],
  ['${{ inputs.version }}', 'unknown'],
])('%s is %s', (version, exactness) => {
  expect(exactnessOf(version)).toBe(exactness);
});

const settings = [
  { path: '.nvmrc', blob: 'b', text: '# node\nv20.11.1\n' },
  { path: '.python-version', blob: 'b', text: '3.12.4\n' },
  { path: 'go.mod', blob: 'b', text: 'module x\n\ngo 1.22\n' },
  { path: '.tool-versions', blob: 'b', text: 'nodejs 20.1.0\nruby 3.3.5\n' },
];
const shown = (text: string, actions: Parameters<typeof readAction>[] = []) =>
  new RuntimeReader(
    actions.map((action) => readAction(...action)),
    settings,
  )
    .runtimesOf(workflowOf(text))
    .map(({ line, runtime, version, exactness, from }) =>
      [line, runtime, version, exactness, from].join(' ').trim(),
    );

const job = (steps: string, more = '') =>
  `on: push\njobs:\n  a:\n    runs-on: u\n${more}    steps:\n${steps}`;

it('versions are read from inputs, lists, version files and refs', () => {
  expect(shown(fixtureText('runtimes'))).toEqual([
    '8 python 3.10.6 exact',
    '11 node v20.11.1 exact .nvmrc:2',
    '13 go stable latest',
    '17 java 17 range',
    '18 rust 1.75.0 exact',
    '26 python 3.11 minor',
    '27 python 3.12.1 exact',
    '32 python  unset python',
  ]);
});

it('gives a version of the matrix the line of its value', () => {
  expect(shown(fixtureText('go'))[0]).toBe('6 go 1.22 minor');
});

it('reads the default version file of a setup without a version', () => {
  const text = job(
    '      - uses: actions/setup-python@v5\n      - uses: ruby/setup-ruby@v1\n      - uses: actions/setup-node@v4\n      - run: npm test && python x.py\n',
  );
  expect(shown(text)).toEqual([
    '6 python 3.12.4 exact .python-version:1',
    '7 ruby 3.3.5 exact .tool-versions:2',
    '8 node  unset',
  ]);
});

it('calls a version file that does not exist unknown', () => {
  const text = job(
    '      - uses: actions/setup-java@v4\n        with: {java-version-file: .java-version}\n',
  );
  expect(shown(text)).toEqual(['7 java  unknown .java-version']);
});

it('uses the image of a container as its runtime', () => {
  const text = job(
    '      - run: pytest && npm test\n',
    '    container: python:3.10.6-slim\n    services: {n: {image: node}}\n',
  );
  expect(shown(text)).toEqual(['5 python 3.10.6 exact python:3.10.6-slim']);
});

it("a runtime that the repository's own action sets up is not unset", () => {
  const action = fixtureText('action-composite');
  const text = job(
    '      - uses: ./.github/actions/setup\n      - run: pytest\n      - run: npm test\n',
  );
  expect(shown(text, [['.github/actions/setup/action.yml', 'b', action]])).toEqual([
    '8 node  unset npm',
  ]);
});

it('reads a version without quotes as the number that the runner gets', () => {
  const step = '{uses: actions/setup-go@v6, with: {go-version: 1.20}}';
  const text = `on: push\njobs:\n  a:\n    runs-on: u\n    steps:\n      - ${step}\n`;
  const [runtime] = new RuntimeReader([], []).runtimesOf(workflowOf(text));
  expect(runtime?.version).toBe('1.2');
});

const ofJob = (steps: string, more = '', top = '') => shown(`${top}${job(steps, more)}`);

it('reads a version behind env of the workflow, the job or the step; the innermost decides', () => {
  const steps =
    '      - {uses: actions/setup-go@v6, with: {go-version: "${{ env.GO }}"}}\n      - {uses: actions/setup-node@v6, env: {NODE: 22.1.0}, with: {node-version: "${{ env.NODE }}"}}\n';
  const env = '    env: {GO: 1.25.3}\n';
  expect(ofJob(steps, env, 'env: {GO: "1.24", NODE: "20"}\n')).toEqual([
    '8 go 1.25.3 exact',
    '9 node 22.1.0 exact',
  ]);
});

it('reads a version composed of a matrix object and text', () => {
  const steps =
    '      - {uses: actions/setup-python@v6, with: {python-version: "3.${{ matrix.config.minor }}.1"}}\n';
  const matrix = '    strategy: {matrix: {config: [{minor: 10}, {minor: 12}]}}\n';
  expect(ofJob(steps, matrix)).toEqual(['7 python 3.10.1 exact', '7 python 3.12.1 exact']);
});

it("reads a version behind an action's input as its callers give it", () => {
  const action =
    'inputs: {java: {default: "21"}}\nruns:\n  using: composite\n  steps:\n    - {uses: actions/setup-java@v5, with: {java-version: "${{ inputs.java }}"}}\n';
  const own = readAction('.github/actions/jdk/action.yml', 'b', action);
  const caller = (given: string) => ({
    state: 'present' as const,
    path: '.github/workflows/ci.yml',
    workflow: workflowOf(job(`      - {uses: ./.github/actions/jdk${given}}\n`)),
  });
  const versions = (given: string) => {
    const reader = new RuntimeReader([own, caller(given) as typeof own], []);
    return own.state === 'present' ? reader.runtimesOf(own.workflow).map((one) => one.version) : [];
  };
  expect([versions(''), versions(', with: {java: 25.0.1}')]).toEqual([['21'], ['25.0.1']]);
});

it('reads each runtime that erlef/setup-beam gets a version of, and no other', () => {
  const steps =
    '      - {uses: erlef/setup-beam@v1, with: {otp-version: "28.1", gleam-version: 1.11.1}}\n';
  expect(ofJob(steps)).toEqual(['6 erlang 28.1 minor', '6 gleam 1.11.1 exact']);
});

it.each([
  ['nvm install 20.1.0\nnode a.js', 'node 20.1.0 exact'],
  ['nvm install --lts\nnpm ci', 'node lts/* range'],
  ['nvm use\nnode a.js', 'node v20.11.1 exact .nvmrc:2'],
  ['pyenv install 3.12.1\npytest', 'python 3.12.1 exact'],
  ['rustup default nightly\ncargo test', 'rust nightly latest'],
  ['rustup toolchain install 1.80.0 --profile minimal\ncargo test', 'rust 1.80.0 exact'],
  ['sdk install java 21.0.4-tem\nmvn verify', 'java 21.0.4-tem exact'],
  ['mise use -g node@22.3.0\nnode a.js', 'node 22.3.0 exact'],
  ['asdf install nodejs 22\nnode a.js', 'node 22 range'],
  ['uv python install 3.13\nuv run pytest', 'python 3.13 minor'],
])('reads the version that a version manager sets up in %j', (run, expected) => {
  const lines = run.split('\n').map((line) => `          ${line}\n`);
  const [first, ...others] = ofJob(`      - run: |\n${lines.join('')}`);
  expect([first?.replace(/^\d+ /, ''), ...others]).toEqual([expected]);
});

it('reads the versions that a matrix gives to a version manager as a choice', () => {
  const steps = '      - run: nvm install ${{ matrix.node }}\n      - run: npm test\n';
  expect(ofJob(steps, '    strategy: {matrix: {node: [18, 20]}}\n')).toEqual([
    '7 node 18 range',
    '7 node 20 range',
  ]);
});
