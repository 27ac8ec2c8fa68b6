import { reuseReads } from './collect/base/cache.ts';
import { resolveTrigger } from './collect/trigger/resolve-trigger.ts';
import type { World } from './model/world.ts';
import { guardRun, type RunEnd } from './publish/run-guard.ts';

/** Runs one audit, from the event that started it to the exit code. */
export function audit(world: World): Promise<{ readonly exitCode: 0 | 1 }> {
  return guardRun(world, auditEvent);
}

/**
 * What is collected is judged without looking at anything else. The status is pending first and final
 * last, so that an older green status is never taken for this audit's.
 */
async function auditEvent(world: World): Promise<RunEnd> {
  const trigger = await resolveTrigger(world);
  // The other stages are most of the code. Loading them earlier delays the first requests.
  const stages = await import('./stages.ts');
  const prepared = await stages.prepareAudit(world, trigger);
  if (prepared.state === 'ended') {
    return stages.endWithoutAudit(world, prepared.end, prepared.config);
  }
  const { announced, collected } = await stages.announceAndCollect(world, prepared);
  const nothing = stages.nothingRan(collected);
  if (nothing !== undefined) {
    return stages.endWithoutAudit(world, nothing, prepared.configured.config);
  }
  const made = stages.finalizeAudit(collected, world.tool.version);
  const forge = reuseReads(world.forge, prepared.trigger.reads);
  return stages.publishAudit({ ...world, forge }, made, announced);
}
