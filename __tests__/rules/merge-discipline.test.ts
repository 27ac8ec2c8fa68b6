import { expect, it } from '@jest/globals';
import { missing, present } from '../../src/model/evidence.ts';
import type { Review } from '../../src/model/repository.ts';
import type { PullRequest } from '../../src/model/target.ts';
import { mergeDiscipline } from '../../src/rules/merge-discipline.ts';
import { find, levelIn, reachesEveryLevel } from './judged.ts';
import type { Story } from './story.ts';

const pull = { number: 7, url: 'https://github.com/o/r/pull/7', author: 'ann' } as PullRequest;
const review = (login: string, state: Review['state']): Review => ({ login, state, url: 'u' });

function story(
  reviews: readonly Review[] | undefined,
  required: readonly string[] | undefined,
): Story {
  return {
    target: { pull },
    ...(required === undefined ? {} : { requiredChecks: required }),
    evidence: reviews === undefined ? {} : { reviews: present(reviews, { what: 'reviews' }) },
  };
}

const yes = [review('bob', 'approved')];

it('earns each level by reviews and required checks', () => {
  expect([
    levelIn(mergeDiscipline, story(yes, ['test'])),
    levelIn(mergeDiscipline, story([], ['test'])),
    levelIn(mergeDiscipline, story(yes, [])),
    levelIn(mergeDiscipline, story([], [])),
    levelIn(mergeDiscipline, {}),
    levelIn(mergeDiscipline, story([...yes, review('eve', 'changes-requested')], ['test'])),
  ]).toEqual([5, 4, 3, 2, 1, 0]);
});

it('does not count an approval of the author, and cites the pull request', () => {
  expect(find(mergeDiscipline, story([review('ann', 'approved')], ['test']))).toMatchObject({
    level: 4,
    flaws: [
      {
        observation: 'pull request #7: Nobody but the author approved.',
        source: { url: pull.url },
      },
    ],
  });
});

it('is not applicable for a local checkout, and open when the pull request cannot be read', () => {
  expect([
    levelIn(mergeDiscipline, { target: { occasion: { kind: 'local' } } }),
    levelIn(mergeDiscipline, { target: { pullUnknown: 'pull requests could not be listed' } }),
  ]).toEqual(['not-applicable', '0–5']);
});

it('leaves open only what missing reviews or branch rules could change', () => {
  const lost = { reviews: missing('refused'), requiredChecks: missing('refused') };
  const without = (kind: keyof typeof lost, whole: Story) => ({
    ...whole,
    evidence: { ...whole.evidence, [kind]: lost[kind] },
  });
  const objection = story([review('eve', 'changes-requested')], undefined);
  expect([
    levelIn(mergeDiscipline, without('reviews', story(undefined, ['test']))),
    levelIn(mergeDiscipline, without('reviews', story(undefined, []))),
    levelIn(mergeDiscipline, without('requiredChecks', story(yes, undefined))),
    levelIn(mergeDiscipline, without('requiredChecks', story([], undefined))),
    find(mergeDiscipline, without('requiredChecks', objection)),
    levelIn(mergeDiscipline, { target: { pull }, evidence: lost }),
  ]).toMatchObject(['0–5', '0–3', '3–5', '2–4', { level: 0, most: 0 }, '0–5']);
});

reachesEveryLevel(mergeDiscipline);
