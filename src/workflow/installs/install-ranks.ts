import type { Lockfile } from '../../model/workflow.ts';
import type { Hold } from './requirement.ts';

/**
 * How firmly an install is held: `hashed` by a lock with hashes that it uses and cannot change; `exact` versions;
 * `unused-lock` when a lock stands by but the command may leave it; then floors, no versions, a moving branch.
 */
export type Locked =
  | 'hashed'
  | 'exact'
  | 'unused-lock'
  | 'floors'
  | 'unversioned'
  | 'moving'
  | 'unknown';

const worstFirst: readonly Locked[] = [
  'moving',
  'unversioned',
  'floors',
  'unknown',
  'unused-lock',
  'exact',
  'hashed',
];

/** The weakest of several; undefined for none. What is unknown hides nothing that is known to be weaker. */
export function weakest(levels: readonly Locked[]): Locked | undefined {
  return worstFirst.find((level) => levels.includes(level));
}

export function lockedBy(hold: Hold): Locked {
  return hold === 'floor' ? 'floors' : hold;
}

/** What a lockfile or requirements file holds when the install uses it and nothing else. */
export function lockedByFile(lock: Lockfile): Locked {
  if (lock.moving > 0) return 'moving';
  if (lock.unversioned > 0) return 'unversioned';
  if (lock.floors > 0) return 'floors';
  if (lock.entries === 0) return 'unknown';
  return lock.hashed === lock.entries ? 'hashed' : 'exact';
}
