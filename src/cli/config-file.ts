import { type Configured, withShared } from '../collect/configure.ts';
import { checkConfig } from '../config/check-config.ts';
import { extendConfig, type ReadShared } from '../config/extend-config.ts';
import { describeProblem } from '../config/problem.ts';
import { resolveConfig } from '../config/resolve-config.ts';
import { readSettings } from '../config/settings.ts';
import type { Inputs } from '../model/world.ts';
import { RULES } from '../rules/registry.ts';
import { readInput } from './read-input.ts';
import { UsageError } from './usage-error.ts';

/**
 * A config of this machine with the inputs laid over it. Every problem of it is said at once; `shown`
 * is its name in the audit, which must not depend on where the machine keeps it.
 */
export async function configFromFile(
  path: string,
  inputs: Inputs,
  readShared: ReadShared,
  shown: string = path,
): Promise<Configured> {
  const checked = checkConfig(shown, await readInput(path), RULES);
  if (checked.state === 'invalid')
    throw new UsageError(checked.problems.map(describeProblem).join('\n'));
  const extended = await extendConfig(shown, checked, readShared, RULES);
  if (extended.state === 'invalid')
    throw new UsageError(extended.problems.map(describeProblem).join('\n'));
  const said = readSettings(inputs);
  if (said.state === 'invalid') throw new UsageError(said.problems.map(describeProblem).join('\n'));
  return {
    state: 'configured',
    config: resolveConfig(extended.file, said.settings),
    origin: withShared({ path: shown, from: 'file' }, extended.shared),
    notices: [],
  };
}
