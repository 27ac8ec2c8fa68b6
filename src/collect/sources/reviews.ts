import { type Evidence, missing, none, present, unreadable } from '../../model/evidence.ts';
import type { Review } from '../../model/repository.ts';
import { apiErrorText } from '../../model/result.ts';
import type { CollectJob } from '../base/collect-job.ts';
import { defineSource } from '../base/source.ts';

const NO_PULL = 'there is no pull request that could have been reviewed';

/** Returns the reviews of the audited pull request, or of the merged one. */
async function collectReviews(job: CollectJob): Promise<Evidence<readonly Review[]>> {
  const { pull } = job.target;
  if (pull === undefined) return none(NO_PULL, { what: 'pull request of the audited commit' });
  const what = `reviews of pull request #${pull.number}`;
  const source = { what, url: pull.url };
  const reviews = await job.reads.reviews({ number: pull.number, author: pull.author });
  if (reviews.ok) return present(await withMakers(job, reviews.value, pull.headSha), source);
  if (reviews.error.kind === 'not-here') return missing(reviews.error.message);
  const why = `${what} could not be listed: ${apiErrorText(reviews.error)}`;
  job.notice(why);
  return unreadable(why, source);
}

/** Says of each reviewer whether the last commit is theirs, which a rule may ask for. */
async function withMakers(
  { reads }: CollectJob,
  reviews: readonly Review[],
  headSha: string,
): Promise<readonly Review[]> {
  if (reviews.length === 0) return reviews;
  const head = await reads.commit(headSha);
  const makers = head.ok ? head.value.madeBy : undefined;
  if (makers === undefined) return reviews;
  return reviews.map((review) => ({ ...review, madeHead: makers.includes(review.login) }));
}

export const reviews = defineSource({
  kind: 'reviews',
  from: 'github',
  cost: 'high',
  optional: true,
  collect: collectReviews,
});
