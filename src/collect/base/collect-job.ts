import type { Config } from '../../model/config.ts';
import type { EvidenceKind } from '../../model/evidence-file.ts';
import type { Target } from '../../model/target.ts';
import type { World } from '../../model/world.ts';
import type { CachedReads } from './cache.ts';

/** What every collector works with. */
export interface CollectJob {
  readonly world: World;
  readonly reads: CachedReads;
  readonly target: Target;
  readonly config: Config;
  /** Kinds that something judges or shows; dear ones nobody asks for are not collected. */
  readonly wanted: (kind: EvidenceKind) => boolean;
  /** Says what could not be done, as a sentence; the same one twice is said once. */
  readonly notice: (sentence: string) => void;
}

/** Page of a commit for readers. */
export function commitUrl({ world, target }: CollectJob, sha: string): string {
  const { owner, name } = target.repository;
  return `${world.event.serverUrl}/${owner}/${name}/commit/${sha}`;
}

/** Page of a file at a commit. */
export function fileUrl({ world, target }: CollectJob, sha: string, path: string): string {
  const { owner, name } = target.repository;
  const segments = path.split('/').map(encodeURIComponent).join('/');
  return `${world.event.serverUrl}/${owner}/${name}/blob/${sha}/${segments}`;
}
