import { evidenceAsked } from '../analysis/runner.ts';
import { collect } from '../collect/collect.ts';
import { type Configured, configure } from '../collect/configure.ts';
import { identify } from '../collect/trigger/identify.ts';
import { resolveTrigger } from '../collect/trigger/resolve-trigger.ts';
import type { Trigger } from '../collect/trigger/trigger.ts';
import { safeLogLine } from '../lib/sanitize.ts';
import { systemClock } from '../local/workspace-files.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';
import type { Log, World } from '../model/world.ts';
import { RULES } from '../rules/registry.ts';
import { UsageError } from './arguments.ts';
import type { Progress } from './progress.ts';
import { VERSION } from './version.ts';

/** Gives another config than the one that lies at the policy ref; `undefined` leaves that one in force. */
export type ChooseConfig = (place: Trigger) => Promise<Configured | undefined>;

/** The first half of an audit: from the world to the bundle. What stops it is said in one message. */
export async function gather(world: World, choose: ChooseConfig): Promise<EvidenceFile> {
  const place = await resolveTrigger(world);
  if (place.state === 'nowhere') throw new UsageError(place.why);
  if (place.state === 'trouble') throw new UsageError(place.message);
  const configured = (await choose(place)) ?? (await configure(world, place, RULES));
  if (configured.state === 'trouble') throw new UsageError(inOptions(configured.message));
  const identified = await identify(world, place, configured.config);
  if (identified.state === 'trouble') throw new UsageError(inOptions(identified.message));
  if (identified.state === 'no-milestone') throw new UsageError(identified.why);
  world.log.info(`Collecting evidence of ${identified.target.commits.audited.slice(0, 7)}`);
  const kinds = evidenceAsked(configured.config, RULES);
  return collect(world, place, identified, configured, kinds);
}

/** What the action calls an input is an option here. */
function inOptions(message: string): string {
  return message
    .replace(/\b(?:set )?the input "([\w-]+)" to/g, 'give --$1')
    .replace(/^the input says milestone /, '--milestone says ')
    .replace(/^input /gm, 'option --');
}

/** The ports that are the same for every command: the clock, a log on stderr, results that nobody takes. */
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
