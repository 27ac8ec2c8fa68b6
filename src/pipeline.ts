import { resolveTrigger } from './collect/trigger/resolve-trigger.ts';
import type { World } from './model/world.ts';
import { guardRun, type RunEnd } from './publish/run-guard.ts';

/** Maximum number of audits of one event. After the last, a change leaves the status pending. */
const MAX_ROUNDS = 3;

/**
 * Runs one audit, from the event that started it to the exit code. `beforeStages` is called when the
 * trigger is known, before the code of the other stages is loaded.
 */
export function audit(
  world: World,
  beforeStages: () => void = () => undefined,
): Promise<{ readonly exitCode: 0 | 1 }> {
  return guardRun(world, (guarded) => auditEvent(guarded, beforeStages));
}

/**
 * The status is pending first and final last, so that an older green status is never taken for this
 * audit's. When a run or the pull request changes meanwhile, everything is read and judged again.
 */
async function auditEvent(world: World, beforeStages: () => void): Promise<RunEnd> {
  let trigger = await resolveTrigger(world);
  beforeStages();
  // The other stages are most of the code. Loading them earlier delays the first requests.
  const stages = await import('./stages.ts');
  for (let round = 1; ; round += 1) {
    const end = await stages.auditRound(world, trigger, round === MAX_ROUNDS);
    if (end.state === 'ended') return end;
    world.log.info(`${end.change}: auditing again`);
    trigger = await resolveTrigger({ ...world, event: stages.withoutPullFacts(world.event) });
  }
}
