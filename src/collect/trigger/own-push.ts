import type { Target } from '../../model/target.ts';
import type { World } from '../../model/world.ts';
import type { Skipped, Trigger } from './trigger.ts';

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
