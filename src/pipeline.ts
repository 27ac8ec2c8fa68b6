import { withoutAskingAgain } from './collect/cache.ts';
import { collect } from './collect/collect.ts';
import { configure } from './collect/configure.ts';
import { nothingRan } from './collect/nothing-ran.ts';
import { identify } from './collect/trigger/identify.ts';
import { ownPush } from './collect/trigger/own-push.ts';
import { resolveTrigger } from './collect/trigger/resolve-trigger.ts';
import { supersededBefore } from './collect/trigger/superseded.ts';
import { finalizeAudit } from './history/finalize-audit.ts';
import { boundedEvidenceText } from './model/bounded-evidence.ts';
import { evidenceText } from './model/evidence-text.ts';
import type { Receipt } from './model/receipt.ts';
import type { World } from './model/world.ts';
import { endWithoutAudit } from './publish/end-without-audit.ts';
import { PENDING_STATE, trackPending } from './publish/pending.ts';
import { publish } from './publish/publish.ts';
import { publishJob, supersededBy } from './publish/publish-job.ts';
import { announce } from './publish/status.ts';
import { RULES } from './rules/registry.ts';
import { evidenceAsked } from './scoring/judge.ts';

/** How an audit ended; without a receipt when its status had its last word on the way. */
interface Ended {
  readonly exitCode: 0 | 1;
  readonly receipt?: Receipt;
}

/**
 * One audit, from the event that asked for it to the exit code.
 *
 * When it is stopped from outside or breaks, every status it had announced ends as `error` before
 * the reason is thrown on: a pending one would block the pull request for ever. What is still open
 * then, as after a last word that could not be posted, is kept for the action's `post` step.
 * `located` may have been begun before this file was loaded.
 */
export async function audit(
  world: World,
  located = resolveTrigger(world),
): Promise<{ readonly exitCode: 0 | 1 }> {
  const keep = (open: string): void => world.results.keep?.(PENDING_STATE, open);
  const statuses = trackPending(world.forge, keep);
  try {
    const work = steps({ ...world, forge: statuses.forge }, located);
    const { exitCode, receipt } = await Promise.race([work, stopOf(world)]);
    if (receipt !== undefined && receipt.state !== 'failed') statuses.leave();
    return { exitCode };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    await statuses.end(`The audit did not come to its end: ${why.replaceAll('\n', ' ')}`);
    throw error;
  }
}

/** Never fulfilled; rejected with the reason when the run is stopped. */
function stopOf({ stop }: World): Promise<never> {
  return new Promise((_, reject) => {
    if (stop?.aborted) reject(stop.reason);
    stop?.addEventListener('abort', () => reject(stop.reason), { once: true });
  });
}

/**
 * What is collected is judged without looking at anything else; the status is pending first and
 * final last, so that green never stands on what does not exist.
 */
async function steps(world: World, located: ReturnType<typeof resolveTrigger>): Promise<Ended> {
  const place = await located;
  if (place.state !== 'place') return endWithoutAudit(world, place);

  const configured = await configure(world, place, RULES);
  if (configured.state !== 'configured') return endWithoutAudit(world, configured);

  const late = await supersededBefore(world, place, configured.config);
  if (late !== undefined) return endWithoutAudit(world, late, configured.config);

  const identified = await identify(world, place, configured.config);
  if (identified.state !== 'target') return endWithoutAudit(world, identified, configured.config);

  const { target } = identified;
  const own = await ownPush(world, place, target);
  if (own !== undefined) return endWithoutAudit(world, own, configured.config);
  const { config } = configured;
  const kinds = evidenceAsked(config, RULES);
  // Collecting only reads: the pending status is the first write all the same.
  const [announced, collected] = await Promise.all([
    announce(world, target, config),
    collect(world, place, identified, configured, kinds),
  ]);
  const nothing = nothingRan(collected);
  if (nothing !== undefined) return endWithoutAudit(world, nothing, config);

  const { bundle, audit: audited } = finalizeAudit(collected, world.tool.version);
  const evidence = { whole: evidenceText(bundle), bounded: boundedEvidenceText(bundle) ?? '' };
  const forge = withoutAskingAgain(world.forge, place.reads);
  const superseded = await supersededBy(forge, bundle);
  const job = publishJob({ ...world, forge }, bundle, audited, evidence, { announced, superseded });
  return publish(job);
}
