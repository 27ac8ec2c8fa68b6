import { expect, it } from '@jest/globals';
import type { Receipt } from '../../src/model/world.ts';
import { milestoneDescription } from '../../src/publish/milestone-description.ts';
import { publishers, publishersFor } from '../../src/publish/registry.ts';
import { withSandbox } from '../sandbox/with-sandbox.ts';
import { aJob } from './a-job.ts';

const url = 'https://github.com/atelier/diffusion-webui/blob/main/docs/milestones/M01/M01_audit.md';
const document: Receipt = { publisher: 'document', state: 'published', url, sha: 'a'.repeat(40) };
const line = `<!-- milestone-audit:link -->[M01 audit](${url}): 4.7 / 5, yellow<!-- /milestone-audit:link -->`;

it('the link is put below the description once, and stays as it is', () =>
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

it('without a document, before the merge and in a dry run nothing is asked', () =>
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

it('a token that may not write is named', () =>
  withSandbox(async (_ask, sandbox) => {
    sandbox.world.tokens.get(sandbox.token)?.permissions.set('issues', 'read');
    sandbox.world.tokens.get(sandbox.token)?.permissions.set('pull_requests', 'read');
    const receipt = await milestoneDescription.publish(aJob(sandbox, 'merged'), [document]);
    expect(receipt).toMatchObject({
      state: 'skipped',
      permission: expect.stringContaining('issues: write'),
    });
  }));

it('it is a destination only where the config asks for it', () => {
  expect(publishersFor({ milestone: {} })).toBe(publishers);
  expect(publishersFor({ milestone: { link: true } }).map(({ name }) => name)).toEqual([
    'document',
    'comment',
    'milestone',
    'summary',
    'outputs',
  ]);
});
