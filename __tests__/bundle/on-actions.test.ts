import { expect, it } from '@jest/globals';
import { editFile } from '../../sandbox/edit-story.ts';
import { auditOf } from './stage.ts';

it('on Actions the log is folded into groups, and issues are notices on their lines', async () => {
  const { commands, audit } = await auditOf((story) =>
    editFile(story, 'm01-ci-truthfulness', '.github/workflows/linter.yml', (text) =>
      text.replace(/actions\/checkout@[0-9a-f]{40}[^\n]*/, 'actions/checkout@v4'),
    ),
  );
  const groups = commands.filter(({ name }) => name === 'group').map(({ message }) => message);
  const verdict = expect.stringMatching(/^M01: Passed with 1 deferral, 4\.\d \/ 5$/);
  expect(groups).toEqual([verdict, 'Gates', 'Issues']);
  const lines = audit?.issues.flatMap(({ source }) =>
    source?.line === undefined || source.commit !== audit.commits.audited
      ? []
      : [`${source.path}:${source.line}`],
  );
  const notices = commands.filter(({ name }) => name === 'notice');
  expect(notices.map(({ properties }) => `${properties['file']}:${properties['line']}`)).toEqual(
    lines,
  );
  expect(notices.length).toBeGreaterThan(0);
});
