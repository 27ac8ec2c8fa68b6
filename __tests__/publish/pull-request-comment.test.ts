import { expect, it } from '@jest/globals';
import type { Audit } from '../../src/model/audit.ts';
import type { Comment } from '../../src/model/forge.ts';
import { err } from '../../src/model/result.ts';
import { readCommentMark } from '../../src/publish/comment-marker.ts';
import { pullRequestComment } from '../../src/publish/pull-request-comment.ts';
import { markerText } from '../../src/render/markdown/marker.ts';
import { printSnapshot, snapshotOf } from '../../src/render/snapshot.ts';
import { anAudit } from '../render/an-audit.ts';
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

it('compares with the last audit of other evidence, and with the same one however often it is made', () =>
  withSandbox(async (_ask, sandbox) => {
    const run = (runId: number, audited: string, more: Partial<Audit> = {}) => {
      const commits = { base: null, audited, merge: null, policy: audited, same_tree: [] };
      const audit = { commits, score: Number(`4.${runId}`), ...more };
      return pullRequestComment.publish(aJob(sandbox, 'before', { runId, audit }), []);
    };
    const comparedScore = (): unknown =>
      readCommentMark(bodies(sandbox)[0] ?? '', '')?.before?.score;
    const [a, b, c] = ['a', 'b', 'c'].map((digit) => digit.repeat(40)) as [string, string, string];
    const seen: unknown[] = [];
    const states: unknown[] = [];
    for (const [runId, audited, more] of [
      [1, a],
      [1, a],
      [2, b],
      [2, b],
      // Evidence still comes in: the next audit is not compared with this one.
      [3, c, { outcome: 'PENDING' }],
      [4, a],
    ] as const) {
      states.push((await run(runId, audited, more ?? {})).state);
      seen.push(comparedScore());
    }
    expect(seen).toEqual([undefined, undefined, 4.1, 4.1, 4.2, 4.2]);
    expect(states).toEqual([
      'published',
      'unchanged',
      'published',
      'unchanged',
      'published',
      'published',
    ]);
  }));

it('what another author planted as the audit before is compared with nothing', () =>
  withSandbox(async (_ask, sandbox) => {
    const lie = { ...snapshotOf(anAudit()), evidence: 'x', score: 5 };
    const fields = { key: '', sha: 'x', now: printSnapshot(lie), before: printSnapshot(lie) };
    const at = '2026-03-08T11:00:00Z';
    const comment = { issue: PULL, author: 'mira-holt', createdAt: at, updatedAt: at };
    sandbox.world.comments.push({ id: 1, body: markerText('milestone-audit', fields), ...comment });
    await pullRequestComment.publish(aJob(sandbox, 'before'), []);
    expect(readCommentMark(bodies(sandbox)[1] ?? '', '')?.before).toBeUndefined();
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

it('of the same evidence the later run has the last word, and of one run the later attempt', () =>
  withSandbox(async (_ask, sandbox) => {
    const run = (runId: number, score: number) =>
      pullRequestComment.publish(aJob(sandbox, 'before', { runId, audit: { score } }), []);
    await run(7, 4.1);
    const [late] = bodies(sandbox);
    expect(await run(6, 4.2)).toEqual({
      publisher: 'comment',
      state: 'skipped',
      why: 'a newer audit has commented',
      newer: true,
    });
    expect(bodies(sandbox)).toEqual([late]);
    const [comment] = sandbox.world.comments;
    if (comment !== undefined) {
      comment.body = comment.body.replaceAll(/(runs(?:\/|%2F)7)/g, '$1%2Fattempts%2F2');
    }
    expect((await run(7, 4.3)).state).toBe('skipped');
    expect((await run(8, 4.4)).state).toBe('published');
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
      return { ok: false, error: { kind: 'unreachable', message: 'reset' } };
    };
    const lossy = { ...job, forge: { ...job.forge, createComment } };
    expect(await pullRequestComment.publish(lossy, [])).toMatchObject({ state: 'unchanged' });
    expect(bodies(sandbox).length).toBe(1);
  }));

it('creates the comment again when it was deleted after it was listed', () =>
  withSandbox(async (_ask, sandbox) => {
    await pullRequestComment.publish(aJob(sandbox, 'before', { runId: 1 }), []);
    const job = aJob(sandbox, 'before', { runId: 2, audit: { score: 4.8 } });
    const forge = {
      ...job.forge,
      updateComment: (id: number, body: string) => {
        sandbox.world.comments.length = 0;
        return job.forge.updateComment(id, body);
      },
    };
    const receipt = await pullRequestComment.publish({ ...job, forge }, []);
    expect([receipt.state, bodies(sandbox).length]).toEqual(['published', 1]);
  }));

it('does not create a second comment when the existing one may not be edited', () =>
  withSandbox(async (_ask, sandbox) => {
    await pullRequestComment.publish(aJob(sandbox, 'before', { runId: 1 }), []);
    const job = aJob(sandbox, 'before', { runId: 2, audit: { score: 4.8 } });
    const missing = err<Comment>({ kind: 'missing', message: 'PATCH it: not found' });
    const forge = { ...job.forge, updateComment: async () => missing };
    const receipt = await pullRequestComment.publish({ ...job, forge }, []);
    expect([receipt.state, bodies(sandbox).length]).toEqual(['failed', 1]);
  }));

it('takes no comment for its own when the account of the token is not known', () =>
  withSandbox(async (_ask, sandbox) => {
    await pullRequestComment.publish(aJob(sandbox, 'before', { runId: 1 }), []);
    const job = aJob(sandbox, 'before', { runId: 2, audit: { score: 4.8 } });
    const unknown = err<string>({ kind: 'unreachable', message: 'POST /graphql (viewer): 502' });
    const forge = { ...job.forge, viewer: async () => unknown };
    expect(await pullRequestComment.publish({ ...job, forge }, [])).toEqual({
      publisher: 'comment',
      state: 'failed',
      why: 'POST /graphql (viewer): 502; run the audit again',
    });
  }));

it('is skipped with the reason when the conversation is locked', () =>
  withSandbox(async (_ask, sandbox) => {
    const job = aJob(sandbox, 'before');
    const error = {
      kind: 'refused',
      reason: 'locked',
      message: 'POST it: refused, the conversation is locked',
      wayOut: 'unlock it',
    } as const;
    const forge = { ...job.forge, createComment: async () => err<Comment>(error) };
    expect(await pullRequestComment.publish({ ...job, forge }, [])).toEqual({
      publisher: 'comment',
      state: 'skipped',
      why: 'POST it: refused, the conversation is locked; unlock it',
    });
  }));

it('leaves the comment alone when the committed audit of the commit stays', () =>
  withSandbox(async (_ask, sandbox) => {
    const document = { publisher: 'document', state: 'skipped', why: '', newer: true } as const;
    const receipt = await pullRequestComment.publish(aJob(sandbox, 'before'), [document]);
    expect([receipt.state, bodies(sandbox)]).toEqual(['skipped', []]);
  }));
