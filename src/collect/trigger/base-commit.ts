import type { Config } from '../../model/config.ts';
import type { Commit } from '../../model/forge.ts';
import { compareMilestones, sameSeries } from '../../model/milestone-id.ts';
import type { PullRequest } from '../../model/target.ts';
import { readPreviousAudits } from '../sources/previous-audits.ts';
import { rangeStart, type Trigger } from './trigger.ts';

/**
 * The commit the audited one is compared with (design: section 4): of a pull request the merge base;
 * after a merge, and in a checkout that names no base, the audited commit of the previous
 * milestone's audit, else the merge base of the merged pull request, else the first parent.
 */
export async function baseCommit(
  place: Trigger,
  audited: Commit,
  config: Config,
  milestone: string,
  pull: PullRequest | undefined,
): Promise<string | undefined> {
  const found = await candidate(place, audited, config, milestone, pull);
  return found === undefined || found === audited.sha ? audited.parents[0] : found;
}

async function candidate(
  place: Trigger,
  audited: Commit,
  config: Config,
  milestone: string,
  pull: PullRequest | undefined,
): Promise<string | undefined> {
  if (place.base !== undefined) return place.base;
  const { kind } = place.occasion;
  if (kind !== 'merged' && kind !== 'local')
    return mergeBase(place, rangeStart(place), audited.sha);
  const previous = await previousAudited(place, config, milestone);
  if (previous !== undefined || pull === undefined) return previous;
  return mergeBase(place, pull.baseSha, pull.headSha);
}

async function mergeBase(place: Trigger, base: string, head: string): Promise<string | undefined> {
  const compared = await place.reads.compare(base, head);
  return compared.ok ? compared.value.mergeBase : undefined;
}

/** An audited commit that history no longer knows (a rewritten branch) is no base. */
async function previousAudited(
  place: Trigger,
  config: Config,
  milestone: string,
): Promise<string | undefined> {
  // Which commit was audited is all that is asked: no version, so that nothing is judged again.
  const asked = { policy: place.policy.sha, config, milestone, version: '' };
  const { evidence } = await readPreviousAudits(place.reads, asked);
  if (evidence.state !== 'present') return undefined;
  const before = evidence.value.filter(
    (audit) =>
      sameSeries(audit.milestone, milestone) && compareMilestones(audit.milestone, milestone) < 0,
  );
  const sha = before.at(-1)?.audited;
  if (sha === undefined || !/^[0-9a-f]{40}$/.test(sha)) return undefined;
  const known = await place.reads.commit(sha);
  return known.ok ? sha : undefined;
}
