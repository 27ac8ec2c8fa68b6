// Makes the commits and tags of a release: version, CHANGELOG, dist, and the commit that the README pins.
// It pushes and publishes nothing. `--dry-run` does all of it in a clone, with the package and the bill
// of materials that the release workflow publishes, prints that, and leaves nothing. `--notes VERSION`
// prints a version's section of the CHANGELOG.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const USAGE =
  'usage: npm run release -- VERSION [--dry-run]\n       node scripts/release.mjs --notes VERSION';
const VERSION = /^(\d+)\.(\d+)\.(\d+)(?:-rc\.(\d+))?$/;
const RELEASED = ['package.json', 'package-lock.json', 'CHANGELOG.md'];
/** The action as the README names it: the commit of the newest release. */
const PIN = /(milestone-audit\/milestone-audit@)[0-9a-f]{40}(?: # v[\w.-]+)?/g;

class Refused extends Error {}

const git = (...args) => execFileSync('git', args, { encoding: 'utf8' }).trim();
const read = (path) => readFileSync(path, 'utf8').replaceAll('\r\n', '\n');

/** Major, minor, patch, and the number of the release candidate; the release itself is above all of them. */
function numbers(version) {
  const [, major, minor, patch, candidate = 'Infinity'] = VERSION.exec(version) ?? [];
  if (major === undefined) {
    throw new Refused(`${version} is not a version such as 1.2.3 or 1.2.3-rc.1`);
  }
  return [major, minor, patch, candidate].map(Number);
}

function isNewer(version, than) {
  const old = numbers(than);
  const [part, before] = numbers(version)
    .map((part, at) => [part, old[at]])
    .find(([part, before]) => part !== before) ?? [0, 0];
  return part > before;
}

/** The version that the package began with was never released as long as the CHANGELOG has no section of it. */
function isFirst(version, current) {
  return version === current && !read('CHANGELOG.md').includes(`## ${version} (`);
}

/** Returns the text between a version's heading and the next one. */
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

/** Returns the CHANGELOG with what was unreleased as the version's section, below a new empty section. */
function released(changelog, version, date) {
  if (section(changelog, 'Unreleased') === '') {
    throw new Refused('CHANGELOG.md has nothing under Unreleased');
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
  if (git('tag', '--list', `v${version}`) !== '') throw new Refused(`the tag v${version} exists`);
}

const shell = process.platform === 'win32';
const npm = (...args) => execFileSync('npm', args, { encoding: 'utf8', shell });

function build() {
  const { status } = spawnSync(process.execPath, ['build.mjs'], { stdio: 'inherit' });
  if (status !== 0) throw new Refused('node build.mjs failed; nothing was committed');
}

function commit(message, ...paths) {
  git('add', '--', ...paths);
  git('commit', '--quiet', '--message', message);
}

/** A release moves its major tag; a release candidate does not. */
function tagsOf(version) {
  const [major, , , candidate] = numbers(version);
  return [`v${version}`, ...(candidate === Infinity && major > 0 ? [`v${major}`] : [])];
}

/** Returns the command that pushes the release. */
function release(version) {
  check(version);
  const date = new Date().toISOString().slice(0, 10);
  const changelog = released(read('CHANGELOG.md'), version, date);
  const [tag, ...moving] = tagsOf(version);
  for (const path of ['package.json', 'package-lock.json']) {
    writeFileSync(path, withVersion(path, version));
  }
  writeFileSync('CHANGELOG.md', changelog);
  build();
  commit(`chore(release): ${version}`, ...RELEASED, 'dist');
  git('tag', '--annotate', '--message', `milestone-audit ${version}`, tag);
  for (const one of moving) git('tag', '--force', one);
  writeFileSync(
    'README.md',
    read('README.md').replace(PIN, `$1${git('rev-parse', 'HEAD')} # ${tag}`),
  );
  if (git('status', '--porcelain') !== '') commit(`docs(readme): pin ${version}`, 'README.md');
  return `git push --atomic origin main ${tag}${moving.map((one) => ` && git push --force origin ${one}`).join('')}`;
}

/** Makes the release in a clone that is removed afterwards, and prints everything that it would publish. */
function rehearse(version) {
  check(version);
  const root = resolve('.');
  const identity = ['user.name', 'user.email'].map((key) => [key, git('config', key)]);
  const folder = mkdtempSync(join(tmpdir(), 'milestone-audit-release-'));
  try {
    const clone = join(folder, 'milestone-audit');
    git('clone', '--quiet', '--no-hardlinks', root, clone);
    if (existsSync('node_modules'))
      symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'), 'junction');
    process.chdir(clone);
    appendFileSync('.git/info/exclude', 'node_modules\n');
    for (const [key, value] of identity) git('config', key, value);
    const start = git('rev-parse', 'HEAD');
    const push = release(version);
    console.log(
      `\nCommits and tags:\n${git('log', '--reverse', '--decorate', '--stat', '--oneline', `${start}..`)}`,
    );
    printPackage(tagsOf(version)[0]);
    printMaterials();
    console.log(`\nNotes:\n\n${section(read('CHANGELOG.md'), version)}`);
    console.log(
      `\nNothing was changed, pushed, or published. Without --dry-run, what is left is: ${push}`,
    );
  } finally {
    process.chdir(root);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The package as the release workflow makes it: of the tagged commit, which it names. */
function printPackage(tag) {
  git('checkout', '--quiet', tag);
  npm('pkg', 'set', `gitHead=${git('rev-parse', 'HEAD')}`);
  const [{ filename, size, unpackedSize, shasum, files }] = JSON.parse(npm('pack', '--json'));
  console.log(`\nPackage ${filename}: ${size} bytes, ${unpackedSize} unpacked, SHA-1 ${shasum}`);
  for (const { path, size: bytes } of files) console.log(`  ${path} (${bytes} bytes)`);
}

/** Everything that the bundles are built from and with, by license. */
function printMaterials() {
  const { components } = JSON.parse(
    npm('sbom', '--package-lock-only', '--sbom-format', 'cyclonedx'),
  );
  const counts = new Map();
  for (const { licenses = [] } of components) {
    const names = licenses.map(
      ({ license, expression }) => expression ?? license?.id ?? license?.name,
    );
    const name = names.join(' and ') || 'no license';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  console.log(`\nBill of materials: ${components.length} components`);
  for (const [name, count] of [...counts].sort()) console.log(`  ${name}: ${count}`);
}

function main(args) {
  const dryRun = args.includes('--dry-run');
  const [first, second, ...rest] = args.filter((one) => one !== '--dry-run');
  if (first === '--notes' && second !== undefined && rest.length === 0) {
    numbers(second);
    console.log(section(read('CHANGELOG.md'), second));
  } else if (first !== undefined && !first.startsWith('-') && second === undefined) {
    if (dryRun) rehearse(first);
    else console.log(`Now: ${release(first)}`);
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
