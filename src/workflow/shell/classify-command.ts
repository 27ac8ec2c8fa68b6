import { memoizeText } from '../../lib/memoize.ts';
import { type GateTarget, isKnownProgram, knownCheck } from './known-checks.ts';
import { launchedBy } from './launchers.ts';

export type { GateTarget };

type Pattern = readonly [GateTarget, RegExp];

const scriptRunner =
  /^(?:npm|pnpm|yarn|bun|deno|just|task|make|gmake|rake|invoke|inv|composer|hatch|pdm|poe|grunt|gulp|nx|turbo|lerna|rush|tox|nox|mage|doit|duty|pixi|mise|ant|act|lando|npm-run-all|run-s|run-p)$/;
const notScripts =
  /^(?:install|i|ci|add|remove|publish|pack|init|config|cache|version|update|upgrade|link|login|whoami|view|set|self-update|require|dlx|why|list|ls|help|outdated|dedupe|prune|rebuild|store|fetch|import|global)$/;

const byName: readonly Pattern[] = [
  [
    'test',
    /(?:^|[-_:./])(?:tests?|spec|e2e|pytest|unit|integration|smoke|jest|vitest|cypress|playwright)(?:$|[-_:./])/i,
  ],
  ['coverage', /cov(?:erage)?(?:$|[-_:./])/i],
  ['scan', /(?:^|[-_:./])(?:audit|scan|security|secrets?|vuln\w*)(?:$|[-_:./])/i],
  ['type', /(?:^|[-_:./])(?:types?|typecheck|type-?check|tsc|mypy)(?:$|[-_:./])/i],
  ['lint', /(?:^|[-_:./])(?:lint\w*|fmt|format|style|eslint|prettier)(?:$|[-_:./])/i],
  ['build', /(?:^|[-_:./])(?:build|compile|bundle|dist)(?:$|[-_:./])/i],
  [
    'other',
    /(?:^|[-_:./])(?:check\w*|verify\w*|validate\w*|assert\w*|gate\w*|guard\w*|enforce\w*)(?:$|[-_:./])/i,
  ],
];

/** Options that print a version or help and check nothing. */
const asking =
  /^(?:--version|-V|--help|-h|version|help|--collect-only|--list-tests|--showConfig|--show-config)$/;

/** Returns what a command checks, by its words; undefined when it is not a known check. */
export function gateTargetOf(words: readonly string[]): GateTarget | undefined {
  return targetOf(words.join(SEPARATOR));
}

/** A character that no word contains. */
const SEPARATOR = '\u0000';

const targetOf = memoizeText((line): GateTarget | undefined => {
  const words = line.split(SEPARATOR);
  const inner = unwrap(words);
  if (inner.length === 0 || inner.slice(1, 3).some((word) => asking.test(word))) return undefined;
  const script = scriptName(inner);
  if (/^(?:tox|nox)$/.test(inner[0] ?? '')) return sessionTarget(script ?? '');
  const known = knownCheck(inner.slice(0, MAX_WORDS).join(' ')) ?? ownScript(words);
  return known ?? (script === undefined ? undefined : scriptTarget(script, inner));
});

/** Package managers that run a program of the project by its name alone: `pnpm playwright install`. */
const runsPrograms = /^(?:pnpm|yarn)$/;

/** Number of words that are compared with the table. */
const MAX_WORDS = 24;

/** `hatch run test` runs a script of the project, not the program `test`. */
function ownScript(words: readonly string[]): GateTarget | undefined {
  return /^(?:hatch|pdm|pixi|rye|mise)$/.test(words[0] ?? '')
    ? knownCheck(words.join(' '))
    : undefined;
}

function scriptTarget(script: string, inner: readonly string[]): GateTarget | undefined {
  if (runsPrograms.test(inner[0] ?? '') && isKnownProgram(inner[1] ?? '')) {
    return knownCheck(inner.slice(1, MAX_WORDS).join(' '));
  }
  // `./golangci-lint cache` is a tool that was built before, and not a script that is named after it.
  const tool = baseOf(script);
  if (script === inner[0] && isKnownProgram(tool)) {
    return knownCheck([tool, ...inner.slice(1)].join(' '));
  }
  return byName.find(([, pattern]) => pattern.test(ownName(script)))?.[0];
}

/** An environment of tox or a session of nox is a test unless its name says otherwise. */
function sessionTarget(name: string): GateTarget {
  if (/^docs?$|sphinx/.test(name)) return 'build';
  const target = byName.find(([, pattern]) => pattern.test(name))?.[0] ?? 'test';
  return target === 'coverage' || target === 'other' || name.includes(',') ? 'test' : target;
}

function baseOf(path: string): string {
  return path.replace(/^.*[\\/]/, '').replace(/\.(?:phar|exe|cmd|bat)$/, '');
}

/** A folder names a file that has no name of its own: `test/index.js`, but not `tests/make_data.py`. */
function ownName(script: string): string {
  const parts = script.split(/[/\\]/);
  const own = parts.at(-1) ?? '';
  return /^(?:run\w*|all|index|main|__main__|ci|suite)(?:\.\w+)?$/.test(own)
    ? parts.slice(-2).join('/')
    : own;
}

/** Returns the tool or script of a gate; it does not depend on options or the step's name. */
export function gateToolOf(words: readonly string[]): string {
  const inner = unwrap(words);
  const script = scriptName(inner);
  const operands = inner.filter((word, index) => index === 0 || /^[\w:@./-]+$/.test(word));
  const verb = operands.slice(1).find((word) => !word.startsWith('-')) ?? '';
  if (script !== undefined && script !== inner[0]) return `${inner[0] ?? ''} ${script}`;
  return hasVerb(inner[0] ?? '') ? `${inner[0] ?? ''} ${verb}`.trim() : (inner[0] ?? '');
}

const verbs =
  /^(?:go|cargo|npm|pnpm|yarn|docker|dotnet|coverage|make|\S*mvnw?|\S*gradlew?|ruff|biome|mix|deno|bun|swift|dart|flutter|bazel|bazelisk|stack|cabal|golangci-lint|vitest)$/;

/** Whether the first word after a program says what it does: `go test`. */
export function hasVerb(program: string): boolean {
  return verbs.test(program);
}

/** Whether the command measures coverage, on its own or while it tests. */
export function measuresCoverage(words: readonly string[]): boolean {
  const line = unwrap(words).join(' ');
  if (gateTargetOf(words) === 'coverage') return true;
  return /^(?:coverage3? run|nyc|c8)\b|(?:^| )--?(?:cov(?:erage|erprofile|er|-\S+)?|coverpkg)(?:[ =]|$)|XPlat Code Coverage|\bjacoco\w*|koverVerify|[:_-]cov(?:erage)?\b/.test(
    line,
  );
}

/** Options of runners whose value is a folder or file, not a script. */
const placeOption =
  /^(?:--filter|-F|--prefix|-C|--dir|--directory|--cwd|--workspace|-w|-f|--file)$/;

/** Returns the script or target that a runner runs, or the file that an interpreter runs. */
function scriptName(words: readonly string[]): string | undefined {
  const [program = '', ...rest] = words;
  const operands = rest.filter(
    (word, at) => !/^-|^\w+=/.test(word) && !placeOption.test(rest[at - 1] ?? ''),
  );
  if (program === 'start-server-and-test') return operands.at(-1);
  if (scriptRunner.test(program)) return runnerScript(program, operands);
  const service = composeService(words);
  if (service !== undefined) return service;
  if (/^(?:bash|sh|node|python[\d.]*|ruby|tsx|ts-node|perl|php|deno|bun)$/.test(program)) {
    return interpretedFile(program, operands, rest);
  }
  const own =
    /^(?:\.{0,2}[\\/]|[\w-]+\/)/.test(program) ||
    /\.(?:sh|py|rb|js|mjs|ps1|cmd|bat)$/.test(program);
  return own ? withTarget(program, rest) : undefined;
}

function interpretedFile(
  program: string,
  operands: readonly string[],
  rest: readonly string[],
): string | undefined {
  // The words after `-s` belong to the script that a shell reads from its input.
  if (/sh$/.test(program) && rest.includes('-s')) return undefined;
  const file = operands.find((word) => /[./]/.test(word));
  return file === undefined ? undefined : withTarget(file, rest.slice(rest.indexOf(file) + 1));
}

/** A script of the repository often gets what it shall do: `./build.cmd unit-tests`, `./build.ps1 -Test`. */
function withTarget(program: string, rest: readonly string[]): string {
  const target = rest.find((word) => /^(?:[a-z][\w:-]*|-[A-Z]\w*)$/.test(word)) ?? '';
  const named = target.replace(/^-/, '');
  const checks = byName.some(([kind, pattern]) => kind !== 'build' && pattern.test(named));
  return checks ? named : program;
}

/** Returns the service that Docker Compose runs in the foreground with its own command. */
function composeService(words: readonly string[]): string | undefined {
  const verb = words.findIndex((word) => word === 'run' || word === 'up');
  const compose = /^(?:(?:docker|podman) compose|(?:docker|podman)-compose) /.test(words.join(' '));
  const rest = words.slice(verb + 1);
  if (!compose || verb === -1 || rest.some((word) => /^(?:-d|--detach|--wait)$/.test(word))) {
    return undefined;
  }
  const from = rest.find((word) => word.startsWith('--exit-code-from='))?.replace(/^.*=/, '');
  return from ?? rest.findLast((word) => !word.startsWith('-'));
}

function runnerScript(program: string, operands: readonly string[]): string | undefined {
  if (operands[0] === 'workspace') return runnerScript(program, operands.slice(2));
  const verb = /^(?:run|run-script|task)$/.test(operands[0] ?? '') ? operands[1] : operands[0];
  if (verb === undefined) return program === 'make' ? 'build' : undefined;
  if (operands[0] !== 'run' && notScripts.test(verb)) return undefined;
  if (program === 'npm' && verb === 't') return 'test';
  return verb;
}

/**
 * Returns the command without its wrappers: `sudo -E poetry run python -m pytest -q` is `pytest -q`. The
 * program's folder is dropped (`./node_modules/.bin/jest` is `jest`); a script of the repository keeps its
 * path.
 */
export function unwrap(words: readonly string[]): readonly string[] {
  return words.length === 0 ? words : unwrapped(words.join(SEPARATOR));
}

const unwrapped = memoizeText((line): readonly string[] => {
  let rest: readonly string[] = line.split(SEPARATOR);
  for (let round = 0; round < 8; round += 1) {
    const next = unwrapOnce(rest);
    if (next === rest) break;
    rest = next;
  }
  const [program = '', ...others] = rest;
  return rest.length === 0 ? rest : [programName(program), ...others];
});

function unwrapOnce(words: readonly string[]): readonly string[] {
  const program = programName(words[0] ?? '');
  const module = pythonModule(program, words);
  if (module !== undefined) return words.slice(module);
  if (program === 'command' && /^-[vV]$/.test(words[1] ?? '')) return words;
  if (program === 'php' && phpTool.test(words[1] ?? '')) return words.slice(1);
  return launchedBy(words) ?? words;
}

/** Returns the position of the module after `python … -m`, if any. */
function pythonModule(program: string, words: readonly string[]): number | undefined {
  if (!/^(?:python|pypy)[\d.]*$|^py$/.test(program)) return undefined;
  let at = 1;
  while (/^-(?!m$)[A-Za-z0-9]/.test(words[at] ?? '')) at += /^-[WX]$/.test(words[at] ?? '') ? 2 : 1;
  return words[at] === '-m' && words[at + 1] !== undefined ? at + 1 : undefined;
}

/** Variables that by convention hold a program or its path. */
const programVariable =
  /^\$\{?(PYTHON3?|PIP3?|NODE|NPM|YARN|PNPM|MAKE|CARGO|GO|MVN|GRADLE|DOCKER|COMPOSER|PHP|RUBY|BASH|CMAKE|CTEST|PYTEST|TOX|UV|POETRY)\}?$/;

/** Whether a word is a variable that holds a known program: `$PYTHON -m pytest`. */
export function isProgramVariable(word: string): boolean {
  return programVariable.test(word);
}

/** Tools of PHP, which projects keep as files of any folder (https://phar.io, read 2026-11-29). */
const phpTool =
  /^(?:[^\s$]*[\\/])?(composer|phpunit|pest|phpstan|psalm|php-cs-fixer|phpcs|rector|phan|behat|codecept)(?:\.phar)?$/;

function programName(word: string): string {
  const variable = programVariable.exec(word)?.[1];
  if (variable !== undefined) return variable.toLowerCase();
  const php = phpTool.exec(word)?.[1];
  if (php !== undefined) return php;
  const folder = /^(?:.*\/)?(?:bin|Scripts)\/(?!test$)([^/]+)$|^\$\(npm bin\)\/([^/]+)$/.exec(word);
  return (folder?.[1] ?? folder?.[2] ?? word).replace(/\.(?:exe|cmd)$/, '');
}

/** Returns what a command checks; undefined when its exit code does not matter here. */
export type TargetOf = (words: readonly string[]) => GateTarget | undefined;

/** How the exit code of a failing command is lost. */
export type LossKind =
  | 'or-true'
  | 'errexit-off'
  | 'and-list'
  | 'lost-in-pipe'
  | 'condition'
  | 'background'
  | 'after-exit'
  | 'substitution'
  | 'launcher'
  | 'overwritten'
  | 'inverted'
  | 'trap'
  | 'flag';

/** A gate in a script whose failure cannot fail the step. */
export interface LostExitCode {
  readonly kind: LossKind;
  readonly line: number;
  readonly target: GateTarget;
  readonly words: readonly string[];
  /** The command with what ignores its failure: `pip-audit || true`. */
  readonly text: string;
  /** The file that stores the failure for a later step; absent when none does. */
  readonly file?: string;
  /** False where only some jobs of a matrix lose it. */
  readonly certain?: false;
}
