import { isGeneratedPath } from '../../model/audit-paths.ts';
import type { Config } from '../../model/config.ts';
import type { World } from '../../model/world.ts';
import type { Trigger } from './trigger.ts';

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
