import {
  type CommandPin,
  commandPin,
  type InstallRequest,
  lockRequest,
  npmPackages,
  packageRequest,
  pipRequest,
} from './install-request.ts';
import { packagePin, requirementPin, type VersionPin } from './version-pin.ts';

type Env = ReadonlyMap<string, string>;
type Reader = (args: readonly string[], env: Env) => InstallRequest | undefined;

const operandsOf = (args: readonly string[]) => args.filter((word) => !word.startsWith('-'));
const hasAny = (args: readonly string[], ...flags: readonly string[]) =>
  args.some((word) => flags.includes(word.replace(/=true$/, '')));
const isOn = (env: Env, ...names: readonly string[]) =>
  names.some((name) => /^(?:1|true)$/i.test(env.get(name) ?? ''));
const isOff = (env: Env, ...names: readonly string[]) =>
  names.some((name) => /^(?:0|false)$/i.test(env.get(name) ?? ''));

function npm([verb = '', ...args]: readonly string[]): InstallRequest | undefined {
  if (/^(?:ci|clean-install|install-clean|ic)$/.test(verb)) return lockRequest('npm', true);
  if (!/^(?:install|i|add|in)$/.test(verb)) return undefined;
  return operandsOf(args).length === 0 ? lockRequest('npm', false) : npmPackages('npm', args);
}

/** Verbs that update a lockfile, by tool; each tool's own help, read 2026-11-29. */
const updates: Readonly<Record<string, readonly [tool: string, verb: RegExp]>> = {
  npm: ['npm', /^(?:update|up|upgrade)(?: |$)/],
  pnpm: ['pnpm', /^(?:update|up|upgrade)(?: |$)/],
  yarn: ['yarn', /^(?:upgrade|up)(?: |$)/],
  bun: ['bun', /^update(?: |$)/],
  poetry: ['poetry', /^update(?: |$)/],
  pdm: ['pdm', /^update(?: |$)/],
  pipenv: ['pipenv', /^(?:update|upgrade)(?: |$)/],
  bundle: ['bundler', /^update(?: |$)/],
  composer: ['composer', /^(?:update|u|upgrade)(?: |$)/],
  cargo: ['cargo', /^update(?: |$)/],
  mix: ['mix', /^deps\.update(?: |$)/],
  pod: ['cocoapods', /^update(?: |$)/],
};

function updateRequest(program: string, words: readonly string[]): InstallRequest | undefined {
  const [tool = '', writes] = Object.hasOwn(updates, program) ? (updates[program] ?? []) : [];
  return writes?.test(words.slice(0, 2).join(' ')) ? lockRequest(tool, false) : undefined;
}

/** Yarn 2 and later freezes its lockfile on CI unless told not to (yarnpkg.com/configuration/yarnrc, read 2026-11-30). */
function yarn(
  [verb = 'install', ...args]: readonly string[],
  env: Env,
): InstallRequest | undefined {
  if (verb === 'add' || verb === 'global')
    return npmPackages('yarn', verb === 'add' ? args : ['-g', ...args.slice(1)]);
  if (verb !== 'install' && !verb.startsWith('-')) return undefined;
  const all = [verb, ...args];
  const frozen = hasAny(all, '--frozen-lockfile', '--immutable');
  const thawed =
    hasAny(all, '--no-immutable', '--mode=update-lockfile') ||
    isOff(env, 'YARN_ENABLE_IMMUTABLE_INSTALLS', 'CI');
  return {
    ...lockRequest('yarn', frozen),
    lock: { tools: ['yarn', 'yarn-berry'], enforced: frozen, thawed },
  };
}

/** pnpm freezes its lockfile on build servers unless told not to (pnpm.io/cli/install, read 2026-11-22). */
function pnpm([verb = '', ...args]: readonly string[], env: Env): InstallRequest | undefined {
  if (verb === 'add') return npmPackages('pnpm', args);
  if (verb !== 'install' && verb !== 'i') return undefined;
  const thawed =
    hasAny(args, '--no-frozen-lockfile', '--fix-lockfile', '--frozen-lockfile=false') ||
    isOff(env, 'npm_config_frozen_lockfile', 'NPM_CONFIG_FROZEN_LOCKFILE', 'CI');
  return lockRequest('pnpm', !thawed || hasAny(args, '--frozen-lockfile'));
}

function bun([verb = '', ...args]: readonly string[]): InstallRequest | undefined {
  if (verb === 'add' || (/^(?:install|i)$/.test(verb) && operandsOf(args).length > 0))
    return npmPackages('bun', args);
  if (verb === 'ci') return lockRequest('bun', true);
  return /^(?:install|i)$/.test(verb)
    ? lockRequest('bun', hasAny(args, '--frozen-lockfile'))
    : undefined;
}

function uv(
  [verb = '', second = '', ...rest]: readonly string[],
  env: Env,
): InstallRequest | undefined {
  const args = [second, ...rest];
  const enforced = hasAny(args, '--locked', '--frozen') || isOn(env, 'UV_LOCKED', 'UV_FROZEN');
  if (verb === 'pip' && second === 'install') return constrained(pipRequest(rest), env);
  if (verb === 'pip' && second === 'sync') return pipRequest(rest.flatMap(asRequirement));
  if (verb === 'tool' && second === 'install') return tools('uv', rest, requirementPin);
  if (verb === 'sync') return lockRequest('uv', enforced);
  if (verb !== 'run' || hasAny(args, '--no-sync', '--no-project', '--script', '--isolated'))
    return undefined;
  return { ...lockRequest('uv', enforced), tool: 'uv run' };
}

/** `pip-sync` and `uv pip sync` take requirements files as operands. */
function asRequirement(word: string): readonly string[] {
  return word.startsWith('-') ? [word] : ['-r', word];
}

/** Adds the constraints of the environment (pip.pypa.io, "Configuration"; docs.astral.sh/uv, `UV_CONSTRAINT`). */
function constrained(request: InstallRequest | undefined, env: Env): InstallRequest | undefined {
  const paths = (env.get('PIP_CONSTRAINT') ?? env.get('UV_CONSTRAINT') ?? '').match(/\S+/g) ?? [];
  return request === undefined
    ? undefined
    : { ...request, constraints: [...request.constraints, ...paths] };
}

function go([verb = '', ...args]: readonly string[]): InstallRequest | undefined {
  if (verb === 'get' || verb === 'install') return goModules(verb, args);
  const builds =
    /^(?:build|test|vet|run|generate)$/.test(verb) || (verb === 'mod' && args[0] === 'download');
  return builds ? lockRequest('go', !hasAny(args, '-mod=mod')) : undefined;
}

function goModules(verb: string, args: readonly string[]): InstallRequest | undefined {
  const modules = operandsOf(args).filter((word) => /\.\w+\//.test(word));
  if (modules.length === 0 && hasAny(args, '-u')) return lockRequest('go', false);
  const pins = modules
    .filter((word) => !/@(?:latest|master|main)$/.test(word))
    .map(commandPin(goPin));
  const scope = verb === 'get' ? 'project' : 'tool';
  return pins.length === 0 ? undefined : packageRequest('go', scope, pins);
}

function goPin(module: string): VersionPin {
  return /@v\d+\.\d+\.\d+/.test(module)
    ? 'exact'
    : /@[0-9a-f]{12,40}$/.test(module)
      ? 'hashed'
      : 'unversioned';
}

function cargo(words: readonly string[]): InstallRequest | undefined {
  const given = words.filter((word) => !word.startsWith('+'));
  // `cargo hack test` and `cargo miri test` run the command that follows.
  const wrapped = /^(?:hack|miri|careful)$/.test(given[0] ?? '') ? given.slice(1) : given;
  const at = Math.max(
    0,
    wrapped.findIndex((word) => !word.startsWith('-')),
  );
  const [verb = '', args] = [wrapped[at], wrapped.toSpliced(at, 1)];
  if (verb === 'install' || verb === 'binstall') {
    if (hasAny(args, '--path')) return lockRequest('cargo', hasAny(args, '--locked', '--frozen'));
    const version = args.find(
      (word, at) => /^--version=/.test(word) || args[at - 1] === '--version',
    );
    return packageRequest('cargo', 'tool', [
      hasAny(args, '--git') ? 'moving' : commandPin(packagePin)(cargoPackage(args, version)),
    ]);
  }
  const builds = /^(?:fetch|build|test|check|clippy|run|nextest|bench|doc|b|t|c|r)$/.test(verb);
  return builds ? lockRequest('cargo', hasAny(args, '--locked', '--frozen')) : undefined;
}

function cargoPackage(args: readonly string[], version: string | undefined): string {
  return version === undefined
    ? (operandsOf(args)[0] ?? '')
    : `x@${version.replace(/^--version=/, '').replace(/^=/, '')}`;
}

function bundle(args: readonly string[], env: Env): InstallRequest | undefined {
  if (args[0] === 'add') {
    const exact = args.some((word) => /^--version=['"]?=?\s?\d/.test(word));
    return packageRequest('bundler', 'project', [exact ? 'exact' : 'unversioned']);
  }
  if (args[0] !== 'install' && args[0] !== undefined) return undefined;
  const frozen =
    hasAny(args, '--deployment', '--frozen') || isOn(env, 'BUNDLE_FROZEN', 'BUNDLE_DEPLOYMENT');
  return lockRequest('bundler', frozen);
}

function composer([verb = '', ...args]: readonly string[]): InstallRequest | undefined {
  if (verb === 'install' || verb === 'i') return lockRequest('composer', true);
  const edits = hasAny(args, '--no-update', '--dry-run');
  if ((verb !== 'require' && verb !== 'global') || edits) return undefined;
  const pins = operandsOf(args)
    .filter((word) => word.includes('/'))
    .map((word) =>
      /:\d+\.\d+\.\d+$/.test(word) ? 'exact' : /^[^:]*:.*\d/s.test(word) ? 'floor' : 'unversioned',
    );
  return pins.length === 0 ? undefined : packageRequest('composer', 'tool', pins as VersionPin[]);
}

function pipenv([verb = '', ...args]: readonly string[]): InstallRequest | undefined {
  if (verb === 'sync') return lockRequest('pipenv', true);
  if (verb !== 'install') return undefined;
  const names = operandsOf(args);
  if (names.length > 0)
    return packageRequest('pipenv', 'project', names.map(commandPin(requirementPin)));
  return lockRequest('pipenv', hasAny(args, '--deploy', '--ignore-pipfile'));
}

function tools(
  tool: string,
  args: readonly string[],
  hold: (name: string) => VersionPin,
): InstallRequest | undefined {
  const names = operandsOf(args).filter((word) => !/^\./.test(word));
  return names.length === 0 ? undefined : packageRequest(tool, 'tool', names.map(commandPin(hold)));
}

function gem([verb = '', ...args]: readonly string[]): InstallRequest | undefined {
  if (verb !== 'install') return undefined;
  const exact = args.some(
    (word, at) => /^(?:-v|--version)$/.test(args[at - 1] ?? '') && /^\d/.test(word),
  );
  const versioned = exact || args.some((word) => /:\d|--version=\d/.test(word));
  return packageRequest('gem', 'tool', [versioned ? 'exact' : 'unversioned']);
}

function system(verb: RegExp): Reader {
  return (args) => {
    const words = operandsOf(args);
    if (!verb.test(words[0] ?? '')) return undefined;
    const pins = words
      .slice(1)
      .filter((word) => !/^\.{0,2}\//.test(word))
      .map((word) => (/[=@]\d/.test(word) ? 'exact' : 'unversioned'));
    return pins.length === 0 ? undefined : packageRequest('system', 'system', pins as VersionPin[]);
  };
}

/** Modules of PowerShell (learn.microsoft.com/powershell, "Install-PSResource" and "Install-Module", 2026-11-29). */
function powershellModule(args: readonly string[]): InstallRequest {
  const at = args.findIndex((word) => /^-(?:RequiredVersion|Version)$/i.test(word));
  const least = args.some((word) => /^-(?:MinimumVersion|MaximumVersion)$/i.test(word));
  const exact = at !== -1 && /^\[?\d[\w.]*\]?$/.test(args[at + 1] ?? '');
  const pin: VersionPin = exact ? 'exact' : at !== -1 || least ? 'floor' : 'unversioned';
  return packageRequest('powershell', 'tool', [pin]);
}

function dotnet([verb = '', ...args]: readonly string[], env: Env): InstallRequest | undefined {
  if (verb === 'restore') {
    return lockRequest('nuget', hasAny(args, '--locked-mode') || isOn(env, 'RestoreLockedMode'));
  }
  const at = args.findIndex((word) => /^(?:-v|--version)(?:=|$)/.test(word));
  const pin = at === -1 ? 'unversioned' : dotnetPin(args[at]?.split('=')[1] ?? args[at + 1] ?? '');
  if (verb === 'add' && args.includes('package')) return packageRequest('nuget', 'project', [pin]);
  return verb === 'tool' ? dotnetTool(args[0] ?? '', pin) : undefined;
}

/** `1.*` is the newest version of a range (learn.microsoft.com/dotnet/core/tools/dotnet-tool-install, 2026-11-30). */
function dotnetPin(version: string): CommandPin {
  if (/^[$%]/.test(version)) return 'unknown';
  return /[*[(]/.test(version) ? 'floor' : 'exact';
}

/** A manifest of tools names exact versions. */
function dotnetTool(verb: string, pin: CommandPin): InstallRequest | undefined {
  if (!/^(?:install|restore|update)$/.test(verb)) return undefined;
  return packageRequest('dotnet', 'tool', [verb === 'restore' ? 'exact' : pin]);
}

/** `swift build` and `swift test` resolve as well (`swift help package resolve`, read 2026-11-29). */
function swift([verb = '', ...args]: readonly string[]): InstallRequest | undefined {
  const resolves = verb === 'package' && /^(?:resolve|update)$/.test(args[0] ?? '');
  if (!resolves && !/^(?:build|test|run)$/.test(verb)) return undefined;
  const frozen = hasAny(
    args,
    '--force-resolved-versions',
    '--only-use-versions-from-resolved-file',
    '--disable-automatic-resolution',
  );
  return { ...lockRequest('swift', frozen), tool: resolves ? 'swift' : 'swift build' };
}

/** Hex, Rebar and other archives, in their newest version unless one is named (hexdocs.pm/mix/Mix.Tasks.Local.Hex, 2026-11-30). */
function mixArchive([verb = '', ...args]: readonly string[]): InstallRequest | undefined {
  if (!/^(?:local\.(?:hex|rebar)|archive\.install)$/.test(verb)) return undefined;
  const exact = args.some((word) => /^v?\d+\.\d+\.\d/.test(word));
  return packageRequest('mix', 'tool', [exact ? 'exact' : 'unversioned']);
}

/** `pub get` keeps the lock only with `--enforce-lockfile` (dart.dev/tools/pub/cmd/pub-get, read 2026-11-29). */
function pub([verb = '', ...args]: readonly string[]): InstallRequest | undefined {
  if (verb !== 'pub' || !/^(?:get|upgrade)$/.test(args[0] ?? '')) return undefined;
  return lockRequest('pub', args[0] === 'get' && hasAny(args, '--enforce-lockfile'));
}

const readers: Readonly<Record<string, Reader>> = {
  pip: ([verb, ...args], env) =>
    /^(?:install|download|wheel)$/.test(verb ?? '')
      ? constrained(pipRequest(args), env)
      : undefined,
  'pip-sync': (args) =>
    pipRequest((args.length === 0 ? ['requirements.txt'] : args).flatMap(asRequirement)),
  npm,
  yarn,
  pnpm,
  bun,
  uv: (args, env) =>
    args[0] === 'add' ? tools('uv', args.slice(1), requirementPin) : uv(args, env),
  go,
  cargo,
  bundle,
  bundler: bundle,
  composer,
  pipenv,
  gem,
  poetry: ([verb, ...args]) => {
    if (verb === 'add') return tools('poetry', args, requirementPin);
    return verb === 'install' || verb === 'sync' ? lockRequest('poetry', true) : undefined;
  },
  pdm: ([verb = '', ...args]) =>
    /^(?:sync|install)$/.test(verb)
      ? lockRequest('pdm', verb === 'sync' || hasAny(args, '--frozen-lockfile', '--no-lock'), [
          'poetry',
        ])
      : undefined,
  pipx: ([verb, ...args]) => (verb === 'install' ? tools('pipx', args, requirementPin) : undefined),
  dotnet,
  mix: (args) =>
    args.some((word) => /^deps\.get,?$/.test(word))
      ? lockRequest('mix', hasAny(args, '--check-locked'))
      : mixArchive(args),
  swift,
  pod: ([verb, ...args]) =>
    verb === 'install' ? lockRequest('cocoapods', hasAny(args, '--deployment')) : undefined,
  flutter: pub,
  dart: pub,
  conda: ([verb, ...args]) =>
    verb === 'install'
      ? tools('conda', args, (name) => (/=\d/.test(name) ? 'exact' : 'unversioned'))
      : undefined,
  'install-module': powershellModule,
  'install-psresource': powershellModule,
  apt: system(/^install$/),
  'apt-get': system(/^install$/),
  apk: system(/^add$/),
  dnf: system(/^install$/),
  yum: system(/^install$/),
  brew: system(/^install$/),
  choco: system(/^install$/),
  winget: system(/^install$/),
  scoop: system(/^install$/),
  zypper: system(/^(?:install|in)$/),
  snap: system(/^install$/),
  pacman: (args) =>
    args.some((word) => /^-S/.test(word))
      ? packageRequest('system', 'system', ['unversioned'])
      : undefined,
};

/** Returns what an install command requests; undefined for any other command. Expects unwrapped words. */
export function installRequestOf(words: readonly string[], env: Env): InstallRequest | undefined {
  const [program = '', ...args] = words;
  const cmdlet = /^install-(?:module|psresource)$/i.test(program) ? program.toLowerCase() : program;
  const name = cmdlet.replace(/^pip[\d.]+$/, 'pip').replace(/^(?:mamba|micromamba)$/, 'conda');
  const reader = Object.hasOwn(readers, name) ? readers[name] : undefined;
  const given = args.filter((word) => word !== '');
  return updateRequest(name, given) ?? reader?.(given, env);
}
