#!/usr/bin/env node
/**
 * Makes the XML report fixtures anew, as `record.mjs` does the others, over the same samples:
 *
 *     node scripts/record-fixtures/record-xml.mjs [TOOL...]
 *
 * A tool that is not installed is named and its fixtures stay as they are. Machine names, paths and
 * times are replaced, so that a second run changes nothing but what a tool changed.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

const HERE = import.meta.dirname;
const FIXTURES = join(HERE, '..', '..', '__tests__', 'fixtures', 'reports');
const CHECKOUT = '/home/runner/work/money/money';
const PACKAGES = [
  'jest@30.5.2',
  'jest-junit@17',
  'vitest@3',
  'mocha@11',
  'mocha-junit-reporter@2',
  '@playwright/test@1',
  'c8@10',
  'nyc@17',
];

const work = process.env.RECORD_DIR ?? mkdtempSync(join(tmpdir(), 'record-fixtures-'));
const bin = (name) => join(work, 'node_modules', '.bin', name);

/** Runs a tool over a copy of its sample; its exit code says nothing, the samples hold failures. */
function run(sample, command, args, env = {}) {
  const cwd = join(work, sample);
  cpSync(join(HERE, 'samples', sample), cwd, { recursive: true });
  const { error, stdout } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, CI: 'true', NO_COLOR: '1', ...env },
  });
  if (error) {
    throw error;
  }
  return { stdout, file: (path) => readFileSync(join(cwd, path), 'utf8') };
}

/** Names, paths and times of this machine, each under a fixed value. */
function neutral(text) {
  return text
    .replaceAll(work, CHECKOUT)
    .replaceAll(`"${hostname()}"`, '"runner"')
    .replaceAll(/(\s(?:time|duration)=")[\d.]+/g, '$10.125')
    .replaceAll(/(\s(?:timestamp|generated)=")[^"]*/g, '$11751630400')
    .replaceAll(/duration_ms [\d.]+/g, 'duration_ms 0.125')
    .replaceAll(/0x[0-9a-f]{6,}/g, '0x0')
    .replaceAll(/goroutine \d+/g, 'goroutine 1')
    .replaceAll(/\((\d+\.\d+)s\)/g, '(0.12s)');
}

function keep(folder, name, text) {
  mkdirSync(join(FIXTURES, folder), { recursive: true });
  writeFileSync(join(FIXTURES, folder, name), neutral(text));
  console.log(`  ${folder}/${name}`);
}

const TOOLS = {
  pytest() {
    const args = ['-p', 'no:cacheprovider', '--junitxml=out.xml'];
    keep('junit', 'pytest.xml', run('pytest', 'pytest', args).file('out.xml'));
    const legacy = [...args, '-o', 'junit_family=legacy'];
    keep('junit', 'pytest-legacy.xml', run('pytest', 'pytest', legacy).file('out.xml'));
  },
  jest() {
    const config = JSON.stringify({ testEnvironment: 'node', transform: {} });
    const args = [
      '--config',
      config,
      '--rootDir',
      '.',
      '--reporters',
      join(work, 'node_modules', 'jest-junit'),
    ];
    keep('junit', 'jest-junit.xml', run('jest', bin('jest'), args).file('junit.xml'));
  },
  vitest() {
    const args = ['run', '--reporter=junit', '--outputFile.junit=out.xml'];
    keep('junit', 'vitest.xml', run('vitest', bin('vitest'), args).file('out.xml'));
  },
  mocha() {
    const { stdout } = run('mocha', bin('mocha'), ['money.spec.js', '--reporter', 'xunit']);
    keep('junit', 'mocha-xunit.xml', stdout);
    const reporter = ['--reporter', join(work, 'node_modules', 'mocha-junit-reporter')];
    const args = ['money.spec.js', ...reporter, '--reporter-options', 'mochaFile=out.xml'];
    keep('junit', 'mocha-junit.xml', run('mocha', bin('mocha'), args).file('out.xml'));
  },
  playwright() {
    const { stdout } = run('playwright', bin('playwright'), ['test', '--reporter=junit']);
    keep('junit', 'playwright.xml', stdout);
  },
  'node-test'() {
    const args = ['--test', '--test-reporter=junit', 'money.test.js'];
    keep('junit', 'node-test.xml', run('node-test', process.execPath, args).stdout);
  },
  gotestsum() {
    const { file } = run('go', 'gotestsum', ['--junitfile', 'out.xml', '--', './...']);
    keep('junit', 'gotestsum.xml', file('out.xml'));
  },
  phpunit() {
    const { file } = run('phpunit', 'phpunit', ['--log-junit', 'out.xml', 'MoneyTest.php']);
    keep('junit', 'phpunit.xml', file('out.xml'));
  },
  c8() {
    const args = [
      '--reporter=cobertura',
      '--reporter=clover',
      '--all',
      '--include',
      'shop.js',
      '--include',
      'tax.js',
    ];
    const { file } = run('covered', bin('c8'), [...args, process.execPath, 'run.js']);
    keep('cobertura', 'c8.xml', file('coverage/cobertura-coverage.xml'));
    keep('clover', 'c8.xml', file('coverage/clover.xml'));
  },
  nyc() {
    const args = ['--cwd', '.', '--report-dir', 'nyc', '--reporter=cobertura', '--reporter=clover'];
    const { file } = run('covered', bin('nyc'), [...args, process.execPath, 'run.js']);
    keep('cobertura', 'nyc.xml', file('nyc/cobertura-coverage.xml'));
    keep('clover', 'nyc.xml', file('nyc/clover.xml'));
  },
  'coverage.py'() {
    run('covered', 'coverage', ['run', '--branch', '-m', 'pytest', '-q']);
    const { file } = run('covered', 'coverage', [
      'xml',
      '--include=shop.py,test_shop.py',
      '-o',
      'out.xml',
    ]);
    keep('cobertura', 'coverage-py.xml', file('out.xml'));
  },
};

if (!existsSync(join(work, 'node_modules'))) {
  writeFileSync(join(work, 'package.json'), '{ "private": true }');
  spawnSync('npm', ['install', '--no-audit', '--no-fund', ...PACKAGES], {
    cwd: work,
    stdio: 'inherit',
  });
}
const asked = process.argv.slice(2);
for (const [name, record] of Object.entries(TOOLS)) {
  if (asked.length > 0 && !asked.includes(name)) {
    continue;
  }
  console.log(name);
  try {
    record();
  } catch (error) {
    console.log(`  not recorded: ${error instanceof Error ? error.message : error}`);
  }
}
