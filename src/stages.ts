import { collect } from './collect/collect.ts';
import { type Prepared, prepare } from './collect/prepare.ts';
import type { Skipped, Stopped, Trigger } from './collect/trigger/trigger.ts';
import { evidenceRequirements } from './history/evidence-requirements.ts';
import type { Audit } from './model/audit.ts';
import type { EvidenceFile } from './model/evidence-file.ts';
import type { Receipt, World } from './model/world.ts';
import { publish } from './publish/publish.ts';
import { publishJob, supersededBy } from './publish/publish-job.ts';
import { announce } from './publish/status.ts';
import { RULES } from './rules/registry.ts';

// The stages after the trigger, for `pipeline.ts`, which loads this module when it has the trigger.
export { nothingRan } from './collect/collect.ts';
export { finalizeAudit } from './history/finalize-audit.ts';
export { endWithoutAudit } from './publish/end-without-audit.ts';

/** Returns the config and the target of the audit that a trigger starts, or why there is none. */
export function prepareAudit(world: World, trigger: Trigger | Skipped | Stopped) {
  return prepare(world, trigger, RULES);
}

/**
 * Sets the required status to pending and collects the evidence. Collecting only reads, so the
 * pending status is the first write.
 */
export async function announceAndCollect(
  world: World,
  prepared: Prepared,
): Promise<{ readonly announced: Receipt; readonly collected: EvidenceFile }> {
  const { target } = prepared.identified;
  const { config } = prepared.configured;
  const requirements = evidenceRequirements(config, target.milestone.id, world.tool.version);
  const [announced, collected] = await Promise.all([
    announce(world, target, config),
    collect(world, prepared, requirements),
  ]);
  return { announced, collected };
}

/** Publishes an audit to every destination; the final status is the last of them. */
export async function publishAudit(
  world: World,
  { evidence, audit }: { readonly evidence: EvidenceFile; readonly audit: Audit },
  announced: Receipt,
) {
  const superseded = await supersededBy(world.forge, evidence);
  return publish(publishJob(world, evidence, audit, { announced, superseded }));
}
