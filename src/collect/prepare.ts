import { isGeneratedPath } from '../model/audit-paths.ts';
import type { Config } from '../model/config.ts';
import type { Target } from '../model/target.ts';
import type { World } from '../model/world.ts';
import type { Skipped, Trigger } from './trigger/trigger.ts';

/** As the message of an audit's commit ends. */
const TRAILER = /^Milestone-Audit: \S+$/m;

/**
 * Whether a push is nothing but the audit's own commit, which a token other than the workflow's own
 * lets start a run: it touches generated files alone, says so in its trailer, and was pushed by whom
 * this token writes as. All three, because anybody may write the trailer. The audit that made the
 * commit has posted its status on it.
 */
export async function ownPush(
  world: World,
  place: Trigger,
  { commits }: Target,
): Promise<Skipped | undefined> {
  const { head } = place;
  if (world.event.name !== 'push' || place.occasion.kind !== 'merged') return undefined;
  if (commits.generated[0] !== head.sha || !TRAILER.test(head.message)) return undefined;
  const viewer = await world.forge.viewer();
  if (!viewer.ok || viewer.value !== world.event.actor) return undefined;
  return { state: 'nowhere', why: `the push is the audit's own commit ${head.sha.slice(0, 7)}` };
}

/** The pull request has a newer head: nobody waits for an audit of this one any more. */
export interface Superseded {
  readonly state: 'superseded';
  readonly sha: string;
  readonly why: string;
}

/** The pull request's head by now. The event of a re-run is as old as the run's first attempt. */
async function headNow({ event }: World, { pull, reads }: Trigger): Promise<string | undefined> {
  if (pull === undefined || event.runAttempt < 2) return pull?.headSha;
  const now = await reads.pull(pull.number);
  return now.ok ? now.value.headSha : pull.headSha;
}

/**
 * Ends early what a later event audits anyway. Events that tell of a run or a comment read the pull
 * request anew and can know, and so do re-runs; commits of the audit itself on top are no newer head.
 */
export async function supersededBefore(
  world: World,
  place: Trigger,
  config: Config,
): Promise<Superseded | undefined> {
  const { occasion, pull, head, reads } = place;
  if (occasion.kind !== 'pull-request' || pull === undefined) return undefined;
  const newest = await headNow(world, place);
  if (newest === undefined || newest === head.sha) return undefined;
  const between = await reads.compare(head.sha, newest);
  const onlyGenerated =
    between.ok &&
    between.value.mergeBase === head.sha &&
    between.value.files.every(({ path }) => isGeneratedPath(path, config));
  if (onlyGenerated) return undefined;
  const why = `superseded: pull request #${pull.number} has moved on from ${head.sha.slice(0, 7)} to ${newest.slice(0, 7)}`;
  return { state: 'superseded', sha: head.sha, why };
}
