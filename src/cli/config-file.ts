import { join } from 'node:path';
import { type Configured, withShared } from '../collect/configure.ts';
import { checkConfig } from '../config/check-config.ts';
import { INPUT_DEFAULTS } from '../config/defaults.ts';
import { extendConfig, type ReadShared } from '../config/extend-config.ts';
import { describeProblem } from '../config/problem.ts';
import { resolveConfig } from '../config/resolve-config.ts';
import { readSettings } from '../config/settings.ts';
import { readText } from '../local/disk.ts';
import type { Config } from '../model/config.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';
import type { Forge } from '../model/forge.ts';
import { ok } from '../model/result.ts';
import type { Inputs } from '../model/world.ts';
import { RULES } from '../rules/registry.ts';
import { optionText, UsageError } from './arguments.ts';
import type { Arguments } from './command.ts';
import { readInput } from './read-input.ts';

/**
 * Reads a local configuration file and applies the inputs to it. Throws a `UsageError` with all
 * problems. `shown` is its name in the audit, which must not depend on the folder of this machine.
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
  const given = readSettings(inputs);
  if (given.state === 'invalid')
    throw new UsageError(given.problems.map(describeProblem).join('\n'));
  return {
    state: 'configured',
    config: resolveConfig(extended.file, given.settings),
    origin: withShared({ path: shown, from: 'file' }, extended.shared),
    notices: [],
  };
}

/** Path of the config, as the input `config` has it by default. */
const CONFIG = INPUT_DEFAULTS['config'] ?? '';

/** Returns the config that `--config` names, else that of the folder, else the defaults. */
export async function configOfCheckout(root: string, given: Arguments): Promise<Config> {
  const shared = sharedCopy(optionText(given, 'extends'));
  const named = optionText(given, 'config');
  if (named !== undefined) return (await configFromFile(named, {}, shared)).config;
  const path = join(root, CONFIG);
  const there = await readText(path);
  if (there.state === 'read') return (await configFromFile(path, {}, shared, CONFIG)).config;
  const settings = readSettings({});
  if (settings.state === 'invalid') throw new Error('no input is always valid');
  return resolveConfig({}, settings.settings);
}

/** Returns the forge with a local file in place of the shared configuration, which no checkout contains. */
export async function withCopy<T extends Forge>(forge: T, copy: string): Promise<T> {
  const text = await readInput(copy);
  return { ...forge, foreignFile: async () => ok(new TextEncoder().encode(text)) };
}

/** Returns the notice that the copy was not compared with the commit. */
export function copyNotice(
  copy: string | undefined,
  { configOrigin }: EvidenceFile,
): readonly string[] {
  if (copy === undefined) return [];
  const { extends: shared } = configOrigin;
  if (shared === undefined) {
    throw new UsageError(`--extends ${copy}: the config that was used extends nothing`);
  }
  return [
    `the config extends ${shared.repository}/${shared.path}: a local copy was read and not compared with commit ${shared.commit.slice(0, 7)}`,
  ];
}

/** Does the same for saved evidence that is judged again without a forge. */
export function sharedCopy(copy: string | undefined): ReadShared {
  return async () =>
    copy === undefined
      ? { state: 'refused', why: 'give a copy of it with --extends FILE' }
      : { state: 'read', text: await readInput(copy) };
}
