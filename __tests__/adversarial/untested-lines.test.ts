import { expect, it } from '@jest/globals';
import type { Story } from '../../sandbox/start-sandbox.ts';
import { auditOf, bundleOf, composed, issueOf, levelIn, ruleIn } from './audit-of.ts';
import { HEAD_RUN, storyWith } from './honest-story.ts';

/* A file that is well covered as a whole hides the lines that the change adds and nothing runs. */

/** Coverage of `tide/tables.py` line by line: two old lines, and the two that the change adds. */
function withLines(hits: readonly number[]): Story {
  const lines = [1, 2, 5, 6].map((line, at) => `<line number="${line}" hits="${hits[at]}"/>`);
  const old = Array.from({ length: 96 }, (_, at) => `<line number="${at + 100}" hits="1"/>`);
  const xml = `<?xml version="1.0"?><coverage line-rate="1"><packages><package name="tide"><classes><class name="tables" filename="tide/tables.py"><lines>${[...lines, ...old].join('')}</lines></class></classes></package></packages></coverage>`;
  return storyWith((story) => {
    const run = story.runs.find(({ id }) => id === HEAD_RUN);
    for (const artifact of run?.artifacts ?? [])
      Object.assign(artifact.files, { 'coverage.xml': xml });
  });
}

it('new lines that nothing runs are untested, whatever the rest of the file is', async () => {
  const bundle = await bundleOf(withLines([1, 1, 0, 0]));
  const audit = composed(bundle);
  expect([levelIn(audit, 'new-code-tested'), ruleIn(audit, 'new-code-tested').measured]).toEqual([
    0,
    '0 % of the changed lines of 1 changed source file covered',
  ]);
  expect(issueOf(audit, 'new-code-tested')?.observation).toBe(
    'tide/tables.py has 2 of 2 changed lines uncovered.',
  );
  const { changes } = bundle.evidence;
  expect(changes.state === 'present' && changes.value.files.some((file) => 'added' in file)).toBe(
    false,
  );
});

it('old lines that nothing runs are not held against a change that is tested', async () => {
  const audit = await auditOf(withLines([0, 0, 1, 1]));
  expect([levelIn(audit, 'new-code-tested'), issueOf(audit, 'new-code-tested')]).toEqual([
    5,
    undefined,
  ]);
});
