import { describe, expect, it } from '@jest/globals';
import type { Faults, Sandbox } from '../../sandbox/start-sandbox.ts';
import { type Ended, errorsOf, m01, onStage, statesOf } from './stage.ts';

interface Hanging {
  readonly ended: Ended;
  readonly sandbox: Sandbox;
}

/** The request that `hangs` names is never answered, and the runner cancels as soon as it is sent. */
async function cancelledAt(
  hangs: (method: string, path: string, body: string) => boolean,
  event: 'pull_request' | 'push' = 'pull_request',
  given: Readonly<Record<string, string>> = {},
): Promise<Hanging> {
  let sent = (): void => undefined;
  const cancel = new Promise<void>((done) => {
    sent = done;
  });
  const faults: Faults = (method, path, _, body) => {
    if (!hangs(method, path, body)) return undefined;
    sent();
    return 'timeout';
  };
  return onStage(
    m01(),
    async ({ sandbox, audit }) => {
      if (event === 'push') sandbox.merge();
      const ended = await audit(event, { cancel, given });
      return { ended, sandbox };
    },
    faults,
  );
}

const lastDescription = ({ world }: Sandbox): string | null | undefined =>
  world.statuses.at(-1)?.description;

describe('a cancelled audit', () => {
  it.concurrent('that waits for evidence ends its pending status as an error', async () => {
    const { ended, sandbox } = await cancelledAt((_, path) => path.endsWith('/zip'));
    expect(statesOf(sandbox)).toEqual(['pending', 'error']);
    expect(lastDescription(sandbox)).toBe('The audit did not come to its end: it was cancelled');
    expect(ended.exitCode).toBe(1);
    expect(errorsOf(ended)).toEqual(['it was cancelled']);
  });

  it.concurrent('in the middle of a comment never turns green, and no comment follows', async () => {
    const { sandbox } = await cancelledAt(
      (method, path) => method === 'POST' && path.endsWith('/comments'),
    );
    expect(statesOf(sandbox)).toEqual(['pending', 'error']);
    expect(sandbox.world.comments).toEqual([]);
  });

  it.concurrent('in the middle of its commit leaves the branch as it was', async () => {
    const { sandbox } = await cancelledAt(
      (_, __, body) => body.includes('createCommitOnBranch'),
      'push',
    );
    expect(statesOf(sandbox)).toEqual(['pending', 'error']);
    expect(sandbox.world.repo.refs.get('refs/heads/main')).toBe(
      sandbox.world.pulls[0]?.mergeCommitSha,
    );
  });

  it.concurrent('ends its check run too', async () => {
    const { sandbox } = await cancelledAt((_, path) => path.endsWith('/zip'), undefined, {
      status: 'check',
    });
    const checks = sandbox.world.checkRuns.map(({ status, conclusion }) => [status, conclusion]);
    expect(checks).toEqual([['completed', 'failure']]);
  });

  it.concurrent('that has announced nothing yet just ends', async () => {
    const { ended, sandbox } = await cancelledAt((_, path) => path.includes('/git/ref'));
    expect(statesOf(sandbox)).toEqual([]);
    expect(ended.exitCode).toBe(1);
  });
});
