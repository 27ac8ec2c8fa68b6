import type { TreeEntry } from '../model/forge.ts';
import { fieldsOfOutput, type Git } from './git.ts';

/** Every file of a commit, in git's order; a message when git refuses. */
export async function readTreeEntries(
  git: Git,
  commit: string,
): Promise<readonly TreeEntry[] | string> {
  const answer = await git([
    'ls-tree',
    '-r',
    '-l',
    '-z',
    '--full-tree',
    '--end-of-options',
    commit,
  ]);
  if (answer.ok) return fieldsOfOutput(answer.bytes).flatMap(entryOf);
  return /promisor|could not fetch|not allowed/.test(answer.message)
    ? 'the clone is partial and lacks contents of files; clone it without --filter'
    : answer.message;
}

/** `<mode> <type> <id> <size>`, a tab and the path; a submodule has no size. */
function entryOf(line: string): readonly TreeEntry[] {
  const tab = line.indexOf('\t');
  const [mode = '', , blob = '', size = ''] = line.slice(0, tab).split(/ +/);
  return tab === -1
    ? []
    : [{ path: line.slice(tab + 1), mode, blob, bytes: Number.parseInt(size, 10) || 0 }];
}
