import { describe, expect, it } from '@jest/globals';
import { editFile, writeFile } from '../../sandbox/edit-story.ts';
import type { Fault, Faults, Sandbox } from '../../sandbox/start-sandbox.ts';
import { errorsOf, m01, onStage, statesOf } from './stage.ts';

const HEAD = 'm01-ci-truthfulness';
const DOWN: Fault = { status: 500, body: { message: 'Server Error' } };
const LOCKED: Fault = {
  status: 403,
  body: { message: 'Unable to create comment because issue is locked.' },
  headers: { 'x-accepted-github-permissions': 'issues=write; pull_requests=write' },
};

const lastStatus = ({ world }: Sandbox) => world.statuses.at(-1);

/** Refuses one endpoint for the whole audit. */
const down =
  (method: string, path: RegExp): Faults =>
  (how, where) =>
    how === method && path.test(where) ? DOWN : undefined;

/** Does something once, when a request of the audit first meets the pattern. */
function once(method: string, path: RegExp, change: () => void): Faults {
  let isDone = false;
  return (how, where) => {
    if (!isDone && how === method && path.test(where)) {
      isDone = true;
      change();
    }
    return undefined;
  };
}

function addPull({ world }: Sandbox, into: string): number {
  const [pull] = world.pulls;
  if (pull === undefined) throw new Error('the story has a pull request');
  const main = world.repo.refs.get('refs/heads/main') ?? '';
  world.repo.refs.set(`refs/heads/${into}`, main);
  const number = 90;
  world.pulls.push({ ...pull, number, title: 'Second', baseRef: into });
  return number;
}

/** Starts the newest run of the tests again: its attempt is no longer ended. */
function repeatTests({ world }: Sandbox): void {
  const head = world.pulls.find(({ number }) => number === 14)?.headSha;
  const tests = world.runs.find(
    ({ headSha, workflow }) => headSha === head && workflow.path.endsWith('tests.yml'),
  );
  for (const attempt of tests?.attempts.slice(-1) ?? []) attempt.status = 'in_progress';
}

describe('a question without an answer is not "does not exist"', () => {
  it.concurrent.each([
    ['pull requests of a head', 'workflow_run', 'GET', /\/pulls$/],
    ['the pull request before publishing', 'workflow_run', 'GET', /\/pulls\/14$/],
    ['pull requests of a merge', 'push', 'GET', /\/commits\/[0-9a-f]+\/pulls$/],
    ['the merge base', 'pull_request', 'GET', /\/compare\//],
  ] as const)('about %s: the status is an error that names the request', (_, event, method, path) =>
    onStage(
      m01(),
      async ({ sandbox, audit }) => {
        if (event === 'push') sandbox.merge();
        const ended = await audit(event);
        expect([ended.exitCode, statesOf(sandbox).at(-1)]).toEqual([1, 'error']);
        expect(errorsOf(ended).join('\n')).toMatch(/GET \/repos\/\S+: 500 .*; run the audit again/);
      },
      down(method, path),
    ),
  );
});

describe('several pull requests of one head', () => {
  it.concurrent.each(['workflow_run', 'pull_request'] as const)(
    'are each audited on %s, and one status shows the worst and names both',
    (event) => {
      const story = m01();
      editFile(story, HEAD, '.github/workflows/tests.yml', (text) =>
        text.replace('--fail-under=60', '--fail-under=40'),
      );
      return onStage(story, async ({ sandbox, audit }) => {
        addPull(sandbox, 'dev');
        const ended = await audit(event);
        expect([ended.exitCode, lastStatus(sandbox)?.state]).toEqual([1, 'failure']);
        expect(lastStatus(sandbox)?.description).toMatch(/^#\d+, the worst of #14, #90: Failed: /);
        expect(new Set(sandbox.world.comments.map(({ issue }) => issue))).toEqual(
          new Set([14, 90]),
        );
      });
    },
  );
});

describe('what changes during the audit', () => {
  it.concurrent('a pull request that gets another base is audited again under it', async () => {
    let change = (): void => undefined;
    await onStage(
      m01(),
      async ({ sandbox, audit }) => {
        change = () => {
          const main = sandbox.world.repo.refs.get('refs/heads/main') ?? '';
          sandbox.world.repo.refs.set('refs/heads/dev', main);
          for (const pull of sandbox.world.pulls) if (pull.number === 14) pull.baseRef = 'dev';
        };
        const ended = await audit('pull_request');
        expect(ended.log).toContain(
          'pull request #14 now goes into dev and not main: auditing again',
        );
        expect(statesOf(sandbox).filter((state) => state !== 'pending').length).toBe(1);
      },
      once('GET', /\/zip$/, () => change()),
    );
  });

  it.concurrent('a run that is repeated is not judged by its first attempt', async () => {
    let change = (): void => undefined;
    await onStage(
      m01(),
      async ({ sandbox, audit }) => {
        change = () => repeatTests(sandbox);
        await audit('pull_request', { given: { 'wait-minutes': '0' } });
        expect(statesOf(sandbox).at(-1)).toBe('pending');
      },
      once('GET', /\/zip$/, () => change()),
    );
  });

  it.concurrent('a check before the final status without an answer is an error', () => {
    let comments = 0;
    return onStage(
      m01(),
      async ({ sandbox, audit }) => {
        const ended = await audit('pull_request');
        expect([ended.exitCode, lastStatus(sandbox)?.state]).toEqual([1, 'error']);
        expect(lastStatus(sandbox)?.description).toMatch(/^It could not be determined whether/);
      },
      (method, path) => {
        if (method === 'POST' && path.endsWith('/comments')) comments += 1;
        return comments > 0 && /\/actions\/runs$/.test(path) ? DOWN : undefined;
      },
    );
  });
});

it.concurrent('a locked conversation is named, and no permission is asked for', () =>
  onStage(
    m01(),
    async ({ audit }) => {
      const { log } = await audit('workflow_run');
      const [receipt = ''] = /^comment: .*$/m.exec(log) ?? [];
      expect(receipt).toMatch(/^comment: skipped, .*the conversation is locked/);
      expect(receipt).not.toContain('pull-requests: write');
    },
    (method, path) =>
      method === 'POST' && path.endsWith('/issues/14/comments') ? LOCKED : undefined,
  ));

it.concurrent('workflow files beyond the limit are no success', () => {
  const story = m01();
  for (let n = 0; n < 200; n += 1)
    writeFile(story, HEAD, `.github/workflows/a${n}.yml`, 'on: workflow_dispatch\njobs: {}\n');
  return onStage(story, async ({ sandbox, audit }) => {
    const { audit: made } = await audit('pull_request');
    const unread = /tests\.yml:1 cannot be read: only the 200 workflow files nearest to the root/;
    expect([statesOf(sandbox).at(-1), made?.outcome]).toEqual(['failure', 'INSUFFICIENT_EVIDENCE']);
    expect(JSON.stringify(made?.rules)).toMatch(unread);
  });
});
