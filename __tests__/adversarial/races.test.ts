import { expect, it } from '@jest/globals';
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

const DOWN: Fault = { status: 500, body: { message: 'Server Error' } };

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
