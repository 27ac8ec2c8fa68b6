import { joinPath, pathMatcher } from '../../lib/glob.ts';
import { memoize } from '../../lib/memoize.ts';
import type { RepositoryFiles } from '../../model/repository.ts';
import type { SettingsFile, Workflow, WorkflowJob, WorkflowStep } from '../../model/workflow.ts';
import { baseName, folderOf } from '../parse/file-names.ts';
import { unwrap } from '../shell/classify-command.ts';
import type { Command } from '../shell/commands.ts';
import { quoted } from '../shell/container-script.ts';
import { lostExitCodes } from '../shell/lost-exit-codes.ts';
import { losingOption } from '../shell/lost-options.ts';
import {
  type CalledScript,
  folderOption,
  type IgnoredScript,
  type LostCall,
  type PlacedCommand,
  placedIn,
  scriptOfStep,
} from '../shell/placed-commands.ts';
import { includedByMake, interpreterOf, justRecipes, makeTargets } from './line-recipes.ts';
import {
  composerScripts,
  denoTasks,
  includedByTaskfile,
  packageScripts,
  taskfileTasks,
} from './manifest-scripts.ts';
import type { OpenFiles, Recipe, Recipes, TextFile } from './recipe.ts';
import { namedFolder, type ScriptCall, scriptCallOf, type Tool } from './script-calls.ts';
import { hasFactors, noxSessions, rakeTasks, toxEnvironments } from './session-recipes.ts';

/** Where a tool looks for the file with its scripts, and how the file is read. */
interface ScriptFiles {
  readonly files: RegExp;
  readonly read: (file: TextFile, open: OpenFiles) => Recipes;
  /** Whether it also looks in the folders above. */
  readonly above: boolean;
  /** How a script is called; it is shown as the name of the job's script. */
  readonly shown: string;
}

const tools: Readonly<Record<Exclude<Tool, 'file'>, ScriptFiles>> = {
  npm: { files: /^package\.json$/, read: packageScripts, above: true, shown: 'npm run' },
  deno: { files: /^deno\.jsonc?$/, read: denoTasks, above: true, shown: 'deno task' },
  composer: { files: /^composer\.json$/, read: composerScripts, above: false, shown: 'composer' },
  make: { files: /^(?:GNUm|m|M)akefile$/, read: makeTargets, above: false, shown: 'make' },
  just: { files: /^\.?justfile$/i, read: justRecipes, above: true, shown: 'just' },
  task: {
    files: /^[Tt]askfile(?:\.dist)?\.ya?ml$/,
    read: taskfileTasks,
    above: true,
    shown: 'task',
  },
  tox: {
    files: /^(?:tox\.(?:ini|toml)|setup\.cfg|pyproject\.toml)$/,
    read: toxEnvironments,
    above: false,
    shown: 'tox -e',
  },
  nox: { files: /^noxfile\.py$/, read: noxSessions, above: false, shown: 'nox -s' },
  rake: { files: /^[Rr]akefile(?:\.rb)?$/, read: rakeTasks, above: true, shown: 'rake' },
};

/** Maximum depth of scripts that call scripts, and maximum number of scripts of one step. */
const MAX_DEPTH = 6;
const MAX_SCRIPTS = 300;

/** Where a call is: the shell and file of its script, and the workflow or action that runs it. */
interface Caller {
  readonly shell: string;
  readonly path: string;
  readonly from: string;
}

/** A script that a command runs, before its own calls are followed. */
interface Target {
  readonly path: string;
  readonly name: string;
  readonly script: IgnoredScript;
}

/**
 * Returns the workflows with the scripts of the repository that their commands call: npm scripts, make targets,
 * shell scripts, and the like. Steps that call none stay the same object.
 */
export function followScripts(
  workflows: readonly Workflow[],
  settings: readonly SettingsFile[],
): readonly Workflow[] {
  if (settings.length === 0) return workflows;
  const { follow } = followerOf(settings);
  return workflows.map((workflow) => follow(workflow));
}

/** Several readers follow the scripts of the same files. */
const followerOf = memoize((settings: readonly SettingsFile[]) => new Follower(settings));

/** Returns the workflows of a commit that can be read, with the scripts of the repository that they call. */
export const readableWorkflows = memoize(
  ({ workflows, settings }: RepositoryFiles): readonly Workflow[] =>
    followScripts(
      workflows.flatMap((file) => (file.state === 'present' ? [file.workflow] : [])),
      settings,
    ),
);

class Follower {
  readonly #files: ReadonlyMap<string, SettingsFile>;
  readonly #byFolder = new Map<string, SettingsFile[]>();
  readonly #recipesIn = memoize((file: SettingsFile): Recipes => {
    const tool = Object.values(tools).find(({ files }) => files.test(baseName(file.path)));
    return tool?.read(file, (path) => this.#open(path)) ?? new Map();
  });
  readonly follow = memoize((workflow: Workflow): Workflow => this.#workflow(workflow));

  constructor(settings: readonly SettingsFile[]) {
    this.#files = new Map(settings.map((file) => [file.path, file]));
    for (const file of settings) {
      const folder = folderOf(file.path);
      this.#byFolder.set(folder, [...(this.#byFolder.get(folder) ?? []), file]);
    }
  }

  #workflow(workflow: Workflow): Workflow {
    let changed = false;
    const jobs = workflow.jobs.map((job): WorkflowJob => {
      const steps = job.steps.map((step) => this.#step(step, workflow.path));
      const same = steps.every((step, at) => step === job.steps[at]);
      changed ||= !same;
      return same ? job : { ...job, steps };
    });
    return changed ? { ...workflow, jobs } : workflow;
  }

  #open(path: string): readonly SettingsFile[] {
    const file = this.#files.get(path);
    if (file !== undefined || !path.includes('*')) return file === undefined ? [] : [file];
    const matches = pathMatcher([path]);
    return [...this.#files.values()].filter((one) => matches(one.path));
  }

  #step(step: WorkflowStep, from: string): WorkflowStep {
    const script = scriptOfStep(step)?.script;
    if (script === undefined) return step;
    const scripts: CalledScript[] = [];
    this.#follow(script, undefined, scripts, [], from);
    return scripts.length === 0 ? step : Object.assign({ ...step }, { scripts });
  }

  #follow(
    script: IgnoredScript,
    parent: CalledScript | undefined,
    found: CalledScript[],
    around: readonly string[],
    from: string,
  ): void {
    if (around.length > MAX_DEPTH) return;
    const called = placedIn(script).flatMap((command) => {
      const targets = this.#targetsOf(command, {
        shell: script.shell,
        path: parent?.path ?? from,
        from,
      });
      return targets.length === 0 ? [] : [{ command, targets }];
    });
    if (called.length === 0) return;
    const lostBy = lossFinder(script, new Set(called.map(({ command }) => command.words)), parent);
    for (const { command, targets } of called) {
      const { words, line, text } = command;
      const lost = lostBy(command) ?? parent?.lost;
      const call = parent?.call ?? { line, text };
      const rest = { words, call, ...(lost === undefined ? {} : { lost }) };
      for (const target of targets) this.#add({ ...target, ...rest }, found, around, from);
    }
  }

  #add(one: CalledScript, found: CalledScript[], around: readonly string[], from: string): void {
    const key = `${one.path}\n${one.name}`;
    if (around.includes(key) || found.length >= MAX_SCRIPTS) return;
    found.push(one);
    this.#follow(one.script, one, found, [...around, key], from);
  }

  #targetsOf(
    { words: all, folder: own }: Pick<PlacedCommand, 'words' | 'folder'>,
    caller: Caller,
  ): readonly Target[] {
    const words = unwrap(all);
    const call = scriptCallOf(words);
    if (call === undefined || own === undefined) return [];
    const { folder: named } = folderOption(words);
    if (/[$~]|^\//.test(named)) return [];
    const folder = joinPath(own, named);
    if (call.tool === 'file') return this.#file(call.file ?? '', folder, words, caller);
    const { tool } = call;
    return this.#homes(call, folder).flatMap((file) =>
      call.names.flatMap((name) =>
        recipeTargets(this.#recipesOf(tool, file), file, tool, name, call.args),
      ),
    );
  }

  /** A file that an option names can have any name: `make -f builder.mk`. */
  #recipesOf(tool: Exclude<Tool, 'file'>, file: SettingsFile): Recipes {
    return tools[tool].files.test(baseName(file.path))
      ? this.#recipesIn(file)
      : tools[tool].read(file, (path) => this.#open(path));
  }

  /** Returns the files that a call reads: the nearest one, or those of the packages it names. */
  #homes({ tool, packages, file }: ScriptCall, folder: string): readonly SettingsFile[] {
    if (tool === 'file') return [];
    const { files, above } = tools[tool];
    if (file !== undefined)
      return [this.#files.get(joinPath(folder, file))].filter((one) => one !== undefined);
    if (packages === undefined) {
      const found = this.#nearest(folder, files, above);
      return found === undefined ? [] : [found];
    }
    const inside = packages.replace(/^\.\//, '').replace(/^\{|\}$|\/$/g, '');
    const named = [`"name":"${packages}"`, `"name": "${packages}"`];
    return [...this.#files.values()]
      .filter(({ path }) => files.test(baseName(path)))
      .filter(
        ({ path, text }) =>
          packages === '*' ||
          folderOf(path) === inside ||
          named.some((name) => text.includes(name)),
      );
  }

  #nearest(folder: string, files: RegExp, above: boolean): SettingsFile | undefined {
    const here = this.#byFolder
      .get(folder)
      ?.find((file) => files.test(baseName(file.path)) && this.#recipesIn(file).size > 0);
    if (here !== undefined || folder === '' || !above) return here;
    return this.#nearest(folderOf(folder), files, above);
  }

  #file(
    named: string,
    folder: string,
    words: readonly string[],
    caller: Caller,
  ): readonly Target[] {
    const path = pathOfScript(named, folder, caller);
    const file = this.#files.get(path);
    if (file === undefined || /\.(?:json|ya?ml|toml|cfg|ini|txt)$/.test(path)) return [];
    const runner = fileShell(words, file.text, caller.shell);
    if (runner === undefined) return [];
    const script = { text: file.text, line: 1, shell: runner, directory: folder };
    return [{ path, name: words.slice(0, 2).join(' '), script }];
  }
}

/** Returns a function that finds what ignores the failure of a call in its script. */
function lossFinder(
  script: IgnoredScript,
  calls: ReadonlySet<readonly string[]>,
  parent: CalledScript | undefined,
): (command: Command) => LostCall | undefined {
  const targetOf = (words: readonly string[]) => (calls.has(words) ? 'other' : undefined);
  const lost = new Map(lostExitCodes(script, targetOf).map((loss) => [loss.words, loss]));
  const place = parent === undefined ? {} : { path: parent.path };
  return ({ words, line, text }) => {
    const loss = lost.get(words);
    if (loss !== undefined) return { kind: loss.kind, line: loss.line, text: loss.text, ...place };
    const flag = losingOption(words);
    // The script is there.
    if (flag === undefined || flag === '--if-present') return undefined;
    return { kind: 'flag', line, text, ...place };
  };
}

/** Programs whose scripts are not of a POSIX shell. */
const windowsShells: readonly (readonly [program: RegExp, shell: string])[] = [
  [/^(?:pwsh|powershell)$|\.ps1$/i, 'pwsh'],
  [/\.(?:bat|cmd)$/i, 'cmd'],
];

const shellName = /^(?:\S*\/)?(?:ba|da|z|k)?sh(?:\s|$)/;

/** Returns the shell that runs a file, with its options; undefined for another language. */
function fileShell(words: readonly string[], text: string, shell: string): string | undefined {
  const [program = '', ...rest] = words;
  if (program === 'source' || program === '.') return shell;
  const windows = windowsShells.find(([named]) => named.test(program))?.[1];
  if (windows !== undefined) return windows;
  const own = interpreterOf(text) ?? (program.endsWith('.sh') ? 'sh' : '');
  const runner = shellName.test(program) ? [program, ...optionsOf(rest)].join(' ') : own;
  return shellName.test(runner) ? `${runner} {0}` : undefined;
}

/** Returns the options before a script's file, with their values: `-o pipefail`. */
function optionsOf(rest: readonly string[]): readonly string[] {
  return rest.filter((word, at) => /^[-+]/.test(word) || /^[-+]\w*o$/.test(rest[at - 1] ?? ''));
}

/** Package managers run `pretest` and `posttest` around `test`. */
function recipeTargets(
  recipes: Recipes,
  file: SettingsFile,
  tool: Exclude<Tool, 'file'>,
  name: string,
  args: readonly string[],
): readonly Target[] {
  const around = tool === 'npm' ? [`pre${name}`, name, `post${name}`] : [name];
  return around.flatMap((one) =>
    targetsIn(file, tool, one, one === name ? args : [], recipes, new Set()),
  );
}

function targetsIn(
  file: SettingsFile,
  tool: Exclude<Tool, 'file'>,
  name: string,
  args: readonly string[],
  recipes: Recipes,
  seen: Set<string>,
): readonly Target[] {
  const recipe = recipes.get(name) ?? (tool === 'tox' ? recipes.get('*') : undefined);
  if (recipe === undefined || seen.has(name)) return [];
  seen.add(name);
  const before = recipe.needs.flatMap((need) =>
    recipes.has(need) || tool === 'tox'
      ? targetsIn(file, tool, need, [], recipes, seen)
      : undefinedTask(file, tool, need, recipe),
  );
  const path = recipe.path ?? file.path;
  const shown = `${tools[tool].shown} ${name}`.trim();
  const directory = folderOf(file.path);
  const scripts = recipe.scripts.filter(({ when }) => when === undefined || hasFactors(name, when));
  const own = scripts.map((script, at): Target => {
    const last = at === scripts.length - 1 && args.length > 0;
    const text = last ? `${script.text} ${args.map(quoted).join(' ')}` : script.text;
    return { path, name: shown, script: { ...script, text, directory } };
  });
  return [...before, ...own];
}

/** A task of Rake that a library defines, such as `spec` of RSpec. */
function undefinedTask(
  { path }: SettingsFile,
  tool: Tool,
  name: string,
  { line }: Recipe,
): readonly Target[] {
  if (tool !== 'rake') return [];
  return [{ path, name: `rake ${name}`, script: { text: `rake ${name}`, line, shell: 'sh {0}' } }];
}

/** Interpreters of scripts whose commands are not read; constants in them are. */
const interpreter = /^(?:python[\d.]*|node|tsx|ts-node|ruby|perl|php|Rscript|julia)$/;

/**
 * Returns the path of a script that is named from the folder, the repository (`$GITHUB_WORKSPACE/ci.sh`), the
 * action that calls it (`${{ github.action_path }}/ci.sh`), or the script that calls it (`$(dirname "$0")/ci.sh`).
 */
function pathOfScript(
  named: string,
  folder: string,
  { path, from }: Pick<Caller, 'path' | 'from'>,
): string {
  const start = namedFolder(named);
  if (start === undefined) return joinPath(folder, named);
  const homes = { repository: '', action: folderOf(from), script: folderOf(path) };
  return joinPath(homes[start.folder], start.rest);
}

/** Returns the path of the script or makefile that a command names, without its launchers; undefined for none. */
export function scriptFileOf(
  words: readonly string[],
  folder: string,
  caller: Pick<Caller, 'path' | 'from'>,
): string | undefined {
  const [program = '', ...rest] = words;
  const call = scriptCallOf(words);
  const file = interpreter.test(program) ? rest.find((word) => !word.startsWith('-')) : call?.file;
  const named = joinPath(folder, folderOption(words).folder);
  const path = file === undefined ? '' : pathOfScript(file, named, caller);
  return path === '' || /[$*]/.test(path) ? undefined : path;
}

/** Returns the paths and globs of the files that a makefile or a Taskfile includes. */
export function includesOf({ path, text }: SettingsFile): readonly string[] {
  const name = baseName(path);
  const named =
    tools.make.files.test(name) || name.endsWith('.mk')
      ? text.split('\n').flatMap((line) => includedByMake(line)?.trim().split(/\s+/) ?? [])
      : tools.task.files.test(name)
        ? includedByTaskfile(text)
        : [];
  // Make looks from the folder where it runs, also in included files.
  return named
    .filter((one) => !one.includes('$'))
    .flatMap((one) => [joinPath(folderOf(path), one), joinPath('', one)]);
}
