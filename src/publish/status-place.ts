import type { Config } from '../model/config.ts';
import type { Target } from '../model/target.ts';
import type { World } from '../model/world.ts';
import { commitUrl, runUrl } from './addresses.ts';
import type { StatusPlace } from './required-status.ts';

/**
 * Where the status of an audit goes: on the audited commit, on every commit the audit itself put
 * above it, and on the branch's head when that is one of them, because required checks count on the
 * newest commit alone.
 */
export function statusPlace(world: World, target: Target, config: Config): StatusPlace {
  const { audited, generated, head } = target.commits;
  return {
    forge: world.forge,
    config,
    shas: [...new Set([audited, ...generated, head])],
    url: runUrl(world.event, target.repository),
    commits: commitUrl(world.event, target.repository),
  };
}
