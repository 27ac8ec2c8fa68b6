import { readYamlTree } from '../../lib/yaml.ts';
import type { SettingsFile, Use, WorkflowFile, WorkflowJob } from '../../model/workflow.ts';
import { childOf, entriesOf, itemsOf, textOf } from './tree-access.ts';

/** Where GitHub reads the lock of the repository's workflows. */
export const LOCK_PATH = '.github/workflows/actions.lock';

/** The commit of one action, and the actions that it uses itself. */
export interface LockedAction {
  readonly line: number;
  /** As written: `sha1-` and the hexadecimal digits. */
  readonly commit: string;
  readonly uses: readonly string[];
}

interface ActionsLock {
  /** The actions that each workflow may use, those of its actions included. */
  readonly workflows: ReadonlyMap<string, ReadonlySet<string>>;
  readonly actions: ReadonlyMap<string, LockedAction>;
}

/**
 * Returns the actions of a lock by `owner/name@ref`; empty when there is no lock or it is unreadable, since a
 * lock that is not understood pins nothing. Formats v0.0.1 to v0.0.3 (schemas of github/actions-lockfile and
 * the changelog of 2026-10-14, read 2026-11-29).
 */
export function lockedActions(
  settings: readonly SettingsFile[],
): ReadonlyMap<string, LockedAction> {
  return readLock(settings)?.actions ?? new Map();
}

function readLock(settings: readonly SettingsFile[]): ActionsLock | undefined {
  const file = settings.find(({ path }) => path === LOCK_PATH);
  const tree = file === undefined ? undefined : readYamlTree(file.text);
  if (tree?.state !== 'read') return undefined;
  const { root } = tree;
  if (!/^v0\.0\.[1-3]$/.test(textOf(childOf(root, 'version')))) return undefined;
  const workflows = entriesOf(childOf(root, 'workflows')).map(
    ({ key, value }) => [key, new Set(itemsOf(value).map((item) => keyOf(textOf(item))))] as const,
  );
  const actions = entriesOf(childOf(root, 'dependencies')).map(({ key, line, value }) => {
    const uses = itemsOf(childOf(value, 'uses')).map((item) => keyOf(textOf(item)));
    return [keyOf(key), { line, commit: textOf(childOf(value, 'commit')), uses }] as const;
  });
  return { workflows: new Map(workflows), actions: new Map(actions) };
}

/** v0.0.1 repeats the commit in the key; names of owners and repositories ignore case. */
function keyOf(text: string): string {
  const [name = '', ref = ''] = text.replace(/:sha\d+-[0-9a-f]+$/, '').split('@');
  return `${name.split('/').slice(0, 2).join('/').toLowerCase()}@${ref}`;
}

/**
 * Returns the files with `locked` pins where the lock gives an action and everything that it uses a commit. A
 * workflow that the lock does not name runs by its tags. An action of the repository is locked where every
 * workflow in the lock that could call it has the entry.
 */
export function withActionsLock(
  files: readonly WorkflowFile[],
  settings: readonly SettingsFile[],
): readonly WorkflowFile[] {
  const lock = readLock(settings);
  if (lock === undefined) return files;
  return files.map((file) => {
    if (file.state !== 'present') return file;
    const { kind, path, jobs } = file.workflow;
    const listed = kind === 'action' ? allListed(lock) : lock.workflows.get(path);
    if (listed === undefined) return file;
    const broken = brokenKeys(lock, listed);
    const isLocked = (use: Use): boolean => {
      const key = keyOf(use.uses);
      return use.kind === 'action' && lock.actions.has(key) && !broken.has(key);
    };
    return {
      ...file,
      workflow: { ...file.workflow, jobs: jobs.map((job) => locked(job, isLocked)) },
    };
  });
}

function allListed({ workflows }: ActionsLock): ReadonlySet<string> {
  return new Set([...workflows.values()].flatMap((keys) => [...keys]));
}

/** Returns the actions that have no listed commit, and those that use one of them. */
function brokenKeys({ actions }: ActionsLock, listed: ReadonlySet<string>): ReadonlySet<string> {
  const usedBy = usersOf(actions);
  const isPinned = (key: string): boolean =>
    listed.has(key) &&
    /^sha(?:1-[0-9a-f]{40}|256-[0-9a-f]{64})$/.test(actions.get(key)?.commit ?? '');
  const broken = new Set([...usedBy.keys()].filter((key) => !isPinned(key)));
  // A set that grows while it is visited is visited to its end.
  for (const key of broken) for (const user of usedBy.get(key) ?? []) broken.add(user);
  return broken;
}

/** Returns the actions that use each action; those that nothing uses too. */
function usersOf(actions: ActionsLock['actions']): ReadonlyMap<string, readonly string[]> {
  const usedBy = new Map<string, string[]>([...actions.keys()].map((key) => [key, []]));
  for (const [key, { uses }] of actions) {
    for (const inner of uses) {
      const users = usedBy.get(inner) ?? [];
      users.push(key);
      usedBy.set(inner, users);
    }
  }
  return usedBy;
}

function locked(job: WorkflowJob, isLocked: (use: Use) => boolean): WorkflowJob {
  const steps = job.steps.map((step) => {
    const { uses } = step;
    const tagged = uses?.pin === 'tag' || uses?.pin === 'branch';
    return uses !== undefined && tagged && isLocked(uses)
      ? { ...step, uses: { ...uses, pin: 'locked' as const } }
      : step;
  });
  return { ...job, steps };
}
