#!/usr/bin/env node
/**
 * Makes the fixtures of audits, bills of materials, CTRF and the tools of C++, Java, C#, Perl and
 * PHP anew, as `record.mjs` does the others:
 *
 *     node scripts/record-fixtures/record-tools.mjs [TOOL...]
 *
 * Debian's packages of what is not installed from npm: bandit, catch2, cmake, g++, gcovr, lcov,
 * junit4, junit5, libsurefire-java, maven, gradle, libjacoco-java, ant, nunit-console, mono-mcs,
 * phpunit, php-pcov, python3-xmlrunner, libtap-harness-junit-perl.
 */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startRegistry } from './advisory-registry.mjs';
import { bin, copy, keep, record, run, work } from './recording.mjs';

const PACKAGES = [
  'yarn@1.22.22',
  '@yarnpkg/cli-dist@4.18.1',
  'pnpm@10',
  '@cyclonedx/cyclonedx-npm@6',
  'jest@30.5.2',
  'jest-ctrf-json-reporter@0.0.11',
  'mocha@11',
  'mocha-ctrf-json-reporter@0.0.11',
  '@playwright/test@1',
  'playwright-ctrf-json-reporter@0.0.29',
  'vitest@3',
  'vitest-ctrf-json-reporter@0.0.3',
  'tape@5',
];
const JAVA = '/usr/share/java';
const JUNIT4 = `${JAVA}/junit4.jar:${JAVA}/hamcrest-core.jar`;

/** Runs beside the registry that this process serves, which `spawnSync` would hold up. */
function audit(cwd, command, args, env = {}) {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env } });
  let stdout = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  return new Promise((done, failed) => {
    child.on('error', failed);
    child.on('close', () => done(stdout));
  });
}

async function withRegistry(use) {
  const registry = await startRegistry();
  try {
    await use(registry.url);
  } finally {
    await registry.close();
  }
}

/** Java classes of the sample, for tools that only run or report. */
function compiled(classes, tests) {
  const sources = ['-d', classes, 'src/main/java/money/Money.java'];
  run('java', 'javac', ['--release', '8', '-Xlint:-options', ...sources]);
  const test = ['-cp', `${classes}:${JUNIT4}`, '-d', tests, 'src/test/java/money/MoneyTest.java'];
  return run('java', 'javac', ['--release', '8', '-Xlint:-options', ...test]);
}

const TOOLS = {
  npm: () =>
    withRegistry(async (url) => {
      const args = ['audit', '--json', '--package-lock-only', '--registry', url];
      keep('npm-audit', 'npm.json', await audit(copy('audited'), 'npm', args));
      keep('npm-audit', 'npm-clean.json', await audit(copy('calm'), 'npm', args));
    }),
  pnpm: () =>
    withRegistry(async (url) => {
      const args = ['audit', '--json', '--registry', url];
      keep('npm-audit', 'pnpm.json', await audit(copy('audited'), bin('pnpm'), args));
    }),
  'yarn-classic': () =>
    withRegistry(async (url) => {
      // Its registry is written into the program.
      const program = readFileSync(join(work, 'node_modules/yarn/lib/cli.js'), 'utf8');
      for (const [sample, name] of [
        ['audited', 'classic.jsonl'],
        ['calm', 'classic-clean.jsonl'],
      ]) {
        const cwd = copy(sample);
        writeFileSync(
          join(cwd, 'yarn.js'),
          program.replaceAll('https://registry.yarnpkg.com', url),
        );
        writeFileSync(join(cwd, 'yarn.lock'), readFileSync(join(cwd, 'yarn-classic.lock')));
        const args = ['yarn.js', 'audit', '--json'];
        keep('yarn-audit', name, await audit(cwd, process.execPath, args));
      }
    }),
  'yarn-berry': () =>
    withRegistry(async (url) => {
      const cwd = copy('audited');
      const program = join(work, 'node_modules/@yarnpkg/cli-dist/bin/yarn.js');
      const settings = [
        `npmRegistryServer: "${url}"`,
        'unsafeHttpWhitelist: ["127.0.0.1"]',
        'enableTelemetry: false',
        'enableGlobalCache: false',
        'npmMinimalAgeGate: 0',
      ];
      writeFileSync(join(cwd, '.yarnrc.yml'), `${settings.join('\n')}\n`);
      writeFileSync(join(cwd, 'yarn.lock'), '');
      const env = {
        YARN_GLOBAL_FOLDER: join(cwd, '.yarn-global'),
        YARN_ENABLE_IMMUTABLE_INSTALLS: '0',
      };
      await audit(cwd, process.execPath, [program, 'install', '--mode=update-lockfile'], env);
      const args = [program, 'npm', 'audit', '--json', '--recursive'];
      keep('yarn-audit', 'berry.jsonl', await audit(cwd, process.execPath, args, env));
    }),
  sbom() {
    for (const format of ['cyclonedx', 'spdx']) {
      const args = ['sbom', '--package-lock-only', '--sbom-format', format];
      keep(format, 'npm.json', run('audited', 'npm', args).stdout);
    }
    const args = ['--package-lock-only', '--output-reproducible', '--ignore-npm-errors'];
    keep('cyclonedx', 'cyclonedx-npm.json', run('audited', bin('cyclonedx-npm'), args).stdout);
  },
  ctrf() {
    const config = JSON.stringify({ testEnvironment: 'node', transform: {} });
    const reporter = join(work, 'node_modules', 'jest-ctrf-json-reporter');
    const jest = ['--config', config, '--rootDir', '.', '--reporters', reporter];
    keep('ctrf', 'jest.json', run('jest', bin('jest'), jest).file('ctrf/ctrf-report.json'));
    const mocha = ['money.spec.js', '--reporter', 'mocha-ctrf-json-reporter'];
    keep('ctrf', 'mocha.json', run('mocha', bin('mocha'), mocha).file('ctrf/ctrf-report.json'));
    const playwright = run('playwright', bin('playwright'), [
      'test',
      '--reporter=playwright-ctrf-json-reporter',
    ]);
    keep('ctrf', 'playwright.json', playwright.file('ctrf/ctrf-report.json'));
    const vitest = run('vitest', bin('vitest'), ['run', '--reporter=vitest-ctrf-json-reporter']);
    keep('ctrf', 'vitest.json', vitest.file('vitest-ctrf/report.json'));
  },
  bandit() {
    const args = ['-r', '.', '-f', 'json', '-o', 'out.json'];
    keep('bandit', 'bandit.json', run('bandit', 'bandit', args).file('out.json'));
  },
  cpp() {
    run('catch2', 'cmake', ['-S', '.', '-B', 'build', '-DCMAKE_BUILD_TYPE=Debug']);
    run('catch2', 'cmake', ['--build', 'build']);
    const catch2 = run('catch2', './build/test_money', ['-r', 'junit']);
    keep('junit', 'catch2.xml', catch2.stdout);
    const args = ['--test-dir', 'build', '--output-junit', '../ctest.xml'];
    keep('junit', 'ctest.xml', run('catch2', 'ctest', args).file('ctest.xml'));
    const gcovr = ['-r', '.', '-f', 'money.hpp', '--xml', 'out.xml', '--sonarqube', 'sonar.xml'];
    const covered = run('catch2', 'gcovr', gcovr);
    keep('cobertura', 'gcovr.xml', covered.file('out.xml'));
    keep('sonar-coverage', 'gcovr.xml', covered.file('sonar.xml'));
    const rc = ['--rc', 'lcov_branch_coverage=1'];
    run('catch2', 'lcov', ['-q', '-c', '-d', 'build', '-o', 'all.info', ...rc]);
    const lcov = run('catch2', 'lcov', [
      '-q',
      '-e',
      'all.info',
      '*money.hpp',
      '-o',
      'out.info',
      ...rc,
    ]);
    keep('lcov', 'lcov.info', lcov.file('out.info'));
  },
  surefire() {
    compiled('target/classes', 'target/test-classes');
    const local = '-Dmaven.repo.local=/usr/share/maven-repo';
    const goal = 'org.apache.maven.plugins:maven-surefire-plugin:2.22.3:test';
    const args = ['-o', '-B', local, '-Dsurefire.rerunFailingTestsCount=1', goal];
    const maven = run('java', 'mvn', args);
    keep('junit', 'surefire.xml', maven.file('target/surefire-reports/TEST-money.MoneyTest.xml'));
    keep('logs', 'maven.txt', maven.stdout);
  },
  gradle() {
    const gradle = run('java', 'gradle', ['--offline', '--no-daemon', '--console=plain', 'test']);
    const folder = 'build/test-results/test';
    keep('junit', 'gradle.xml', gradle.file(`${folder}/TEST-money.MoneyTest.xml`));
    keep('logs', 'gradle.txt', gradle.stdout + gradle.stderr);
  },
  'junit-console'() {
    compiled('classes', 'tests');
    const jars = readdirSync(JAVA)
      .filter((name) =>
        /^(?:junit-(?:platform|vintage|jupiter)|opentest4j|apiguardian|picocli|univocity).*\.jar$/.test(
          name,
        ),
      )
      .map((name) => join(JAVA, name));
    const path = ['classes', 'tests', JUNIT4, ...jars].join(':');
    const args = [
      '-cp',
      path,
      'org.junit.platform.console.ConsoleLauncher',
      '--scan-classpath',
      'tests',
    ];
    run('java', 'mkdir', ['-p', 'target']);
    const console = run('java', 'java', [
      ...args,
      '--reports-dir',
      'reports',
      '--disable-ansi-colors',
    ]);
    keep('logs', 'junit-console.txt', console.stdout);
    keep('junit', 'junit-console.xml', console.file('reports/TEST-junit-vintage.xml'));
  },
  jacoco() {
    compiled('classes', 'tests');
    const jars = readdirSync(JAVA)
      .filter((name) => /^(?:asm|org\.jacoco).*\.jar$/.test(name))
      .map((name) => join(JAVA, name));
    const lib = jars.flatMap((jar) => ['-lib', jar]);
    run('java', 'ant', ['-f', 'jacoco.xml', ...lib, 'instrument']);
    const shim = ['--release', '8', '-Xlint:-options', '-cp', jars.join(':'), '-d', 'instrumented'];
    run('java', 'javac', [...shim, 'shim/Offline.java']);
    const path = ['instrumented', 'tests', JUNIT4, ...jars].join(':');
    const test = ['-Djacoco-agent.destfile=jacoco.exec', '-cp', path, 'org.junit.runner.JUnitCore'];
    run('java', 'java', [...test, 'money.MoneyTest']);
    const report = run('java', 'ant', ['-f', 'jacoco.xml', ...lib, 'report']);
    keep('jacoco', 'jacoco.xml', report.file('jacoco-report.xml'));
  },
  nunit() {
    const library = '/usr/lib/cli/nunit.framework-2.6.3/nunit.framework.dll';
    run('nunit', 'mcs', ['-target:library', `-r:${library}`, '-out:Money.dll', 'MoneyTest.cs']);
    run('nunit', 'cp', [library, '.']);
    const { file } = run('nunit', 'nunit-console', ['Money.dll', '-xml=out.xml', '-nologo']);
    keep('nunit', 'nunit2.xml', file('out.xml'));
  },
  perl() {
    keep('tap', 'test-more.tap', run('prove', 'perl', ['money.t']).stdout);
    keep('tap', 'test-more-bail.tap', run('prove', 'perl', ['bail.t']).stdout);
    const args = ['--harness=TAP::Harness::JUnit', 'money.t'];
    const { file } = run('prove', 'prove', args, { env: { JUNIT_OUTPUT_FILE: 'out.xml' } });
    keep('junit', 'perl-harness.xml', file('out.xml'));
  },
  tape() {
    const env = { NODE_PATH: join(work, 'node_modules') };
    keep('tap', 'tape.tap', run('tape', process.execPath, ['money.js'], { env }).stdout);
  },
  'unittest-xml'() {
    const args = ['-m', 'xmlrunner', '--output-file', 'out.xml', 'test_money'];
    keep('junit', 'unittest-xml.xml', run('unittest', '/usr/bin/python3', args).file('out.xml'));
  },
  php() {
    const args = ['--coverage-clover', 'clover.xml', '--coverage-cobertura', 'cobertura.xml'];
    const { file } = run('php-covered', 'phpunit', args);
    keep('clover', 'phpunit.xml', file('clover.xml'));
    keep('cobertura', 'phpunit.xml', file('cobertura.xml'));
  },
};

await record(TOOLS, PACKAGES);
