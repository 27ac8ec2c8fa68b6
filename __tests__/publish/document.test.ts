import { expect, it } from '@jest/globals';
import { unpacked } from '../../src/lib/gzip.ts';
import { type AuditRule, renderJson } from '../../src/model/audit.ts';
import { err } from '../../src/model/result.ts';
import { documentPublisher } from '../../src/publish/document.ts';
import { aRule } from '../render/an-audit.ts';
import { withSandbox } from '../sandbox/with-sandbox.ts';
import { aJob, EVIDENCE_TEXT, tip } from './a-job.ts';

const path = 'docs/milestones/M01/M01_audit.md';
const url = `https://github.com/atelier/diffusion-webui/blob/main/${path}`;

it('commits document, JSON and compressed evidence in one verified commit after the merge', () =>
  withSandbox(async (_ask, sandbox) => {
    const merged = sandbox.merge();
    const receipt = await documentPublisher.publish(aJob(sandbox, 'merged'), []);
    const sha = tip(sandbox, 'main');
    expect(receipt).toEqual({
      publisher: 'document',
      state: 'published',
      url,
      sha,
      note: 'signed by GitHub',
    });
    const commit = sandbox.world.repo.store.mustCommit(sha);
    expect([commit.parents, sandbox.file(path)]).toEqual([[merged], '# Audit of 4.7\n']);
    const committed = sandbox.bytes('docs/milestones/M01/M01_evidence.json.gz');
    expect(committed && unpacked(committed, 1000)).toBe(EVIDENCE_TEXT);
    expect(commit.message).toContain('\n\nMilestone-Audit: M01');
  }));

it.each(['none', 'evidence-file'])('commits no evidence whose place is %s', (place) =>
  withSandbox(async (_ask, sandbox) => {
    sandbox.merge();
    const job = aJob(sandbox, 'merged');
    const audit = { ...job.audit, evidence: { ...job.audit.evidence, place } };
    await documentPublisher.publish({ ...job, audit }, []);
    expect(sandbox.bytes(audit.paths.evidence)).toBeUndefined();
  }),
);

it('commits nothing the second time', () =>
  withSandbox(async (_ask, sandbox) => {
    sandbox.merge();
    await documentPublisher.publish(aJob(sandbox, 'merged'), []);
    const head = tip(sandbox, 'main');
    const again = await documentPublisher.publish(aJob(sandbox, 'merged'), []);
    expect([again, tip(sandbox, 'main')]).toEqual([
      { publisher: 'document', state: 'unchanged', url },
      head,
    ]);
  }));

it('commits nothing on a pull request', () =>
  withSandbox(async (_ask, sandbox) => {
    const head = tip(sandbox, 'm01-ci-truthfulness');
    const receipt = await documentPublisher.publish(aJob(sandbox, 'before'), []);
    expect(receipt).toMatchObject({
      state: 'skipped',
      why: expect.stringContaining('after the merge'),
    });
    expect([tip(sandbox, 'm01-ci-truthfulness'), sandbox.requests.length]).toEqual([head, 0]);
  }));

it.each([
  ['none', { docs: 'none' }, '`docs: none`'],
  ['a dry run', { 'dry-run': 'true' }, 'dry run'],
])('writes nothing for %s', (_name, inputs, why) =>
  withSandbox(async (_ask, sandbox) => {
    sandbox.merge();
    const job = aJob(sandbox, 'merged', { inputs: inputs as Record<string, string> });
    expect(await documentPublisher.publish(job, [])).toMatchObject({ state: 'skipped', why });
    expect(sandbox.requests).toEqual([]);
  }),
);

it('commits to the head branch when asked to, and never to a fork', () =>
  withSandbox(async (_ask, sandbox) => {
    const job = aJob(sandbox, 'before', { inputs: { docs: 'head' } });
    expect(await documentPublisher.publish(job, [])).toMatchObject({
      state: 'published',
      sha: tip(sandbox, 'm01-ci-truthfulness'),
    });
    const pull = { ...(job.target.pull ?? { number: 0 }), fork: true } as typeof job.target.pull;
    const fork = { ...job, target: { ...job.target, ...(pull === undefined ? {} : { pull }) } };
    expect(await documentPublisher.publish(fork, [])).toMatchObject({ state: 'skipped' });
  }));

it('does not commit to a head branch whose name was redacted', () =>
  withSandbox(async (_ask, sandbox) => {
    const { target, ...job } = aJob(sandbox, 'before', { inputs: { docs: 'head' } });
    if (target.pull === undefined) throw new Error('the job has a pull request');
    const pull = { ...target.pull, headRef: 'm01-[redacted-GitHub-token]' };
    const receipt = await documentPublisher.publish({ ...job, target: { ...target, pull } }, []);
    expect(receipt).toMatchObject({
      state: 'skipped',
      why: expect.stringContaining('looks like a secret'),
    });
  }));

it('begins a branch of its own without history when it is missing', () =>
  withSandbox(async (_ask, sandbox) => {
    const job = aJob(sandbox, 'before', { inputs: { docs: 'branch:audits' } });
    const receipt = await documentPublisher.publish(job, []);
    expect(receipt).toMatchObject({ state: 'published', sha: tip(sandbox, 'audits') });
    const commit = sandbox.world.repo.store.mustCommit(tip(sandbox, 'audits'));
    expect([commit.parents, sandbox.file(path, 'audits')]).toEqual([[], '# Audit of 4.7\n']);
    expect(await documentPublisher.publish(job, [])).toMatchObject({ state: 'unchanged' });
  }));

it('goes through one pull request when a rule forbids the push', () =>
  withSandbox(async (_ask, sandbox) => {
    sandbox.merge();
    sandbox.world.actionsMayOpenPulls = true;
    sandbox.world.rules.push({ branch: 'main', type: 'pull_request' } as never);
    const first = await documentPublisher.publish(aJob(sandbox, 'merged'), []);
    const pull = sandbox.world.pulls.at(-1);
    expect(first).toEqual({
      publisher: 'document',
      state: 'published',
      url: `https://github.com/atelier/diffusion-webui/pull/${pull?.number}`,
      sha: tip(sandbox, 'milestone-audit/M01'),
      note: `pull request #${pull?.number}, because a ruleset requires a pull request`,
    });
    const count = sandbox.world.pulls.length;
    const change = { audit: { score: 4.9 } };
    const second = await documentPublisher.publish(aJob(sandbox, 'merged', change), []);
    expect([second.state, sandbox.world.pulls.length]).toEqual(['published', count]);
    const third = await documentPublisher.publish(aJob(sandbox, 'merged', change), []);
    expect([third.state, sandbox.file(path)]).toEqual(['unchanged', undefined]);
  }));

it('a lost race is built again on the new head, and both commits land', () =>
  withSandbox(async (_ask, sandbox) => {
    sandbox.merge();
    const other = {
      document: 'docs/milestones/M02/M02_audit.md',
      json: 'docs/milestones/M02/M02_audit.json',
      evidence: 'docs/milestones/M02/M02_evidence.json.gz',
    };
    const change = { audit: { milestone: 'M02', paths: other }, runId: 1001 };
    const receipts = await Promise.all([
      documentPublisher.publish(aJob(sandbox, 'merged'), []),
      documentPublisher.publish(aJob(sandbox, 'merged', change), []),
    ]);
    expect(receipts.map(({ state }) => state)).toEqual(['published', 'published']);
    expect([sandbox.file(path), sandbox.file(other.document)]).toEqual([
      '# Audit of 4.7\n',
      '# Audit of 4.7\n',
    ]);
  }));

it('an older audit never overwrites a newer one', () =>
  withSandbox(async (_ask, sandbox) => {
    sandbox.merge();
    const newer = { audit: { evidence_completed_at: '2026-03-09T00:00:00Z', score: 5 } };
    await documentPublisher.publish(aJob(sandbox, 'merged', newer), []);
    const receipt = await documentPublisher.publish(aJob(sandbox, 'merged'), []);
    expect([receipt, sandbox.file(path)]).toEqual([
      {
        publisher: 'document',
        state: 'skipped',
        why: 'main already has a newer or better audit of this milestone',
        newer: true,
      },
      '# Audit of 5\n',
    ]);
  }));

it.each([
  ['before any audit', 'merge'],
  ['with an audit like ours', 'ours'],
] as const)('a newer audit is not overwritten by one that knows an older head, %s', (_, known) =>
  withSandbox(async (_ask, sandbox) => {
    sandbox.merge();
    const merge = tip(sandbox, 'main');
    const job = aJob(sandbox, 'merged');
    await documentPublisher.publish(job, []);
    const sha = { merge, ours: tip(sandbox, 'main') }[known];
    const newer = { audit: { evidence_completed_at: '2026-03-09T00:00:00Z', score: 5 } };
    await documentPublisher.publish(aJob(sandbox, 'merged', newer), []);
    const late = { ...job, knownHead: { branch: 'main', sha } };
    const receipt = await documentPublisher.publish(late, []);
    expect([receipt, sandbox.file(path)]).toMatchObject([
      { state: 'skipped', newer: true },
      '# Audit of 5\n',
    ]);
  }),
);

it('an audit with less evidence never overwrites one of the same commit, whose evidence is not committed', () =>
  withSandbox(async (_ask, sandbox) => {
    sandbox.merge();
    const publish = (rule: AuditRule, score: number) => {
      const job = aJob(sandbox, 'merged', { audit: { rules: [rule], score } });
      const pages = { ...job.render({ run: '', receipts: [] }), json: renderJson(job.audit) };
      return documentPublisher.publish({ ...job, render: () => pages }, []);
    };
    const known = aRule('test-results', 5, 'all passed');
    const open = { kind: 'tests', what: 'test report', why: 'it expired' };
    await publish(known, 5);
    const receipt = await publish({ ...known, state: 'open', level: 0, open: [open] }, 1);
    expect([receipt, sandbox.file(path)]).toMatchObject([
      { state: 'skipped', newer: true },
      '# Audit of 5\n',
    ]);
  }));

it('what cannot be read is not written over', () =>
  withSandbox(async (_ask, sandbox) => {
    sandbox.merge();
    await documentPublisher.publish(aJob(sandbox, 'merged', { audit: { score: 5 } }), []);
    const head = tip(sandbox, 'main');
    const job = aJob(sandbox, 'merged');
    const error = { kind: 'unreachable' as const, message: 'GET blob: 502' };
    const forge = { ...job.forge, blob: async () => ({ ok: false as const, error }) };
    expect([await documentPublisher.publish({ ...job, forge }, []), tip(sandbox, 'main')]).toEqual([
      { publisher: 'document', state: 'failed', why: 'GET blob: 502; run the audit again' },
      head,
    ]);
  }));

it('the audit of a later commit is newer, whatever its evidence says', () =>
  withSandbox(async (_ask, sandbox) => {
    const earlier = tip(sandbox, 'main');
    const commits = { base: null, audited: earlier, merge: null, policy: earlier, same_tree: [] };
    sandbox.merge();
    await documentPublisher.publish(aJob(sandbox, 'merged'), []);
    const late = { audit: { commits, evidence_completed_at: '2027-01-01T00:00:00Z', score: 1 } };
    const receipt = await documentPublisher.publish(aJob(sandbox, 'merged', late), []);
    expect([receipt.state, sandbox.file(path)]).toEqual(['skipped', '# Audit of 4.7\n']);
  }));

it('of one commit and the same evidence the audit by the later config is newer', () =>
  withSandbox(async (_ask, sandbox) => {
    const before = tip(sandbox, 'main');
    const merged = sandbox.merge();
    const judgedBy = (policy: string, score: number) => {
      const commits = { base: null, audited: merged, merge: null, policy, same_tree: [] };
      return aJob(sandbox, 'merged', { audit: { commits, score } });
    };
    await documentPublisher.publish(judgedBy(merged, 4.1), []);
    const late = await documentPublisher.publish(judgedBy(before, 4.2), []);
    expect([late.state, sandbox.file(path)]).toEqual(['skipped', '# Audit of 4.1\n']);
  }));

it('names the permission it lacks and writes nothing', () =>
  withSandbox(async (_ask, sandbox) => {
    sandbox.merge();
    sandbox.world.tokens.get(sandbox.token)?.permissions.set('contents', 'read');
    expect(await documentPublisher.publish(aJob(sandbox, 'merged'), [])).toMatchObject({
      state: 'skipped',
      permission: 'contents: write',
    });
  }));

it.each([
  ['createBranch', { docs: 'pull-request' }, 'POST /git/refs'],
  ['createRootCommit', { docs: 'branch:audits' }, 'POST /git/blobs'],
] as const)(
  'names the request that was refused when %s meets a conflict and the branch does not exist',
  (write, inputs, request) =>
    withSandbox(async (_ask, sandbox) => {
      sandbox.merge();
      const job = aJob(sandbox, 'merged', { inputs });
      const refused = async () => err<never>({ kind: 'conflict', message: `${request}: 409` });
      const forge = { ...job.forge, [write]: refused };
      expect(await documentPublisher.publish({ ...job, forge }, [])).toEqual({
        publisher: 'document',
        state: 'failed',
        why: `${request}: 409; run the audit again`,
      });
    }),
);
