import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rollupCsv } from '../../src/history/rollup/csv.ts';
import { renderRollup } from '../../src/history/rollup/readme.ts';
import { canonicalJson } from '../../src/lib/canonical-json.ts';
import { renderJson } from '../../src/model/audit.ts';
import { readRollup, rollupText } from '../../src/model/rollup.ts';
import { anAudit } from '../render/an-audit.ts';
import { hostile } from '../render/markdown/hostile.ts';
import { propertyOptions } from '../runs.ts';
import { aLatest, FAILED, fileOf, rollupOf, rowIn, textAt } from './a-rollup.ts';

const two = [fileOf(), fileOf({ ...FAILED, repository: 'acme/api', date: '2026-03-01' })];

it('lists every repository by name with its bounds, verdict, and age', () => {
  const rows = rollupOf(two).repositories.map((row) => [
    row.repository,
    row.score,
    row.score_max,
    row.verdict,
    row.age_days,
  ]);
  expect(rows).toEqual([
    ['acme/api', 2.1, 2.4, 'red', 9],
    ['acme/webui', 4.2, 4.2, 'green', 0],
  ]);
});

it('counts ages from the newest evidence and names its repository', () => {
  const { as_of, as_of_from } = rollupOf(two);
  expect([as_of, as_of_from]).toEqual(['2026-03-10', 'acme/webui']);
});

it('counts ages from the given day', () => {
  expect(rowIn(rollupOf(two, { asOf: '2026-04-01' }), 'acme/api')?.age_days).toBe(31);
});

it('does not believe evidence from after the given day', () => {
  const row = rowIn(rollupOf(two, { asOf: '2026-03-05' }), 'acme/webui');
  expect([row?.state, row?.why]).toEqual([
    'unknown',
    'acme/webui/latest.json: its evidence is of 2026-03-10, after 2026-03-05',
  ]);
});

it('counts a listed repository without an audit as unknown', () => {
  const expected = [{ repository: 'acme/webui', team: 'web' }, { repository: 'acme/none' }];
  const rollup = rollupOf([fileOf()], { expected });
  expect([rollup.totals.unknown, rowIn(rollup, 'acme/none')?.why]).toEqual([
    1,
    'no audit is published',
  ]);
  expect(rowIn(rollup, 'acme/webui')?.team).toBe('web');
});

it.each([
  ['no JSON', '{', 'it is not a row of an audit'],
  ['another schema', '{"schema":"x/1"}', 'schema: Invalid input: expected "milestone-latest/1"'],
  ['too many bytes', canonicalJson(aLatest({ title: 'x'.repeat(2000) })), 'at most 2048 are read'],
  ['a repository that is a path', canonicalJson(aLatest({ repository: 'x/..' })), 'owner/name'],
  ['a day that is none', canonicalJson(aLatest({ date: '2026-02-31' })), 'must be a day'],
  ['crossed bounds', canonicalJson(aLatest({ score: 4, score_max: 3 })), 'lowest and a highest'],
  ['green without completion', canonicalJson(aLatest({ outcome: 'INCOMPLETE' })), 'contradicts'],
  ['green with a failed gate', canonicalJson(aLatest({ gates: { A: 'failed' } })), 'contradicts'],
  ['green with a failed rule', canonicalJson(aLatest({ rules: { a: 'failed' } })), 'contradicts'],
])('a file with %s costs one row, which names it', (_, text, why) => {
  const rollup = rollupOf([fileOf(), textAt('acme/bad/latest.json', text, 'acme/bad')]);
  expect(rollup.totals).toEqual({ repositories: 2, green: 1, yellow: 0, red: 0, unknown: 1 });
  expect(rowIn(rollup, 'acme/bad')?.why).toContain(why);
});

it('a file that a fork copied from its parent does not count for the fork', () => {
  const rollup = rollupOf([textAt('latest.json', canonicalJson(aLatest()), 'me/webui')]);
  expect(rowIn(rollup, 'me/webui')?.why).toBe('latest.json: it is the audit of acme/webui');
});

it('a file of a repository that is not listed does not count', () => {
  const rollup = rollupOf([fileOf()], { expected: [{ repository: 'acme/api' }] });
  expect([rollup.totals.unknown, rowIn(rollup, 'acme/webui')?.why]).toEqual([
    2,
    'acme/webui/latest.json: the list of repositories does not have it',
  ]);
});

it('two different files of one repository contradict each other', () => {
  const other = textAt('b/latest.json', canonicalJson(aLatest({ score_max: 5 })));
  expect(rowIn(rollupOf([fileOf(), other]), 'acme/webui')?.why).toBe(
    '2 files contradict each other: acme/webui/latest.json, b/latest.json',
  );
});

it('the same file twice is one row', () => {
  const copy = textAt('b/latest.json', canonicalJson(aLatest()));
  expect(rollupOf([fileOf(), copy]).totals).toMatchObject({ repositories: 1, green: 1 });
});

it('an audit counts where no latest.json is, the newest of several', () => {
  const older = anAudit({ milestone: 'M00', evidence_completed_at: '2026-01-01T00:00:00Z' });
  const files = [anAudit(), older].map((one, at) => textAt(`${at}.json`, renderJson(one)));
  const row = rowIn(rollupOf(files), anAudit().repository);
  expect([row?.milestone, row?.score, row?.source]).toEqual(['M01', anAudit().score, '0.json']);
});

it('audits with a key are rows of their own', () => {
  const keyed = ['api', 'web'].map((key) =>
    fileOf({ audit_path: `docs/milestones/M03/M03_audit_${key}.json` }),
  );
  expect(rollupOf(keyed).repositories.map(({ audit_key: key }) => key)).toEqual(['api', 'web']);
});

it('a broken file of one audit key does not cost the other audits of its repository', () => {
  const broken = textAt('docs/latest_api.json', '{', 'acme/webui');
  const rows = rollupOf([fileOf(), broken]).repositories;
  expect(rows.map(({ audit_key: key, verdict }) => [key, verdict])).toEqual([
    [null, 'green'],
    ['api', null],
  ]);
});

it('says what moved since the last roll-up, a lost audit first', () => {
  const previous = rollupOf([
    fileOf(),
    fileOf({ repository: 'acme/api' }),
    fileOf({ repository: 'acme/old' }),
  ]);
  const now = [
    fileOf({ score: 4.3, score_max: 4.3 }),
    fileOf({ ...FAILED, repository: 'acme/api' }),
  ];
  const expected = ['acme/webui', 'acme/api', 'acme/old', 'acme/new'].map((repository) => ({
    repository,
  }));
  const { moves } = rollupOf([...now, fileOf({ repository: 'acme/new' })], { previous, expected });
  expect(moves.map(({ repository, change }) => [repository, change])).toEqual([
    ['acme/old', null],
    ['acme/api', -2.1],
    ['acme/webui', 0.1],
    ['acme/new', null],
  ]);
});

it('says which rules fail where, and how many rows do not say it', () => {
  const { rules: _, ...silent } = aLatest({ repository: 'acme/silent' });
  const rollup = rollupOf([...two, textAt('s/latest.json', canonicalJson(silent))]);
  expect([rollup.rules, rollup.rules_unstated]).toEqual([
    [{ id: 'test-results', failed: ['acme/api'], not_evaluated: [] }],
    1,
  ]);
});

it('lists deferrals by owner, the next to expire first', () => {
  const deferrals = [
    { id: 'D02', owner: 'mira', until: 'M09' },
    { id: 'D01', owner: 'mira', until: 'M04' },
  ];
  const { deferrals: all } = rollupOf([fileOf({ deferrals, deferrals_open: 2 })]);
  expect(all.map(({ id, next }) => [id, next])).toEqual([
    ['D01', true],
    ['D02', false],
  ]);
});

it('counts the repositories of each version of the config', () => {
  const rollup = rollupOf([
    ...two,
    fileOf({ repository: 'acme/x', config_sha256: 'e'.repeat(64) }),
  ]);
  expect(
    rollup.configs.map(({ sha256, repositories }) => [sha256[0], repositories.length]),
  ).toEqual([
    ['c', 2],
    ['e', 1],
  ]);
});

/** Returns the columns of the first table. */
function columnsOf(...titles: readonly Readonly<Record<string, string>>[]): string | undefined {
  const found = titles.map((category_titles, at) =>
    fileOf({ repository: `acme/r${at}`, category_titles }),
  );
  const text = renderRollup(rollupOf(found), 'https://github.com');
  return /\| Milestone \| (.*) \| Deferrals/.exec(text)?.[1];
}

it('shows the title that most repositories give a category, and its id without one', () => {
  const columns = columnsOf(
    { 'test-execution': 'Checks' },
    { 'test-execution': 'Tests' },
    { 'test-execution': 'Tests' },
    {},
  );
  expect(columns).toBe('security | Tests');
});

it('shows the ids of categories with the same title', () => {
  const columns = columnsOf({ 'test-execution': 'All', security: 'All' });
  expect(columns).toBe('All (security) | All (test-execution)');
});

it('the name of an inherited property is not a title', () => {
  const found = [fileOf({ categories: { constructor: [4, 4] }, category_titles: {} })];
  expect(rollupOf(found).repositories[0]?.categories).toEqual([
    { id: 'constructor', score: 4, score_max: 4 },
  ]);
});

it('is read back as it was written, and the same input gives the same bytes', () => {
  const text = rollupText(rollupOf(two));
  const read = readRollup(text);
  expect(read.state === 'read' && rollupText(read.rollup)).toBe(text);
  expect(rollupText(rollupOf([...two].reverse()))).toBe(text);
});

it('gives one line of CSV per repository, with text that no spreadsheet runs', () => {
  const lines = rollupCsv(rollupOf([fileOf({ title: '=1+1,"x"' })])).split('\r\n');
  expect([lines.length, lines[1]?.includes(`"'=1+1,""x"""`)]).toEqual([3, true]);
});

it('untrusted text makes no further row or heading in Markdown', () => {
  const shape = (words: string): unknown =>
    renderRollup(
      rollupOf([fileOf({ title: words }), textAt('p', '{', words || 'x')]),
      'https://github.com',
    )
      .split('\n')
      .map((line) => /^(?:#+ |\| |<)?/.exec(line)?.[0]);
  fc.assert(
    fc.property(hostile, (words) => {
      expect(shape(words)).toEqual(shape('calm'));
    }),
    propertyOptions(40, 500),
  );
});
