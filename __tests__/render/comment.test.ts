import { describe, expect, it } from '@jest/globals';
import type { Audit } from '../../src/model/audit.ts';
import { renderComment } from '../../src/render/comment.ts';
import { type Snapshot, snapshotOf } from '../../src/render/snapshot.ts';
import { aGate, anAudit } from './an-audit.ts';
import { STORIES, visibleLines } from './stories.ts';

const document = { url: 'https://github.com/acme/webui/actions/runs/7' };
const commit = 'c'.repeat(40);

const lines = (audit: Audit, before?: Snapshot): readonly string[] =>
  visibleLines(renderComment(audit, { document, ...(before && { before }) }));

/** The same audit of an earlier commit. */
const earlier = (audit: Audit, change: Partial<Snapshot> = {}): Snapshot => ({
  ...snapshotOf(audit),
  commit,
  ...change,
});

it('shows what fails, what to do, and the gates with measured and required values', () => {
  const log = 'https://github.com/acme/webui/actions/runs/22814850488/job/66170413001#step:7:1';
  expect(lines(STORIES.failed)).toEqual([
    '## 🔴 M07 Audit: Failed · 3.1 / 5',
    '2 of 1,204 tests fail. Workflows: 1 of 9 checks ignores failures. 5 of 7 gates pass.',
    '### Fix before merging',
    `1. **Tests** · \`cart › case 1\` fails: expected 90, got 100 [log](${log}) · new`,
    `2. **Tests** · \`cart › case 2\` fails: expected 90, got 100 [log](${log}) · flaky`,
    '3. **Workflows** · `npm run e2e` ignores failures (`continue-on-error: true`) [`.github/workflows/ci.yml:41`](https://github.com/acme/webui/blob/1f0c6a9d27e34b85a6f1c2d3e4f5061728394a5b/.github/workflows/ci.yml#L41) · Remove `continue-on-error: true`',
    '| Gate | Result | Measured | Required |',
    '| Tests | ✗ failed | 1,202 passed, 2 failed | test results: level ≥ 4 (now 2) |',
    '| Workflows | ✗ failed | 1 of 9 checks ignores failures | unmuted gates: level ≥ 3 (now 2) |',
    '5 gates passed · scores by category · 1,202 passing tests · evidence',
    '*[Full audit](https://github.com/acme/webui/actions/runs/7) · commit [`1f0c6a9`](https://github.com/acme/webui/commit/1f0c6a9d27e34b85a6f1c2d3e4f5061728394a5b) · 2 runs, 2 jobs, 1 artifact · evidence of 2026-03-08 · milestone-audit 0.1.0*',
  ]);
});

it('says how a pull request outside of any milestone starts one', () => {
  expect(lines(STORIES['no milestone']).at(-1)).toMatch(
    / · no milestone; to start one, put its id, such as `m01`, into the branch name or the title\*$/,
  );
});

it('names the deferral, its owner, and what it takes to remove it', () => {
  expect(lines(anAudit()).slice(0, 3)).toEqual([
    '## 🟡 M01 Audit: Passed with 1 deferral · 4.7 / 5',
    '18 of 35 tests fail; deferral DEF-001 (maintainers, until M02) covers all of them. All 4 gates pass, 3 by deferral.',
    '- **Before M02:** the stub returns a fixed 1×1 PNG, and the 18 tests pass ([DEF-001](https://github.com/acme/webui/blob/1f0c6a9d27e34b85a6f1c2d3e4f5061728394a5b/docs/milestones/deferred.yml), maintainers)',
  ]);
});

it('names the missing evidence of each gate, with a link to the run', () => {
  const run = '[run of Tests](https://github.com/acme/webui/actions/runs/22814850488)';
  expect(lines(STORIES['not enough evidence']).slice(0, 5)).toEqual([
    '## 🔴 M07 Audit: Not enough evidence · 2.9–4.6 / 5',
    'Without coverage report and run of lint, 2 gates cannot be decided (Coverage and CI stability). 3 of 5 gates pass.',
    '### Add the missing evidence before merging',
    `1. **Coverage** · coverage report: the artifact coverage is missing ${run} · Write Cobertura or LCOV and upload it with \`actions/upload-artifact\``,
    `2. **CI stability** · run of lint: lint is required and did not run ${run}`,
  ]);
});

it('names the runs that have not ended', () => {
  expect(lines(STORIES.waiting).slice(0, 2)).toEqual([
    '## ⏳ M07 Audit: Waiting for 1 run · 2.9–4.6 / 5',
    'Not finished: Tests. 3 of 5 gates pass.',
  ]);
});

it('says what a preview decides and what needs GitHub', () => {
  const { preview } = STORIES;
  const open = aGate('Reviews', 'not-evaluated', 'no reviews', 'review-state >= 3');
  expect(lines({ ...preview, gates: [...preview.gates, open] }).slice(0, 2)).toEqual([
    '## ⚪ M07 Audit: Preview · 3.1 / 5',
    '2 of 1,204 tests fail. Workflows: 1 of 9 checks ignores failures. 2 gates fail, 5 gates pass, 1 gate needs data from GitHub.',
  ]);
});

it('lists ten failing tests at most and counts the others', () => {
  const shown = lines(STORIES['failed with 42 failing tests']);
  const from = shown.indexOf('### Failing tests');
  const tests = shown.slice(from + 1).filter((line) => line.startsWith('- '));
  expect([tests.length, tests.at(-1)]).toEqual([
    10 + 1,
    '- and 32 more: [Full audit](https://github.com/acme/webui/actions/runs/7)',
  ]);
});

describe.each(Object.entries(STORIES))('a comment on an audit that is %s', (_, audit) => {
  it('has at most 25 visible lines', () => {
    expect(lines(audit).length).toBeLessThanOrEqual(25);
  });

  it('has at most 12 visible lines when nothing changed', () => {
    expect(lines(audit, earlier(audit)).length).toBeLessThanOrEqual(12);
  });

  it('shows no machine word', () => {
    expect(renderComment(audit)).not.toMatch(/COMPLETE|INSUFFICIENT|PENDING|PREVIEW|yellow/);
  });
});

it('folds nothing that is open and blocking', () => {
  const { failed } = STORIES;
  const names = ['Workflows', 'Tests', 'cart › case 1', 'cart › case 2', 'ci.yml:41'];
  const shown = [lines(failed), lines(failed, earlier(failed))].map((some) => some.join('\n'));
  expect(names.filter((name) => shown.some((text) => !text.includes(name)))).toEqual([]);
});

it('says in one line for each item that nothing changed', () => {
  const { failed } = STORIES;
  const shown = lines(failed, earlier(failed));
  expect(shown.slice(1, 3)).toEqual([
    `Unchanged since [\`ccccccc\`](https://github.com/acme/webui/commit/${commit}): 2 of 1,204 tests fail. Workflows: 1 of 9 checks ignores failures. 5 of 7 gates pass.`,
    '1. **Tests** · `cart › case 1` fails: expected 90, got 100 [log](https://github.com/acme/webui/actions/runs/22814850488/job/66170413001#step:7:1)',
  ]);
});

it('shows both ends of a score that was or is open', () => {
  const { failed } = STORIES;
  const before = earlier(STORIES.passed, { score: 3.9, score_max: 4.5 });
  const shown = lines(failed, before);
  expect([shown[0], shown[2]?.match(/score [^;]*/)?.[0]]).toEqual([
    '## 🔴 M07 Audit: Failed · 3.1 / 5 (before: 3.9–4.5)',
    'score 3.9–4.5 → 3.1',
  ]);
});

it('shows the changes since the last comment, and the change of the score in the heading', () => {
  const { failed } = STORIES;
  const before = earlier(STORIES.passed, {
    score: 3.9,
    score_max: 3.9,
    tests: { tests: 1180, failed: 0 },
  });
  expect([lines(failed, before)[0], lines(failed, before)[2]]).toEqual([
    '## 🔴 M07 Audit: Failed · 3.1 / 5 (−0.8)',
    `Since [\`ccccccc\`](https://github.com/acme/webui/commit/${commit}): verdict Passed → Failed; score 3.9 → 3.1; tests 1,180 → 1,204; failing 0 → 2.`,
  ]);
});

it('says that other things were found when every number is the same', () => {
  const { failed } = STORIES;
  const before = earlier({ ...failed, issues: [] });
  expect(lines(failed, before)[2]).toBe(
    `Since [\`ccccccc\`](https://github.com/acme/webui/commit/${commit}): the same numbers, other findings.`,
  );
});

it('compares with the previous milestone in the first comment of a pull request', () => {
  const trend = [{ milestone: 'M06', score: 2.9, verdict: 'red' as const, categories: [] }];
  const [title, , since] = lines({ ...STORIES.failed, trend });
  expect([title, since]).toEqual([
    '## 🔴 M07 Audit: Failed · 3.1 / 5 (+0.2)',
    'Since M06: score 2.9 → 3.1.',
  ]);
});

it('shows a changed chain of audits outside of the fold', () => {
  const chain = { findings: ['M05_audit.json was changed'], gaps: [] };
  expect(lines({ ...STORIES.passed, chain })).toContain('⚠ M05_audit.json was changed.');
});

it('shows an optional gate that does not pass, without a to-do', () => {
  const optional = { ...aGate('Docs', 'failed', 'no page', 'docs >= 3'), optional: 'later' };
  const shown = lines({ ...STORIES.passed, gates: [...STORIES.passed.gates, optional] });
  expect(shown.slice(0, 4)).toEqual([
    '## 🟢 M07 Audit: Passed, 1 optional gate not passed · 5.0 / 5',
    'All 1,204 tests pass. Optional gate Docs does not pass. All 5 gates pass.',
    '| Gate | Result | Measured | Required |',
    '| Docs | ✗ failed (optional) | no page | docs ≥ 3 (now 2) |',
  ]);
});

it('ends with the marker', () => {
  const page = renderComment(anAudit(), { marker: { key: 'main' }, document });
  expect(page.endsWith('\n\n<!-- milestone-audit key=main -->\n')).toBe(true);
});

it('names the sections that do not fit', () => {
  const { evidence } = anAudit();
  const [group] = evidence.tests?.groups ?? [];
  if (group === undefined || evidence.tests === null) throw new Error('the builder has tests');
  const groups = Array.from({ length: 20_000 }, (_, at) => ({ ...group, group: `test_${at}.py` }));
  const audit = anAudit({ evidence: { ...evidence, tests: { ...evidence.tests, groups } } });
  const page = renderComment(audit);
  expect([page.length <= 65_536, /and [\d,]+ more|Left out for space/.test(page)]).toEqual([
    true,
    true,
  ]);
});

it('keeps what it takes to remove a deferral when nothing changed', () => {
  const audit = anAudit();
  expect(lines(audit, earlier(audit))).toContainEqual(
    expect.stringMatching(/^- \*\*Before M02:\*\*/),
  );
});

it('does not call it a fact of its own that the failing tests made a run fail', () => {
  const { failed } = STORIES;
  const [gate] = failed.gates.filter(({ title }) => title === 'Workflows');
  const tests = failed.issues.map((one) => ({ ...one, rules: ['test-results', one.rule] }));
  expect(gate === undefined ? '' : lines({ ...failed, issues: tests })[1]).toBe(
    '2 of 1,204 tests fail. 5 of 7 gates pass.',
  );
});
