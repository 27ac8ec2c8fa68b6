#!/usr/bin/env node
/**
 * Makes the report fixtures anew by running the real tools over the samples beside this file:
 *
 *     node scripts/record-fixtures/record.mjs [TOOL...]
 *
 * A tool that is not installed is named and its fixtures stay as they are. Node's tools are
 * installed into a temporary folder, in the versions below; pytest, coverage, go, cargo, rspec and
 * phpunit are taken from the PATH. Machine paths and times are replaced, so that a second run
 * changes nothing but what a tool changed.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const HERE = import.meta.dirname;
const FIXTURES = join(HERE, '..', '..', '__tests__', 'fixtures', 'reports');
const CHECKOUT = '/home/runner/work/money/money';
const PACKAGES = [
  'jest@30.5.2',
  'vitest@3',
  'mocha@11',
  '@playwright/test@1',
  'c8@10',
  'nyc@17',
  '@cucumber/cucumber@12',
  'eslint@9',
  '@microsoft/eslint-formatter-sarif@3',
];

const work = process.env.RECORD_DIR ?? mkdtempSync(join(tmpdir(), 'record-fixtures-'));
const bin = (name) => join(work, 'node_modules', '.bin', name);

/** Runs a tool over a copy of its sample; its exit code says nothing, the samples hold failures. */
function run(sample, command, args, env = {}) {
  const cwd = join(work, sample);
  cpSync(join(HERE, 'samples', sample), cwd, { recursive: true });
  const { error, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, CI: 'true', NO_COLOR: '1', ...env },
  });
  if (error) throw error;
  return { stdout, stderr, file: (path) => readFileSync(join(cwd, path), 'utf8') };
}

/** Paths, times and ids of this machine, each under a fixed value. */
function neutral(text) {
  return text
    .replaceAll(join(work), CHECKOUT)
    .replaceAll(
      /("(?:start|end|startAt|startTime|endTime|run_time|perfStats|loadPercentMinusMedian)": ?)[\d.]+/g,
      '$11',
    )
    .replaceAll(/("duration": ?)[\d.]+/g, '$12')
    .replaceAll(/("Elapsed": ?)[\d.]+/g, '$10.5')
    .replaceAll(
      /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[\d.]*(Z|[+-]\d\d:\d\d)?/g,
      '2025-07-04T12:00:00.000Z',
    )
    .replaceAll(/(duration_ms:? )[\d.]+/g, '$12.5')
    .replaceAll(/("timestamp": ?)[\d.]+/g, '$11751630400')
    .replaceAll(/("seed": ?)\d+/g, '$11')
    .replaceAll(/0x[0-9a-f]{6,}/g, '0x0')
    .replaceAll(/(goroutine |thread '[^']*' \()\d+/g, '$11')
    .replaceAll(/\bin \d+\.\d+s\b/g, 'in 0.12s');
}

function keep(folder, name, text) {
  mkdirSync(join(FIXTURES, folder), { recursive: true });
  writeFileSync(join(FIXTURES, folder, name), neutral(text));
  console.log(`  ${folder}/${name}`);
}

const TOOLS = {
  jest() {
    const config = JSON.stringify({ testEnvironment: 'node', transform: {} });
    const args = ['--config', config, '--rootDir', '.', '--json', '--outputFile=out.json'];
    const { file, stderr } = run('jest', bin('jest'), args);
    keep('jest-json', 'jest.json', file('out.json'));
    keep('logs', 'jest.txt', stderr);
  },
  vitest() {
    const args = ['run', '--reporter=default', '--reporter=json', '--outputFile.json=out.json'];
    const { file, stdout } = run('vitest', bin('vitest'), args);
    keep('jest-json', 'vitest.json', file('out.json'));
    keep('logs', 'vitest.txt', stdout);
  },
  mocha() {
    const { stdout } = run('mocha', bin('mocha'), ['money.spec.js', '--reporter', 'json']);
    keep('mocha-json', 'mocha.json', stdout);
    keep('logs', 'mocha.txt', run('mocha', bin('mocha'), ['money.spec.js']).stdout);
  },
  playwright() {
    const args = ['test', '--reporter=json'];
    keep('playwright-json', 'playwright.json', run('playwright', bin('playwright'), args).stdout);
    keep(
      'logs',
      'playwright.txt',
      run('playwright', bin('playwright'), ['test', '--reporter=list']).stdout,
    );
  },
  'node-test'() {
    const args = ['--test', '--test-reporter=tap', 'money.test.js'];
    keep('tap', 'node-test.tap', run('node-test', process.execPath, args).stdout);
    const spec = ['--test', '--test-reporter=spec', 'money.test.js'];
    keep('logs', 'node-test.txt', run('node-test', process.execPath, spec).stdout);
  },
  cucumber() {
    const args = ['--format', 'json', '--import', 'features/steps/*.js'];
    keep('cucumber-json', 'cucumber-js.json', run('cucumber', bin('cucumber-js'), args).stdout);
  },
  c8() {
    const args = [
      '--reporter=lcovonly',
      '--reporter=json',
      '--reporter=json-summary',
      '--reporter=text',
      '--all',
      '--include',
      'shop.js',
      '--include',
      'tax.js',
      process.execPath,
      'run.js',
    ];
    const { file, stdout } = run('covered', bin('c8'), args);
    keep('lcov', 'c8.info', file('coverage/lcov.info'));
    keep('istanbul', 'c8-final.json', file('coverage/coverage-final.json'));
    keep('istanbul', 'c8-summary.json', file('coverage/coverage-summary.json'));
    keep('logs', 'c8.txt', stdout);
  },
  nyc() {
    const args = [
      '--cwd',
      '.',
      '--report-dir',
      'nyc',
      '--reporter=lcovonly',
      '--reporter=json',
      '--reporter=text',
      '--reporter=text-summary',
      process.execPath,
      'run.js',
    ];
    const { file, stdout } = run('covered', bin('nyc'), args);
    keep('lcov', 'nyc.info', file('nyc/lcov.info'));
    keep('istanbul', 'nyc-final.json', file('nyc/coverage-final.json'));
    keep('logs', 'nyc.txt', stdout);
  },
  pytest() {
    keep(
      'logs',
      'pytest.txt',
      run('pytest', 'pytest', ['-p', 'no:cacheprovider', '--color=no']).stdout,
    );
    const color = ['-p', 'no:cacheprovider', '--color=yes', '-q'];
    keep('logs', 'pytest-quiet-color.txt', run('pytest', 'pytest', color).stdout);
  },
  unittest() {
    keep('logs', 'unittest.txt', run('unittest', 'python3', ['-m', 'unittest', '-v']).stderr);
  },
  'coverage.py'() {
    run('covered', 'coverage', ['run', '--branch', '-m', 'pytest', '-q']);
    run('covered', 'coverage', ['json', '-o', 'out.json', '--pretty-print']);
    run('covered', 'coverage', ['lcov', '-o', 'out.info']);
    const { file, stdout } = run('covered', 'coverage', ['report', '--fail-under=90']);
    keep('coverage-py', 'coverage.json', file('out.json'));
    keep('lcov', 'coverage-py.info', file('out.info'));
    keep('logs', 'coverage-py.txt', stdout);
    const cov = [
      '--cov=.',
      '--cov-branch',
      '--cov-report=term',
      '--cov-fail-under=60',
      '--color=no',
    ];
    keep(
      'logs',
      'pytest-cov.txt',
      run('covered', 'pytest', ['-p', 'no:cacheprovider', ...cov]).stdout,
    );
  },
  go() {
    const { stdout } = run('go', 'go', ['test', '-json', './...']);
    keep('go-test-json', 'go-test.jsonl', stdout);
    const plain = run('go', 'go', ['test', '-coverprofile=cover.out', './...']);
    keep('logs', 'go-test.txt', plain.stdout);
    const single = run('go', 'go', ['test', '-covermode=count', '-coverprofile=cover.out', '.']);
    keep('go-cover', 'cover.out', single.file('cover.out'));
    keep('logs', 'go-test-verbose.txt', run('go', 'go', ['test', '-v', '.']).stdout);
  },
  cargo() {
    const { stdout, stderr } = run('cargo', 'cargo', ['test', '--offline', '--no-fail-fast']);
    keep(
      'logs',
      'cargo-test.txt',
      stderr.replaceAll(/-[0-9a-f]{16}\)/g, '-0123456789abcdef)') + stdout,
    );
  },
  rspec() {
    const { file, stdout } = run('rspec', 'rspec', [
      'money_spec.rb',
      '-f',
      'p',
      '-f',
      'json',
      '-o',
      'out.json',
    ]);
    keep('rspec-json', 'rspec.json', file('out.json'));
    keep('logs', 'rspec.txt', stdout);
    const broken = run('rspec', 'rspec', ['broken_spec.rb', '-f', 'json', '-o', 'out.json']);
    keep('rspec-json', 'broken.json', broken.file('out.json'));
  },
  simplecov() {
    const { file } = run('covered', 'ruby', ['run.rb']);
    keep('simplecov', 'resultset.json', file('coverage/.resultset.json'));
  },
  eslint() {
    const formatter = join(
      work,
      'node_modules',
      '@microsoft',
      'eslint-formatter-sarif',
      'sarif.js',
    );
    const { stdout } = run('eslint', bin('eslint'), ['-f', formatter, '.'], {
      NODE_PATH: join(work, 'node_modules'),
    });
    keep('sarif', 'eslint.sarif', stdout);
  },
  npm() {
    keep('npm-audit', 'no-lockfile.json', run('npm', 'npm', ['audit', '--json']).stdout);
  },
  phpunit() {
    keep('logs', 'phpunit.txt', run('phpunit', 'phpunit', ['MoneyTest.php']).stdout);
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
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(name);
  try {
    record();
  } catch (error) {
    console.log(`  not recorded: ${error instanceof Error ? error.message : error}`);
  }
}
