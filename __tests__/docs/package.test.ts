import { execFile, execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts';

/* The package as npm makes it, installed in an empty folder without a network. */

const ROOT = join(import.meta.dirname, '../..');
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly version: string;
} & Readonly<Record<string, unknown>>;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'milestone-audit-package-'));
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

/** Installs the package as the README says, into a folder of its own, and returns its program. */
function installed(): string {
  npm(ROOT, 'pack', '--silent', '--ignore-scripts', '--pack-destination', folder);
  const [tarball = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  const prefix = join(folder, 'global');
  const quiet = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--silent'];
  npm(folder, 'install', '--global', '--prefix', prefix, ...quiet, join(folder, tarball));
  return process.platform === 'win32'
    ? join(prefix, 'milestone-audit.cmd')
    : join(prefix, 'bin', 'milestone-audit');
}

describe('the installed package', () => {
  let program = '';
  let modules = '';
  let sandbox: Sandbox;
  beforeAll(async () => {
    program = installed();
    modules = npm(folder, 'root', '--global', '--prefix', join(folder, 'global')).trim();
    sandbox = await startSandbox(join(ROOT, 'sandbox/stories/m01'));
  });
  afterAll(() => sandbox.close());

  async function run(...args: readonly string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(program, [...args], {
      cwd: folder,
      shell: process.platform === 'win32',
      env: {
        ...process.env,
        GH_TOKEN: sandbox.token,
        GITHUB_API_URL: sandbox.url,
        GITHUB_GRAPHQL_URL: sandbox.graphqlUrl,
        GITHUB_SERVER_URL: 'https://github.com',
      },
    }).catch((error: { readonly stdout: string }) => error);
    return stdout;
  }

  it('is one package with its license, schemas, and action', () => {
    const [only, ...others] = readdirSync(modules).filter((name) => !name.startsWith('.'));
    const paths = ['LICENSE', 'dist/licenses.txt', 'schema/config.schema.json', 'action.yml'];
    expect([
      only,
      others,
      paths.filter((path) => !existsSync(join(modules, 'milestone-audit', path))),
    ]).toEqual(['milestone-audit', [], []]);
  });

  it('says its version', async () => {
    expect(await run('--version')).toBe(`${manifest.version}\n`);
  });

  it('audits a pull request, and names itself as it was started', async () => {
    const number = sandbox.world.pulls[0]?.number;
    const out = await run('audit', `https://github.com/${sandbox.repository}/pull/${number}`);
    expect(out).toMatch(/(?:^|\n)[A-Z][a-z0-9 ]+: M01 .+\n[\s\S]*\nNext: milestone-audit /);
  });
});

it('is an extension of GitHub’s command line in a folder of its name', () => {
  const extension = join(folder, 'gh-milestone-audit');
  mkdirSync(extension);
  symlinkSync(join(ROOT, 'dist'), join(extension, 'dist'), 'junction');
  copyFileSync(join(ROOT, 'gh-milestone-audit'), join(extension, 'gh-milestone-audit'));
  const args = [join(extension, 'gh-milestone-audit'), '--version'];
  expect(execFileSync('sh', args, { encoding: 'utf8' })).toBe(`${manifest.version}\n`);
});

it('names two commands of the README that install it', () => {
  expect(readFileSync(join(ROOT, 'README.md'), 'utf8')).toContain(
    'npm install --global "$(npm pack --silent)"\nmilestone-audit audit https://github.com/OWNER/NAME/pull/12\n',
  );
});
