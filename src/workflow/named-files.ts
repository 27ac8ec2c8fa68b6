import { joinPath, pathMatcher } from '../lib/glob.ts';
import type { Lockfile, SettingsFile, WorkflowFile } from '../model/workflow.ts';
import { installRequestOf } from './installs/install-commands.ts';
import { followScripts, includesOf, scriptFileOf } from './scripts/follow-scripts.ts';
import { unwrap } from './shell/classify-command.ts';
import { folderOption, placedCommands } from './shell/placed-commands.ts';

/** The files of a repository that were read. */
interface ReadFiles {
  readonly workflows: readonly WorkflowFile[];
  readonly settings: readonly SettingsFile[];
  readonly locks: readonly Lockfile[];
}

/** Reads one file that a command names; undefined when it cannot be read. */
interface FileReader {
  readonly script: (path: string) => Promise<SettingsFile | undefined>;
  readonly requirements: (path: string) => Promise<Lockfile | undefined>;
}

/** The paths of the repository; `has` says whether one is of a file. */
type Paths = Pick<ReadonlySet<string>, 'has' | 'keys'>;

/** Maximum number of files of each sort that are read because a command names them. */
const MAX_NAMED = 60;
/** A script may call a script, and a requirements file may include another one. */
const MAX_ROUNDS = 5;

/**
 * Returns the files with those that only commands or other files name: scripts, included makefiles and Taskfiles, and
 * requirements files with any name. `paths` are the files of the repository; a path outside is never read.
 */
export async function withNamedFiles(
  files: ReadFiles,
  paths: Paths,
  read: FileReader,
): Promise<Pick<ReadFiles, 'settings' | 'locks'>> {
  let { settings, locks } = files;
  const asked = new Set([...settings, ...locks].map(({ path }) => path));
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const named = namedFiles({ ...files, settings, locks });
    const open = (all: readonly string[]) =>
      [...new Set(all)]
        .flatMap((path) => (path.includes('*') ? matching(path, paths) : [path]))
        .filter((path) => paths.has(path) && !asked.has(path))
        .slice(0, MAX_NAMED);
    const [scripts, requirements] = [open(named.scripts), open(named.requirements)];
    if (scripts.length + requirements.length === 0) break;
    for (const path of [...scripts, ...requirements]) asked.add(path);
    const [moreSettings, moreLocks] = await Promise.all([
      Promise.all(scripts.map((path) => read.script(path))),
      Promise.all(requirements.map((path) => read.requirements(path))),
    ]);
    settings = [...settings, ...moreSettings.filter((file) => file !== undefined)];
    locks = [...locks, ...moreLocks.filter((file) => file !== undefined)];
  }
  return { settings, locks };
}

function matching(glob: string, paths: Paths): readonly string[] {
  return [...paths.keys()].filter(pathMatcher([glob]));
}

function namedFiles({ workflows: files, settings, locks }: ReadFiles) {
  const read = files.flatMap((file) => (file.state === 'present' ? [file.workflow] : []));
  const commands = followScripts(read, settings).flatMap((workflow) =>
    workflow.jobs.flatMap((job) =>
      placedCommands(workflow, job).map((command) => ({ ...command, from: workflow.path })),
    ),
  );
  const requirements = commands.flatMap(({ words: all, folder, env }) => {
    const { words } = folderOption(all[0] === 'uv' ? all : unwrap(all));
    const request = installRequestOf(words, env);
    if (request === undefined || folder === undefined) return [];
    return [...request.requirements, ...request.constraints].map((path) => joinPath(folder, path));
  });
  const scripts = commands.flatMap(({ words, folder, path, from }) =>
    folder === undefined ? [] : (scriptFileOf(unwrap(words), folder, { path, from }) ?? []),
  );
  return {
    scripts: [...scripts, ...settings.flatMap(includesOf)],
    requirements: [...requirements, ...locks.flatMap(({ includes = [] }) => includes)],
  };
}
