import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { addOrganization, simulatedRepositories } from '../../sandbox/organization.ts';
import { type Faults, loadStory, type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts';
import { readOrganization } from '../../src/github/organization.ts';
import type { composeRollup } from '../../src/history/rollup/compose-rollup.ts';
import { onTerminal } from '../cli/on-terminal.ts';
import { m01 } from '../sandbox/with-sandbox.ts';

const PATH = 'docs/milestones/latest.json';
const repositories = simulatedRepositories('seed', 120);

let sandbox: Sandbox;
let faults: Faults = () => undefined;
const before = { ...process.env };
beforeEach(async () => {
  faults = () => undefined;
  sandbox = await startSandbox(loadStory(m01), { faults: (...asked) => faults(...asked) });
  addOrganization(sandbox.world, 'acme-org', 'seed', repositories);
  const { permissions } = sandbox.world.tokens.get(sandbox.token) ?? {};
  permissions?.set('organization_custom_properties', 'read');
});
afterEach(async () => {
  process.env = { ...before };
  await sandbox.close();
});

async function read(organization = 'acme-org') {
  const { url: apiUrl, graphqlUrl, token } = sandbox;
  const options = {
    repository: { owner: organization, name: '' },
    token,
    apiUrl,
    graphqlUrl,
    userAgent: 't',
  };
  return readOrganization(
    { ...options, rateLimits: { retries: 0, retryUnit: 1, limitUnit: 1 } },
    organization,
    PATH,
  );
}

it('reads every repository with its file and its custom properties in five requests', async () => {
  const result = await read();
  if (!result.ok) throw new Error(result.error.message);
  expect(result.value.repositories.map(({ repository }) => repository)).toEqual(
    repositories.map(({ name }) => `acme-org/${name}`),
  );
  expect(result.value.repositories.map(({ properties }) => properties['team'])).toEqual(
    repositories.map(({ team }) => team),
  );
  expect(sandbox.requests.length).toBe(3 + 2);
});

it('reads the same by REST where GraphQL is refused', async () => {
  const byGraphql = await read();
  faults = (_, path) =>
    path === '/graphql' ? { status: 403, body: { message: 'no' } } : undefined;
  const byRest = await read();
  if (!byGraphql.ok || !byRest.ok) throw new Error('not read');
  expect(byRest.value.repositories).toEqual(byGraphql.value.repositories);
  expect(byRest.value.notices).toEqual([expect.stringContaining('GraphQL was refused')]);
});

it.each(['GraphQL', 'REST'])('reads every audit key of a repository by %s', async (way) => {
  addOrganization(sandbox.world, 'acme-org', 'seed', [
    { name: 'keyed', kind: 'keyed', team: 'web', tier: '1' },
  ]);
  if (way === 'REST') {
    faults = (_, path) =>
      path === '/graphql' ? { status: 403, body: { message: 'no' } } : undefined;
  }
  const result = await read();
  if (!result.ok) throw new Error(result.error.message);
  const keyed = result.value.repositories.find(({ repository }) => repository.endsWith('/keyed'));
  expect(keyed?.files.map(({ path, content }) => [path, content.state])).toEqual([
    ['docs/milestones/latest_api.json', 'read'],
    ['docs/milestones/latest_web.json', 'read'],
  ]);
});

it('names custom properties that the token may not read', async () => {
  faults = (_, path) =>
    path.endsWith('/properties/values') ? { status: 403, body: { message: 'no' } } : undefined;
  const result = await read();
  expect(result.ok && result.value.notices).toEqual([
    expect.stringContaining('no custom properties'),
  ]);
});

it('fails for an organization that does not exist', async () => {
  expect((await read('nobody')).ok).toBe(false);
});

/** Runs the command line with the token and the addresses of the sandbox. */
async function rollup(...args: readonly string[]) {
  const env = { GITHUB_TOKEN: sandbox.token, GITHUB_API_URL: sandbox.url };
  Object.assign(process.env, env, { GH_TOKEN: '', GITHUB_GRAPHQL_URL: sandbox.graphqlUrl });
  return onTerminal('rollup', '--organization', 'acme-org', '--json', ...args);
}

it('one issue is opened, left unchanged, updated in place, and closed', async () => {
  const { world, repository } = sandbox;
  world.tokens.get(sandbox.token)?.permissions.set('issues', 'write');
  const said: string[] = [];
  const publish = async (day: string) => {
    const { err } = await rollup('--issue', repository, '--as-of', day);
    said.push(/issue (\w+)/.exec(err)?.[1] ?? err);
  };
  const before = world.issues.length;
  await publish('2026-08-01');
  await publish('2026-08-01');
  await publish('2026-08-02');
  world.repos.clear();
  const green = repositories.filter(({ kind }) => kind === 'green');
  world.repos.set(repository.toLowerCase(), world.repo);
  addOrganization(world, 'acme-org', 'seed', green);
  await publish('2026-08-02');
  expect([said, world.issues.length - before, world.issues.at(-1)?.state]).toEqual([
    ['opened', 'unchanged', 'updated', 'closed'],
    1,
    'closed',
  ]);
});

it('rolls up an organization: every repository is a row', async () => {
  const { code, out } = await rollup();
  const { totals } = JSON.parse(out) as ReturnType<typeof composeRollup>;
  const of = (...kinds: readonly string[]) =>
    repositories.filter(({ kind }) => kinds.includes(kind)).length;
  expect([code, totals]).toEqual([
    0,
    {
      repositories: 120,
      green: of('green'),
      yellow: of('yellow'),
      red: of('red', 'open'),
      unknown: of('none', 'broken', 'foreign'),
    },
  ]);
});
