import { expect, it } from '@jest/globals';
import { allGates } from '../../src/workflow/gates/all-gates.ts';
import { readAction, readWorkflow } from '../../src/workflow/parse/read-workflow.ts';
import { unreadOf, unreadParts } from '../../src/workflow/unread.ts';
import { workflowOf } from './fixture-files.ts';

const CI = '.github/workflows/ci.yml';
const fileOf = (text: string) => readWorkflow(CI, 'b', text);
const unread = (text: string) => unreadParts([fileOf(text)]);

const job = (lines: string): string =>
  `on: push\nenv: { CMD: npm test }\njobs:\n  a:\n    runs-on: ubuntu-latest\n    ${lines}\n`;
const steps = (lines: string): string => job(`steps:\n      ${lines}`);
const script = (text: string, shell = 'bash'): string =>
  steps(`- shell: ${shell}\n        run: |\n          ${text.replaceAll('\n', '\n          ')}`);

it.each([
  ['a syntax error', script('npm ci\nif true; then\nfi fi'), 9],
  ['another language', script('import subprocess', 'python'), 9],
  ['a shell that an input chooses', script('a', '${{ inputs.shell }}'), 9],
  ['an expression as a command', script('a\n${{ inputs.command }} --x'), 10],
  ['a variable as a command', script('a\n"$TOOL" run'), 10],
  ['an array as a command', script('"${args[@]}"'), 9],
  ['a variable behind a launcher', script('sudo $TOOL run'), 9],
  ['a variable in bash -c', script('bash -c "$TOOL run"'), 9],
  ['a script that a variable names', script('npm run $TASK'), 9],
  ['a target that an input names', script('make -j 4 ${{ inputs.target }}'), 9],
  ['an environment that a variable names', script('tox -e py$MINOR'), 9],
  [
    'environments that an expression chooses',
    script("tox -e ${{ inputs.all && 'py312,lint' || 'py312' }}"),
    9,
  ],
  ['a goal that a variable names', script('./mvnw -B $GOAL'), 9],
  ['a file that a variable names', script('bash -e "$FILE"'), 9],
  ['evaluated text', script('eval "$TOOL"'), 9],
  ['arguments that a function shifts', script('run() { shift; "$@"; }\nrun a npm test'), 9],
  ['a called variable of PowerShell', script('& $tool run', 'pwsh'), 9],
  ['evaluated text of PowerShell', script('Invoke-Expression $x', 'pwsh'), 9],
  ['a variable of cmd', script('%TOOL% run', 'cmd'), 9],
])('lists %s at its line, and what it can hide', (_, text, line) => {
  expect(unread(text).map((one) => [one.line, one.hides])).toEqual([
    [line, ['check', 'install', 'download']],
  ]);
});

it('takes an action that a step checks out from another repository for one of that repository', () => {
  const uses = (path: string) =>
    steps(
      `- uses: actions/checkout@v5\n        with: { repository: "\${{ inputs.from }}", path: ${path} }\n      - uses: ./tools/lint`,
    );
  const found = [uses('tools'), uses('tool')].map(unread);
  expect(found.map(([one]) => [one?.why, one?.foreign])).toEqual([
    ['the action is in another repository', true],
    ['the called file was not read', undefined],
  ]);
});

it.each([
  ['a variable that `env` sets', script('$CMD --x')],
  ['the arguments of a function', script('run() { echo "$*"; "$@"; }\nrun npm test')],
  ['a variable that holds a program by convention', script('"$PYTHON" -m pytest')],
  ['a program in a folder that a variable names', script('$HOME/bin/tool\n$(npm bin)/jest')],
  ['a script that `env` names', steps('- env: { TASK: lint }\n        run: npm run $TASK')],
  [
    'a tool and a target that a matrix names',
    job(
      'strategy: { matrix: { t: [jest, tsc] } }\n    steps:\n      - run: npx ${{ matrix.t }} && make ${{ matrix.t }}',
    ),
  ],
  [
    'arguments that are variables',
    script('make -j $(nproc) test A=$B\nmvn $ARGS verify\nnpm test -- $X'),
  ],
  [
    'a script in a folder that a variable names',
    script('bash "$DIR/ci/run.sh" && . $HOME/.cargo/env'),
  ],
  ['a variable that is empty or sudo', script('$SUDO apt-get update')],
  ['assignments that a tool prints', script('eval "$(ssh-agent -s)"')],
  ['a value of PowerShell', script("$x = 1\n$x.Split(' ')\n$env:A += 'b'", 'pwsh')],
  ['a Python script that starts nothing', script('print(1)', 'python')],
])('understands %s', (_, text) => {
  expect(unread(text)).toEqual([]);
});

it.each([
  [
    'matrix',
    job(
      'strategy: { matrix: { run: [npm test, pytest] } }\n    steps:\n      - run: ${{ matrix.run }}',
    ),
  ],
  [
    'matrix object',
    job(
      'strategy: { matrix: { c: [{ run: npm test }, { run: pytest }] } }\n    steps:\n      - run: ${{ matrix.c.run }}',
    ),
  ],
  [
    'included matrix value',
    job(
      'strategy: { matrix: { include: [{ run: npm test }, { run: pytest }] } }\n    steps:\n      - run: ${{ matrix.run }} -q',
    ),
  ],
  ['variable of the file', steps('- run: |\n          $CMD\n          pytest')],
  [
    'variable behind a fallback',
    steps("- run: |\n          ${{ env.CMD || 'x' }}\n          pytest"),
  ],
])('reads the commands of a %s', (_, text) => {
  const tools = allGates([workflowOf(text)]).map(({ tool }) => tool);
  expect([tools, unread(text)]).toEqual([['npm test', 'pytest'], []]);
});

it('the default of an input is the command of a called workflow', () => {
  const text =
    'on:\n  workflow_call:\n    inputs:\n      run: { default: npm test }\njobs:\n  a:\n    steps:\n      - run: ${{ inputs.run }}\n';
  expect(allGates([workflowOf(text)]).map(({ tool, line }) => [tool, line])).toEqual([
    ['npm test', 8],
  ]);
});

it('a shell that the matrix chooses is read', () => {
  const text = job(
    "strategy: { matrix: { include: [{ shell: bash }] } }\n    steps:\n      - { run: pytest || true, shell: '${{ matrix.shell }}' }",
  );
  expect(allGates([workflowOf(text)]).map(({ mute }) => mute?.kind)).toEqual(['or-true']);
});

it('lists an image that an expression decides, not one that the matrix names', () => {
  const image = (name: string): string =>
    job(`strategy: { matrix: { i: ['node:20'] } }\n    container: ${name}`);
  const found = [image('${{ matrix.i }}'), image('${{ inputs.i }}')].map(unread);
  expect(found.map((all) => all.map(({ hides }) => hides))).toEqual([[], [['runtime']]]);
});

it('lists what runs in files that are not in the repository', () => {
  const text = `on: push\njobs:\n  a:\n    uses: o/r/.github/workflows/a.yml@v1\n  b:\n    steps: [{ uses: ./gone }, { uses: ./here }]\n`;
  const here = readAction('here/action.yml', 'b', 'name: a\nruns: { using: node24, main: a.js }\n');
  expect(unreadParts([fileOf(text), here]).map(({ line, what }) => [line, what])).toEqual([
    [4, 'uses: o/r/.github/workflows/a.yml@v1'],
    [6, 'uses: ./gone'],
  ]);
});

it('leaves out keys that the config declares irrelevant', () => {
  const files = [fileOf(steps('- { run: a, after: b, also: c }'))];
  expect(unreadParts(files, { after: 'it only prints' }).map(({ key }) => key)).toEqual(['also']);
});

it('a rule sees only what concerns it', () => {
  const files = [fileOf(job('permissions: all\n    steps: [{ run: a, tolerate: true }]'))];
  const found = (['permission', 'check', 'uses'] as const).map(
    (one) => unreadOf(one, files).length,
  );
  expect(found).toEqual([1, 1, 0]);
});
