import { expect, it } from '@jest/globals';
import { readAction, readWorkflow } from '../../../src/workflow/parse/read-workflow.ts';
import { exactnessOf } from '../../../src/workflow/runtimes/runtime-version.ts';
import { RuntimeReader } from '../../../src/workflow/runtimes/runtimes.ts';
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
  ['ruby-head', 'latest'],
  ['truffleruby-head', 'latest'],
  ['ruby', 'range'],
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

const LIST = `'\${{ fromJSON(''["3.7.1", "3.7.2"]'') }}'`;
const MATRIX = `strategy: {matrix: {go: [21, 22], config: [{py: 3.11.4}], exclude: [{go: 21}], list: ${LIST}}}`;
const READS = '{uses: actions/setup-python@v5, with: {python-version: VERSION}}';

it.each([
  ['3.${{ env.MINOR }}.1', ['python 3.12.1 exact']],
  ['${{ matrix.config.py }}', ['python 3.11.4 exact']],
  ['1.${{ matrix.go }}.x', ['python 1.22.x minor']],
  ['${{ inputs.py }}', ['python 3.9.1 exact']],
  ['${{ steps.v.outputs.py }}', ['python 3.10.2 exact']],
  ['${{ steps.late.outputs.py }}', ['python ${{ steps.late.outputs.py }} unknown']],
  ['${{ needs.set.outputs.py }}', ['python 3.8.4 exact']],
  ['${{ needs.other.outputs.py }}', ['python ${{ needs.other.outputs.py }} unknown']],
  ["${{ format(''3.{0}.1'', env.MINOR) }}", ['python 3.12.1 exact']],
  [
    "${{ github.ref == ''x'' && ''3.9.1'' || ''latest'' }}",
    ['python 3.9.1 exact', 'python latest latest'],
  ],
  ['${{ matrix.list }}', ['python 3.7.1 exact', 'python 3.7.2 exact']],
  ['${{ steps.v.outputs.no }}', ['python ${{ steps.v.outputs.no }} unknown']],
  ['${{ env.NONE }}', ['python ${{ env.NONE }} unknown']],
])('finds the value of %s', (version, expected) => {
  const step = READS.replace('VERSION', `'${version}'`);
  const text = `on: {workflow_call: {inputs: {py: {default: 3.9.1}}}}\nenv: {MINOR: 12}\njobs:\n  a:\n    runs-on: u\n    needs: set\n    ${MATRIX}\n    steps:\n      - {id: v, run: echo "py=3.10.2" >> $GITHUB_OUTPUT}\n      - ${step}\n      - {id: late, run: echo "py=3.10.2" >> $GITHUB_OUTPUT}\n  set:\n    runs-on: u\n    outputs: {py: "\${{ steps.s.outputs.py }}"}\n    steps: [{id: s, run: echo "py=3.8.4" >> $GITHUB_OUTPUT}]\n`;
  const found = new RuntimeReader([], []).runtimesOf(workflowOf(text));
  expect(found.map((one) => `${one.runtime} ${one.version} ${one.exactness}`)).toEqual(expected);
});

const ACTION = `name: Go
inputs: {extra: {default: '8'}}
outputs:
  version: {value: "\${{ steps.go.outputs.version }}"}
runs:
  using: composite
  steps:
    - id: go
      shell: bash
      run: |
        VERSION=$(cat .python-version)
        echo "version=$VERSION" >> "$GITHUB_OUTPUT"
    - uses: actions/setup-java@v4
      with: {java-version: "\${{ inputs.extra }}"}
`;

it.each([
  [
    '- {id: v, run: echo "v=$(cat ./.nvmrc)" >> "$GITHUB_OUTPUT"}',
    'actions/setup-node@v4, with: {node-version: "${{ steps.v.outputs.v }}"}',
    ['node v20.11.1'],
  ],
  [
    '- {id: v, run: echo "v=$(date)" >> "$GITHUB_OUTPUT"}',
    'actions/setup-node@v4, with: {node-version: "${{ steps.v.outputs.v }}"}',
    ['node ${{ steps.v.outputs.v }}'],
  ],
  [
    '- {id: v, uses: ./.github/actions/go}',
    'actions/setup-python@v5, with: {python-version: "${{ steps.v.outputs.version }}"}',
    ['python 3.12.4'],
  ],
  ['- run: true', 'pnpm/setup@v3, with: {runtime: node@24.1.0}', ['node 24.1.0']],
  [
    '- run: true',
    'actions/setup-python@v5, with: {python-version: "${{ needs.pre.outputs.py }}"}',
    ['python 3.11.9'],
  ],
])('resolves the output of %s in %s', (before, uses, expected) => {
  const text = `on: push
jobs:
  pre:
    runs-on: u
    outputs: {py: "\${{ steps.o.outputs.py }}"}
    steps:
      - {id: o, run: echo "py=3.11.9" >> "$GITHUB_OUTPUT"}
  a:
    runs-on: u
    steps:
      ${before}
      - {uses: ${uses}}
`;
  const files = [...settings, { path: '.nvmrc', blob: 'b', text: 'v20.11.1\n' }];
  const action = readAction('.github/actions/go/action.yml', 'b', ACTION);
  const found = new RuntimeReader([action], files).runtimesOf(workflowOf(text));
  expect(found.map(({ runtime, version }) => `${runtime} ${version}`)).toEqual(expected);
});

it.each([
  ['{}', ['java 8']],
  ['{extra: 21}', ['java 21']],
  ['{extra: "${{ matrix.java }}"}', ['java 17', 'java 21.0.2']],
  ['{extra: "${{ github.ref }}"}', ['java ${{ inputs.extra }}']],
])('takes what a step passes to an action as %s', (given, expected) => {
  const caller = `on: push\njobs:\n  a:\n    runs-on: u\n    strategy: {matrix: {java: [17, 21.0.2]}}\n    steps:\n      - uses: ./.github/actions/go\n        with: ${given}\n`;
  const action = readAction('.github/actions/go/action.yml', 'b', ACTION);
  const files = [action, readWorkflow('.github/workflows/ci.yml', 'b', caller)];
  const read = action.state === 'present' ? action.workflow : workflowOf(caller);
  const found = new RuntimeReader(files, settings).runtimesOf(read);
  expect(found.map(({ runtime, version }) => `${runtime} ${version}`)).toEqual(expected);
});

it('takes the value that a caller passes instead of the default', () => {
  const caller = readWorkflow(
    '.github/workflows/call.yml',
    '',
    'on: push\njobs:\n  c:\n    uses: ./.github/workflows/ci.yml\n    with: {py: 3.8.1}\n',
  );
  const text = `on: {workflow_call: {inputs: {py: {default: 3.9.1}}}}\n${job('      - {uses: actions/setup-python@v5, with: {python-version: "${{ inputs.py }}"}}\n').replace('on: push\n', '')}`;
  const [found] = new RuntimeReader([caller], []).runtimesOf(workflowOf(text));
  expect(found?.version).toBe('3.8.1');
});

it.each([
  ['rustup default 1.75.0 && cargo test', 'rust 1.75.0'],
  ['rustup toolchain install nightly && cargo test', 'rust nightly'],
  ['sdk install java 17.0.9-tem', 'java 17.0.9-tem'],
  ['ghcup install ghc 9.6.3', 'ghc 9.6.3'],
  ['nvm install 20.11.0 && npm test', 'node 20.11.0'],
  ['V=3.12.1; uv python install $V', 'python 3.12.1'],
  ['mise use -g node@20.1.0', 'node 20.1.0'],
  ['asdf install && rspec', 'ruby 3.3.5'],
  ['cargo test', 'rust 1.78.0'],
  ['npm test', 'node '],
])('%s sets up %s', (run, expected) => {
  const files = [
    ...settings,
    { path: 'rust-toolchain.toml', blob: '', text: '[toolchain]\nchannel = "1.78.0"\n' },
  ];
  const text = job(`      - run: ${run}\n`);
  const found = new RuntimeReader([], files).runtimesOf(workflowOf(text));
  expect(found.map((one) => `${one.runtime} ${one.version}`)).toEqual([expected]);
});

it.each([
  ['graalvm/setup-graalvm@v1', 'java-version: 21.0.1', 'java 21.0.1'],
  ['haskell-actions/setup@v2', 'ghc-version: 9.6.3', 'ghc 9.6.3'],
  ['moonrepo/setup-rust@v1', 'channel: 1.75.0', 'rust 1.75.0'],
])('%s sets up %s', (uses, input, expected) => {
  const text = job(`      - {uses: ${uses}, with: {${input}}}\n`);
  const [found] = new RuntimeReader([], []).runtimesOf(workflowOf(text));
  expect(`${found?.runtime} ${found?.version}`).toBe(expected);
});

it.each([
  ['pip install sphinx && sphinx-build docs out', [], true],
  ['pip install sphinx && sphinx-build docs out', ['pyproject.toml'], undefined],
  ['pip install sphinx && sphinx-build docs out', ['docs/pyproject.toml'], true],
  ['pip install pytest && pytest', [], undefined],
  ['cargo doc', [], undefined],
])('%s with %j is only a tool of the build: %s', (run, paths, expected) => {
  const files = paths.map((path) => ({ path, blob: '', text: '' }));
  const [found] = new RuntimeReader([], files).runtimesOf(workflowOf(job(`      - run: ${run}\n`)));
  expect(found?.tool).toBe(expected);
});

it('reads each runtime that erlef/setup-beam gets a version of, and no other', () => {
  const text = job(
    '      - {uses: erlef/setup-beam@v1, with: {otp-version: "28.1", gleam-version: 1.11.1}}\n',
  );
  expect(shown(text)).toEqual(['6 erlang 28.1 minor', '6 gleam 1.11.1 exact']);
});

it('reads the versions that a matrix gives to a version manager as a choice', () => {
  const steps = '      - run: nvm install --default ${{ matrix.node }}\n      - run: npm test\n';
  const text = job(steps, '    strategy: {matrix: {node: [18, 20]}}\n');
  const found = new RuntimeReader([], []).runtimesOf(workflowOf(text));
  expect(found.map((one) => [one.version, one.several])).toEqual([
    ['18', true],
    ['20', true],
  ]);
});

it('reads env of the workflow, the job or the step; the innermost decides', () => {
  const steps =
    '      - {uses: actions/setup-node@v6, env: {NODE: 22.1.0}, with: {node-version: "${{ env.NODE }}"}}\n';
  const text = `env: {NODE: "20"}\n${job(steps, '    env: {NODE: 21.1.0}\n')}`;
  expect(shown(text)).toEqual(['8 node 22.1.0 exact']);
});
