import { expect, it } from '@jest/globals';
import { present } from '../../src/model/evidence.ts';
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

it('is unknown when reviews, rules, or the pull request cannot be read, and not applicable for a local checkout', () => {
  expect([
    levelIn(mergeDiscipline, story(undefined, ['test'])),
    levelIn(mergeDiscipline, story(yes, undefined)),
    levelIn(mergeDiscipline, { target: { pullUnknown: 'pull requests could not be listed' } }),
    levelIn(mergeDiscipline, { target: { occasion: { kind: 'local' } } }),
  ]).toEqual(['unknown', 'unknown', 'unknown', 'not-applicable']);
});

reachesEveryLevel(mergeDiscipline);
