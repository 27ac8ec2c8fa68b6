import type { Workflow, WorkflowJob } from '../../model/workflow.ts';
import { isProgramVariable, unwrap } from './classify-command.ts';
import { readShell } from './commands.ts';
import { type PlacedCommand, placedCommands, scriptOfStep } from './placed-commands.ts';

/** A command whose program a variable, an expression, or the output of another command decides. */
export interface UnresolvedCommand {
  readonly command: PlacedCommand;
  readonly why: string;
}

/** Returns the commands of a job whose program is not in the file, in file order. */
export function unresolvedCommands(
  workflow: Workflow,
  job: WorkflowJob,
): readonly UnresolvedCommand[] {
  return placedCommands(workflow, job).flatMap((command) => {
    const why = isPowershell(command) ? calledBy(command) : unresolved(unwrap(command.words));
    return why === undefined ? [] : [{ command, why }];
  });
}

function isPowershell({ step }: PlacedCommand): boolean {
  const script = scriptOfStep(step)?.script;
  return script !== undefined && readShell(script).language === 'powershell';
}

/** In PowerShell a statement that begins with a variable is a value, unless `&` calls it. */
function calledBy({ text, words: [program = '', ...rest] }: PlacedCommand): string | undefined {
  if (/^(?:iex|invoke-expression)$/i.test(program)) return evaluates(rest);
  return /^[&.]\s*["']?\$/.test(text) || program.startsWith('${{') ? VARIABLE : undefined;
}

const VARIABLE = 'a variable or an expression decides which program runs';

function unresolved([program = '', ...rest]: readonly string[]): string | undefined {
  if (program === 'eval') return evaluates(rest);
  if (program.startsWith('${{')) return VARIABLE;
  // The last part of a path is the program: `$HOME/bin/tool`, `$(npm bin)/jest`.
  const named = /^\$(?:\([^()]*\)|\{?\w+\}?)\/[\w./-]+$/.test(program);
  if (named || isProgramVariable(program)) return undefined;
  return /^(?:\$|`|%\w+%)/.test(program) ? VARIABLE : undefined;
}

/** Tools that print assignments for the shell, which run nothing (their own documentation, read 2026-11-29). */
const printsAssignments =
  /ssh-agent|\bshellenv\b|\b(?:opam|fnm|direnv|mise|dircolors|luarocks|docker-env|docker-machine|activate|hook|init|export|env|path)\b/;

function evaluates(words: readonly string[]): string | undefined {
  const text = words.join(' ');
  if (!/[$`]/.test(text) || printsAssignments.test(text)) return undefined;
  return 'the evaluated text is not in the file';
}
