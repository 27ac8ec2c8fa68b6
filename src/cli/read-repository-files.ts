import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import type { Lockfile, SettingsFile, WorkflowFile } from '../model/workflow.ts';
import { readLockfile } from '../workflow/lockfile.ts';
import {
  isActionFile,
  isLockfile,
  isSettingsFile,
  isWorkflowFile,
} from '../workflow/lockfile-names.ts';
import { readAction, readWorkflow } from '../workflow/read-workflow.ts';
import { UsageError } from './command.ts';

/** The files of a folder that say what its CI does. */
export interface FolderFiles {
  readonly workflows: readonly WorkflowFile[];
  readonly settings: readonly SettingsFile[];
  readonly locks: readonly Lockfile[];
}

const NEVER_ENTERED = new Set(['.git', 'node_modules']);
const MAX_BYTES = 16 * 1024 * 1024;

/** Reads a checkout, its `.github/workflows` folder, any folder of workflow files, or one file. */
export async function readRepositoryFiles(folder: string): Promise<FolderFiles> {
  const stats = await stat(folder).catch(() => undefined);
  if (stats === undefined) throw new UsageError(`${folder} does not exist`);
  const single = stats.isFile();
  const paths = single ? [basename(folder)] : await pathsBelow(folder);
  const isCheckout = paths.some(isWorkflowFile);
  // Pointed at the workflows themselves, every YAML file in the folder is one.
  const isWorkflow = isCheckout
    ? isWorkflowFile
    : (path: string) => /\.ya?ml$/.test(path) && !isActionFile(path);
  const files: { workflows: WorkflowFile[]; settings: SettingsFile[]; locks: Lockfile[] } = {
    workflows: [],
    settings: [],
    locks: [],
  };
  for (const path of paths) {
    if (!(isWorkflow(path) || isActionFile(path) || isSettingsFile(path) || isLockfile(path)))
      continue;
    const text = await textOf(single ? folder : join(folder, path));
    if (text === undefined) continue;
    if (isWorkflow(path)) files.workflows.push(readWorkflow(path, '', text));
    if (isActionFile(path)) files.workflows.push(readAction(path, '', text));
    if (isSettingsFile(path)) files.settings.push({ path, blob: '', text });
    const lock = isLockfile(path) ? readLockfile(path, '', text) : undefined;
    if (lock !== undefined) files.locks.push(lock);
  }
  return files;
}

async function pathsBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name).slice(folder.length).split(sep).filter(Boolean),
    )
    .filter((segments) => !segments.some((segment) => NEVER_ENTERED.has(segment)))
    .map((segments) => segments.join('/'))
    .sort((a, b) => (a < b ? -1 : 1));
}

async function textOf(path: string): Promise<string | undefined> {
  const { size } = await stat(path);
  return size > MAX_BYTES ? undefined : await readFile(path, 'utf8');
}
