import { expect, it } from '@jest/globals';
import { commitOnBranch } from '../../sandbox/move-ref.ts';
import type { Fault, Sandbox } from '../../sandbox/start-sandbox.ts';
import type { Pull, Run } from '../../sandbox/world.ts';
import { HEAD_RUN, honestStory } from './honest-story.ts';
import { type Ended, type OnWorld, onWorld } from './on-world.ts';

/* GitHub changes while an audit reads it. */

function headRun({ world }: Sandbox): Run {
  const run = world.runs.find(({ id }) => id === HEAD_RUN);
  if (run === undefined) throw new Error('the story has a run of the head');
  return run;
}

function pullOf({ world }: Sandbox): Pull {
  const [pull] = world.pulls;
  if (pull === undefined) throw new Error('the story has a pull request');
  return pull;
}

/** Audits the honest pull request; the first download of an artifact changes GitHub. */
function auditWhile(change: (sandbox: Sandbox) => void): Promise<Ended> {
  let started: OnWorld | undefined;
  let isDone = false;
  return onWorld(
    honestStory(),
    (world) => {
      started = world;
      return world.audit('pull_request', { 'wait-minutes': '0' });
    },
    (method, path) => {
      if (!isDone && method === 'GET' && path.endsWith('/zip') && started !== undefined) {
        isDone = true;
        change(started.sandbox);
      }
      return undefined;
    },
  );
}

function endRed(run: Run): void {
  for (const attempt of run.attempts.slice(-1)) {
    attempt.conclusion = 'failure';
    for (const job of attempt.jobs) job.conclusion = 'failure';
  }
}

function startAnother(sandbox: Sandbox): void {
  const run = structuredClone({ ...headRun(sandbox), headRepo: undefined, workflow: undefined });
  const { headRepo, workflow } = headRun(sandbox);
  const attempts = run.attempts.map((one) => ({ ...one, status: 'in_progress', conclusion: null }));
  sandbox.world.runs.push({ ...run, id: 777, headRepo, workflow, attempts });
}

it.each<[string, string, (sandbox: Sandbox) => void]>([
  ['a run starts', 'pending', startAnother],
  [
    'another run of it ends red',
    'failure',
    (sandbox) => {
      startAnother(sandbox);
      const run = sandbox.world.runs.find(({ id }) => id === 777);
      for (const attempt of run?.attempts ?? []) Object.assign(attempt, { status: 'completed' });
      if (run !== undefined) endRed(run);
    },
  ],
  [
    'the run is deleted',
    'error',
    (sandbox) => void sandbox.world.runs.splice(sandbox.world.runs.indexOf(headRun(sandbox)), 1),
  ],
  [
    'the pull request goes into another branch, and its run ends red',
    'failure',
    (sandbox) => {
      const { world } = sandbox;
      world.repo.refs.set('refs/heads/dev', pullOf(sandbox).headSha);
      pullOf(sandbox).baseRef = 'dev';
      endRed(headRun(sandbox));
    },
  ],
])('%s during the audit: the last status is %s', async (_, status, change) => {
  expect((await auditWhile(change)).status).toBe(status);
});

it('a comment that is deleted between its list and its update is created again', () => {
  let started: OnWorld | undefined;
  return onWorld(
    honestStory(),
    async (world) => {
      await world.audit('pull_request');
      started = world;
      const { status } = await world.audit('pull_request', { comment: 'always' });
      expect([status, world.sandbox.world.comments.length]).toEqual(['success', 1]);
    },
    (method, path) => {
      if (method === 'PATCH' && /\/issues\/comments\/\d+$/.test(path)) {
        started?.sandbox.world.comments.splice(0);
      }
      return undefined;
    },
  );
});

/** Audits while GitHub changes once, when a request meets the pattern. */
function auditAt<T>(
  at: { readonly method: string; readonly path: RegExp; readonly body?: string },
  change: (sandbox: Sandbox) => Fault | undefined,
  use: (world: OnWorld, arm: () => void) => Promise<T>,
  story = honestStory(),
): Promise<T> {
  let armed: Sandbox | undefined;
  return onWorld(
    story,
    (world) =>
      use(world, () => {
        armed = world.sandbox;
      }),
    (method, path, _, body) => {
      const isMet = method === at.method && at.path.test(path) && body.includes(at.body ?? '');
      if (armed === undefined || !isMet) return undefined;
      const sandbox = armed;
      armed = undefined;
      return change(sandbox);
    },
  );
}

const DOWN: Fault = { status: 500, body: { message: 'Server Error' } };
const COMMENTING = { method: 'POST', path: /\/issues\/\d+\/comments$/ };

it.each<[string, Fault | undefined]>([
  ['is sent', undefined],
  ['is refused and sent again', DOWN],
])('a run that starts when the comment %s is not missed', async (_, fault) => {
  const change = (sandbox: Sandbox): Fault | undefined => {
    startAnother(sandbox);
    return fault;
  };
  await auditAt(COMMENTING, change, async ({ audit }, arm) => {
    arm();
    const ended = await audit('pull_request', { 'wait-minutes': '0' });
    expect([ended.status, ended.log.includes('run 777 of CI started')]).toEqual(['pending', true]);
  });
});

it('a head that moves when the comment is sent gets no status', () => {
  const move = (sandbox: Sandbox): undefined => {
    const { world } = sandbox;
    const { repo } = world;
    const pull = pullOf(sandbox);
    const tree = repo.store.readTree(repo.store.mustCommit(pull.headSha).tree);
    tree.set('late.py', { mode: '100644', sha: repo.store.blob(Buffer.from('LATE = 1\n')) });
    commitOnBranch(world, repo, pull.headRef, { login: pull.author, message: 'Late', tree });
  };
  return auditAt(COMMENTING, move, async ({ sandbox, audit }, arm) => {
    const old = pullOf(sandbox).headSha;
    arm();
    await audit('pull_request');
    const moved = pullOf(sandbox).headSha !== old;
    const shas = new Set(sandbox.world.statuses.map(({ sha }) => sha));
    expect([moved, shas]).toEqual([true, new Set([old])]);
  });
});

/** Another audit has judged newer evidence; returns what puts its comment where `comment` was. */
function newerAudit({ world }: Sandbox): (sandbox: Sandbox) => undefined {
  const [comment] = world.comments.splice(0);
  if (comment === undefined) throw new Error('there is a comment');
  const body = comment.body.replace(/evidence=\S+/, 'evidence=2099-01-01T00%3A00%3A00Z');
  return ({ world: now }) => void now.comments.splice(0, 1, { ...comment, body });
}

const COMMITTING = { method: 'POST', path: /\/graphql$/, body: 'createCommitOnBranch' };

it.each<[string, 'pull_request' | 'push', Parameters<typeof auditAt>[0], boolean]>([
  ['begins', 'pull_request', { method: 'GET', path: /\/zip$/ }, false],
  ['replaces ours', 'pull_request', { method: 'GET', path: /\/zip$/ }, true],
  ['begins', 'push', COMMITTING, false],
  ['replaces ours', 'push', COMMITTING, true],
])(
  'a newer audit’s comment that %s during the audit of %s stays, and is the only one: %j',
  (_, event, at, isThere) => {
    const story = honestStory();
    story.rules.length = 0;
    let newer: (sandbox: Sandbox) => undefined = () => undefined;
    return auditAt(
      at,
      (sandbox) => newer(sandbox),
      async ({ sandbox, audit }, arm) => {
        await audit('pull_request');
        const [first] = sandbox.world.comments;
        newer = newerAudit(sandbox);
        if (isThere && first !== undefined) sandbox.world.comments.push(first);
        if (event === 'push') {
          headRun(sandbox).event = 'push';
          headRun(sandbox).headSha = sandbox.merge();
        }
        arm();
        const { status } = await audit(event, { comment: 'always' });
        const comments = sandbox.world.comments.map(({ body }) => body.includes('evidence=2099'));
        expect([status, comments]).toEqual(['success', [true]]);
      },
      story,
    );
  },
);

it('a comment that is deleted after a commit listed it is created again, once', () => {
  const story = honestStory();
  story.rules.length = 0;
  const remove = ({ world }: Sandbox): undefined => void world.comments.splice(0);
  return auditAt(
    { method: 'PATCH', path: /\/issues\/comments\/\d+$/ },
    remove,
    async ({ sandbox, audit }, arm) => {
      await audit('pull_request');
      headRun(sandbox).event = 'push';
      headRun(sandbox).headSha = sandbox.merge();
      arm();
      const { status } = await audit('push', { comment: 'always' });
      expect([status, sandbox.world.comments.length]).toEqual(['success', 1]);
    },
    story,
  );
});

it('a committed audit stays whatever GitHub does not answer the next one', () => {
  let down: RegExp | undefined;
  const story = honestStory();
  // Required checks forbid the push.
  story.rules.length = 0;
  return onWorld(
    story,
    async ({ sandbox, audit }) => {
      const committed = (): string | undefined => sandbox.world.repo.refs.get('refs/heads/main');
      headRun(sandbox).event = 'push';
      headRun(sandbox).headSha = sandbox.merge();
      await audit('push');
      const before = committed();
      expect(sandbox.file('docs/milestones/M02/M02_audit.json')).toContain('"COMPLETE"');
      for (const one of [/\/artifacts$/, /\/jobs$/, /\/compare\//, /\/zip$/, /\/actions\/runs$/]) {
        down = one;
        await audit('push');
        expect([one.source, committed()]).toEqual([one.source, before]);
      }
    },
    (method, path) => (method === 'GET' && down?.test(path) === true ? DOWN : undefined),
  );
});
