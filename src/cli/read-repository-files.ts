import { folderTexts } from '../local/disk.ts';
import type { Lockfile, SettingsFile, WorkflowFile } from '../model/workflow.ts';
import { readLockfile, readRequirements } from '../workflow/installs/lockfile.ts';
import { withNamedFiles } from '../workflow/named-files.ts';
import { withActionsLock } from '../workflow/parse/actions-lock.ts';
import {
  isActionFile,
  isLockfile,
  isSettingsFile,
  isWorkflowFile,
} from '../workflow/parse/file-names.ts';
import { readAction, readWorkflow } from '../workflow/parse/read-workflow.ts';
import { UsageError } from './arguments.ts';

/** Workflow files and settings of a folder; a file that cannot be read is an unreadable workflow file. */
export interface FolderFiles {
  readonly workflows: readonly WorkflowFile[];
  readonly settings: readonly SettingsFile[];
  readonly locks: readonly Lockfile[];
}

/** Reads a checkout, its `.github/workflows` folder, any folder of workflow files, or one file. */
export async function readRepositoryFiles(folder: string): Promise<FolderFiles> {
  const texts = await folderTexts(folder);
  if ('why' in texts) throw new UsageError(texts.why);
  const unread: WorkflowFile[] = [];
  const each = async <T>(
    is: (path: string) => boolean,
    read: (path: string, text: string) => T,
  ): Promise<readonly T[]> => {
    const found: T[] = [];
    for (const path of texts.paths.filter(is)) {
      const text = await texts.read(path);
      if (text.state === 'read') found.push(read(path, text.text));
      else unread.push({ state: 'unreadable', path, blob: '', line: 1, why: text.why });
    }
    return found;
  };
  const [workflows, actions, settings, locks] = await Promise.all([
    each(workflowTest(texts.paths), (path, text) => readWorkflow(path, '', text)),
    each(isActionFile, (path, text) => readAction(path, '', text)),
    each(isSettingsFile, (path, text): SettingsFile => ({ path, blob: '', text })),
    each(isLockfile, (path, text) => readLockfile(path, '', text)),
  ]);
  const textOf = async (path: string) => {
    const text = await texts.read(path);
    return text.state === 'read' ? { path, blob: '', text: text.text } : undefined;
  };
  const files = {
    workflows: [...workflows, ...actions],
    settings,
    locks: locks.filter((lock) => lock !== undefined),
  };
  const named = await withNamedFiles(files, new Set(texts.paths), {
    script: textOf,
    async requirements(path) {
      const file = await textOf(path);
      return file === undefined ? undefined : readRequirements(path, '', file.text);
    },
  });
  return {
    ...named,
    workflows: withActionsLock([...workflows, ...actions, ...unread], settings).toSorted((a, b) =>
      a.path < b.path ? -1 : 1,
    ),
  };
}

/** In a folder of workflow files, every YAML file is a workflow. */
function workflowTest(paths: readonly string[]): (path: string) => boolean {
  return paths.some(isWorkflowFile)
    ? isWorkflowFile
    : (path) => /\.ya?ml$/.test(path) && !isActionFile(path);
}
