import type { SettingsFile } from '../../model/workflow.ts';
import { LOCK_PATH, lockedActions } from '../parse/actions-lock.ts';
import { type Weakening, weakened } from './weakening.ts';

/**
 * Returns the actions whose commit in the lock changed while `owner/name@ref` stayed: other code runs, and no
 * `uses` shows it. Entries that are gone make a `uses` less firmly pinned, which is found there.
 */
export function editedLock(
  base: readonly SettingsFile[],
  head: readonly SettingsFile[],
): readonly Weakening[] {
  const before = lockedActions(base);
  return [...lockedActions(head)].flatMap(([name, { commit, line }]) => {
    const old = before.get(name);
    if (old === undefined || old.commit === commit) return [];
    const was = { path: LOCK_PATH, line: old.line, text: `${name} (${old.commit})` };
    return [weakened('pin-loosened', was, { path: LOCK_PATH, line, text: `${name} (${commit})` })];
  });
}
