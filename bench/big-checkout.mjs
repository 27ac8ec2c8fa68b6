import { execFileSync } from 'node:child_process';

export const FILES = 100_000;
export const WORKFLOWS = 300;

function workflow(at) {
  const steps = Array.from({ length: 12 }, (_, step) => `      - run: npm run step-${at}-${step}`);
  return `name: flow ${at}
on: { push: { paths: ['packages/p${at}/**', 'shared/**/*.ts'] } }
permissions: { contents: read }
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8
${steps.join('\n')}
      - run: npx jest --ci
`;
}

const pathOf = (at) => `packages/p${at % 997}/src/part-${at % 31}/file${at}.ts`;

/** Two commits, so that there is a base: the second changes 500 files and every tenth workflow. */
function* commits() {
  const file = (path, text) =>
    `M 100644 inline ${path}\ndata ${Buffer.byteLength(text)}\n${text}\n`;
  const head = (at, seconds, text) =>
    `commit refs/heads/${at}\ncommitter Bench <bench@example.org> ${1_790_000_000 + seconds} +0000\ndata ${text.length}\n${text}\n`;
  yield head('main', 0, 'Start');
  for (let at = 0; at < FILES; at++) yield file(pathOf(at), `export const a = ${at % 50};\n`);
  for (let at = 0; at < WORKFLOWS; at++)
    yield file(`.github/workflows/flow-${at}.yml`, workflow(at));
  yield file('package.json', '{ "name": "bench", "scripts": { "test": "jest" } }\n');
  yield `${head('m01-bench', 60, 'Change')}from refs/heads/main\n`;
  for (let at = 0; at < 500; at++) yield file(pathOf(at), `export const b = ${at};\n`);
  for (let at = 0; at < WORKFLOWS; at += 10)
    yield file(`.github/workflows/flow-${at}.yml`, workflow(at).replace('jest --ci', 'jest'));
}

/** Makes a checkout of a branch with a change, in a folder that does not exist yet. */
export function makeBigCheckout(folder) {
  execFileSync('git', ['init', '--quiet', '--initial-branch', 'main', folder]);
  const input = [...commits()].join('');
  execFileSync('git', ['-C', folder, 'fast-import', '--quiet'], { input });
  execFileSync('git', ['-C', folder, 'checkout', '--quiet', 'm01-bench']);
}
