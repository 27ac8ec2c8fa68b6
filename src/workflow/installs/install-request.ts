import { type Hold, holdOfPackage, holdOfRequirement } from './version-pin.ts';

/** Options of pip and uv whose value is the next word and is no package. */
const valued =
  /^(?:-i|--index-url|--extra-index-url|-f|--find-links|-t|--target|--prefix|--root|--python|-p|--timeout|--retries|--platform|--python-version|--implementation|--abi|--config-settings?|-C|--no-binary|--only-binary|--progress-bar|--cache-dir|--trusted-host|--log|--proxy|--cert|--index-strategy|--extra|--src|--upgrade-strategy|--report|--keyring-provider|--torch-backend|--index|--default-index|--group|-b)$/;

const kinds: Readonly<Record<string, 'requirements' | 'constraints' | 'editables'>> = {
  '-r': 'requirements',
  '--requirement': 'requirements',
  '--requirements': 'requirements',
  '-c': 'constraints',
  '--constraint': 'constraints',
  '-e': 'editables',
  '--editable': 'editables',
};

/** `pip install …` and `uv pip install …` without their first words; undefined when they install nothing from outside. */
export function pipRequest(args: readonly string[]): InstallRequest | undefined {
  const { requirements, constraints, editables, packages } = sorted(args);
  const named = [...editables, ...packages];
  const local = named.filter(isLocal).map(projectOf);
  const projects = args.includes('--no-deps') ? [] : local;
  const holds: Hold[] = named.filter((name) => !isLocal(name)).map(holdOfRequirement);
  if (holds.length + requirements.length + projects.length === 0) return undefined;
  const tools = packages.length > 0 && packages.every((name) => buildTools.test(name));
  const scope = tools && requirements.length + editables.length === 0 ? 'tool' : 'project';
  return { tool: 'pip', scope, holds, requirements, constraints, projects };
}

type Kind = 'requirements' | 'constraints' | 'editables' | 'packages' | 'other';

function sorted(args: readonly string[]) {
  const lists: Record<Kind, string[]> = {
    requirements: [],
    constraints: [],
    editables: [],
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
  return /\.(?:whl|gz)$/.test(name) ? '.' : name.replace(/\[[^\]]*\]$/, '');
}

/** `--name=value` and `-rfile` as name and value. */
function splitOption(word: string): [string, string | undefined] {
  const match = /^(--[\w-]+)=(.*)$/s.exec(word) ?? /^(-[rce])(.+)$/s.exec(word);
  return match === null ? [word, undefined] : [match[1] ?? '', match[2]];
}

/** What an install command asks for, before the repository's lockfiles are looked at. */
export interface InstallRequest {
  readonly tool: string;
  /** Dependencies of the project, a tool the build runs with, or packages of the operating system. */
  readonly scope: 'project' | 'tool' | 'system';
  /** Packages named on the command itself. */
  readonly holds: readonly Hold[];
  /** Requirement and constraint files named, relative to where it runs. */
  readonly requirements: readonly string[];
  readonly constraints: readonly string[];
  /** Folders installed as projects (`.`, `-e ./lib`), whose own dependencies come along. */
  readonly projects: readonly string[];
  /** The lockfiles it would use, by `Lockfile.tool`, and whether it refuses to leave them. */
  readonly lock?: { readonly tools: readonly string[]; readonly enforced: boolean };
}

const nothing = { holds: [], requirements: [], constraints: [], projects: [] } as const;

/** Requests for a lockfile's contents. */
export function lockRequest(
  tool: string,
  enforced: boolean,
  tools: readonly string[] = [tool],
): InstallRequest {
  return { ...nothing, tool, scope: 'project', lock: { tools, enforced } };
}

/** Requests for packages named by the command. */
export function packageRequest(
  tool: string,
  scope: InstallRequest['scope'],
  holds: readonly Hold[],
): InstallRequest {
  return { ...nothing, tool, scope, holds };
}

/** What a build is run with, told from what it is made of. */
export const buildTools =
  /^(?:pip|setuptools|wheel|virtualenv|uv|poetry|poetry-core|pipenv|pdm|hatch|npm|pnpm|yarn|corepack)(?:\[[^\]]*\])?(?:[=<>~!@ ].*)?$/;

/** Packages of npm, Yarn, pnpm or Bun named by the command. */
export function npmPackages(tool: string, args: readonly string[]): InstallRequest | undefined {
  const names = args.filter(
    (word) => !word.startsWith('-') && !/^\.{0,2}\/|^\.$|^file:/.test(word),
  );
  const global = args.some((word) => word === '-g' || word === '--global' || word === 'global');
  const tools = global || names.every((name) => buildTools.test(name));
  const holds = names.filter((name) => name !== 'global').map(holdOfPackage);
  return holds.length === 0 ? undefined : packageRequest(tool, tools ? 'tool' : 'project', holds);
}
