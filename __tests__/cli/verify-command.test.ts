import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import { RULES_VERSION } from '../../src/rules/registry.ts';
import { aRepository, type TestRepository } from '../local/a-repository.ts';
import { onTerminal } from './on-terminal.ts';

/* Chains, indexes and ledgers of audits are tested in `__tests__/history`. */

const STORY = join(import.meta.dirname, '../../sandbox/stories/m01');
const FOLDER = 'docs/milestones/M01';
const [DOCUMENT, JSON_FILE, EVIDENCE] = [
  'M01_audit.md',
  'M01_audit.json',
  'M01_evidence.json.gz',
].map((name) => `${FOLDER}/${name}`) as [string, string, string];
const before = { ...process.env };

let repo: TestRepository;
/** An audit of the embedded GitHub with its document, by path. */
let files: Readonly<Record<string, string>> = {};
beforeAll(async () => {
  repo = aRepository();
  const sandbox = await startSandbox(STORY);
  Object.assign(process.env, {
    GH_TOKEN: sandbox.token,
    GITHUB_API_URL: sandbox.url,
    GITHUB_GRAPHQL_URL: sandbox.graphqlUrl,
    GITHUB_SERVER_URL: 'https://github.com',
  });
  const out = repo.beside('out');
  const pull = `${sandbox.repository}#${sandbox.world.pulls[0]?.number}`;
  await onTerminal('audit', pull, '--out', out, '--fail-on', 'never', '--quiet');
  await sandbox.close();
  const text = (name: string): string => readFileSync(join(out, name), 'utf8');
  files = { [DOCUMENT]: text('M01_audit.md'), [JSON_FILE]: text('M01_audit.json') };
  mkdirSync(join(repo.folder, FOLDER), { recursive: true });
  writeFileSync(join(repo.folder, EVIDENCE), gzipSync(text('M01_evidence.json')));
});
afterAll(() => {
  process.env = before;
  repo.remove();
});

/** Commits the files and returns the lines of `verify` that are about the audit, without its index. */
async function verified(changed: Readonly<Record<string, string>>) {
  repo.commit('M01: audit', { ...files, ...changed });
  const { code, out } = await onTerminal('verify', '--repo', repo.folder);
  return { code, lines: out.split('\n').filter((line) => line.includes(FOLDER)) };
}

it('an audit with its evidence is reproduced', async () => {
  expect((await verified({})).lines).toEqual([]);
});

it('an edited JSON is named, and the exit code is 1', async () => {
  const edited = files[JSON_FILE]?.replace(/"score": [\d.]+,/, '"score": 4.9,') ?? '';
  const { code, lines } = await verified({ [JSON_FILE]: edited });
  expect([code, lines[0]]).toEqual([1, expect.stringContaining(`✗ ${JSON_FILE}: differs: `)]);
});

it('an edited document is named', async () => {
  const edited = files[DOCUMENT]?.replace('M01', 'M1') ?? '';
  expect((await verified({ [DOCUMENT]: edited })).lines).toEqual([
    expect.stringContaining(`✗ ${DOCUMENT}: differs: `),
  ]);
});

it('an audit by other rules passes when digest and arithmetic are right, and names the version', async () => {
  const { version } = JSON.parse(files[JSON_FILE] ?? '').tool;
  const older = files[JSON_FILE]?.replace(/"rules_version": \d+/, '"rules_version": 1') ?? '';
  expect((await verified({ [JSON_FILE]: older })).lines).toEqual([
    expect.stringContaining(
      `? ${JSON_FILE}: made by other rules: made by milestone-audit ${version} (rules 1), this is ${version} (rules ${RULES_VERSION}); digest and arithmetic are right`,
    ),
  ]);
});

it('an audit by other rules whose sum is wrong differs', async () => {
  const older = files[JSON_FILE]
    ?.replace(/"rules_version": \d+/, '"rules_version": 1')
    .replace(/\n {2}"score": [\d.]+,/, '\n  "score": 4.9,');
  expect((await verified({ [JSON_FILE]: older ?? '' })).lines[0]).toContain(
    `✗ ${JSON_FILE}: differs: the lowest score does not follow`,
  );
});

it('an audit without a digest of its evidence fails, unless its own digest is accepted', async () => {
  const old = files[JSON_FILE]?.replace(/\n {4}"sha256": "[0-9a-f]{64}",?/, '') ?? '';
  const failed = await verified({ [JSON_FILE]: old });
  const ids = failed.lines.flatMap((line) => /\[sha256:([0-9a-f]{64})\]$/.exec(line)?.[1] ?? []);
  const list = ids.map((id) => `- audit: ${id}\n  reason: an old version\n`).join('');
  const passed = await verified({ [JSON_FILE]: old, 'docs/milestones/unverifiable.yml': list });
  expect([failed.code, failed.lines[0], passed.lines]).toEqual([
    1,
    expect.stringMatching(/✗ .*json: evidence missing: milestone-audit .* without a digest/),
    passed.lines.map(() => expect.stringMatching(/^! .*; accepted: an old version$/)),
  ]);
});

it('an audit without its evidence fails by name', async () => {
  await verified({});
  repo.git('rm', '--quiet', EVIDENCE);
  repo.git('commit', '--quiet', '--message', 'smaller');
  const { code, out } = await onTerminal('verify', '--repo', repo.folder);
  expect([code, out]).toEqual([1, expect.stringContaining(`✗ ${JSON_FILE}: evidence missing: `)]);
});

it('a repository without audits has nothing to verify', async () => {
  repo.git('rm', '--quiet', '-r', '--ignore-unmatch', 'docs');
  repo.commit('start');
  expect(await onTerminal('verify', '--repo', repo.folder)).toMatchObject({
    code: 0,
    out: 'no audit is committed here\n',
  });
});
