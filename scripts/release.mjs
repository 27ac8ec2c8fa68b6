// Makes a release's commit and tag: version, CHANGELOG, dist. Without --write it only says what it
// would do. It pushes nothing. `--notes VERSION` prints a version's section of the CHANGELOG.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const USAGE = 'usage: node scripts/release.mjs VERSION [--write] | --notes VERSION';
const SEMVER = /^(\d+)\.(\d+)\.(\d+)$/;

class Refused extends Error {}

const git = (...args) => execFileSync('git', args, { encoding: 'utf8' }).trim();
const read = (path) => readFileSync(path, 'utf8').replaceAll('\r\n', '\n');

function numbers(version) {
  const [, ...parts] = SEMVER.exec(version) ?? [];
  if (parts.length === 0) throw new Refused(`${version} is not a version such as 1.2.3`);
  return parts.map(Number);
}

function isNewer(version, than) {
  const old = numbers(than);
  const [difference = 0] = numbers(version)
    .map((part, at) => part - old[at])
    .filter((one) => one !== 0);
  return difference > 0;
}

/** The version that the package began with was never released as long as the CHANGELOG has no section of it. */
function isFirst(version, current) {
  return version === current && !read('CHANGELOG.md').includes(`## ${version} (`);
}

/** The text between a version's heading and the next one. */
function section(changelog, name) {
  const lines = changelog.split('\n');
  const start = lines.findIndex((line) => line === `## ${name}` || line.startsWith(`## ${name} `));
  if (start === -1) throw new Refused(`CHANGELOG.md has no section ${name}`);
  const end = lines.findIndex((line, at) => at > start && line.startsWith('## '));
  return lines
    .slice(start + 1, end === -1 ? undefined : end)
    .join('\n')
    .trim();
}

/** What was unreleased becomes the version's; a new empty section stands above it. */
function released(changelog, version, date) {
  if (section(changelog, 'Unreleased') === '') {
    throw new Refused('nothing stands under Unreleased in CHANGELOG.md');
  }
  return changelog.replace('## Unreleased\n', `## Unreleased\n\n## ${version} (${date})\n`);
}

function withVersion(path, version) {
  const value = JSON.parse(read(path));
  value.version = version;
  if (value.packages?.[''] !== undefined) value.packages[''].version = version;
  return `${JSON.stringify(value, null, 2)}\n`;
}

function check(version) {
  const { version: current } = JSON.parse(read('package.json'));
  if (!isNewer(version, current) && !isFirst(version, current)) {
    throw new Refused(`${version} is not newer than ${current}`);
  }
  const branch = git('branch', '--show-current');
  if (branch !== 'main') throw new Refused(`releases are made on main, not on ${branch}`);
  if (git('status', '--porcelain') !== '') throw new Refused('the work tree is not clean');
  if (git('tag', '--list', `v${version}`) !== '') throw new Refused(`v${version} is there already`);
}

function build() {
  const { status } = spawnSync('npm', ['run', 'build'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Refused('npm run build failed; nothing was committed');
}

function release(version, write) {
  check(version);
  const date = new Date().toISOString().slice(0, 10);
  const files = {
    'package.json': withVersion('package.json', version),
    'package-lock.json': withVersion('package-lock.json', version),
    'CHANGELOG.md': released(read('CHANGELOG.md'), version, date),
  };
  const message = `chore(release): ${version}`;
  console.log(`version ${version} in ${Object.keys(files).join(', ')}; npm run build`);
  console.log(`commit "${message}", tag v${version}`);
  console.log(`\n${section(files['CHANGELOG.md'], version)}\n`);
  if (!write) {
    console.log('Nothing was changed. With --write it is done.');
    return;
  }
  for (const [path, text] of Object.entries(files)) writeFileSync(path, text);
  build();
  git('add', '--', ...Object.keys(files), 'dist');
  git('commit', '--quiet', '--message', message);
  git('tag', '--annotate', '--message', `milestone-audit ${version}`, `v${version}`);
  console.log(`Now: git push origin main v${version}`);
}

function main(args) {
  const write = args.includes('--write');
  const [first, second, ...rest] = args.filter((one) => one !== '--write');
  if (first === '--notes' && second !== undefined && rest.length === 0) {
    numbers(second);
    console.log(section(read('CHANGELOG.md'), second));
  } else if (first !== undefined && !first.startsWith('-') && second === undefined) {
    release(first, write);
  } else {
    throw new Refused(USAGE);
  }
}

try {
  main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
