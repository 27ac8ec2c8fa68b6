import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

/* The package as npm makes it, installed in an empty folder without a network. */

const ROOT = join(import.meta.dirname, '../..');
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly version: string;
} & Readonly<Record<string, unknown>>;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'milestone-audit-package-'));
  mkdirSync(join(folder, 'empty'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

/** Started as npm starts its own scripts, so that no shell stands between; else by name. */
function npm(cwd: string, ...args: readonly string[]): string {
  const own = process.env['npm_execpath'];
  const [program, first] = own === undefined ? ['npm', []] : [process.execPath, [own]];
  const shell = own === undefined && process.platform === 'win32';
  return execFileSync(program, [...first, ...args], {
    cwd,
    encoding: 'utf8',
    shell,
    stdio: 'pipe',
  });
}

it('everything it runs by is in its bundles: it depends on nothing', () => {
  const kinds = ['dependencies', 'optionalDependencies', 'peerDependencies', 'bundleDependencies'];
  expect(kinds.filter((kind) => kind in manifest)).toEqual([]);
});

it('installs alone, without a network, and answers', () => {
  npm(ROOT, 'pack', '--silent', '--ignore-scripts', '--pack-destination', folder);
  const [tarball = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  const empty = join(folder, 'empty');
  const quiet = ['--no-audit', '--no-fund', '--silent'];
  npm(empty, 'install', '--offline', '--ignore-scripts', ...quiet, join(folder, tarball));
  expect(readdirSync(join(empty, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
    'milestone-audit',
  ]);
  const cli = join(empty, 'node_modules/milestone-audit/dist/cli.js');
  const answer = (...args: readonly string[]): string =>
    execFileSync(process.execPath, [cli, ...args], { cwd: empty, encoding: 'utf8' });
  expect(answer('--version')).toBe(`${manifest.version}\n`);
  expect(answer('rules', '--json')).toContain('"rules_version"');
  for (const path of ['LICENSE', 'dist/licenses.txt', 'schema/config.schema.json', 'action.yml']) {
    expect(readFileSync(join(empty, 'node_modules/milestone-audit', path), 'utf8')).not.toBe('');
  }
});
