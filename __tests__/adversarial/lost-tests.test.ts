import { expect, it } from '@jest/globals';
import { deleteFile, editFile, writeFile } from '../../sandbox/edit-story.ts';
import { auditOf, citedBy, gateIn, issueOf, levelIn } from './audit-of.ts';
import { honestStory, startOf, storyWith, TOPIC } from './honest-story.ts';

/* Tests that went missing or were skipped in the change itself, and gates that sank between two milestones. */

const TESTS = 'test/test_tables.py';

function withTests(edit: (text: string) => string) {
  return storyWith((story) => editFile(story, TOPIC, TESTS, edit));
}

it('a test that the change skips is a weakening with both lines', async () => {
  const audit = await auditOf(withTests((text) => `import pytest\n\n\n@pytest.mark.skip\n${text}`));
  expect([levelIn(audit, 'no-weakening'), gateIn(audit, 'Workflows'), audit.verdict]).toEqual([
    0,
    'failed',
    'red',
  ]);
  expect(citedBy(audit, 'no-weakening')).toEqual([`${TESTS}:1`, `${TESTS}:4`]);
  expect(issueOf(audit, 'no-weakening')?.observation).toMatch(/test skipped: .*test_high.*skip/);
});

it('a test that is gone, though another one makes up the number, is told', async () => {
  const gone = await auditOf(
    storyWith((story) => {
      writeFile(story, TOPIC, TESTS, 'x = 1\n');
      writeFile(story, TOPIC, 'test/test_more.py', 'def test_low():\n    assert 1\n');
    }),
  );
  expect([levelIn(gone, 'no-weakening'), citedBy(gone, 'no-weakening')]).toEqual([
    0,
    [`${TESTS}:1`],
  ]);
});

it('a test that was renamed, or moved to another file, raises no alarm', async () => {
  const moved = storyWith((story) => {
    deleteFile(story, TOPIC, TESTS);
    writeFile(
      story,
      TOPIC,
      'test/unit/test_tide.py',
      'def test_low():\n    pass\n\n\ndef test_high():\n    pass\n',
    );
  });
  const audits = await Promise.all([
    auditOf(withTests((text) => text.replace('test_high', 'test_high_water'))),
    auditOf(moved),
  ]);
  expect(audits.map((audit) => [levelIn(audit, 'no-weakening'), audit.notices])).toEqual([
    [5, []],
    [5, []],
  ]);
});

it('a gate that somebody lowered after the last milestone is held against it on the pull request', async () => {
  const told = (floor: string) => {
    const story = honestStory();
    const audited = startOf(story);
    const audit = {
      schema: 'milestone-audit/1',
      milestone: 'M01',
      title: 'Begin',
      commits: { base: null, audited, merge: null },
      categories: [],
      rules: [],
      score: 4.9,
      verdict: 'green',
    };
    story.commits.splice(1, 0, {
      branch: 'main',
      message: 'Tune CI',
      author: 'ada',
      at: '2026-05-04T09:00:00Z',
      write: { 'docs/milestones/M01/M01_audit.json': JSON.stringify(audit) },
      delete: [],
    });
    if (floor !== '80') {
      editFile(story, 'main', '.github/workflows/ci.yml', (text) =>
        text.replace('--fail-under=80', `--fail-under=${floor}`),
      );
    }
    return auditOf(story);
  };
  const [sunk, kept] = [await told('79.5'), await told('80')];
  expect([levelIn(sunk, 'no-weakening'), sunk.verdict]).toEqual([0, 'red']);
  expect(issueOf(sunk, 'no-weakening')?.observation).toMatch(
    /^since M01: threshold lowered: .*80.* became .*79\.5/,
  );
  expect([levelIn(kept, 'no-weakening'), kept.notices]).toEqual([5, []]);
});
