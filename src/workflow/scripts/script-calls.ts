import { splitAround } from '../parse/expression.ts';
import { folderOption } from '../shell/placed-commands.ts';

/** A command that runs scripts of the repository by name. */
export interface ScriptCall {
  readonly tool: Tool;
  /** Names of scripts; `''` for the default one. */
  readonly names: readonly string[];
  /** Arguments that the script gets. */
  readonly args: readonly string[];
  /** Name of a package, path of a folder, or `*` for every package of a workspace; absent for the folder itself. */
  readonly packages?: string;
  /** The file that the command names itself. */
  readonly file?: string;
}

export type Tool =
  | 'npm'
  | 'deno'
  | 'composer'
  | 'make'
  | 'just'
  | 'task'
  | 'tox'
  | 'nox'
  | 'rake'
  | 'file';

type Reader = (words: readonly string[]) => ScriptCall | undefined;

/** Options of package managers whose value is the next word. */
const packageOption = /^(?:-w|--workspace|-F|--filter|--scope)$/;
const allPackages = /^(?:-r|--recursive|--workspaces|-ws|--stream)$/;
const runVerb = /^(?:run|run-script|rum|urn)$/;

/** `npm run NAME`, `pnpm -r test`, `yarn workspace web lint`; only npm needs `--` before the arguments. */
const packageScript: Reader = ([program = '', ...all]) => {
  const mark = all.indexOf('--');
  const words = mark === -1 ? all : all.slice(0, mark);
  const { packages, left } = chosenPackages(program, words);
  const operands = left.findIndex((word) => !word.startsWith('-'));
  const [verb, ...rest] = left.slice(operands === -1 ? left.length : operands);
  const run = runVerb.test(verb ?? '');
  const name = run ? rest.find((word) => !word.startsWith('-')) : directVerb(program, verb);
  if (name === undefined) return undefined;
  const own = run ? rest.slice(rest.indexOf(name) + 1) : rest;
  const args = [...(program === 'npm' ? [] : own), ...(mark === -1 ? [] : all.slice(mark + 1))];
  const call = { tool: 'npm', names: [name], args } as const;
  return packages === undefined ? call : { ...call, packages };
};

/** What an install runs of the project (docs.npmjs.com/cli/v11/using-npm/scripts, read 2026-11-30). */
const installScripts: Reader = ([program = '', ...words]) => {
  const [verb, ...packages] = words.filter((word) => !word.startsWith('-'));
  const installs = verb === undefined ? program === 'yarn' : installVerb.test(verb);
  // An install of named packages runs no scripts of the project.
  if (!installs || packages.length > 0) return undefined;
  const names = words.includes('--ignore-scripts') ? [] : ['install', 'prepare'];
  return { tool: 'npm', names, args: [] };
};

const installVerb = /^(?:install|i|ci|clean-install)$/;

const packageManager: Reader = (words) => installScripts(words) ?? packageScript(words);

/** Whether a script runs when packages are installed. */
export function isOfInstall(name: string): boolean {
  return /^npm run (?:pre|post)?(?:install|prepare)$/.test(name);
}

/** Returns the packages that the options choose, and the words without those options. */
function chosenPackages(program: string, words: readonly string[]) {
  const yarn = program === 'yarn';
  const isOne = (word: string) =>
    packageOption.test(word.replace(/=.*$/s, '')) || (yarn && word === 'workspace');
  const isEvery = (word: string) =>
    allPackages.test(word) || (yarn && /^(?:workspaces|foreach)$/.test(word));
  const one = words.findIndex(isOne);
  const inline = /=(.*)$/s.exec(words[one] ?? '')?.[1];
  const named = one === -1 ? undefined : (inline ?? words[one + 1]);
  const value = one === -1 || inline !== undefined ? -1 : one + 1;
  const left = words.filter((word, at) => at !== value && !isOne(word) && !isEvery(word));
  return { packages: words.some(isEvery) ? '*' : named, left };
}

/** Returns the script that a verb runs without `run`; bun has its own `test`. */
function directVerb(program: string, verb: string | undefined): string | undefined {
  if (program === 'npm') return npmVerb(verb ?? '');
  return program === 'bun' ? undefined : verb;
}

function npmVerb(verb: string): string | undefined {
  if (/^(?:t|tst)$/.test(verb)) return 'test';
  return /^(?:test|start|stop|restart)$/.test(verb) ? verb : undefined;
}

/** `turbo run test lint`, `lerna run test`, `nx run-many -t test`: the script of each package. */
const monorepo: Reader = (words) => {
  const names = words
    .slice(1)
    .filter((word) => /^[\w:-]+$/.test(word) && !/^(?:-|run$|run-many$|affected$)/.test(word));
  return names.length === 0 ? undefined : { tool: 'npm', names, args: [], packages: '*' };
};

/** Returns the operands before `--`, and the value of the first of some options. */
function split(words: readonly string[], valued: RegExp) {
  const mark = words.indexOf('--');
  const own = words.slice(1, mark === -1 ? words.length : mark);
  const at = own.findIndex((word) => valued.test(word.replace(/=.*$/s, '')));
  const inline = /=(.*)$/s.exec(own[at] ?? '')?.[1];
  const value = at === -1 ? undefined : (inline ?? own[at + 1]);
  const taken = at === -1 || inline !== undefined ? -1 : at + 1;
  const operands = own.filter((word, index) => index !== taken && !/^-|^[\w.]+:?=/.test(word));
  return { operands, value };
}

const named =
  (tool: Tool, file: RegExp): Reader =>
  (words) => {
    const { operands, value } = split(words, file);
    const call = { tool, names: operands.length === 0 ? [''] : operands, args: [] };
    return value === undefined ? call : { ...call, file: value };
  };

/** `run-s lint test`, `concurrently "npm:test"`: scripts of one package. */
const severalScripts: Reader = ([, ...words]) => {
  const names = words
    .filter((word) => !word.startsWith('-'))
    .map((word) => word.replace(/^npm:/, ''));
  return names.length === 0 ? undefined : { tool: 'npm', names, args: [] };
};

/** The first word after `just` names the recipe, the others are its arguments unless they are recipes too. */
const readers: Readonly<Record<string, Reader>> = {
  npm: packageManager,
  pnpm: packageManager,
  yarn: packageManager,
  bun: packageManager,
  turbo: monorepo,
  lerna: monorepo,
  nx: monorepo,
  'npm-run-all': severalScripts,
  'run-s': severalScripts,
  'run-p': severalScripts,
  concurrently: severalScripts,
  'start-server-and-test': (words) => ({ tool: 'npm', names: words.slice(-1), args: [] }),
  deno: ([, verb, ...rest]) =>
    verb === 'task' && rest[0] !== undefined
      ? { tool: 'deno', names: [rest[0]], args: rest.slice(1) }
      : undefined,
  composer: ([, ...words]) => {
    const operands = words.filter((word) => !word.startsWith('-'));
    const [name, ...args] = runVerb.test(operands[0] ?? '') ? operands.slice(1) : operands;
    return name === undefined ? undefined : { tool: 'composer', names: [name], args };
  },
  make: named('make', /^(?:-f|--file|--makefile)$/),
  just: named('just', /^(?:-f|--justfile)$/),
  task: named('task', /^(?:-t|--taskfile)$/),
  rake: named('rake', /^(?:-f|--rakefile)$/),
  tox: (words) => {
    const { value } = split(words, /^(?:-e|--env)$/);
    return { tool: 'tox', names: value ? toxNames(value) : [''], args: afterMark(words) };
  },
  nox: (words) => {
    const at = words.findIndex((word) => /^(?:-s|-e|--sessions?)(?:=|$)/.test(word));
    const inline = /=(.*)$/s.exec(words[at] ?? '')?.[1];
    const end = words.findIndex((word, index) => index > at && word.startsWith('-'));
    const named = words.slice(at + 1, end === -1 ? words.length : end);
    const names =
      at === -1 ? [''] : (inline?.split(',') ?? named).map((one) => one.replace(/[-(].*$/s, ''));
    return { tool: 'nox', names, args: afterMark(words) };
  },
};

/** Maximum number of names that braces make. */
const MAX_NAMES = 256;

/**
 * Returns the environments that a list of tox names: `py{310,311}-{unit,docs}, lint` are five
 * (tox.wiki/en/latest/config.html#generative-environments, read 2026-11-30). An expression stays whole.
 */
export function toxNames(list: string): readonly string[] {
  return splitAround(list, (text) => {
    const names = text.match(/(?:\$?\{[^{}]{0,500}\}|[^,\s{])+/g) ?? [];
    return names.flatMap(expanded).slice(0, MAX_NAMES);
  });
}

function expanded(name: string): readonly string[] {
  const parts = name.split(/(?<!\$)\{([^{}]{0,500})\}/);
  return parts.reduce<readonly string[]>(
    (made, part, at) => {
      const values = at % 2 === 0 ? [part] : part.split(',').flatMap(rangeOf);
      return made
        .flatMap((start) => values.map((value) => start + value.trim()))
        .slice(0, MAX_NAMES);
    },
    [''],
  );
}

/** `{310-312}` is a range of factors. */
function rangeOf(part: string): readonly string[] {
  const [, from = '', to = ''] = /^\s*(\d{1,4})-(\d{1,4})\s*$/.exec(part) ?? [];
  const count = Math.min(Number(to) - Number(from) + 1, MAX_NAMES);
  if (from === '' || count < 1) return [part];
  return Array.from({ length: count }, (_, index) => String(Number(from) + index));
}

function afterMark(words: readonly string[]): readonly string[] {
  const mark = words.indexOf('--');
  return mark === -1 ? [] : words.slice(mark + 1);
}

/** A shell that runs a file, or the file itself. */
function fileCall(words: readonly string[]): ScriptCall | undefined {
  const [program = '', ...rest] = words;
  if (/^(?:bash|sh|dash|zsh|ksh|source|\.|pwsh|powershell)$/.test(program)) {
    const file = rest.find(
      (word) => !/^[-+]/.test(word) && !/^(?:pipefail|errexit|nounset)$/.test(word),
    );
    const inline = rest.some((word) => /^-[a-z]*c$|^-Command$/i.test(word));
    return file === undefined || inline ? undefined : { tool: 'file', names: [''], args: [], file };
  }
  const own = namedFolder(program)?.rest ?? program;
  return /^[\w.][\w./\\-]*[/\\][\w.-]+$/.test(own)
    ? { tool: 'file', names: [''], args: [], file: program.replaceAll('\\', '/') }
    : undefined;
}

/** Ways to name the repository, the folder of the action, and the folder of the script itself. */
const folders = {
  repository:
    /^(?:\$\{\{ ?github\.workspace ?\}\}|\$\{?GITHUB_WORKSPACE\}?|\$\(git rev-parse --show-toplevel\))\//,
  action: /^(?:\$\{\{ ?github\.action_path ?\}\}|\$\{?GITHUB_ACTION_PATH\}?)\//,
  script:
    /^\$(?:\(dirname (?:-- )?"?\$(?:\{?0\}?|\{?BASH_SOURCE(?:\[0\])?\}?)"?\)|\{(?:0|BASH_SOURCE(?:\[0\])?)%\/\*\})\//,
};

/** Returns the folder that a path begins with, and the rest as `./rest`; undefined for any other path. */
export function namedFolder(
  path: string,
): { readonly folder: keyof typeof folders; readonly rest: string } | undefined {
  for (const folder of ['repository', 'action', 'script'] as const) {
    const rest = path.replace(folders[folder], './');
    if (rest !== path) return { folder, rest };
  }
  return undefined;
}

/** Returns the scripts that a command calls, without its launchers; undefined for any other command. */
export function scriptCallOf(words: readonly string[]): ScriptCall | undefined {
  const { words: own } = folderOption(words);
  const program = (own[0] ?? '')
    .replace(/^(?:gmake|mingw32-make)$/, 'make')
    .replace(/^go-task$/, 'task');
  const reader = Object.hasOwn(readers, program) ? readers[program] : undefined;
  return reader === undefined ? fileCall(own) : reader([program, ...own.slice(1)]);
}
