import { describe, expect, it } from '@jest/globals';
import type { Sandbox } from '../../sandbox/start-sandbox.ts';
import { publish } from '../../src/publish/publish.ts';
import type { Publisher } from '../../src/publish/publisher.ts';
import { announce, requiredStatus } from '../../src/publish/status.ts';
import { withSandbox } from '../sandbox/with-sandbox.ts';
import { aJob, type Change, tip } from './a-job.ts';

async function whole(sandbox: Sandbox, when: 'before' | 'merged', change: Change = {}) {
  const job = aJob(sandbox, when, change);
  const announced = await announce(job, job.target, job.config);
  const end = await publish({ ...job, announced: [announced] });
  return { job, end };
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

it('writes only two statuses for a second audit of the same evidence', () =>
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

it('sets every output, including empty ones, and writes the files', () =>
  withSandbox(async (_ask, sandbox) => {
    const { job } = await whole(sandbox, 'before');
    const { outputs, files } = job.written;
    expect({ ...outputs, 'comment-url': '…', 'status-url': '…' }).toEqual({
      milestone: 'M01',
      score: '4.7',
      'score-max': '4.7',
      verdict: 'yellow',
      outcome: 'COMPLETE',
      reason: job.audit.reason,
      'audited-sha': job.audit.commits.audited,
      'markdown-file': '/results/M01_audit.md',
      'json-file': '/results/M01_audit.json',
      'evidence-file': '/results/M01_evidence.json',
      'sarif-file': '/results/M01_audit.sarif',
      'junit-file': '/results/M01_audit.junit.xml',
      'svr-file': '/results/M01_audit.svr.json',
      'test-result-file': '/results/M01_audit.test-result.jsonl',
      'comment-url': '…',
      'docs-url': '',
      'docs-sha': '',
      'status-url': '…',
    });
    expect(Object.keys(files).sort()).toEqual([
      'M01_audit.json',
      'M01_audit.junit.xml',
      'M01_audit.md',
      'M01_audit.sarif',
      'M01_audit.svr.json',
      'M01_audit.test-result.jsonl',
      'M01_evidence.json',
    ]);
  }));

it('writes summary and outputs and succeeds with a read-only token', () =>
  withSandbox(async (_ask, sandbox) => {
    const token = sandbox.world.tokens.get(sandbox.token);
    for (const key of token?.permissions.keys() ?? []) token?.permissions.set(key, 'read');
    const { job, end } = await whole(sandbox, 'before', { audit: { verdict: 'green' } });
    expect([end.exitCode, end.receipts.map(({ state }) => state)]).toEqual([
      0,
      ['skipped', 'skipped', 'published', 'published', 'skipped'],
    ]);
    expect(job.written.summaries).toEqual([
      'Summary: status skipped, document skipped, comment skipped',
    ]);
    expect(statuses(sandbox)).toEqual([]);
  }));

it('writes nothing to GitHub in a dry run', () =>
  withSandbox(async (_ask, sandbox) => {
    sandbox.merge();
    const { job } = await whole(sandbox, 'merged', { inputs: { 'dry-run': 'true' } });
    expect([writes(sandbox), job.written.summaries.length]).toEqual([[], 1]);
  }));

it('ends as an error when a publisher throws, and runs the others', () =>
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
    const { receipts } = await publish(job, [broken, fine, requiredStatus]);
    expect(receipts.map(({ state }) => state)).toEqual(['failed', 'published', 'published']);
    expect(statuses(sandbox)).toEqual([
      'error: The document could not be published: our own fault',
    ]);
  }));

it('fails the job when the final status cannot be posted', () =>
  withSandbox(
    async (_ask, sandbox) => {
      const { end } = await whole(sandbox, 'before', { audit: { verdict: 'green' } });
      expect([end.receipt?.state, end.exitCode]).toEqual(['failed', 1]);
    },
    undefined,
    { faults: (_method, path) => (path.includes('/statuses/') ? { status: 502 } : undefined) },
  ));

describe('as a check run', () => {
  it('starts in progress and ends with a conclusion', () =>
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

  it('has its own name next to a status, because two of one name would both be required', () =>
    withSandbox(async (_ask, sandbox) => {
      await whole(sandbox, 'before', { inputs: { status: 'both' } });
      expect([
        sandbox.world.checkRuns.map(({ name }) => name),
        [...new Set(sandbox.world.statuses.map(({ context }) => context))],
      ]).toEqual([['Milestone audit details'], ['Milestone audit']]);
    }));

  it('is named after the audit key', () =>
    withSandbox(async (_ask, sandbox) => {
      await whole(sandbox, 'before', { inputs: { 'audit-key': 'api', status: 'both' } });
      expect([sandbox.world.checkRuns[0]?.name, sandbox.world.statuses[0]?.context]).toEqual([
        'Milestone audit (api) details',
        'Milestone audit (api)',
      ]);
    }));
});
