import type { Checkout } from './checkout.ts';
import { fieldsOfOutput } from './git.ts';

/** Paths that differ from the commit that is checked out, in git's order. */
export interface WorkTree {
  readonly changed: readonly string[];
  /** Neither committed nor ignored; a folder with none committed ends in a slash. */
  readonly untracked: readonly string[];
}

/** What is not committed; a message when git refuses. A bare repository has nothing that could be. */
export async function readWorkTree({ git, bare }: Checkout): Promise<WorkTree | string> {
  if (bare) return { changed: [], untracked: [] };
  const args = ['status', '--porcelain=v1', '-z', '--no-renames', '--ignore-submodules=dirty'];
  const answer = await git([...args, '--untracked-files=normal']);
  if (!answer.ok) return answer.message;
  const entries = fieldsOfOutput(answer.bytes);
  const path = (entry: string): string => entry.slice(3);
  return {
    changed: entries.filter((entry) => !entry.startsWith('??')).map(path),
    untracked: entries.filter((entry) => entry.startsWith('??')).map(path),
  };
}
