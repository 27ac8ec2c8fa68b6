import { reuseReads } from './collect/base/cache.ts';
import { collect, nothingRan } from './collect/collect.ts';
import { prepare } from './collect/prepare.ts';
import { evidenceRequirements } from './history/evidence-requirements.ts';
import { finalizeAudit } from './history/finalize-audit.ts';
import type { World } from './model/world.ts';
import { endWithoutAudit } from './publish/end-without-audit.ts';
import { guardRun, publishAudit, type RunEnd } from './publish/run-guard.ts';
import { announce } from './publish/status.ts';
import { RULES } from './rules/registry.ts';

/** Runs one audit, from the event that started it to the exit code. */
export function audit(world: World): Promise<{ readonly exitCode: 0 | 1 }> {
  return guardRun(world, auditEvent);
}

/**
 * What is collected is judged without looking at anything else. The status is pending first and final
 * last, so that an older green status is never taken for this audit's.
 */
async function auditEvent(world: World): Promise<RunEnd> {
  const prepared = await prepare(world, RULES);
  if (prepared.state === 'ended') return endWithoutAudit(world, prepared.end, prepared.config);

  const { target } = prepared.identified;
  const { config } = prepared.configured;
  const requirements = evidenceRequirements(config, target.milestone.id, world.tool.version);
  // Collecting only reads, so the pending status is still the first write.
  const [announced, collected] = await Promise.all([
    announce(world, target, config),
    collect(world, prepared, requirements),
  ]);
  const nothing = nothingRan(collected);
  if (nothing !== undefined) return endWithoutAudit(world, nothing, config);

  const made = finalizeAudit(collected, world.tool.version);
  const forge = reuseReads(world.forge, prepared.trigger.reads);
  return publishAudit({ ...world, forge }, made, announced);
}
