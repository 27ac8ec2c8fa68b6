import { memoize } from '../../lib/memoize.ts';
import type { Concern, Script } from '../../model/workflow.ts';
import { lineAt } from '../parse/script-lines.ts';
import { parseShell } from './parse-shell.ts';
import { parseWindowsShell, type WindowsShell } from './parse-windows.ts';
import { withRunnersRead } from './runner-functions.ts';
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
  const { statements: parsed, unread } =
    language === 'posix'
      ? parseShell(script.text, lineAt(script))
      : parseWindowsShell(script.text, language, lineAt(script));
  const statements =
    language === 'posix' && /\$\{?[@*]/.test(script.text)
      ? withRunnersRead(parsed, options.errexit)
      : parsed;
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

type ShellLanguage = 'posix' | WindowsShell;

/** A reason why commands of a script may be missing, and what they could be. */
interface ShellGap {
  readonly why: string;
  readonly hides: readonly Concern[];
}

/** How a script is read; `language` is undefined for a language that is not read. */
interface Shell {
  readonly language: ShellLanguage | undefined;
  readonly errexit: boolean;
  readonly pipefail: boolean;
  readonly gaps: readonly ShellGap[];
}

/** What a script can contain. */
const IN_SCRIPTS: readonly Concern[] = ['check', 'install', 'download'];

const STRICT = { errexit: true, pipefail: true };

/** Programs of actions that run bash with options which their documentation does not state. */
const wrappers = /^(?:micromamba-shell|wsl-\w+|alpine\S*\.sh|cpa\.sh|freebsd|openbsd|netbsd)$/;

/** Returns what follows the name of a POSIX shell; undefined when there is none. */
function posixOptions(shell: string): string | undefined {
  const named = /(?:^|[\\/\s])(?:bash|dash|zsh|ksh|ash|sh)(?:\.exe)?(?=\s|$)/.exec(shell);
  return named === null ? undefined : shell.slice(named.index + named[0].length);
}

/** Returns the language and the options of a step's shell, and what of the script remains unread. */
function shellOf({ shell: declared, text }: Script): Shell {
  const shell = declared.trim();
  const [word = ''] = shell.split(/\s+/);
  const program = word.replace(/^.*[\\/]/, '').replace(/\.exe$/, '');
  if (shell === '' || shell === 'sh') {
    return { language: 'posix', errexit: true, pipefail: false, gaps: [] };
  }
  // The action msys2/setup-msys2 makes `msys2 {0}` run `bash -leo pipefail` (its README, read 2026-11-29).
  if (shell === 'bash' || program === 'msys2') return { language: 'posix', ...STRICT, gaps: [] };
  if (/^(?:pwsh|powershell)$/.test(program)) return { language: 'powershell', ...STRICT, gaps: [] };
  if (program === 'cmd') return { language: 'cmd', ...STRICT, gaps: [] };
  const posix = posixOptions(shell);
  if (posix !== undefined) {
    const errexit = /\s-[a-zA-Z]*e/.test(posix);
    return { language: 'posix', errexit, pipefail: posix.includes('pipefail'), gaps: [] };
  }
  if (wrappers.test(program)) {
    const why = `the options of the shell ${program} are not known`;
    return { language: 'posix', ...STRICT, gaps: [{ why, hides: ['check'] }] };
  }
  const why = `${shell.includes('${{') ? shell : program} is not a shell that is read`;
  const hides = hiddenIn(program, text);
  return { language: undefined, ...STRICT, gaps: hides.length === 0 ? [] : [{ why, hides }] };
}

/** What starts another program in a language, or loads code that could. */
const startsPrograms: Readonly<Record<string, RegExp>> = {
  python:
    /\b(?:subprocess|system|popen|exec\w*|spawn\w*|pty|eval|compile|import_module|runpy|pip|pytest|unittest|asyncio)\b|__import__/,
  node: /\b(?:child_process|exec\w*|spawn\w*|eval|Function|Worker|zx)\b|node:test/,
};

const usesNetwork: Readonly<Record<string, RegExp>> = {
  python: /\b(?:urllib\w*|requests|http\w*|socket|ftplib|aiohttp|wget|boto\w*)\b/,
  node: /\b(?:fetch|https?|net|axios|got|undici)\b/,
};

/**
 * Returns what a script of another language can contain. A Python or JavaScript program that starts no other
 * program runs no check and installs nothing, and without the network it downloads nothing.
 */
function hiddenIn(program: string, text: string): readonly Concern[] {
  const language = program.replace(/(?<![\d.])[\d.]+$/, '');
  const starts = startsPrograms[language];
  if (starts === undefined || starts.test(text)) return IN_SCRIPTS;
  return usesNetwork[language]?.test(text) ? ['download'] : [];
}
