import { expect, it } from '@jest/globals';
import { concludeStep } from '../../sandbox/edit-story.ts';
import type { Audit } from '../../src/model/audit.ts';
import { renderDocument } from '../../src/render/document.ts';
import { auditOf } from './audit-of.ts';
import { HEAD_RUN, honestStory, startOf, storyWith } from './honest-story.ts';

/* Point 1: overall scores that do not follow from the categories beside them. */

/** What a reader gets who redoes the printed formula by hand. */
function redone({ formula }: Audit): number {
  const terms = [...formula.matchAll(/([\d.]+) × ([\d.]+)/g)];
  const sum = terms.reduce((total, [, weight, score]) => total + Number(weight) * Number(score), 0);
  const weights = Number(/\/ ([\d.]+) =/.exec(formula)?.[1]);
  return Math.floor((sum * 10) / weights + 0.5 + 1e-9) / 10;
}

it('the overall is what the printed formula gives, whatever fails', async () => {
  const stories = [
    honestStory(),
    storyWith((story) => concludeStep(story, HEAD_RUN, 'tests', 'failure')),
    storyWith((story) => story.runs.splice(1)),
  ];
  for (const story of stories) {
    const audit = await auditOf(story);
    const printed = audit.categories.filter(({ score }) => score !== null);
    expect(audit.score).toBe(redone(audit));
    expect([...audit.formula.matchAll(/ × ([\d.]+)/g)].map(([, score]) => Number(score))).toEqual(
      printed.map(({ score }) => score),
    );
  }
});

it('one document states one overall', async () => {
  const audit = await auditOf(honestStory());
  const stated = [...renderDocument(audit).matchAll(/(\d(?:\.\d)?) \/ 5\b/g)].map(
    ([, score]) => score,
  );
  expect(stated.length).toBeGreaterThan(1);
  expect([...new Set(stated)].map(Number)).toEqual([audit.score]);
});

it('an earlier audit whose overall does not follow from its categories is reported, with both numbers', async () => {
  const before = (score: number, audited: string): string =>
    JSON.stringify({
      schema: 'milestone-audit/1',
      milestone: 'M01',
      title: 'Begin',
      commits: { base: null, audited, merge: null },
      categories: [5, 5, 5, 4].map((one, at) => ({
        id: `c${at}`,
        title: `C${at}`,
        weight: 1,
        score: one,
      })),
      rules: [],
      score,
      verdict: 'green',
    });
  const told = (score: number) =>
    auditOf(
      storyWith((story) =>
        story.commits.splice(1, 0, {
          branch: 'main',
          message: 'Audit M01',
          author: 'ada',
          at: '2026-05-04T09:00:00Z',
          write: { 'docs/milestones/M01/M01_audit.json': before(score, startOf(story)) },
          delete: [],
        }),
      ),
    );
  const [inflated, right] = [await told(5), await told(4.8)];
  expect(inflated.notices.join('\n')).toMatch(/M01.*5\.0.*4\.8/s);
  expect(inflated.issues.length).toBe(1);
  expect([right.notices, right.issues]).toEqual([[], []]);
});
