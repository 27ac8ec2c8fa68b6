import type { ConfigOrigin } from '../model/config.ts';
import type { World } from '../model/world.ts';
import { readRepositoryText } from './repository-text.ts';
import type { Stopped, Trigger } from './trigger/trigger.ts';

/** The config's text and where it was read; without any, the text of an empty file, which is a valid config. */
export interface ConfigText {
  readonly state: 'read';
  readonly text: string;
  readonly origin: ConfigOrigin;
  readonly notices: readonly string[];
}

const DEFAULT_PATH = '.github/milestone-audit.yml';

/**
 * The config is always read at the policy ref, so that a pull request cannot loosen what it is
 * judged by. Only when there is none yet, and the head lies in this repository, does the head's
 * serve, and the audit says so (design: section 4).
 */
export async function readConfigText(world: World, place: Trigger): Promise<ConfigText | Stopped> {
  const path = (world.inputs['config'] || DEFAULT_PATH).replace(/^\.\//, '');
  const policy = await readRepositoryText(place.reads, place.policy.sha, path);
  if (policy.state === 'trouble') return stopped(place, path, policy.why);
  if (policy.state === 'found') {
    const origin = { path, commit: place.policy.sha, from: 'policy' } as const;
    return { state: 'read', text: policy.text, origin, notices: [] };
  }
  if (place.trusted && place.head.sha !== place.policy.sha) {
    const head = await readRepositoryText(place.reads, place.head.sha, path);
    if (head.state === 'trouble') return stopped(place, path, head.why);
    if (head.state === 'found') {
      const origin = { path, commit: place.head.sha, from: 'head' } as const;
      const notice = `${place.policy.branch} has no ${path} yet: the config of the audited branch was used`;
      return { state: 'read', text: head.text, origin, notices: [notice] };
    }
  }
  return { state: 'read', text: '', origin: { path, from: 'default' }, notices: [] };
}

function stopped(place: Trigger, path: string, why: string): Stopped {
  return { state: 'trouble', sha: place.head.sha, message: `${path} could not be read: ${why}` };
}
