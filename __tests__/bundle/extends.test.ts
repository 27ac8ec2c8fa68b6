import { expect, it } from '@jest/globals';
import { editFile } from '../../sandbox/edit-story.ts';
import type { Story } from '../../sandbox/start-sandbox.ts';
import { auditOf, CONFIG, errorsOf, statesOf } from './stage.ts';

const COMMIT = '5'.repeat(40);
const SHARED = `atelier/.github/milestone-audit.yml@${COMMIT}`;

/** The organisation has one config for all its repositories, which the repository's own extends. */
function sharing(
  text: string,
  known: Partial<Story['actions'][string]> = {},
): (story: Story) => void {
  return (story) => {
    const files = { 'milestone-audit.yml': text };
    const empty = { tags: {}, annotated: [], branches: {}, commits: [COMMIT], forkCommits: [] };
    story.actions['atelier/.github'] = { ...empty, files, ...known };
    editFile(story, 'main', CONFIG, (own) => `extends: ${SHARED}\n${own}`);
  };
}

it('a repository is judged by its own config on top of its organisation’s, and the audit names it', async () => {
  const end = await auditOf(sharing('version: 1\nminimum-score: 4.9\nprofile: default\n'));
  expect(end.audit).toMatchObject({
    minimum_score: 4.9,
    verdict: 'red',
    config: { from: 'policy', profile: 'seed', extends: SHARED },
  });
  expect(end.document).toContain(SHARED);
});

it('an organisation’s config that the token may not read is an error with file, line and what to do', async () => {
  const end = await auditOf(sharing('version: 1\n', { private: true }));
  expect([end.exitCode, statesOf(end.sandbox)]).toEqual([1, ['error']]);
  expect(errorsOf(end).join('\n')).toContain(
    `${CONFIG}:1:1: extends: \`atelier/.github/milestone-audit.yml@`,
  );
  expect(errorsOf(end).join('\n')).toContain('the token may not read it');
});

it('a commit that only somebody’s fork of it has is refused', async () => {
  const end = await auditOf(sharing('minimum-score: 0\n', { commits: [], forkCommits: [COMMIT] }));
  expect([end.exitCode, errorsOf(end).join('\n')]).toEqual([
    1,
    expect.stringContaining('in no branch and no tag of atelier/.github'),
  ]);
});
