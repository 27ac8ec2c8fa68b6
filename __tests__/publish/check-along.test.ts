import { expect, it } from '@jest/globals';
import type { Comment, Forge } from '../../src/model/forge.ts';
import { err, ok, type Result } from '../../src/model/result.ts';
import { checkAlong } from '../../src/publish/check-along.ts';
import type { PublishJob } from '../../src/publish/publisher.ts';
import { aConfig } from './a-job.ts';

const COMMENT: Comment = { id: 1, body: '', author: 'a', url: '' };

/** How often each attempt was sent, and how it ended. */
type Write = readonly [attempts: number, end: Result<Comment>];

const WRITTEN: Write = [1, ok(COMMENT)];
const LOST: Write = [1, err({ kind: 'unreachable', message: 'reset' })];
const FORBIDDEN: Write = [1, err({ kind: 'forbidden', message: 'no', permission: 'it: write' })];
const RETRIED: Write = [2, ok(COMMENT)];
const UNSENT: Write = [0, err({ kind: 'invalid', message: 'the audit was given up' })];

/** Returns the number of the check that counts, out of all that were started. */
async function checks(writes: readonly Write[], link = false): Promise<readonly [string, number]> {
  let started = 0;
  const along = checkAlong(async () => {
    started += 1;
    return ok(String(started));
  });
  let next = 0;
  const write = async (_target: number, _body: string, sent?: () => void) => {
    const [attempts, end] = writes[next] ?? WRITTEN;
    next += 1;
    for (let attempt = 0; attempt < attempts; attempt += 1) sent?.();
    return end;
  };
  const forge = { createComment: write, updateComment: write } as unknown as Forge;
  const config = aConfig();
  const milestone = { ...config.milestone, link };
  const job = { forge, config: { ...config, milestone } } as PublishJob;
  const checked = along.withComment(job);
  for (const _ of writes) await checked.forge.createComment(14, '');
  const result = await along.result();
  return [result.ok ? (result.value ?? '') : '', started];
}

it.each<[string, readonly Write[], boolean, readonly [string, number]]>([
  ['starts with the comment', [WRITTEN], false, ['1', 1]],
  ['starts without a comment', [], false, ['1', 1]],
  ['starts again with each attempt', [RETRIED], false, ['2', 2]],
  ['starts with a comment that the token may not write', [FORBIDDEN], false, ['1', 1]],
  ['starts again after a comment without an answer', [LOST], false, ['2', 2]],
  ['starts again with a comment that is written twice', [LOST, WRITTEN], false, ['2', 2]],
  ['starts after a comment that was never sent', [UNSENT], false, ['1', 1]],
  ['starts after the link in a milestone', [WRITTEN], true, ['1', 1]],
])('the last check %s', async (_, writes, link, expected) => {
  expect(await checks(writes, link)).toEqual(expected);
});
