import { packagePin, requirementPin, type VersionPin } from './version-pin.ts';

/** What an install command requests, before lockfiles are considered. */
export interface InstallRequest {
  readonly tool: string;
  /** Dependencies of the project, a tool the build runs with, or packages of the operating system. */
  readonly scope: 'project' | 'tool' | 'system';
  /** Packages named on the command itself. */
  readonly pins: readonly CommandPin[];
  /** Requirement and constraint files named, relative to where it runs. */
  readonly requirements: readonly string[];
  readonly constraints: readonly string[];
  /** Folders installed as projects (`.`, `-e ./lib`), whose own dependencies come along. */
  readonly projects: readonly string[];
  /** Dependency groups of the project, as in `pip install --group dev`. */
  readonly groups?: readonly string[];
  /** The lockfiles it uses, by `Lockfile.tool`; `thawed` where the tool would freeze them on its own. */
  readonly lock?: {
    readonly tools: readonly string[];
    readonly enforced: boolean;
    readonly thawed?: boolean;
  };
}

/** How a package on a command is pinned; `unknown` where only the run knows the package or its version. */
export type CommandPin = VersionPin | 'unknown';

/** Reads the pins of words that may have variables: `$PACKAGES`, `turbo@$VERSION`; `a==$VERSION` is exact. */
export function commandPin(pinOf: (word: string) => VersionPin): (word: string) => CommandPin {
  return (word) => {
    if (/^[$`]|[@:][\^~]?[$`]/.test(word)) return 'unknown';
    return /={2,3}\s*[$`]/.test(word) ? 'exact' : pinOf(word);
  };
}

const nothing = { pins: [], requirements: [], constraints: [], projects: [] } as const;

/** Returns a request for a lockfile's contents. */
export function lockRequest(
  tool: string,
  enforced: boolean,
  tools: readonly string[] = [tool],
): InstallRequest {
  return { ...nothing, tool, scope: 'project', lock: { tools, enforced } };
}

/** Returns a request for packages named by the command. */
export function packageRequest(
  tool: string,
  scope: InstallRequest['scope'],
  pins: readonly CommandPin[],
): InstallRequest {
  return { ...nothing, tool, scope, pins };
}

/** Tools that build, check or publish, as opposed to dependencies that the project imports. */
const buildTools =
  /^(?:pip|setuptools|wheel|virtualenv|uv|poetry|poetry-core|pipenv|pipx|pdm|hatch|hatchling|flit|flit-core|build|twine|tox|tox-uv|tox-gh-actions|nox|invoke|pre-commit|prek|cibuildwheel|maturin|scikit-build-core|pip-tools|pip-audit|ruff|black|isort|flake8|pylint|mypy|pyright|bandit|codespell|codecov|coveralls|cmake|ninja|meson|conan|gcovr|npm|pnpm|yarn|corepack)(?:\[[^\]]*\])?(?:[=<>~!@ ].*)?$/;

/** Packages of npm, Yarn, pnpm or Bun named by the command. */
export function npmPackages(tool: string, args: readonly string[]): InstallRequest | undefined {
  const names = args.filter(
    (word) => !word.startsWith('-') && !/^\.{0,2}\/|^\.$|^file:/.test(word),
  );
  const global = args.some((word) => word === '-g' || word === '--global' || word === 'global');
  const tools = global || names.every((name) => buildTools.test(name));
  const pins = names.filter((name) => name !== 'global').map(commandPin(packagePin));
  return pins.length === 0 ? undefined : packageRequest(tool, tools ? 'tool' : 'project', pins);
}

/** Options of pip and uv whose value is the next word, not a package. */
const valued =
  /^(?:-i|--index-url|--extra-index-url|-f|--find-links|-t|--target|--prefix|--root|--python|-p|--timeout|--retries|--platform|--python-version|--implementation|--abi|--config-settings?|-C|--no-binary|--only-binary|--progress-bar|--cache-dir|--trusted-host|--log|--proxy|--cert|--index-strategy|--extra|--src|--upgrade-strategy|--report|--keyring-provider|--torch-backend|--index|--default-index|-b)$/;

const kinds: Readonly<Record<string, 'requirements' | 'constraints' | 'editables' | 'groups'>> = {
  '-r': 'requirements',
  '--requirement': 'requirements',
  '--requirements': 'requirements',
  '-c': 'constraints',
  '--constraint': 'constraints',
  '-e': 'editables',
  '--editable': 'editables',
  '--group': 'groups',
};

/** Reads the arguments of `pip install` and `uv pip install`; undefined when they download nothing. */
export function pipRequest(args: readonly string[]): InstallRequest | undefined {
  const { requirements, constraints, editables, groups, packages } = sorted(args);
  const named = [...editables, ...packages];
  const local = named.filter(isLocal).map(projectOf);
  const projects = args.includes('--no-deps') ? [] : local;
  const pins = named.filter((name) => !isLocal(name)).map(commandPin(requirementPin));
  if (pins.length + requirements.length + projects.length + groups.length === 0) return undefined;
  const tools = packages.length > 0 && packages.every((name) => buildTools.test(name));
  const scope = tools && requirements.length + editables.length === 0 ? 'tool' : 'project';
  return { tool: 'pip', scope, pins, requirements, constraints, projects, groups };
}

type Kind = 'requirements' | 'constraints' | 'editables' | 'groups' | 'packages' | 'other';

function sorted(args: readonly string[]) {
  const lists: Record<Kind, string[]> = {
    requirements: [],
    constraints: [],
    editables: [],
    groups: [],
    packages: [],
    other: [],
  };
  for (let at = 0; at < args.length; at += 1) {
    const [option, inline] = splitOption(args[at] ?? '');
    const kind = kindOf(option);
    const takesNext = inline === undefined && kind !== 'packages' && takesValue(option);
    lists[kind].push(kind === 'packages' ? option : (inline ?? args[at + 1] ?? ''));
    at += takesNext ? 1 : 0;
  }
  return lists;
}

function kindOf(option: string): Kind {
  const kind = Object.hasOwn(kinds, option) ? kinds[option] : undefined;
  return kind ?? (option.startsWith('-') ? 'other' : 'packages');
}

function takesValue(option: string): boolean {
  return Object.hasOwn(kinds, option) || valued.test(option);
}

function isLocal(name: string): boolean {
  return /^(?:\.{1,2}(?:$|\/|\[)|\/|file:)|^(?!https?:).*\.(?:whl|tar\.gz)$/.test(name);
}

/** A built distribution is the project itself, tested as it ships. */
function projectOf(name: string): string {
  return /\.(?:whl|gz)$/.test(name) ? '.' : name.replace(/\[[^[\]]*\]$/, '');
}

/** Splits `--name=value` and `-rfile` into name and value. */
function splitOption(word: string): [string, string | undefined] {
  const match = /^(--[\w-]+)=(.*)$/s.exec(word) ?? /^(-[rce])(.+)$/s.exec(word);
  return match === null ? [word, undefined] : [match[1] ?? '', match[2]];
}
