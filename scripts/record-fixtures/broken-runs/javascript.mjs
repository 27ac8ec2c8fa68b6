/* Runs of Node's tools that break. A file `a` passes, so that a report may read as a pass. */

const SUM = 'function sum(a, b) { return a + b; }';
/** Longer than any time-out below, and short enough for a tool that waits for it. */
const LONG = 'new Promise((done) => setTimeout(done, 5000))';

/** Suites of the tools that know `describe`, hooks by name, and a body after a title. */
function suites(head, { beforeAll, afterAll, kill, test = 'test', timeout = '' }) {
  const body = (...lines) => [head, ...lines, ''].join('\n');
  const adds = `${test}('adds', () => {});`;
  return {
    passing: body(
      SUM,
      `${test}('sums', () => { if (sum(1, 2) !== 3) throw new Error('wrong'); });`,
    ),
    killed: body(adds, `${test}('dies', () => process.kill(${kill}, 'SIGKILL'));`),
    interrupted: body(
      adds,
      `${test}('waits', () => { process.kill(${kill}, 'SIGINT'); return ${LONG}; });`,
    ),
    exit: body(
      adds,
      `${test}('leaves', () => process.exit(0));`,
      `${test}('subtracts', () => {});`,
    ),
    setup: body(`${beforeAll}(() => { throw new Error('no database'); });`, adds),
    teardown: body(`${afterAll}(() => { throw new Error('still open'); });`, adds),
    syntax: body(`${test}('adds', () => {`),
    zero: body(SUM),
    timeout: body(adds, `${test}('waits', ${timeout}() => ${LONG});`),
  };
}

/** Each situation as one file next to the passing one; `zero` is alone. */
function situations({ passing, ...others }, name) {
  return Object.fromEntries(
    Object.entries(others).map(([situation, text]) => [
      situation,
      { files: { ...(situation === 'zero' ? {} : { [name('a')]: passing }), [name('b')]: text } },
    ]),
  );
}

const jestConfig = JSON.stringify({ testEnvironment: 'node', transform: {}, testTimeout: 50 });
const jest = {
  name: 'jest',
  package: 'jest',
  command: 'jest',
  args: ['-i', '--forceExit', '--config', jestConfig, '--rootDir', '.'],
  reports: {
    json: { args: ['--json', '--outputFile=out.json'], file: 'out.json' },
    'jest-junit': { args: ['--reporters=jest-junit'], file: 'junit.xml' },
    ctrf: { args: ['--reporters=jest-ctrf-json-reporter'], file: 'ctrf/ctrf-report.json' },
  },
  situations: {
    ...situations(
      suites('', { beforeAll: 'beforeAll', afterAll: 'afterAll', kill: 'process.pid' }),
      (name) => `${name}.test.js`,
    ),
    crashed: {
      args: ['--no-runInBand', '--maxWorkers=2', '--workerIdleMemoryLimit=1GB'],
      files: {
        'a.test.js': "test('sums', () => {});\n",
        'b.test.js': "test('dies', () => process.kill(process.pid, 'SIGKILL'));\n",
      },
    },
    'global setup': {
      args: ['--globalSetup=./up.js'],
      files: {
        'a.test.js': "test('sums', () => {});\n",
        'up.js': "module.exports = () => { throw new Error('no database'); };\n",
      },
    },
    'global teardown': {
      args: ['--globalTeardown=./down.js'],
      files: {
        'a.test.js': "test('sums', () => {});\n",
        'down.js': "module.exports = () => { throw new Error('still open'); };\n",
      },
    },
    'coverage threshold': {
      args: [
        '--coverage',
        '--coverageReporters=json',
        '--coverageThreshold={"global":{"lines":100}}',
      ],
      files: {
        'a.test.js': "const { one } = require('./one.js');\ntest('sums', () => { one(); });\n",
        'one.js': 'exports.one = () => 1;\nexports.two = () => {\n  return 2;\n};\n',
      },
    },
    'unwritten snapshot': {
      args: ['--ci'],
      files: { 'a.test.js': "test('sums', () => expect(3).toMatchSnapshot());\n" },
    },
  },
};

const vitestHead = "import { afterAll, beforeAll, test } from 'vitest';";
const vitest = {
  name: 'vitest',
  package: 'vitest',
  command: 'vitest',
  args: ['run', '--pool=forks', '--no-file-parallelism', '--testTimeout=50'],
  reports: {
    json: { args: ['--reporter=json', '--outputFile=out.json'], file: 'out.json' },
    junit: { args: ['--reporter=junit', '--outputFile=out.xml'], file: 'out.xml' },
  },
  situations: {
    ...situations(
      suites(vitestHead, { beforeAll: 'beforeAll', afterAll: 'afterAll', kill: 'process.ppid' }),
      (name) => `${name}.test.mjs`,
    ),
    crashed: {
      files: {
        'a.test.mjs': `${vitestHead}\ntest('sums', () => {});\n`,
        'b.test.mjs': `${vitestHead}\ntest('dies', () => process.kill(process.pid, 'SIGKILL'));\n`,
      },
    },
    'unhandled error': {
      files: {
        'a.test.mjs': `${vitestHead}\ntest('sums', () => { Promise.reject(new Error('late')); });\n`,
      },
    },
    'global setup': {
      files: {
        'a.test.mjs': `${vitestHead}\ntest('sums', () => {});\n`,
        'up.mjs': "export default () => { throw new Error('no database'); };\n",
        'vitest.config.mjs': "export default { test: { globalSetup: ['./up.mjs'] } };\n",
      },
    },
    'global teardown': {
      files: {
        'a.test.mjs': `${vitestHead}\ntest('sums', () => {});\n`,
        'up.mjs': "export default () => () => { throw new Error('still open'); };\n",
        'vitest.config.mjs': "export default { test: { globalSetup: ['./up.mjs'] } };\n",
      },
    },
  },
};

const mochaSuites = suites('', {
  beforeAll: 'before',
  afterAll: 'after',
  kill: 'process.pid',
  test: 'it',
});
const mocha = {
  name: 'mocha',
  package: 'mocha',
  command: 'mocha',
  args: ['--exit', '--timeout=50', '*.spec.js'],
  reports: {
    json: {
      args: ['--reporter=json', '--reporter-option=output=out.json'],
      file: 'out.json',
    },
    xunit: { args: ['--reporter=xunit', '--reporter-option=output=out.xml'], file: 'out.xml' },
    'mocha-junit-reporter': {
      args: ['--reporter=mocha-junit-reporter', '--reporter-option=mochaFile=out.xml'],
      file: 'out.xml',
    },
    ctrf: { args: ['--reporter=mocha-ctrf-json-reporter'], file: 'ctrf/ctrf-report.json' },
  },
  situations: {
    ...situations(mochaSuites, (name) => `${name}.spec.js`),
  },
};

const nodeSuites = suites("const { after, before, test } = require('node:test');", {
  beforeAll: 'before',
  afterAll: 'after',
  kill: 'process.ppid',
  timeout: '{ timeout: 50 }, ',
});
const nodeTest = {
  name: 'node:test',
  command: process.execPath,
  args: ['--test', '--test-concurrency=1'],
  version: process.version.slice(1),
  reports: {
    tap: { args: ['--test-reporter=tap'], file: 'stdout', extension: 'tap' },
    junit: { args: ['--test-reporter=junit'], file: 'stdout', extension: 'xml' },
  },
  situations: {
    ...situations(nodeSuites, (name) => `${name}.test.js`),
    crashed: {
      files: {
        'a.test.js': "require('node:test').test('sums', () => {});\n",
        'b.test.js':
          "require('node:test').test('dies', () => process.kill(process.pid, 'SIGKILL'));\n",
      },
    },
    'unhandled error': {
      files: {
        'a.test.js':
          "require('node:test').test('sums', () => { setImmediate(() => { throw new Error('late'); }); });\n",
      },
    },
  },
};

const playwrightHead = "const { test } = require('@playwright/test');";
const playwright = {
  name: 'playwright',
  package: '@playwright/test',
  command: 'playwright',
  args: ['test', '--workers=1', '--timeout=1000'],
  reports: {
    json: { args: ['--reporter=json'], file: 'stdout', extension: 'json' },
    junit: { args: ['--reporter=junit'], file: 'stdout', extension: 'xml' },
    ctrf: { args: ['--reporter=playwright-ctrf-json-reporter'], file: 'ctrf/ctrf-report.json' },
  },
  situations: {
    ...situations(
      suites(playwrightHead, {
        beforeAll: 'test.beforeAll',
        afterAll: 'test.afterAll',
        kill: 'process.ppid',
      }),
      (name) => `${name}.spec.js`,
    ),
    crashed: {
      files: {
        'a.spec.js': `${playwrightHead}\ntest('sums', () => {});\n`,
        'b.spec.js': `${playwrightHead}\ntest('dies', () => process.kill(process.pid, 'SIGKILL'));\n`,
      },
    },
    'global time-out': {
      args: ['--global-timeout=3000', '--timeout=0'],
      files: {
        'a.spec.js': `${playwrightHead}\ntest('sums', () => {});\n`,
        'b.spec.js': `${playwrightHead}\ntest('waits', () => new Promise(() => {}));\ntest('subtracts', () => {});\n`,
      },
    },
    'global setup': {
      files: {
        'a.spec.js': `${playwrightHead}\ntest('sums', () => {});\n`,
        'playwright.config.js': "module.exports = { globalSetup: './up.js' };\n",
        'up.js': "module.exports = () => { throw new Error('no database'); };\n",
      },
    },
    'global teardown': {
      files: {
        'a.spec.js': `${playwrightHead}\ntest('sums', () => {});\n`,
        'playwright.config.js': "module.exports = { globalTeardown: './down.js' };\n",
        'down.js': "module.exports = () => { throw new Error('still open'); };\n",
      },
    },
  },
};

export const JAVASCRIPT = [jest, vitest, mocha, nodeTest, playwright];
