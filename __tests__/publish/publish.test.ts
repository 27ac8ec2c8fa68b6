import { describe, expect, it } from '@jest/globals';
import type { Sandbox } from '../../sandbox/start-sandbox.ts';
import { announce, finish, publish } from '../../src/publish/publish.ts';
import type { Publisher, PublishJob } from '../../src/publish/publisher.ts';
import type { StatusPlace } from '../../src/publish/status-place.ts';
import { withSandbox } from '../sandbox/with-sandbox.ts';
import { aJob, type Change, tip } from './a-job.ts';

function placeOf(job: PublishJob): StatusPlace {
  const { forge, config, target } = job;
  return { forge, config, shas: [target.commits.audited, ...target.commits.generated], url: '' };
}

async function whole(sandbox: Sandbox, when: 'before' | 'merged', change: Change = {}) {
  const job = aJob(sandbox, when, change);
  const announced = await announce(placeOf(job));
  const told = { ...job, announced: [announced] };
  const receipts = await publish(told);
  const end = await finish(told, placeOf(told), receipts);
  return { job, receipts, end };
}

const writes = (sandbox: Sandbox): string[] =>
  sandbox.requests
    .filter(({ method, requestBody }) => method !== 'GET' && !requestBody.includes('viewer'))
    .map(({ operation }) => operation ?? '');

const statuses = (sandbox: Sandbox): string[] =>
  sandbox.world.statuses.map(({ state, description }) => `${state}: ${description}`);

it('writes the pending status first and the final one last', () =>
  withSandbox(async (_ask, sandbox) => {
    sandbox.merge();
    const { end } = await whole(sandbox, 'merged', { audit: { verdict: 'green' } });
    const ops = writes(sandbox);
    expect([ops[0], ops.slice(1, -2), ops.at(-1), end.exitCode]).toEqual([
      'repos/create-commit-status',
      ['graphql', 'issues/create-comment'],
      'repos/create-commit-status',
      0,
    ]);
  }));

it('posts the final status on the audited commit and on the commit of the document', () =>
  withSandbox(async (_ask, sandbox) => {
    const merged = sandbox.merge();
    await whole(sandbox, 'merged', { audit: { verdict: 'green' } });
    expect(sandbox.world.statuses.map(({ sha, state, context }) => [sha, state, context])).toEqual([
      [merged, 'pending', 'Milestone audit'],
      [merged, 'success', 'Milestone audit'],
      [tip(sandbox, 'main'), 'success', 'Milestone audit'],
    ]);
  }));

it('the second audit of the same evidence writes two statuses and nothing else', () =>
  withSandbox(async (_ask, sandbox) => {
    await whole(sandbox, 'before', { runId: 1 });
    const before = writes(sandbox).length;
    const first = sandbox.world.statuses.at(-1);
    await whole(sandbox, 'before', { runId: 2 });
    const last = sandbox.world.statuses.at(-1);
    expect(writes(sandbox).slice(before)).toEqual([
      'repos/create-commit-status',
      'repos/create-commit-status',
    ]);
    expect([last?.description, last?.targetUrl]).toEqual([first?.description, first?.targetUrl]);
  }));

it('gives every output, the empty ones too, and the files', () =>
  withSandbox(async (_ask, sandbox) => {
    const { job } = await whole(sandbox, 'before');
    const { outputs, files } = job.written;
    expect({ ...outputs, 'comment-url': '…', 'status-url': '…' }).toEqual({
      milestone: 'M01',
      score: '4.7',
      measured: '4.7',
      verdict: 'yellow',
      outcome: 'COMPLETE',
      reason: job.audit.reason,
      'audited-sha': job.audit.commits.audited,
      'markdown-file': '/results/M01_audit.md',
      'json-file': '/results/M01_audit.json',
      'evidence-file': '/results/M01_evidence.json',
      'comment-url': '…',
      'docs-url': '',
      'docs-sha': '',
      'status-url': '…',
    });
    expect(Object.keys(files).sort()).toEqual([
      'M01_audit.json',
      'M01_audit.md',
      'M01_evidence.json',
    ]);
  }));

it('a token that may only read gets its audit in summary and outputs, and no red', () =>
  withSandbox(async (_ask, sandbox) => {
    const token = sandbox.world.tokens.get(sandbox.token);
    for (const key of token?.permissions.keys() ?? []) token?.permissions.set(key, 'read');
    const { job, receipts, end } = await whole(sandbox, 'before', { audit: { verdict: 'green' } });
    expect([end.exitCode, end.receipt.state, receipts.map(({ state }) => state)]).toEqual([
      0,
      'skipped',
      ['skipped', 'skipped', 'published', 'published'],
    ]);
    expect(job.written.summaries).toEqual([
      'Summary: status skipped, document skipped, comment skipped',
    ]);
    expect(statuses(sandbox)).toEqual([]);
  }));

it('a dry run writes nothing to GitHub', () =>
  withSandbox(async (_ask, sandbox) => {
    sandbox.merge();
    const { job } = await whole(sandbox, 'merged', { inputs: { 'dry-run': 'true' } });
    expect([writes(sandbox), job.written.summaries.length]).toEqual([[], 1]);
  }));

it('a publisher that throws hides no other and ends as an error', () =>
  withSandbox(async (_ask, sandbox) => {
    const job = aJob(sandbox, 'before', { audit: { verdict: 'green' } });
    const broken: Publisher = {
      name: 'document',
      publish: () => Promise.reject(new Error('our own fault')),
    };
    const fine: Publisher = {
      name: 'summary',
      publish: async () => ({ publisher: 'summary', state: 'published', url: '' }),
    };
    const receipts = await publish(job, [broken, fine]);
    expect(receipts.map(({ state }) => state)).toEqual(['failed', 'published']);
    await finish(job, placeOf(job), receipts);
    expect(statuses(sandbox)).toEqual([
      'error: The document could not be published: our own fault',
    ]);
  }));

it('a final status that GitHub does not take fails the job', () =>
  withSandbox(
    async (_ask, sandbox) => {
      const { end } = await whole(sandbox, 'before', { audit: { verdict: 'green' } });
      expect([end.conclusion.state, end.receipt.state, end.exitCode]).toEqual([
        'success',
        'failed',
        1,
      ]);
    },
    undefined,
    { faults: (_method, path) => (path.includes('/statuses/') ? { status: 502 } : undefined) },
  ));

describe('as a check run', () => {
  it('begins in progress and ends with annotations beside the code', () =>
    withSandbox(async (_ask, sandbox) => {
      const { job } = await whole(sandbox, 'before', { inputs: { status: 'check' } });
      const [issue] = job.audit.issues;
      expect([sandbox.world.checkRuns.length, sandbox.world.statuses.length]).toEqual([1, 0]);
      expect(sandbox.world.checkRuns[0]).toMatchObject({
        name: 'Milestone audit',
        status: 'completed',
        conclusion: 'success',
      });
      expect(issue).toBeDefined();
    }));

  it('is called details beside the status of the name, for two of one name would both be required', () =>
    withSandbox(async (_ask, sandbox) => {
      await whole(sandbox, 'before', { inputs: { status: 'both' } });
      expect([
        sandbox.world.checkRuns.map(({ name }) => name),
        [...new Set(sandbox.world.statuses.map(({ context }) => context))],
      ]).toEqual([['Milestone audit details'], ['Milestone audit']]);
    }));

  it('keys tell audits of one repository apart', () =>
    withSandbox(async (_ask, sandbox) => {
      await whole(sandbox, 'before', { inputs: { 'audit-key': 'api', status: 'both' } });
      expect([sandbox.world.checkRuns[0]?.name, sandbox.world.statuses[0]?.context]).toEqual([
        'Milestone audit (api) details',
        'Milestone audit (api)',
      ]);
    }));
});
