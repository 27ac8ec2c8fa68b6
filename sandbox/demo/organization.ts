import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { addOrganization, type Kind, simulatedRepositories } from '../organization.ts';
import { loadStory, type Sandbox, startSandbox } from '../start-sandbox.ts';

const ORGANIZATION = 'northwind';
const SEED = 'demo';
const RECORDED = '__tests__/snapshots/evidence';

/** Stricter than what the recorded audits were judged by. */
const STRICTER = `profile: seed
gates:
  - { title: No failing test, when: [tests.failed == 0] }
`;

type Say = (line: string) => void;

/**
 * `npm run demo -- organization`: the shipped command line rolls up 40 simulated repositories three
 * times, keeps one issue in place, and rehearses a stricter config on the evidence of five.
 */
export async function organizationDemo(out: string, say: Say): Promise<number> {
  const sandbox = await startSandbox(loadStory(join('sandbox', 'stories', 'm01')));
  try {
    await rm(out, { recursive: true, force: true });
    await mkdir(out, { recursive: true });
    const { permissions } = sandbox.world.tokens.get(sandbox.token) ?? {};
    permissions?.set('issues', 'write').set('organization_custom_properties', 'read');
    say(
      `${ORGANIZATION} with 40 repositories is served at ${sandbox.url}; nothing else is reached.`,
    );
    await rollups(sandbox, out, say);
    const red = await rehearsal(out, say);
    say('');
    say(`Written to ${out}: index.html to open in a browser, README.md, rollup.json, rollup.csv.`);
    return red === 3 ? 0 : 1;
  } finally {
    await sandbox.close();
  }
}

/** Changes before each roll-up: what the repositories of one kind become. */
const ROUNDS: readonly (readonly [title: string, from?: Kind, to?: Kind])[] = [
  ['The first roll-up'],
  ['A day later, one red repository passes', 'red', 'green'],
  ['Another day later, one that passed is red', 'yellow', 'red'],
];

async function rollups(sandbox: Sandbox, out: string, say: Say): Promise<void> {
  let repositories = simulatedRepositories(SEED, 40);
  for (const [at, [title, from, to]] of ROUNDS.entries()) {
    const changed = repositories.findIndex(({ kind }) => kind === from);
    repositories = repositories.map((one, index) =>
      index === changed && to !== undefined ? { ...one, kind: to } : one,
    );
    addOrganization(sandbox.world, ORGANIZATION, SEED, repositories);
    const before = sandbox.requests.length;
    const last = join(out, 'rollup.json');
    const previous = at === 0 ? [] : ['--previous', last];
    const given = ['--organization', ORGANIZATION, '--as-of', `2026-07-0${at + 1}`, '--out', out];
    const { stderr } = await cli(
      sandbox,
      'rollup',
      ...given,
      '--issue',
      sandbox.repository,
      ...previous,
    );
    say('');
    say(`── ${title}: ${sandbox.requests.length - before} requests`);
    say(`   ${stderr.split('\n').find((line) => line.startsWith('issue')) ?? ''}`);
  }
  const readme = await readFile(join(out, 'README.md'), 'utf8');
  for (const line of readme.split('\n').slice(4, 12)) say(`   ${line}`);
}

/** Returns how many audits would turn red. */
async function rehearsal(out: string, say: Say): Promise<number> {
  const config = join(out, 'stricter.yml');
  await writeFile(config, STRICTER);
  const files = [
    'm01-seed',
    'm01-seed',
    'm01-seed',
    'm01-everything-passes-seed',
    'm01-everything-passes-seed',
  ];
  for (const [at, name] of files.entries()) {
    const packed = await readFile(join(RECORDED, `${name}.json.gz`));
    const file = JSON.parse(gunzipSync(packed).toString('utf8')) as { target: object };
    const repository = { owner: ORGANIZATION, name: `service-00${at + 1}` };
    const folder = join(out, 'evidence', repository.name);
    await mkdir(folder, { recursive: true });
    const text = JSON.stringify({ ...file, target: { ...file.target, repository } });
    await writeFile(join(folder, 'M01_evidence.json'), text);
  }
  const args = ['rehearse', join(out, 'evidence'), '--config', config, '--quiet'];
  const { stdout } = await cli(undefined, ...args);
  say('');
  say('── A rehearsal: no failing test may pass by a deferral');
  for (const line of stdout.trim().split('\n')) say(`   ${line}`);
  return Number(/(\d+) would turn red/.exec(stdout)?.[1] ?? 0);
}

function cli(sandbox: Sandbox | undefined, ...args: readonly string[]) {
  const server =
    sandbox === undefined
      ? {}
      : {
          GITHUB_TOKEN: sandbox.token,
          GITHUB_API_URL: sandbox.url,
          GITHUB_GRAPHQL_URL: sandbox.graphqlUrl,
          GITHUB_SERVER_URL: sandbox.world.serverUrl,
        };
  const env = { ...process.env, GH_TOKEN: '', ...server };
  return promisify(execFile)(process.execPath, ['dist/cli.js', ...args], { env });
}
