import { expect, it } from '@jest/globals';
import { renderRollupIssue } from '../../src/history/rollup/issue.ts';
import type { Rollup } from '../../src/model/rollup.ts';
import { COMMENT_LIMIT } from '../../src/render/markdown/size.ts';
import { FAILED, fileOf, rollupOf, textAt } from './a-rollup.ts';

const SERVER = 'https://github.com';
const PAGE = 'https://northwind.github.io/audits/';

/** Returns a roll-up with so many repositories that did not pass, whose titles have given lengths. */
function redOnes(count: number, length: (at: number) => number): Rollup {
  const found = Array.from({ length: count }, (_, at) => {
    const repository = `acme/r${String(at).padStart(3, '0')}`;
    return fileOf({ ...FAILED, repository, title: 't'.repeat(length(at)) });
  });
  return rollupOf(found);
}

const issueOf = (rollup: Rollup): string => renderRollupIssue(rollup, SERVER, PAGE);
const rowsIn = (text: string): number => text.split('\n| [acme/').length - 1;
const moreIn = (text: string): number => Number(/^and (\d+) more$/m.exec(text)?.[1] ?? 0);

/** Returns a roll-up whose whole issue has as many characters as an issue may have, and more by `extra`. */
function atTheEdge(extra: number): Rollup {
  const count = 250;
  const short = issueOf(redOnes(count, () => 1)).length;
  const missing = COMMENT_LIMIT.max - short + extra;
  const [each, rest] = [Math.floor(missing / count), missing % count];
  return redOnes(count, (at) => 1 + each + (at < rest ? 1 : 0));
}

it('lists repositories that did not pass or are unknown, and links the whole roll-up', () => {
  const failed = fileOf({ ...FAILED, repository: 'acme/api' });
  const text = issueOf(rollupOf([fileOf(), failed, textAt('broken.json', '{')]));
  expect([rowsIn(text), text.includes('broken.json'), text.includes('acme/webui](')]).toEqual([
    1,
    true,
    false,
  ]);
  expect(text).toContain(`Every row is in [the roll-up](${PAGE}).`);
});

it('counts each team as a whole', () => {
  const expected = ['acme/api', 'acme/webui'].map((repository) => ({ repository, team: 'web' }));
  const failed = fileOf({ ...FAILED, repository: 'acme/api' });
  expect(issueOf(rollupOf([fileOf(), failed], { expected }))).toContain(
    '| web | 2 | 1 | 0 | 1 | 0 |',
  );
});

it('an issue of exactly the maximum size has every row', () => {
  const text = issueOf(atTheEdge(0));
  expect([text.length, rowsIn(text), moreIn(text)]).toEqual([COMMENT_LIMIT.max, 250, 0]);
});

it('one more character leaves out another table and no repository', () => {
  const text = issueOf(atTheEdge(1));
  expect(text.length).toBeLessThanOrEqual(COMMENT_LIMIT.max);
  expect([rowsIn(text), text.includes('Left out for space: ')]).toEqual([250, true]);
});

it('500 rows with long texts are cut by rows, counted, and linked', () => {
  const text = issueOf(redOnes(500, () => 100));
  expect(text.length).toBeLessThanOrEqual(COMMENT_LIMIT.max);
  expect([rowsIn(text) > 100, rowsIn(text) + moreIn(text)]).toEqual([true, 500]);
  expect(text).toContain(`[the roll-up](${PAGE})`);
});

it('texts that fill the limit many times are never refused', () => {
  const found = Array.from({ length: 500 }, (_, at) =>
    textAt(`acme/r${at}`, '\u202e'.repeat(4000), `acme/r${at}`),
  );
  const expected = found.map(({ place }) => ({ repository: place, team: '*_'.repeat(400) }));
  const notices = Array.from({ length: 20 }, () => '\u202e'.repeat(4000));
  const text = issueOf(rollupOf(found, { expected, notices }));
  expect([text.length <= COMMENT_LIMIT.max, text.includes(PAGE)]).toEqual([true, true]);
});
