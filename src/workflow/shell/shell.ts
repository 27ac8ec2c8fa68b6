import type { Script } from '../../model/workflow.ts';
import { lineAt } from '../parse/read-step.ts';
import { parseShell } from './shell-parse.ts';
import type { Redirect, ShellNode, SimpleCommand, Statement } from './shell-tree.ts';

export type Connector = '' | '&&' | '||' | ';' | '|' | '&';

/** One simple command of a script, in the order it is written. */
export interface Command {
  /** 1-based line of the file. */
  readonly line: number;
  /** Quotes removed; `$name`, `$(…)` and `${{ … }}` as written; assignments not included. */
  readonly words: readonly string[];
  readonly assignments: readonly string[];
  readonly redirects: readonly Redirect[];
  /** What joins it to the command before and after; '' at the ends of the script or of its group. */
  readonly before: Connector;
  readonly after: Connector;
  /** Its exit code is asked by an `if`, `while` or `until`, or turned round by `!`. */
  readonly condition: boolean;
  /** Subshells, groups, loops, branches, functions and substitutions around it. */
  readonly depth: number;
  /** The function whose body it stands in, else ''. */
  readonly inFunction: string;
  /** As written, on one line, at most 200 characters. */
  readonly text: string;
}

/** A script as read; `unknown` when its shell is no bash or POSIX shell, which proves nothing either way. */
export type ShellScript =
  | {
      readonly state: 'read';
      readonly statements: readonly Statement[];
      readonly commands: readonly Command[];
      /** Whether a failing command ends the script, and a failing stage its pipeline, from the first line on. */
      readonly errexit: boolean;
      readonly pipefail: boolean;
    }
  | { readonly state: 'unknown'; readonly shell: string };

/** Scripts are asked about by several readers; each is parsed once. */
const cache = new WeakMap<Script, ShellScript>();

/**
 * Reads the shell of a `run`. GitHub runs a script as `bash -e {0}` when no shell is declared, as
 * `bash --noprofile --norc -eo pipefail {0}` for `shell: bash`, as `sh -e {0}` for `sh` (docs, "Workflow syntax",
 * `jobs.<job_id>.steps[*].shell`, read 2026-11-22); a custom `bash {0}` has only the options it names.
 */
export function readShell(script: Script): ShellScript {
  const known = cache.get(script);
  if (known !== undefined) return known;
  const made = make(script);
  cache.set(script, made);
  return made;
}

/** The commands of a script in file order; none when its shell is unknown (`readShell` tells the two apart). */
export function commandsOf(script: Script): readonly Command[] {
  const read = readShell(script);
  return read.state === 'read' ? read.commands : [];
}

function make(script: Script): ShellScript {
  const shell = script.shell.trim();
  const program = (shell.split(/\s+/)[0] ?? '').replace(/^.*\//, '');
  if (!/^(?:|bash|sh|dash|zsh)$/.test(program)) return { state: 'unknown', shell: program };
  const statements = parseShell(script.text, lineAt(script));
  const commands: Command[] = [];
  flatten(statements, { depth: 0, condition: false, inFunction: '' }, commands);
  return { state: 'read', statements, commands, ...optionsOf(shell) };
}

function optionsOf(shell: string): { readonly errexit: boolean; readonly pipefail: boolean } {
  if (shell === '' || shell === 'sh') return { errexit: true, pipefail: false };
  if (shell === 'bash') return { errexit: true, pipefail: true };
  return { errexit: /\s-[a-z]*e/.test(shell), pipefail: shell.includes('pipefail') };
}

interface Around {
  readonly depth: number;
  readonly condition: boolean;
  readonly inFunction: string;
}

function flatten(statements: readonly Statement[], around: Around, out: Command[]): void {
  let before: Connector = '';
  for (const { parts, end } of statements) {
    for (const [index, { operator, pipeline }] of parts.entries()) {
      const inside = { ...around, condition: around.condition || pipeline.negated };
      const first = operator === '' ? before : operator;
      flattenStages(pipeline.stages, inside, first, parts[index + 1]?.operator ?? end, out);
    }
    before = end;
  }
}

function flattenStages(
  stages: readonly ShellNode[],
  around: Around,
  before: Connector,
  after: Connector,
  out: Command[],
): void {
  for (const [index, node] of stages.entries()) {
    const last = index === stages.length - 1;
    flattenNode(node, around, index === 0 ? before : '|', last ? after : '|', out);
  }
}

function flattenNode(
  node: ShellNode,
  around: Around,
  before: Connector,
  after: Connector,
  out: Command[],
): void {
  const deeper = { ...around, depth: around.depth + 1 };
  const asked = { ...deeper, condition: true };
  switch (node.kind) {
    case 'simple':
      flatten(node.substituted, deeper, out);
      out.push(commandOf(node, around, before, after));
      flatten(node.nested, deeper, out);
      break;
    case 'group': {
      const inFunction = node.style === 'function' ? node.name : around.inFunction;
      flatten(node.body, { ...deeper, inFunction }, out);
      break;
    }
    case 'if':
      for (const { condition, body } of node.clauses) {
        flatten(condition, asked, out);
        flatten(body, deeper, out);
      }
      flatten(node.otherwise, deeper, out);
      break;
    case 'loop':
      flatten(node.condition, asked, out);
      flatten(node.body, deeper, out);
      break;
    case 'case':
      for (const body of node.bodies) flatten(body, deeper, out);
      break;
    default:
      node satisfies never;
  }
}

function commandOf(
  node: SimpleCommand,
  around: Around,
  before: Connector,
  after: Connector,
): Command {
  const { line, words, assignments, redirects, text } = node;
  return { line, words, assignments, redirects, before, after, ...around, text };
}
