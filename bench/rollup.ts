/**
 * `npm run bench:rollup`: the roll-up of an organization with 10, 100 and 500 repositories of five
 * milestones each, served by the embedded GitHub. Prints requests, our own processor time for composing
 * and rendering all files, and the peak memory of one process, which contains the embedded GitHub.
 *
 *     npm run bench:rollup -- [REPOSITORIES]...
 */
import { spawnSync } from 'node:child_process';
import { addOrganization, simulatedRepositories } from '../sandbox/organization.ts';
import { loadStory, startSandbox } from '../sandbox/start-sandbox.ts';
import { readOrganization } from '../src/github/organization.ts';
import { composeRollup } from '../src/history/rollup/compose-rollup.ts';
import { rollupCsv } from '../src/history/rollup/csv.ts';
import { renderRollupPage } from '../src/history/rollup/page.ts';
import { renderRollup } from '../src/history/rollup/readme.ts';
import { rollupText } from '../src/model/rollup.ts';

const PATH = 'docs/milestones/latest.json';
const SERVER = 'https://github.com';

/** Returns the processor time of this process in milliseconds: other programs do not change it much. */
function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function measure(count: number): Promise<void> {
  const sandbox = await startSandbox(loadStory('sandbox/stories/m01'));
  addOrganization(sandbox.world, 'northwind', 'bench', simulatedRepositories('bench', count));
  const { permissions } = sandbox.world.tokens.get(sandbox.token) ?? {};
  permissions?.set('organization_custom_properties', 'read');
  const { url: apiUrl, graphqlUrl, token } = sandbox;
  const repository = { owner: 'northwind', name: '' };
  const options = { repository, token, apiUrl, graphqlUrl, userAgent: 'bench' };
  const started = performance.now();
  const read = await readOrganization(options, 'northwind', PATH);
  if (!read.ok) throw new Error(read.error.message);
  const collected = performance.now();
  const begun = cpuTime();
  const expected = read.value.repositories.map(({ repository }) => ({ repository }));
  const found = read.value.repositories.flatMap(({ repository, files }) =>
    files.map(({ path: place, content }) => ({ place, repository, content })),
  );
  const rollup = composeRollup({ expected, found, asOf: undefined, previous: undefined });
  const composed = cpuTime();
  const bytes = [
    rollupText(rollup),
    renderRollup(rollup, SERVER),
    renderRollupPage(rollup, SERVER),
    rollupCsv(rollup),
  ].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const rendered = cpuTime();
  await sandbox.close();
  const ms = (from: number, to: number): string => `${Math.round(to - from)} ms`;
  process.stdout.write(
    `| ${count} | ${sandbox.requests.length} | ${ms(started, collected)} | ${ms(begun, composed)} | ${ms(composed, rendered)} | ${Math.round(bytes / 1024)} KiB | ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB |\n`,
  );
}

const [first, ...more] = process.argv.slice(2);
if (first === '--only') await measure(Number(more[0]));
else {
  process.stdout.write(
    '| repositories | requests | reading (with the embedded GitHub) | composing (CPU) | rendering (CPU) | written | peak memory |\n| --- | --- | --- | --- | --- | --- | --- |\n',
  );
  for (const count of first === undefined ? ['10', '100', '500'] : [first, ...more]) {
    const args = ['scripts/run-typescript.mjs', 'bench/rollup.ts', '--only', count];
    spawnSync(process.execPath, args, { stdio: 'inherit' });
  }
}
