import { expect, it } from '@jest/globals';
import { latestFile, latestOf } from '../../src/history/latest.ts';
import type { MilestoneHistory } from '../../src/history/milestones.ts';
import type { Audit } from '../../src/model/audit.ts';
import { readLatest } from '../../src/model/latest.ts';
import { anAudit } from '../render/an-audit.ts';

/** Returns the keys with content of the file `latest.json` of an audit. */
function writtenFor(audit: Audit): readonly string[] {
  const places = { docsPath: 'docs/milestones/{milestone}/{milestone}_audit.md', auditKey: '' };
  const history = { places, newest: { milestone: audit.milestone } } as MilestoneHistory;
  const [file] = latestFile(audit, history);
  const read = readLatest(String(file?.content));
  if (read.state === 'unreadable') throw new Error(read.why);
  return Object.entries(read.latest)
    .filter(([, value]) => Object.keys(value ?? {}).length > 0)
    .map(([key]) => key);
}

/** Returns an audit with many categories, whose ids and titles have the given lengths. */
function withCategories(count: number, id: number, title: number): Audit {
  const [first] = anAudit().categories;
  if (first === undefined) throw new Error('the audit has no category');
  const categories = Array.from({ length: count }, (_, at) => {
    const name = `c${String(at).padStart(2, '0')}`;
    return { ...first, id: name.padEnd(id, '-'), title: name.padEnd(title, ' x') };
  });
  return anAudit({ categories });
}

it('names the title of each category', () => {
  const audit = anAudit();
  expect(latestOf(audit)?.category_titles).toEqual(
    Object.fromEntries(audit.categories.map(({ id, title }) => [id, title])),
  );
});

it('a file that fits has everything', () => {
  expect(writtenFor(anAudit())).toEqual(
    expect.arrayContaining(['categories', 'category_titles', 'gates']),
  );
});

it('titles of categories are the first that a file without room leaves out', () => {
  const keys = writtenFor(withCategories(12, 3, 60));
  expect([keys.includes('category_titles'), keys.includes('gates')]).toEqual([false, true]);
});

it('the scores of the categories are the last that a file without room leaves out', () => {
  const few = writtenFor(withCategories(30, 8, 60));
  const none = writtenFor(withCategories(60, 8, 60));
  expect([few.includes('gates'), few.includes('categories'), none.includes('categories')]).toEqual([
    false,
    true,
    false,
  ]);
});
