import { type Hold, holdOfPackage } from './requirement.ts';

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
