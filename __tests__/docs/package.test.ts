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
import { delimiter, join } from 'node:path';
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

it('everything it runs by is in its bundles: it depends on nothing', () => {
  const kinds = ['dependencies', 'optionalDependencies', 'peerDependencies', 'bundleDependencies'];
  expect(kinds.filter((kind) => kind in manifest)).toEqual([]);
});

/** The commands of the README that begin in an empty folder. */
const [clone = '', install = '', audit = '', ...others] =
  /From an empty folder[^\n]*\n\n```sh\n([^`]+)\n```/
    .exec(readFileSync(join(ROOT, 'README.md'), 'utf8'))?.[1]
    ?.split('\n') ?? [];

it('three commands of the README lead to the first audit', () => {
  expect([clone, install, audit].map((line) => line.split(' ')[0])).toEqual([
    'git',
    'npm',
    'milestone-audit',
  ]);
  expect(others).toEqual([]);
});

describe('the installed package', () => {
  const prefix = (): string => join(folder, 'global');
  const modules = (): string =>
    join(prefix(), ...(process.platform === 'win32' ? [] : ['lib']), 'node_modules');
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox(join(ROOT, 'sandbox/stories/m01'));
    await run(clone);
    await run(install);
  });
  afterAll(() => sandbox.close());

  /** Runs a line as typed, with this repository in the place of GitHub's and without a registry. */
  async function run(line: string): Promise<string> {
    const { stdout } = await promisify(execFile)('sh', ['-c', line], {
      cwd: folder,
      env: {
        ...process.env,
        PATH: [join(prefix(), 'bin'), prefix(), process.env['PATH']].join(delimiter),
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: `url.${ROOT}.insteadOf`,
        GIT_CONFIG_VALUE_0: 'https://github.com/milestone-audit/milestone-audit',
        npm_config_prefix: prefix(),
        npm_config_offline: 'true',
        npm_config_audit: 'false',
        npm_config_fund: 'false',
        npm_config_ignore_scripts: 'true',
        GH_TOKEN: sandbox.token,
        GITHUB_API_URL: sandbox.url,
        GITHUB_GRAPHQL_URL: sandbox.graphqlUrl,
        GITHUB_SERVER_URL: 'https://github.com',
      },
    }).catch((error: { readonly stdout: string }) => error);
    return stdout;
  }

  it('is one package with its license, schemas, and action', () => {
    const [only, ...others] = readdirSync(modules()).filter((name) => !name.startsWith('.'));
    const paths = ['LICENSE', 'dist/licenses.txt', 'schema/config.schema.json', 'action.yml'];
    expect([
      only,
      others,
      paths.filter((path) => !existsSync(join(modules(), 'milestone-audit', path))),
    ]).toEqual(['milestone-audit', [], []]);
  });

  it('says its version', async () => {
    expect(await run('milestone-audit --version')).toBe(`${manifest.version}\n`);
  });

  it('audits a pull request, and names itself as it was started', async () => {
    const number = sandbox.world.pulls[0]?.number;
    const out = await run(
      audit.replace('OWNER/NAME/pull/12', `${sandbox.repository}/pull/${number}`),
    );
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
