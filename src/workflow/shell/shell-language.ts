import type { Concern, Script } from '../../model/workflow.ts';
import type { WindowsShell } from './parse-windows.ts';

export type ShellLanguage = 'posix' | WindowsShell;

/** A reason why commands of a script may be missing, and what they could be. */
export interface ShellGap {
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
export const IN_SCRIPTS: readonly Concern[] = ['check', 'install', 'download'];

const STRICT = { errexit: true, pipefail: true };

/** Programs of actions that run bash with options which their documentation does not state. */
const wrappers = /^(?:micromamba-shell|wsl-\w+|alpine\S*\.sh|cpa\.sh|freebsd|openbsd|netbsd)$/;

/** Returns what follows the name of a POSIX shell; undefined when there is none. */
function posixOptions(shell: string): string | undefined {
  const named = /(?:^|[\\/\s])(?:bash|dash|zsh|ksh|ash|sh)(?:\.exe)?(?=\s|$)/.exec(shell);
  return named === null ? undefined : shell.slice(named.index + named[0].length);
}

/** Returns the language and the options of a step's shell, and what of the script remains unread. */
export function shellOf({ shell: declared, text }: Script): Shell {
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
