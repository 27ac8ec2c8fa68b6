import { expect, it } from '@jest/globals';
import { editFile } from '../../sandbox/edit-story.ts';
import type { Story } from '../../sandbox/start-sandbox.ts';
import { auditOf, citedBy, gateIn, issueOf, levelIn } from './audit-of.ts';
import { CI, honestStory, placeOf, storyWith, TOPIC } from './honest-story.ts';

/* Point 7: “least privilege” with writes for a whole workflow, or with nothing declared. */

const READ = 'permissions:\n  contents: read\n\n';

const inCi = (...edits: readonly (readonly [string, string])[]): Story =>
  storyWith((story) =>
    editFile(story, TOPIC, CI, (text) =>
      edits.reduce((now, [from, to]) => now.replace(from, to), text),
    ),
  );

const LINT = '\n  lint:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: ruff check .\n';
const withLint = ['jobs:\n', `jobs:${LINT}\n`] as const;

it('writes for every job of a workflow are named, line by line', async () => {
  const story = inCi([READ, 'permissions:\n  checks: write\n  pull-requests: write\n\n'], withLint);
  const audit = await auditOf(story);
  expect(levelIn(audit, 'token-permissions')).toBe(3);
  expect(citedBy(audit, 'token-permissions')).toEqual([
    placeOf(story, CI, 'checks: write'),
    placeOf(story, CI, 'pull-requests: write'),
  ]);
  expect(issueOf(audit, 'token-permissions')?.observation).toContain('for the whole workflow');
});

it('a workflow without `permissions` is not least privilege', async () => {
  const audit = await auditOf(inCi([READ, '']));
  expect([levelIn(audit, 'token-permissions'), gateIn(audit, 'Workflows'), audit.verdict]).toEqual([
    1,
    'failed',
    'red',
  ]);
  expect(citedBy(audit, 'token-permissions')).toEqual([`${CI}:1`]);
});

it('nor is write-all', async () => {
  const story = inCi([READ, 'permissions: write-all\n\n']);
  const audit = await auditOf(story);
  expect(levelIn(audit, 'token-permissions')).toBe(0);
  expect(citedBy(audit, 'token-permissions')).toEqual([placeOf(story, CI, 'write-all')]);
});

it('reading at the top and writing in the one job that needs it raises no alarm', async () => {
  for (const story of [honestStory(), inCi(withLint)]) {
    const audit = await auditOf(story);
    expect([levelIn(audit, 'token-permissions'), issueOf(audit, 'token-permissions')]).toEqual([
      5,
      undefined,
    ]);
  }
});
