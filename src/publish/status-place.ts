import type { Config } from '../model/config.ts';
import type { CheckWrite, Forge, StatusState } from '../model/forge.ts';
import type { Target } from '../model/target.ts';
import type { World } from '../model/world.ts';
import { commitUrl, runUrl } from './addresses.ts';

/** Where the required status goes: which commits, under which name, leading where. */
export interface StatusPlace {
  readonly forge: Forge;
  readonly config: Pick<Config, 'status' | 'statusName' | 'auditKey' | 'dryRun'>;
  /** The audited commit first, then every commit of the audit's own on top of it. */
  readonly shas: readonly string[];
  /** What a click on it opens. */
  readonly url: string;
  /** Beginning of the address of a commit's page, where a person sees its statuses. */
  readonly commits?: string;
}

/** What the status says. Only a check run shows more than the description. */
export interface StatusWord {
  readonly state: StatusState;
  /** At most 140 code points; a longer one is shortened. */
  readonly description: string;
  readonly check?: { readonly summary: string; readonly annotations: CheckWrite['annotations'] };
}

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
