import { checkConfig, type KnownRule } from '../config/check-config.ts';
import type { SharedReference } from '../config/config-schema.ts';
import { type ExtendedConfig, extendConfig } from '../config/extend-config.ts';
import { describeProblem, type Problem } from '../config/problem.ts';
import { resolveConfig } from '../config/resolve-config.ts';
import { readSettings } from '../config/settings.ts';
import type { Config, ConfigOrigin } from '../model/config.ts';
import type { World } from '../model/world.ts';
import { type ConfigText, readConfigText } from './config-text.ts';
import { sharedReader } from './shared-config.ts';
import type { Stopped, Trigger } from './trigger/trigger.ts';

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
  place: Trigger,
  rules: readonly KnownRule[],
): Promise<Configured | Stopped> {
  const read = await readConfigText(world, place);
  if (read.state !== 'read') return read;
  const checked = await checkWhole(read, world, place, rules);
  const said = readSettings(world.inputs);
  if (checked.state === 'invalid' || said.state === 'invalid') {
    const problems = [
      ...(said.state === 'invalid' ? said.problems : []),
      ...(checked.state === 'invalid' ? checked.problems : []),
    ];
    return { state: 'trouble', sha: place.head.sha, message: describeAll(problems) };
  }
  return {
    state: 'configured',
    config: resolveConfig(checked.file, said.settings),
    origin: withShared(read.origin, checked.shared),
    notices: [...read.notices, ...checked.notices],
  };
}

type Checked = ExtendedConfig & { readonly notices: readonly string[] };

/** The file itself, and what it extends: only a config that is trusted may choose that. */
async function checkWhole(
  { text, origin }: ConfigText,
  world: World,
  { reads, policy }: Trigger,
  rules: readonly KnownRule[],
): Promise<Checked> {
  const own = checkConfig(origin.path, text, rules);
  if (own.state === 'invalid') return { ...own, notices: [] };
  const { extends: shared, ...file } = own.file;
  if (origin.from !== 'policy' && shared !== undefined) {
    const notice = `\`${shared}\` was not read: a config is extended once it is on ${policy.branch}, so that no pull request chooses what it is judged by`;
    return { state: 'valid', file, notices: [notice] };
  }
  const { owner } = world.forge.repository;
  const extended = await extendConfig(origin.path, own, sharedReader(reads), rules, owner);
  return { ...extended, notices: [] };
}

/** Where a config was read, with the shared one beneath it. */
export function withShared(
  origin: ConfigOrigin,
  shared: SharedReference | undefined,
): ConfigOrigin {
  if (shared === undefined) return origin;
  const { owner, name, path, commit } = shared;
  return { ...origin, extends: { repository: `${owner}/${name}`, path, commit } };
}

function describeAll(problems: readonly Problem[]): string {
  const lines = problems.map(describeProblem);
  return lines.length === 1 ? (lines[0] ?? '') : `${lines.length} problems:\n${lines.join('\n')}`;
}
