import type { YamlNode } from '../../lib/yaml.ts';
import type { Script, WorkflowStep } from '../../model/workflow.ts';
import { type KnownValues, valuesOf, withKnownCommands } from './known-values.ts';
import { MAX_SCRIPT_LENGTH, scriptOf } from './script-lines.ts';
import {
  childOf,
  entryOf,
  inputsOf,
  type KeyedText,
  keyedTexts,
  looseAt,
  textAt,
  textOf,
} from './tree-access.ts';
import { readUse } from './uses.ts';

/** What a step inherits from its job and workflow. */
export interface StepDefaults {
  readonly shell: string;
  /** The shell of the Windows runners of a job that also has others. */
  readonly windowsShell?: string;
  readonly directory: string;
  readonly source: string;
  readonly known: KnownValues;
}

/** Reads one step; a step without `uses` and `run` is kept, so that positions match GitHub's. */
export function readStep(node: YamlNode, index: number, defaults: StepDefaults): WorkflowStep {
  const uses = readUse(node, 'action');
  const run = readScript(node, defaults);
  const condition = textAt(node, 'if');
  const continueOnError = looseAt<boolean>(node, 'continue-on-error', 'boolean');
  const timeoutMinutes = looseAt<number>(node, 'timeout-minutes', 'number');
  return {
    line: node.line,
    index,
    name: nameOfStep(node),
    id: textOf(childOf(node, 'id')),
    ...(condition === undefined ? {} : { if: condition }),
    ...(continueOnError === undefined ? {} : { continueOnError }),
    ...(timeoutMinutes === undefined ? {} : { timeoutMinutes }),
    ...(uses === undefined ? {} : { uses }),
    with: inputsOf(node),
    env: keyedTexts(childOf(node, 'env')),
    ...(run === undefined ? {} : { run }),
  };
}

function readScript(node: YamlNode, defaults: StepDefaults): Script | undefined {
  const value = entryOf(node, 'run')?.value;
  if (value?.kind !== 'scalar' || value.text.length > MAX_SCRIPT_LENGTH) return undefined;
  const env: readonly KeyedText[] = keyedTexts(childOf(node, 'env'));
  const known = { ...defaults.known, env: [...defaults.known.env, ...env] };
  const shell =
    textOf(childOf(node, 'shell')) || defaults.shell || shellByCondition(node, defaults);
  const directory = textOf(childOf(node, 'working-directory')) || defaults.directory;
  const written = scriptOf(value, defaults.source, shellOf(shell, known));
  const script = withKnownCommands(written, known);
  const { windowsShell } = defaults;
  // Several commands of a matrix are one each in its jobs, so none is the last one of a script.
  const several = script !== written && script.text.trim().includes('\n');
  const mixed = shell === '' && windowsShell !== undefined && !several && !asksForSystem(node);
  return {
    ...script,
    ...(directory === '' ? {} : { directory }),
    ...(mixed ? { windowsShell } : {}),
  };
}

/** A condition on the system may leave out the Windows runners. */
function asksForSystem(node: YamlNode): boolean {
  return /\b(?:runner\.os|matrix\.|startsWith|contains)/.test(textOf(childOf(node, 'if')));
}

/** A step that its condition limits to Windows runs in their shell: `runner.os == 'Windows'`. */
function shellByCondition(node: YamlNode, { windowsShell = '' }: StepDefaults): string {
  const condition = textOf(childOf(node, 'if'));
  if (condition.includes('||')) return '';
  const equal =
    /(?<![\w.-])(?:runner\.os|matrix\.[\w.-]{1,100})\s{0,5}==\s{0,5}'[^']{0,100}windows/i.test(
      condition,
    );
  const starts =
    /(?<!!\s?)startsWith\(\s{0,5}(?:runner|matrix)\.[\w.-]{1,100},\s{0,5}'windows/i.test(condition);
  return equal || starts ? windowsShell : '';
}

/** Returns the shell that an expression chooses; the expression itself when it can be several. */
function shellOf(shell: string, known: KnownValues): string {
  const values = valuesOf(shell, known);
  return values?.length === 1 ? (values[0] ?? shell) : shell;
}

/** GitHub shows a nameless step as `Run` and its action or the first line of its script. */
export function nameOfStep(node: YamlNode): string {
  const name = textOf(childOf(node, 'name'));
  if (name !== '') return name;
  const shown = textOf(childOf(node, 'uses')) || textOf(childOf(node, 'run')).trim();
  return `Run ${shown.split('\n')[0] ?? ''}`;
}
