import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';

const SCRIPT = join(import.meta.dirname, '../../scripts/release.mjs');
const CHANGELOG = `# Changelog

## Unreleased

### Added

- Something new.

## 0.1.0 (2026-01-02)

- The first.
`;
let root = '';

const git = (...args: readonly string[]): string =>
  execFileSync('git', [...args], { cwd: root, encoding: 'utf8' }).trim();
const text = (path: string): string => readFileSync(join(root, path), 'utf8');

function release(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, ...args], {
    cwd: root,
    encoding: 'utf8',
  });
  return { code: status, out: stdout, err: stderr.trim() };
}

function write(path: string, content: unknown): void {
  const said = typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`;
  writeFileSync(join(root, path), said);
}

/** The repository as it is before a release. */
const TEMPLATE = mkdtempSync(join(tmpdir(), 'milestone-audit-release-'));

beforeAll(() => {
  root = TEMPLATE;
  mkdirSync(join(root, 'dist'));
  write('dist/index.js', 'old\n');
  write(
    'build.mjs',
    "import { writeFileSync } from 'node:fs';\nwriteFileSync('dist/index.js', 'new\\n');\n",
  );
  write('package.json', { name: 'x', version: '0.1.0' });
  write('package-lock.json', {
    name: 'x',
    version: '0.1.0',
    packages: { '': { version: '0.1.0' } },
  });
  write('CHANGELOG.md', CHANGELOG);
  write('README.md', `uses: milestone-audit/milestone-audit@${'0'.repeat(40)}\n`);
  git('init', '--quiet', '--initial-branch=main');
  const settings = '[user]\nname = A\nemail = a@example.org\n[core]\nautocrlf = false\n';
  const unsigned = '[commit]\ngpgsign = false\n[tag]\ngpgsign = false\n';
  appendFileSync(join(root, '.git/config'), settings + unsigned);
  git('add', '.');
  git('commit', '--quiet', '--message', 'start');
});
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'milestone-audit-release-'));
  cpSync(TEMPLATE, root, { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));
afterAll(() => rmSync(TEMPLATE, { recursive: true, force: true }));

it('makes the release in a clone with --dry-run, and changes nothing here', () => {
  const { code, out } = release('0.2.0', '--dry-run');
  expect([code, git('status', '--porcelain'), git('tag'), text('dist/index.js')]).toEqual([
    0,
    '',
    '',
    'old\n',
  ]);
  for (const part of [
    'tag: v0.2.0) chore(release): 0.2.0',
    'docs(readme): pin 0.2.0',
    'Package x-0.2.0.tgz: ',
    'dist/index.js (4 bytes)',
    'Bill of materials: 0 components',
    '- Something new.',
    'git push --atomic origin main v0.2.0',
  ])
    expect(out).toContain(part);
});

it('makes one commit of version, CHANGELOG and dist, with its tag, and one that pins it in the README', () => {
  expect(release('0.2.0').code).toBe(0);
  expect(git('status', '--porcelain')).toBe('');
  expect(git('log', '--format=%s', '-1', 'v0.2.0')).toBe('chore(release): 0.2.0');
  expect(git('show', '--format=', '--name-only', 'v0.2.0^{commit}').split('\n')).toEqual([
    'CHANGELOG.md',
    'dist/index.js',
    'package-lock.json',
    'package.json',
  ]);
  expect(JSON.parse(text('package-lock.json'))).toMatchObject({
    version: '0.2.0',
    packages: { '': { version: '0.2.0' } },
  });
  expect(text('CHANGELOG.md')).toMatch(
    /## Unreleased\n\n## 0\.2\.0 \(\d{4}-\d\d-\d\d\)\n\n### Added\n\n- Something new\.\n\n## 0\.1\.0/,
  );
  const sha = git('rev-parse', 'v0.2.0^{commit}');
  expect(text('README.md')).toBe(`uses: milestone-audit/milestone-audit@${sha} # v0.2.0\n`);
  expect(release('--notes', '0.2.0').out).toBe('### Added\n\n- Something new.\n');
});

it('moves the major tag for a release and not for a release candidate', () => {
  release('1.0.0-rc.1');
  const candidate = git('tag');
  write(
    'CHANGELOG.md',
    text('CHANGELOG.md').replace('## Unreleased\n', '## Unreleased\n\n- More.\n'),
  );
  git('commit', '--quiet', '--all', '--message', 'more');
  release('1.0.0');
  expect([candidate, git('tag').split('\n')]).toEqual([
    'v1.0.0-rc.1',
    ['v1', 'v1.0.0', 'v1.0.0-rc.1'],
  ]);
});

it('refuses what would be no release, and changes nothing', () => {
  expect(release('0.1.0')).toMatchObject({ code: 2, err: '0.1.0 is not newer than 0.1.0' });
  expect(release('1.0')).toMatchObject({
    code: 2,
    err: '1.0 is not a version such as 1.2.3 or 1.2.3-rc.1',
  });
  expect(release()).toMatchObject({ code: 2, err: expect.stringContaining('usage:') });
  git('tag', 'v0.2.0');
  expect(release('0.2.0')).toMatchObject({ code: 2, err: 'the tag v0.2.0 exists' });
  write('new.txt', 'x');
  expect(release('0.3.0')).toMatchObject({ code: 2, err: 'the work tree is not clean' });
});

it('refuses a release of which nothing can be told', () => {
  write('CHANGELOG.md', CHANGELOG.replace('### Added\n\n- Something new.\n\n', ''));
  git('commit', '--quiet', '--all', '--message', 'nothing');
  expect(release('0.2.0')).toMatchObject({
    code: 2,
    err: 'CHANGELOG.md has nothing under Unreleased',
  });
});

it('the version that the package began with can be its first release, once', () => {
  write('CHANGELOG.md', CHANGELOG.replace(/## 0\.1\.0[\s\S]*$/, ''));
  git('commit', '--quiet', '--all', '--message', 'nothing released');
  expect(release('0.1.0').code).toBe(0);
  expect(git('tag')).toBe('v0.1.0');
  expect(release('0.1.0')).toMatchObject({ code: 2, err: '0.1.0 is not newer than 0.1.0' });
});
