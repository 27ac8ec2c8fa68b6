import { isGeneratedPath } from '../model/audit-paths.ts';
import type { Config } from '../model/config.ts';
import type { Place } from './place.ts';

/** The pull request has a newer head: nobody waits for an audit of this one any more. */
export interface Superseded {
  readonly state: 'superseded';
  readonly sha: string;
  readonly why: string;
}

/**
 * Ends early what a later event audits anyway. Only events that tell of a run or a comment read the
 * pull request anew and can know; commits of the audit itself on top are no newer head.
 */
export async function supersededBefore(
  { occasion, pull, head, reads }: Place,
  config: Config,
): Promise<Superseded | undefined> {
  if (occasion.kind !== 'pull-request' || pull === undefined || pull.headSha === head.sha) {
    return undefined;
  }
  const between = await reads.compare(head.sha, pull.headSha);
  const onlyGenerated =
    between.ok &&
    between.value.mergeBase === head.sha &&
    between.value.files.every(({ path }) => isGeneratedPath(path, config));
  if (onlyGenerated) return undefined;
  const why = `superseded: pull request #${pull.number} has moved on from ${head.sha.slice(0, 7)} to ${pull.headSha.slice(0, 7)}`;
  return { state: 'superseded', sha: head.sha, why };
}
