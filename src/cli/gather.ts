import { collect } from '../collect/collect.ts';
import { type Configured, configure } from '../collect/configure.ts';
import { prefetch } from '../collect/prepare.ts';
import { identify } from '../collect/trigger/identify.ts';
import { resolveTrigger } from '../collect/trigger/resolve-trigger.ts';
import type { Trigger } from '../collect/trigger/trigger.ts';
import { evidenceRequirements } from '../history/evidence-requirements.ts';
import { safeLogLine } from '../lib/sanitize.ts';
import { systemClock } from '../local/workspace-files.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';
import type { Log, World } from '../model/world.ts';
import { RULES } from '../rules/registry.ts';
import { UsageError } from './arguments.ts';
import { VERSION } from './command.ts';
import type { Progress } from './progress.ts';

/** Returns a configuration to use instead of the one at the policy ref; `undefined` keeps that one. */
export type ChooseConfig = (trigger: Trigger) => Promise<Configured | undefined>;

/** Collects the evidence of one audit. Throws a `UsageError` that says what stopped it. */
export async function gather(world: World, choose: ChooseConfig): Promise<EvidenceFile> {
  const trigger = await resolveTrigger(world);
  if (trigger.state === 'skipped') throw new UsageError(trigger.why);
  if (trigger.state === 'stopped') throw new UsageError(trigger.message);
  prefetch(world, trigger);
  const configured = (await choose(trigger)) ?? (await configure(world, trigger, RULES));
  if (configured.state === 'stopped') throw new UsageError(inOptions(configured.message));
  const identified = await identify(world, trigger, configured.config);
  if (identified.state === 'stopped') throw new UsageError(inOptions(identified.message));
  if (identified.state === 'no-milestone') throw new UsageError(identified.why);
  world.log.info(`Collecting evidence of ${identified.target.commits.audited.slice(0, 7)}`);
  const { config } = configured;
  const requirements = evidenceRequirements(
    config,
    identified.target.milestone.id,
    world.tool.version,
  );
  return collect(world, { trigger, configured, identified }, requirements);
}

/** Options take the place of the inputs of the action. */
function inOptions(message: string): string {
  return message
    .replace(/\b(?:set )?the input "([\w-]+)" to/g, 'give --$1')
    .replace(/^the input says milestone /, '--milestone says ')
    .replace(/^input /gm, 'option --');
}

/** Returns the ports that all commands share: the clock, a log on stderr, and results that go nowhere. */
export function terminalPorts({
  step,
  say,
}: Progress): Pick<World, 'clock' | 'log' | 'results' | 'tool'> {
  const log: Log = {
    info: (message) => step(safeLogLine(message)),
    warning: (message) => say(safeLogLine(message)),
    error: (message) => say(safeLogLine(message)),
    group: (title, body) => {
      step(safeLogLine(title));
      return body();
    },
  };
  return {
    clock: systemClock,
    log,
    results: { output: () => undefined, summary: () => Promise.resolve() },
    tool: { version: VERSION },
  };
}
