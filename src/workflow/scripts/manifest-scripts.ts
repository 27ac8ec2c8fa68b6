import { readYamlTree, type YamlNode } from '../../lib/yaml.ts';
import { scriptOf } from '../parse/script-lines.ts';
import { childOf, entriesOf, itemsOf, textOf } from '../parse/tree-access.ts';
import type { IgnoredScript } from '../shell/placed-commands.ts';
import { lineScript, PLAIN_SHELL, type Recipe, type Recipes } from './recipe.ts';

/** Reads JSON as YAML, which knows the lines; a tab is no indentation there. */
function jsonTree(text: string): YamlNode | undefined {
  const tree = readYamlTree(text.replace(/^\t+/gm, (tabs) => ' '.repeat(tabs.length)));
  return tree.state === 'read' ? tree.root : undefined;
}

/** The `scripts` of package.json (docs.npmjs.com/cli/v11/using-npm/scripts, read 2026-11-29). */
export function packageScripts(text: string): Recipes {
  const entries = entriesOf(childOf(jsonTree(text), 'scripts'));
  return new Map(
    entries.map(({ key, line, value }) => [
      key,
      { line, needs: [], scripts: [lineScript(textOf(value), line)] },
    ]),
  );
}

/** The `tasks` of deno.json: a command, or a map with one (docs.deno.com/runtime/reference/cli/task, read 2026-11-29). */
export function denoTasks(text: string): Recipes {
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
export function composerScripts(text: string): Recipes {
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

/** The tasks of a Taskfile (taskfile.dev/reference/schema, read 2026-11-29). */
export function taskfileTasks(text: string): Recipes {
  const tree = readYamlTree(text);
  if (tree.state === 'broken') return new Map();
  const entries = entriesOf(childOf(tree.root, 'tasks'));
  return new Map(entries.map(({ key, line, value }) => [key, taskOf(value, line, text)]));
}

function taskOf(node: YamlNode, line: number, source: string): Recipe {
  if (node.kind !== 'map') return { line, needs: [], scripts: commandsOf(node, source, false) };
  const all = isTrue(childOf(node, 'ignore_error'));
  const own = childOf(node, 'cmds') ?? childOf(node, 'cmd');
  const needs = itemsOf(childOf(node, 'deps')).map((dep) => textOf(childOf(dep, 'task') ?? dep));
  return { line, needs, scripts: own === undefined ? [] : commandsOf(own, source, all) };
}

function commandsOf(node: YamlNode, source: string, all: boolean): readonly IgnoredScript[] {
  const items = node.kind === 'list' ? node.items : [node];
  return items.flatMap((item) => {
    const script = taskCommand(item, source);
    if (script === undefined) return [];
    const ignored = all || isTrue(childOf(item, 'ignore_error'));
    return [ignored ? { ...script, ignored: 'ignore_error: true' } : script];
  });
}

/** A command is a text, a map with `cmd`, or a map that names another `task`. */
function taskCommand(item: YamlNode, source: string): IgnoredScript | undefined {
  const task = childOf(item, 'task');
  if (task !== undefined) return lineScript(`task ${textOf(task)}`, task.line);
  const command = item.kind === 'map' ? childOf(item, 'cmd') : item;
  return command?.kind === 'scalar' ? scriptOf(command, source, PLAIN_SHELL) : undefined;
}

function isTrue(node: YamlNode | undefined): boolean {
  return textOf(node) === 'true';
}
