import type { Audit } from '../model/audit.ts';
import type { Config } from '../model/config.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';
import { boundedEvidenceText, evidenceText } from '../model/evidence-text.ts';
import type { Target } from '../model/target.ts';
import type { Receipt, World } from '../model/world.ts';
import { openStatuses } from './open-statuses.ts';
import { LEFT_OPEN } from './pending-statuses.ts';
import { announce, finish, publish } from './publish.ts';
import { publishJob } from './publish-job.ts';
import { type StatusPlace, statusPlace } from './status-place.ts';
import { supersededBy } from './superseded.ts';

/** How a run ended; without a receipt when the run made no audit. */
export interface RunEnd {
  readonly exitCode: 0 | 1;
  readonly receipt?: Receipt;
}

/**
 * Runs an audit so that no status stays pending: a pending status would block the pull request for
 * ever.
 *
 * When the run is stopped from outside or throws, every pending status ends as `error`, and then the
 * reason is thrown. A status that is still pending after that, because its last write failed, is kept
 * for the action's `post` step.
 */
export async function guardRun(
  world: World,
  run: (world: World) => Promise<RunEnd>,
): Promise<{ readonly exitCode: 0 | 1 }> {
  const keep = (open: string): void => world.results.keep?.(LEFT_OPEN, open);
  const statuses = openStatuses(world.forge, keep);
  try {
    const work = run({ ...world, forge: statuses.forge });
    const { exitCode, receipt } = await Promise.race([work, rejectedOnStop(world)]);
    if (receipt !== undefined && receipt.state !== 'failed') statuses.leave();
    return { exitCode };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    await statuses.end(`The audit did not come to its end: ${why.replaceAll('\n', ' ')}`);
    throw error;
  }
}

/** Returns a promise that rejects with the reason when the run is stopped, and never fulfills. */
function rejectedOnStop({ stop }: World): Promise<never> {
  return new Promise((_, reject) => {
    if (stop?.aborted) reject(stop.reason);
    stop?.addEventListener('abort', () => reject(stop.reason), { once: true });
  });
}

/** The pending status of a run: where its statuses go, and the receipt of the first one. */
export interface Announced {
  readonly place: StatusPlace;
  readonly receipt: Receipt;
}

/** Posts the pending status, the first write of a run. */
export async function announceAudit(
  world: World,
  target: Target,
  config: Config,
): Promise<Announced> {
  const place = statusPlace(world, target, config);
  return { place, receipt: await announce(place) };
}

/** Publishes an audit everywhere, then its final status: green must not refer to what does not exist. */
export async function publishAudit(
  world: World,
  { evidence, audit }: { readonly evidence: EvidenceFile; readonly audit: Audit },
  { place, receipt }: Announced,
): Promise<RunEnd> {
  const texts = { whole: evidenceText(evidence), bounded: boundedEvidenceText(evidence) ?? '' };
  const superseded = await supersededBy(world.forge, evidence);
  const job = publishJob(world, evidence, audit, texts, { announced: receipt, superseded });
  return finish(job, place, await publish(job));
}
