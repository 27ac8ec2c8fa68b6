import { memoize } from '../../lib/memoize.ts';
import type { Script } from '../../model/workflow.ts';
import { lineAt } from '../parse/script-lines.ts';
import { parseShell } from './parse-shell.ts';
import { parseWindowsShell } from './parse-windows.ts';
import { IN_SCRIPTS, type ShellGap, type ShellLanguage, shellOf } from './shell-language.ts';
import type { Redirect, ShellNode, Statement } from './shell-tree.ts';

/** One simple command of a script. */
export interface Command {
  /** 1-based line of the file. */
  readonly line: number;
  /** Without quotes; `$name`, `$(…)` and `${{ … }}` as written; without the assignments in front. */
  readonly words: readonly string[];
  /** `NAME=value` in front of the first word, or alone. */
  readonly assignments: readonly string[];
  readonly redirects: readonly Redirect[];
  /** Whether its output goes into a pipe. */
  readonly piped: boolean;
  /** Number of subshells, groups, loops, branches, functions and substitutions around it. */
  readonly depth: number;
  /** As written, on one line, at most 200 characters. */
  readonly text: string;
}

export interface ShellScript {
  readonly language: ShellLanguage;
  readonly statements: readonly Statement[];
  /** In the order written. */
  readonly commands: readonly Command[];
  /** Whether a failing command ends the script, and a failing stage its pipeline, from the first line on. */
  readonly errexit: boolean;
  readonly pipefail: boolean;
  /** What could not be read of the script; empty when all of it was. */
  readonly gaps: readonly ShellGap[];
}

/**
 * Reads the shell of a `run`. GitHub runs a script as `bash -e {0}` when no shell is declared, as
 * `bash --noprofile --norc -eo pipefail {0}` for `shell: bash`, as `sh -e {0}` for `sh` (docs, "Workflow syntax",
 * `jobs.<job_id>.steps[*].shell`, read 2026-11-22); a custom `bash {0}` has only the options it names.
 */
export const readShell: (script: Script) => ShellScript = memoize((script: Script) => {
  const { language, gaps, ...options } = shellOf(script);
  if (language === undefined) {
    return { language: 'posix', statements: [], commands: [], ...options, gaps };
  }
  const { statements, unread } =
    language === 'posix'
      ? parseShell(script.text, lineAt(script))
      : parseWindowsShell(script.text, language, lineAt(script));
  const commands: Command[] = [];
  flatten(statements, 0, commands);
  const broken = unread === '' ? [] : [{ why: unread, hides: IN_SCRIPTS }];
  return { language, statements, commands, ...options, gaps: [...gaps, ...broken] };
});

/** Returns the commands of a script in file order; `readShell` says whether some could not be read. */
export function commandsOf(script: Script): readonly Command[] {
  return readShell(script).commands;
}

function flatten(statements: readonly Statement[], depth: number, out: Command[]): void {
  for (const { parts } of statements) {
    for (const { pipeline } of parts) {
      const { stages } = pipeline;
      for (const [index, node] of stages.entries()) {
        flattenNode(node, depth, index < stages.length - 1, out);
      }
    }
  }
}

function flattenNode(node: ShellNode, depth: number, piped: boolean, out: Command[]): void {
  flatten(node.substituted, depth + 1, out);
  if (node.kind === 'simple') {
    const { line, words, assignments, redirects, text } = node;
    out.push({ line, words, assignments, redirects, piped, depth, text });
  }
  for (const list of listsOf(node)) flatten(list, depth + 1, out);
}

/** Returns the lists of statements inside a node, in the order written. */
function listsOf(node: ShellNode): readonly (readonly Statement[])[] {
  switch (node.kind) {
    case 'simple':
      return [node.nested];
    case 'group':
      return [node.body];
    case 'if':
      return [...node.clauses.flatMap(({ condition, body }) => [condition, body]), node.otherwise];
    case 'loop':
      return [node.condition, node.body];
    case 'case':
      return node.bodies;
    default:
      return node satisfies never;
  }
}
