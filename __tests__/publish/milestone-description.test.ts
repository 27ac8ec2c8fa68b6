import { expect, it } from '@jest/globals';
import type { Receipt } from '../../src/model/world.ts';
import { milestoneDescription } from '../../src/publish/milestone-description.ts';
import { publish } from '../../src/publish/publish.ts';
import { withSandbox } from '../sandbox/with-sandbox.ts';
import { aJob } from './a-job.ts';

const url = 'https://github.com/atelier/diffusion-webui/blob/main/docs/milestones/M01/M01_audit.md';
const document: Receipt = { publisher: 'document', state: 'published', url, sha: 'a'.repeat(40) };
const line = `<!-- milestone-audit:link -->[M01 audit](${url}): Passed with 1 deferral, 4.7 / 5<!-- /milestone-audit:link -->`;

it('adds the link below the description once', () =>
  withSandbox(async (_ask, sandbox) => {
    const [milestone] = sandbox.world.milestones;
    if (milestone === undefined) throw new Error('the story has a milestone');
    const before = 'Goals:\r\n- honest CI';
    milestone.description = before;
    const first = await milestoneDescription.publish(aJob(sandbox, 'merged'), [document]);
    expect(milestone.description).toBe(`${before}\r\n\r\n${line}`);
    const second = await milestoneDescription.publish(aJob(sandbox, 'merged'), [document]);
    expect([first.state, second.state]).toEqual(['published', 'unchanged']);
    expect(sandbox.counts()['issues/update-milestone']).toBe(1);
  }));

it('sends no request without a document, before the merge, and in a dry run', () =>
  withSandbox(async (_ask, sandbox) => {
    const dry = aJob(sandbox, 'merged', { inputs: { 'dry-run': 'true' } });
    const receipts = [
      await milestoneDescription.publish(aJob(sandbox, 'merged'), []),
      await milestoneDescription.publish(aJob(sandbox, 'before'), [document]),
      await milestoneDescription.publish(dry, [document]),
    ];
    expect(receipts.map((one) => one.state === 'skipped' && one.why)).toEqual([
      'there is no document to link to',
      'the link is written after the merge',
      'dry run',
    ]);
    expect(sandbox.requests).toEqual([]);
  }));

it('names the missing permission', () =>
  withSandbox(async (_ask, sandbox) => {
    sandbox.world.tokens.get(sandbox.token)?.permissions.set('issues', 'read');
    sandbox.world.tokens.get(sandbox.token)?.permissions.set('pull_requests', 'read');
    const receipt = await milestoneDescription.publish(aJob(sandbox, 'merged'), [document]);
    expect(receipt).toMatchObject({
      state: 'skipped',
      permission: expect.stringContaining('issues: write'),
    });
  }));

it('is a destination between comment and summary when the config asks for it', () =>
  withSandbox(async (_ask, sandbox) => {
    const job = aJob(sandbox, 'before');
    const config = { ...job.config, milestone: { ...job.config.milestone, link: true } };
    const { receipts } = await publish({ ...job, config });
    expect(receipts.map(({ publisher }) => publisher)).toEqual([
      'document',
      'comment',
      'milestone',
      'summary',
      'outputs',
      'status',
    ]);
  }));

it('is no destination by default', () =>
  withSandbox(async (_ask, sandbox) => {
    const { receipts } = await publish(aJob(sandbox, 'before'));
    expect(receipts.map(({ publisher }) => publisher)).not.toContain('milestone');
  }));
