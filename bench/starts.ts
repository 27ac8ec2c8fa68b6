import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** One start, from nothing to the first request on GitHub. */
export interface Start {
  /** Milliseconds until the server saw the request. */
  readonly clock: number;
  /** Milliseconds the process had had the processor for when it sent the request. */
  readonly processor: number;
}

/** The start of the action beside that of a script of ten lines, round by round. */
export interface Starts {
  readonly action: readonly Start[];
  readonly fetch: readonly Start[];
}

const TEN_LINES = `const { GITHUB_API_URL, GITHUB_REPOSITORY, TOKEN } = process.env;
const response = await fetch(\`\${GITHUB_API_URL}/repos/\${GITHUB_REPOSITORY}\`, {
  headers: {
    accept: 'application/vnd.github+json',
    authorization: \`token \${TOKEN}\`,
    'user-agent': 'ten-lines',
  },
});
const { default_branch } = await response.json();
console.log(default_branch);
`;

/** Tells the processor's time when fetch has written its first request, to whoever started it. */
const TELLER = `require('node:diagnostics_channel').subscribe('undici:client:sendHeaders', () => {
  const { user, system } = process.cpuUsage();
  require('node:fs').writeSync(3, String((user + system) / 1000) + ' ');
});
`;

const FILES = {
  'ten-lines.mjs': TEN_LINES,
  'teller.cjs': TELLER,
  'event.json': '{}',
  output: '',
  state: '',
  summary: '',
} as const;

/** A server that refuses every token and remembers what came first. */
async function refusing() {
  let first: { at: number; asked: string } | undefined;
  const server = createServer((request, response) => {
    first ??= { at: performance.now(), asked: `${request.method} ${request.url}` };
    response.writeHead(401, { 'content-type': 'application/json' });
    response.end('{"message":"Bad credentials"}');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => server.close(),
    forget: (): void => {
      first = undefined;
    },
    first: () => first,
  };
}

const environment = (folder: string, api: string): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  GITHUB_API_URL: api,
  GITHUB_GRAPHQL_URL: `${api}/graphql`,
  GITHUB_REPOSITORY: 'owner/name',
  GITHUB_EVENT_NAME: 'push',
  GITHUB_EVENT_PATH: join(folder, 'event.json'),
  GITHUB_OUTPUT: join(folder, 'output'),
  GITHUB_STATE: join(folder, 'state'),
  GITHUB_STEP_SUMMARY: join(folder, 'summary'),
  GITHUB_WORKSPACE: folder,
  GITHUB_SHA: 'a'.repeat(40),
  GITHUB_REF: 'refs/heads/main',
  RUNNER_TEMP: folder,
  TOKEN: 'none',
  'INPUT_GITHUB-TOKEN': 'none',
});

/**
 * Starts the action and the script in turn, one process at a time, against a server on 127.0.0.1.
 * Throws when the two ask different things: then there is nothing to compare.
 */
export async function measureStarts(node: string, action: string, rounds: number): Promise<Starts> {
  const folder = await mkdtemp(join(tmpdir(), 'milestone-audit-start-'));
  for (const [name, text] of Object.entries(FILES)) await writeFile(join(folder, name), text);
  const server = await refusing();
  const env = environment(folder, server.url);
  const asked = new Set<string>();

  async function start(script: string): Promise<Start> {
    server.forget();
    const began = performance.now();
    const child = spawn(node, ['--require', join(folder, 'teller.cjs'), script], {
      env,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    let told = '';
    (child.stdio[3] as Readable).on('data', (text) => {
      told += String(text);
    });
    await new Promise((closed) => child.on('close', closed));
    const first = server.first();
    if (first === undefined) throw new Error(`${script} asked nothing`);
    asked.add(first.asked);
    return { clock: first.at - began, processor: Number.parseFloat(told) };
  }

  const starts = { action: [] as Start[], fetch: [] as Start[] };
  // The first round only warms the file cache.
  for (let round = 0; round <= rounds; round += 1) {
    const fetch = await start(join(folder, 'ten-lines.mjs'));
    const own = await start(action);
    if (round > 0) starts.fetch.push(fetch);
    if (round > 0) starts.action.push(own);
  }
  server.close();
  await rm(folder, { recursive: true, force: true });
  if (asked.size !== 1) throw new Error(`not the same request: ${[...asked].join(', ')}`);
  return starts;
}
