import type { Workflow } from '../model/workflow.ts';
import rows from '../tables/tool-commands.yaml';
import { unwrap } from './shell/classify-command.ts';
import { commandsOf } from './shell/commands.ts';
import { scriptOfStep } from './shell/placed-commands.ts';

interface ToolCommands {
  readonly tool: string;
  readonly programs?: readonly string[];
  readonly frozen?: string;
  readonly scan?: string;
  readonly threshold?: string;
  readonly source: string;
}

export const TOOL_COMMANDS = rows as readonly ToolCommands[];

/** Returns a command of the tool; `undefined` when it has none of the kind. */
export function commandOf(tool: string, kind: 'frozen' | 'scan' | 'threshold'): string | undefined {
  return TOOL_COMMANDS.find((one) => one.tool === tool)?.[kind];
}

/** Returns a command of a tool that the workflows run; `undefined` when none of them has one. */
export function commandInUse(
  workflows: readonly Workflow[],
  kind: 'scan' | 'threshold',
): string | undefined {
  const used = programsIn(workflows);
  return TOOL_COMMANDS.find(
    ({ tool, programs = [tool], [kind]: command }) =>
      command !== undefined && programs.some((one) => used.has(one)),
  )?.[kind];
}

function programsIn(workflows: readonly Workflow[]): ReadonlySet<string> {
  const steps = workflows.flatMap(({ jobs }) => jobs.flatMap((job) => job.steps));
  const words = steps.flatMap((step) => {
    const script = scriptOfStep(step);
    return script === undefined ? [] : commandsOf(script.script).map((one) => unwrap(one.words));
  });
  return new Set(words.flatMap(([program]) => program?.replace(/^\.\//, '') ?? []));
}
