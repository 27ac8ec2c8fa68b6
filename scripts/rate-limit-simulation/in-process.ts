import type { Sandbox, SandboxEvent } from '../../sandbox/start-sandbox.ts';
import { githubForge } from '../../src/github/forge.ts';
import { rateLimitsOfRun } from '../../src/github/rate-limits.ts';
import type { World } from '../../src/model/world.ts';
import { audit } from '../../src/pipeline.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** How an audit ended. */
export interface Ended {
  readonly exitCode: number;
  readonly outputs: Readonly<Record<string, string>>;
  readonly document: string;
  readonly log: readonly string[];
  /** Requests sent; of them, those a limit refused, and those of commits built again after a lost race. */
  readonly requests: number;
  readonly refused: number;
  readonly again: number;
  /** Simulated milliseconds from its begin to its end. */
  readonly took: number;
}

type Given = Readonly<Record<string, string>>;
type Fetch = (url: string, init: RequestInit) => Promise<Response>;

const LOST = /moved on meanwhile/;

/** One audit by its event, through the same ports as in a process of its own. */
export async function inProcess(
  sandbox: Sandbox,
  { name, payload, github }: SandboxEvent,
  given: Given,
  clock: VirtualClock,
  fetch: Fetch,
): Promise<Ended> {
  let refused = 0;
  const counted: Fetch = async (url, init) => {
    const answer = await fetch(url, init);
    if (answer.status === 403) refused += 1;
    return answer;
  };
  const [owner = '', repository = ''] = sandbox.repository.split('/');
  const forge = githubForge({
    repository: { owner, name: repository },
    token: sandbox.token,
    apiUrl: sandbox.url,
    graphqlUrl: sandbox.graphqlUrl,
    userAgent: 'milestone-audit/storm',
    fetch: counted,
    rateLimits: rateLimitsOfRun(Number(github['run_id'])),
  });
  const log: string[] = [];
  let lostAt: number | undefined;
  let again = 0;
  const say = (message: string): void => {
    log.push(message);
    if (LOST.test(message)) lostAt ??= forge.requests();
    if (message.startsWith('document: ') && lostAt !== undefined) again = forge.requests() - lostAt;
  };
  const outputs: Record<string, string> = {};
  const written: Record<string, string> = {};
  const world: World = {
    inputs: given,
    event: {
      name,
      payload,
      sha: github['sha'] ?? '',
      ref: github['ref'] ?? '',
      runId: Number(github['run_id']),
      runAttempt: 1,
      runNumber: Number(github['run_number']),
      job: github['job'] ?? '',
      runnerName: '',
      workflow: github['workflow'] ?? '',
      serverUrl: github['server_url'] ?? '',
      actor: github['actor'] ?? '',
    },
    forge,
    files: {
      glob: async () => [],
      read: (path) => {
        throw new Error(`nothing lies at ${path}`);
      },
      write: async (path, text) => {
        written[path] = [...text].join('');
        return path;
      },
    },
    clock,
    log: { info: say, warning: say, error: say, group: (_, body) => body() },
    results: {
      output: (key, value) => {
        outputs[key] = value;
      },
      summary: async () => undefined,
    },
    tool: { version: '0.0.0' },
  };
  const began = clock.now();
  const { exitCode } = await audit(world);
  const document = written[outputs['markdown-file'] ?? ''] ?? '';
  const took = clock.now() - began;
  return { exitCode, outputs, document, log, requests: forge.requests(), refused, again, took };
}
