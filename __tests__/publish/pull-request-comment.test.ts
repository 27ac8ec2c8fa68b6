import { expect, it } from '@jest/globals';
import { pullRequestComment } from '../../src/publish/pull-request-comment.ts';
import { withSandbox } from '../sandbox/with-sandbox.ts';
import { aJob, type Change, PULL } from './a-job.ts';

const bodies = (sandbox: { world: { comments: readonly { body: string }[] } }): string[] =>
  sandbox.world.comments.map(({ body }) => body);

it('comments once, edits in place, and leaves an unchanged comment alone', () =>
  withSandbox(async (_ask, sandbox) => {
    const run = (change: Change) => pullRequestComment.publish(aJob(sandbox, 'before', change), []);
    const first = await run({ runId: 1 });
    const body = bodies(sandbox)[0];
    // Another run has another summary to link to, and yet nothing new to say.
    const second = await run({ runId: 2 });
    expect([first.state, second.state, bodies(sandbox)]).toEqual([
      'published',
      'unchanged',
      [body],
    ]);
    const third = await run({ runId: 3, audit: { score: 4.8 } });
    expect([third.state, bodies(sandbox).length]).toEqual(['published', 1]);
    expect(bodies(sandbox)[0]).toContain(
      'Score 4.8, see https://github.com/atelier/diffusion-webui/actions/runs/3',
    );
    expect(sandbox.counts()['issues/create-comment']).toBe(1);
  }));

it('never touches a marker that somebody else planted', () =>
  withSandbox(async (_ask, sandbox) => {
    const planted = '<!-- milestone-audit key= sha=x evidence=2099 run= -->\nmine';
    const at = '2026-03-08T11:00:00Z';
    const comment = { issue: PULL, author: 'mira-holt', createdAt: at, updatedAt: at };
    sandbox.world.comments.push({ id: 1, body: planted, ...comment });
    const receipt = await pullRequestComment.publish(aJob(sandbox, 'before'), []);
    expect([receipt.state, bodies(sandbox)[0], bodies(sandbox).length]).toEqual([
      'published',
      planted,
      2,
    ]);
  }));

it('finds its comment behind a hundred others, and reports twins of its own', () =>
  withSandbox(async (_ask, sandbox) => {
    await pullRequestComment.publish(aJob(sandbox, 'before'), []);
    const [own] = sandbox.world.comments;
    if (own === undefined) throw new Error('no comment was made');
    for (let id = 1; id <= 120; id += 1) {
      sandbox.world.comments.unshift({ ...own, id: own.id - id, author: 'jonas-reed', body: 'hm' });
    }
    sandbox.world.comments.push({ ...own, id: own.id + 1 });
    expect(await pullRequestComment.publish(aJob(sandbox, 'before'), [])).toMatchObject({
      state: 'unchanged',
      note: `further comments of ours are left as they are: ${own.id + 1}`,
    });
  }));

it('keeps the comments of two audit keys apart', () =>
  withSandbox(async (_ask, sandbox) => {
    await pullRequestComment.publish(aJob(sandbox, 'before'), []);
    const inputs = { 'audit-key': 'api' };
    await pullRequestComment.publish(aJob(sandbox, 'before', { inputs }), []);
    expect(bodies(sandbox).length).toBe(2);
  }));

it('on-failure begins no comment for a green audit, but brings an old failure up to date', () =>
  withSandbox(async (_ask, sandbox) => {
    const run = (verdict: 'green' | 'red') =>
      pullRequestComment.publish(
        aJob(sandbox, 'before', {
          inputs: { comment: 'on-failure' },
          audit: { verdict, score: verdict === 'green' ? 5 : 2 },
        }),
        [],
      );
    const states = [await run('green'), await run('red'), await run('green')];
    expect(states.map(({ state }) => state)).toEqual(['skipped', 'published', 'published']);
    expect(bodies(sandbox)).toEqual([expect.stringContaining('Score 5')]);
  }));

it.each([
  [{ comment: 'never' }, '`comment: never`'],
  [{ 'dry-run': 'true' }, 'dry run'],
])('%j asks nothing and writes nothing', (inputs, why) =>
  withSandbox(async (_ask, sandbox) => {
    const job = aJob(sandbox, 'before', { inputs: inputs as Record<string, string> });
    expect(await pullRequestComment.publish(job, [])).toEqual({
      publisher: 'comment',
      state: 'skipped',
      why,
    });
    expect(sandbox.requests).toEqual([]);
  }),
);

it('an older audit leaves a newer comment standing', () =>
  withSandbox(async (_ask, sandbox) => {
    const newer = { audit: { evidence_completed_at: '2027-01-01T00:00:00Z', score: 5 } };
    await pullRequestComment.publish(aJob(sandbox, 'before', newer), []);
    expect(await pullRequestComment.publish(aJob(sandbox, 'before'), [])).toEqual({
      publisher: 'comment',
      state: 'skipped',
      why: 'a newer audit has commented',
      newer: true,
    });
  }));

it('names the permission it lacks', () =>
  withSandbox(async (_ask, sandbox) => {
    sandbox.world.tokens.get(sandbox.token)?.permissions.set('pull_requests', 'read');
    sandbox.world.tokens.get(sandbox.token)?.permissions.set('pull-requests', 'read');
    const receipt = await pullRequestComment.publish(aJob(sandbox, 'before'), []);
    expect(receipt).toMatchObject({
      state: 'skipped',
      permission: 'issues: write or pull-requests: write',
    });
  }));

it('an answer that got lost makes no second comment', () =>
  withSandbox(async (_ask, sandbox) => {
    const job = aJob(sandbox, 'before');
    // The comment lands, and its answer is lost on the way back.
    const real = job.forge.createComment;
    const createComment: typeof real = async (issue, body) => {
      await real(issue, body);
      return { ok: false, trouble: { kind: 'unreachable', message: 'reset' } };
    };
    const lossy = { ...job, forge: { ...job.forge, createComment } };
    expect(await pullRequestComment.publish(lossy, [])).toMatchObject({ state: 'unchanged' });
    expect(bodies(sandbox).length).toBe(1);
  }));
