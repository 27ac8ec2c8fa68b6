import { describe, expect, it } from '@jest/globals';
import type { Fault, Faults, Sandbox } from '../../sandbox/start-sandbox.ts';
import { type Ended, errorsOf, m01, onStage, statesOf } from './stage.ts';

type Given = Readonly<Record<string, string>>;

/** The process is killed as soon as it has sent the request that `at` names, which hangs. */
async function killedAt(
  at: (path: string, world: Sandbox['world']) => boolean,
  given: Given = {},
  meanwhile: (sandbox: Sandbox) => void = () => undefined,
): Promise<{ readonly ended: Ended; readonly sandbox: Sandbox }> {
  let shoot = (): void => undefined;
  const kill = new Promise<void>((done) => {
    shoot = done;
  });
  let world: Sandbox | undefined;
  let shot = false;
  const faults: Faults = (_, path): Fault | undefined => {
    if (shot || world === undefined || !at(path, world.world)) return undefined;
    shot = true;
    meanwhile(world);
    shoot();
    return 'timeout';
  };
  return onStage(
    m01(),
    async ({ sandbox, audit }) => {
      world = sandbox;
      return { ended: await audit('pull_request', { given, kill }), sandbox };
    },
    faults,
  );
}

/** It collects while it announces itself, so a busy machine may see either first. */
const isAnnounced = (_: string, { statuses, checkRuns }: Sandbox['world']): boolean =>
  statuses.length + checkRuns.length > 0;
const WHY = 'The audit did not come to its end: its process was killed';

describe('an audit that is killed without a word', () => {
  it.concurrent('has its pending status ended as an error by the `post` step', async () => {
    const { ended, sandbox } = await killedAt(isAnnounced);
    expect(ended.exitCode).toBe(null);
    expect(ended.post?.exitCode).toBe(0);
    expect(statesOf(sandbox)).toEqual(['pending', 'error']);
    expect(sandbox.world.statuses.at(-1)).toMatchObject({
      context: 'Milestone audit',
      description: WHY,
    });
    expect(ended.summary).toContain(WHY);
  });

  it.concurrent('has its check run ended too', async () => {
    const { sandbox } = await killedAt(isAnnounced, { status: 'check' });
    const checks = sandbox.world.checkRuns.map(({ status, conclusion }) => [status, conclusion]);
    expect(checks).toEqual([['completed', 'failure']]);
  });

  it.concurrent('says nothing over a newer audit of its commit that has spoken since', async () => {
    const { ended, sandbox } = await killedAt(isAnnounced, {}, ({ world }) => {
      const [ours] = world.statuses;
      if (ours === undefined) throw new Error('the audit has announced itself');
      const targetUrl = 'https://github.com/the-newer-run';
      world.statuses.push({ ...ours, id: world.nextId(), state: 'success', targetUrl });
    });
    expect(ended.post?.exitCode).toBe(0);
    expect(statesOf(sandbox)).toEqual(['pending', 'success']);
  });

  it.concurrent('before its pending status got there has an error in its place', async () => {
    const { sandbox } = await killedAt((path) => path.includes('/statuses/'));
    expect(statesOf(sandbox)).toEqual(['error']);
  });
});

/** Breaks the process from within, as a bug would: something is thrown that nobody catches. */
const BUG = `const { fetch } = globalThis;
let broken = false;
globalThis.fetch = async (url, init) => {
  const answer = await fetch(url, init);
  if (!broken && String(url).includes('/statuses/')) {
    broken = true;
    setImmediate(() => { throw new Error('a bug'); });
  }
  return answer;
};`;

it.concurrent('an audit that breaks ends its pending status as an error, with the reason', () =>
  onStage(m01(), async ({ sandbox, audit }) => {
    const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(BUG)}` };
    const ended = await audit('pull_request', { env });
    expect(statesOf(sandbox)).toEqual(['pending', 'error']);
    expect([ended.exitCode, ended.post]).toEqual([1, undefined]);
    expect(errorsOf(ended).join('\n')).toContain('caused by: a bug');
  }));

it.concurrent('an audit whose last word could not be posted has it ended by the `post` step', async () => {
  const faults: Faults = (method, path, n) =>
    method === 'POST' && path.includes('/statuses/') && n === 2
      ? { status: 422, body: { message: 'Validation Failed' } }
      : undefined;
  await onStage(
    m01(),
    async ({ sandbox, audit }) => {
      const ended = await audit('pull_request', { fresh: true });
      expect(ended.exitCode).toBe(1);
      expect(statesOf(sandbox)).toEqual(['pending', 'error']);
    },
    faults,
  );
});

it.concurrent.each(['a whole audit', 'unfinished evidence'])(
  'after %s the `post` step has nothing to do',
  (how) =>
    onStage(m01(), async ({ sandbox, audit }) => {
      if (how === 'unfinished evidence') {
        const attempt = sandbox.world.runs[0]?.attempts.at(-1);
        if (attempt !== undefined)
          Object.assign(attempt, { status: 'in_progress', conclusion: null });
      }
      const ended = await audit('pull_request', { fresh: true, given: { 'wait-minutes': '0' } });
      expect(ended.post).toBe(undefined);
      expect(statesOf(sandbox).length).toBe(2);
    }),
);
