import { joinPath } from '../../lib/glob.ts';
import { readYamlTree, type YamlNode } from '../../lib/yaml.ts';
import { folderOf } from '../parse/file-names.ts';
import { scriptOf } from '../parse/script-lines.ts';
import { childOf, entriesOf, itemsOf, textOf } from '../parse/tree-access.ts';
import type { IgnoredScript } from '../shell/placed-commands.ts';
import {
  lineScript,
  MAX_INCLUDES,
  type OpenFiles,
  PLAIN_SHELL,
  type Recipe,
  type Recipes,
  type TextFile,
} from './recipe.ts';

/** Reads JSON as YAML, which knows the lines; a tab is no indentation there. */
function jsonTree(text: string): YamlNode | undefined {
  const tree = readYamlTree(text.replace(/^\t+/gm, (tabs) => ' '.repeat(tabs.length)));
  return tree.state === 'read' ? tree.root : undefined;
}

/** The `scripts` of package.json (docs.npmjs.com/cli/v11/using-npm/scripts, read 2026-11-29). */
export function packageScripts({ text }: TextFile): Recipes {
  const entries = entriesOf(childOf(jsonTree(text), 'scripts'));
  return new Map(
    entries.map(({ key, line, value }) => [
      key,
      { line, needs: [], scripts: [lineScript(textOf(value), line)] },
    ]),
  );
}

/** The `tasks` of deno.json: a command, or a map with one (docs.deno.com/runtime/reference/cli/task, read 2026-11-29). */
export function denoTasks({ text }: TextFile): Recipes {
  const entries = entriesOf(childOf(jsonTree(text), 'tasks'));
  return new Map(
    entries.map(({ key, line, value }) => {
      const command = value.kind === 'map' ? childOf(value, 'command') : value;
      const needs = itemsOf(childOf(value, 'dependencies')).map(textOf);
      const scripts = command === undefined ? [] : [lineScript(textOf(command), command.line)];
      return [key, { line, needs, scripts }];
    }),
  );
}

/** The `scripts` of composer.json; a class method is not a command (getcomposer.org/doc/articles/scripts.md, read 2026-11-29). */
export function composerScripts({ text }: TextFile): Recipes {
  const entries = entriesOf(childOf(jsonTree(text), 'scripts'));
  return new Map(
    entries.map(({ key, line, value }) => {
      const items = value.kind === 'list' ? value.items : [value];
      const scripts = items.map((item) => lineScript(composerCommand(textOf(item)), item.line));
      return [key, { line, needs: [], scripts }];
    }),
  );
}

/** `@php` and `@composer` are programs, `@putenv` sets a variable, any other `@name` is a script. */
function composerCommand(text: string): string {
  return text
    .replace(/^@(php|composer)\b/, '$1')
    .replace(/^@putenv /, 'export ')
    .replace(/^@(?=\S)/, 'composer run ');
}

/**
 * The tasks of a Taskfile and of those that it includes, which have the name of the include in front
 * (taskfile.dev/reference/schema, read 2026-11-30).
 */
export function taskfileTasks(file: TextFile, open: OpenFiles): Recipes {
  const recipes = new Map(tasksIn(file, open, '', 0));
  const start = recipes.get('default');
  return start === undefined ? recipes : recipes.set('', start);
}

function tasksIn(
  { path, text }: TextFile,
  open: OpenFiles,
  space: string,
  depth: number,
): readonly (readonly [string, Recipe])[] {
  const tree = readYamlTree(text);
  if (tree.state === 'broken' || depth > MAX_INCLUDES) return [];
  const place = depth === 0 ? {} : { path };
  const own = entriesOf(childOf(tree.root, 'tasks')).map(
    ({ key, line, value }) =>
      [space + key, { ...taskOf(value, line, { text, space }), ...place }] as const,
  );
  const included = taskfilesIn(tree.root).flatMap(({ name, files }) =>
    files
      .flatMap((one) => open(joinPath(folderOf(path), one)))
      .flatMap((other) => tasksIn(other, open, `${space}${name}:`, depth + 1)),
  );
  return [...own, ...included];
}

/** Returns the files that a Taskfile includes: by their name, or by their folder. */
function taskfilesIn(root: YamlNode) {
  return entriesOf(childOf(root, 'includes')).map(({ key, value }) => {
    const named = textOf(value.kind === 'map' ? childOf(value, 'taskfile') : value);
    const files = /\.ya?ml$/.test(named)
      ? [named]
      : ['Taskfile.yml', 'Taskfile.yaml'].map((file) => joinPath(named, file));
    return { name: key, files };
  });
}

/** Returns the paths of the files that a Taskfile includes, from its own folder. */
export function includedByTaskfile(text: string): readonly string[] {
  if (!/^includes:/m.test(text)) return [];
  const tree = readYamlTree(text);
  return tree.state === 'broken' ? [] : taskfilesIn(tree.root).flatMap(({ files }) => files);
}

/** The file of a task, and the name of the include with a colon; '' without one. */
interface TaskSource {
  readonly text: string;
  readonly space: string;
}

function taskOf(node: YamlNode, line: number, source: TaskSource): Recipe {
  if (node.kind !== 'map') return { line, needs: [], scripts: commandsOf(node, source, false) };
  const all = isTrue(childOf(node, 'ignore_error'));
  const own = childOf(node, 'cmds') ?? childOf(node, 'cmd');
  const needs = itemsOf(childOf(node, 'deps')).map((dep) =>
    inSpace(textOf(childOf(dep, 'task') ?? dep), source),
  );
  return { line, needs, scripts: own === undefined ? [] : commandsOf(own, source, all) };
}

/** A colon in front names a task of the outermost file. */
function inSpace(name: string, { space }: TaskSource): string {
  return name.startsWith(':') ? name.slice(1) : space + name;
}

function commandsOf(node: YamlNode, source: TaskSource, all: boolean): readonly IgnoredScript[] {
  const items = node.kind === 'list' ? node.items : [node];
  return items.flatMap((item) => {
    const script = taskCommand(item, source);
    if (script === undefined) return [];
    const ignored = all || isTrue(childOf(item, 'ignore_error'));
    return [ignored ? { ...script, ignored: 'ignore_error: true' } : script];
  });
}

/** A command is a text, a map with `cmd`, or a map that names another `task`. */
function taskCommand(item: YamlNode, source: TaskSource): IgnoredScript | undefined {
  const task = childOf(item, 'task');
  if (task !== undefined) return lineScript(`task ${inSpace(textOf(task), source)}`, task.line);
  const command = item.kind === 'map' ? childOf(item, 'cmd') : item;
  return command?.kind === 'scalar' ? scriptOf(command, source.text, PLAIN_SHELL) : undefined;
}

function isTrue(node: YamlNode | undefined): boolean {
  return textOf(node) === 'true';
}
