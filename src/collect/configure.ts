import { checkConfig } from '../config/check-config.ts';
import type { KnownRule } from '../config/check-rule-options.ts';
import { describeProblem, type Problem } from '../config/problem.ts';
import { resolveConfig } from '../config/resolve-config.ts';
import { readSettings } from '../config/settings.ts';
import type { ConfigOrigin } from '../model/bundle.ts';
import type { Config } from '../model/config.ts';
import type { World } from '../model/world.ts';
import { readConfigText } from './config-text.ts';
import type { Place, Stopped } from './place.ts';

export interface Configured {
  readonly state: 'configured';
  readonly config: Config;
  readonly origin: ConfigOrigin;
  readonly notices: readonly string[];
}

/**
 * Reads the config at the trusted ref, checks it and the inputs whole, and lays the inputs over it.
 * Everything that is wrong is said in one message, so that nobody mends a config one error at a time.
 */
export async function configure(
  world: World,
  place: Place,
  rules: readonly KnownRule[],
): Promise<Configured | Stopped> {
  const read = await readConfigText(world, place);
  if (read.state !== 'read') return read;
  const checked = checkConfig(read.origin.path, read.text, rules);
  const said = readSettings(world.inputs);
  if (checked.state === 'invalid' || said.state === 'invalid') {
    const problems = [
      ...(said.state === 'invalid' ? said.problems : []),
      ...(checked.state === 'invalid' ? checked.problems : []),
    ];
    return { state: 'trouble', sha: place.head.sha, message: describeAll(problems) };
  }
  const { origin, notices } = read;
  return {
    state: 'configured',
    config: resolveConfig(checked.file, said.settings),
    origin,
    notices,
  };
}

function describeAll(problems: readonly Problem[]): string {
  const lines = problems.map(describeProblem);
  return lines.length === 1 ? (lines[0] ?? '') : `${lines.length} problems:\n${lines.join('\n')}`;
}
