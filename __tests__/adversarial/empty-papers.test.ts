import { expect, it } from '@jest/globals';
import { deleteFile, writeFile } from '../../sandbox/edit-story.ts';
import { present } from '../../src/model/evidence.ts';
import type { PreviousAudit } from '../../src/model/history.ts';
import type { Ledger } from '../../src/model/repository.ts';
import { auditOf, bundleOf, citedBy, composed, issueOf, levelIn } from './audit-of.ts';
import { honestStory, storyWith, TOPIC } from './honest-story.ts';

/* Point 11: ledger rows that disagree, placeholders, audits of 0 bytes. */

const SUMMARY = 'docs/milestones/M02/M02_summary.md';
const COMMIT = 'abcdef1234567890abcdef1234567890abcdef12';

const EARLIER: PreviousAudit = {
  milestone: 'M01',
  path: 'docs/milestones/M01/M01_audit.json',
  blob: 'c'.repeat(40),
  audited: COMMIT,
  score: 4.7,
  verdict: 'yellow',
  categories: [],
  rules: [],
};

/** The honest story with a ledger that says these cells of M01 in line 7. */
async function withRow(...cells: readonly string[]) {
  const bundle = await bundleOf(honestStory());
  const ledger: Ledger = { path: 'docs/ledger.md', rows: [{ milestone: 'M01', line: 7, cells }] };
  return composed({
    ...bundle,
    config: { ...bundle.config, ledger: 'docs/ledger.md' },
    evidence: {
      ...bundle.evidence,
      ledger: present(ledger, { what: 'docs/ledger.md' }),
      previous: present([EARLIER], { what: 'previous audits' }),
    },
  });
}

it('a row that was typed another score, or another commit, is cited by its line', async () => {
  const score = await withRow('M01', '5.0 / 5', COMMIT.slice(0, 7));
  const commit = await withRow('M01', '4.7 / 5', '1234567');
  for (const audit of [score, commit]) {
    expect(levelIn(audit, 'ledger-consistency')).toBe(3);
    expect(citedBy(audit, 'ledger-consistency')).toEqual(['docs/ledger.md:7']);
  }
  expect(score.rules.find(({ id }) => id === 'ledger-consistency')?.proof[0]?.text).toContain(
    'says 5.0, its audit 4.7',
  );
});

it('a placeholder that stayed is no agreement', async () => {
  expect(levelIn(await withRow('M01', '4.7 / 5', 'TBD'), 'ledger-consistency')).toBe(4);
});

it('a document of 0 bytes is empty, a missing one is missing', async () => {
  const empty = await auditOf(storyWith((story) => writeFile(story, TOPIC, SUMMARY, '')));
  const gone = await auditOf(storyWith((story) => deleteFile(story, TOPIC, SUMMARY)));
  expect([levelIn(empty, 'evidence-pack'), levelIn(gone, 'evidence-pack')]).toEqual([0, 0]);
  expect([empty, gone].map((audit) => issueOf(audit, 'evidence-pack')?.observation)).toEqual([
    `${SUMMARY} is empty.`,
    `${SUMMARY} is absent.`,
  ]);
});

it('an empty earlier audit is reported, and hides nothing', async () => {
  const audit = await auditOf(
    storyWith((story) => writeFile(story, 'main', 'docs/milestones/M01/M01_audit.json', '')),
  );
  expect(audit.notices.join('\n')).toContain(
    'docs/milestones/M01/M01_audit.json could not be read',
  );
  expect(audit.trend).toEqual([]);
});

it('a row that agrees and papers that are written raise no alarm', async () => {
  const audit = await withRow('M01', '4.7 / 5', COMMIT.slice(0, 7));
  expect([levelIn(audit, 'ledger-consistency'), levelIn(audit, 'evidence-pack')]).toEqual([5, 5]);
  expect([issueOf(audit, 'ledger-consistency'), issueOf(audit, 'evidence-pack')]).toEqual([
    undefined,
    undefined,
  ]);
});
