import type { YamlNode } from '../../lib/yaml.ts';
import type { Script, WorkflowStep } from '../../model/workflow.ts';
import { readUse } from './read-use.ts';
import { scriptOf } from './script-lines.ts';
import { childOf, entryOf, keyedTexts, looseAt, textAt, textOf } from './tree-access.ts';

/** What a step takes from its job and workflow. */
export interface StepDefaults {
  readonly shell: string;
  readonly directory: string;
  readonly source: string;
}

/** One step; a step without `uses` and `run` is kept too, so that positions stay GitHub's own. */
export function readStep(node: YamlNode, index: number, defaults: StepDefaults): WorkflowStep {
  const uses = readUse(node, 'action');
  const run = readScript(node, defaults);
  const condition = textAt(node, 'if');
  const continueOnError = looseAt<boolean>(node, 'continue-on-error', 'boolean');
  const timeoutMinutes = looseAt<number>(node, 'timeout-minutes', 'number');
  return {
    line: node.line,
    index,
    name: nameOf(node),
    id: textOf(childOf(node, 'id')),
    ...(condition === undefined ? {} : { if: condition }),
    ...(continueOnError === undefined ? {} : { continueOnError }),
    ...(timeoutMinutes === undefined ? {} : { timeoutMinutes }),
    ...(uses === undefined ? {} : { uses }),
    with: keyedTexts(childOf(node, 'with')),
    env: keyedTexts(childOf(node, 'env')),
    ...(run === undefined ? {} : { run }),
  };
}

function readScript(node: YamlNode, defaults: StepDefaults): Script | undefined {
  const value = entryOf(node, 'run')?.value;
  if (value?.kind !== 'scalar') return undefined;
  const shell = textOf(childOf(node, 'shell')) || defaults.shell;
  const directory = textOf(childOf(node, 'working-directory')) || defaults.directory;
  const script = scriptOf(value, defaults.source, shell);
  return directory === '' ? script : { ...script, directory };
}

/** GitHub shows a nameless step as `Run` and its action or the first line of its script. */
function nameOf(node: YamlNode): string {
  const name = textOf(childOf(node, 'name'));
  if (name !== '') return name;
  const shown = textOf(childOf(node, 'uses')) || textOf(childOf(node, 'run')).trim();
  return `Run ${shown.split('\n')[0] ?? ''}`;
}
