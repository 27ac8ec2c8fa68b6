import { parse } from 'smol-toml';
import { joinPath } from '../../lib/glob.ts';
import { recordOf } from '../../lib/json.ts';
import type {
  Lockfile,
  SettingsFile,
  Workflow,
  WorkflowJob,
  WorkflowStep,
} from '../../model/workflow.ts';
import { folderOf } from '../parse/file-names.ts';
import { isAction } from '../parse/uses.ts';
import { unwrap } from '../shell/classify-command.ts';
import { commandVariants } from '../shell/command-variants.ts';
import { folderOption, type PlacedCommand, placedCommands } from '../shell/placed-commands.ts';
import { installRequestOf } from './install-commands.ts';
import {
  type CommandPin,
  type InstallRequest,
  lockRequest,
  pipRequest,
} from './install-request.ts';
import { rangePin, requirementPin, type VersionPin } from './version-pin.ts';

/**
 * How well an install is pinned: `hashed` by a frozen lockfile with hashes; `exact` versions; `unused-lock`
 * when a lockfile exists but is not frozen; then version ranges, no versions, a mutable branch.
 */
export type Locked =
  | 'hashed'
  | 'exact'
  | 'unused-lock'
  | 'floors'
  | 'unversioned'
  | 'moving'
  | 'unknown';

const worstFirst: readonly Locked[] = [
  'moving',
  'unversioned',
  'floors',
  'unknown',
  'unused-lock',
  'exact',
  'hashed',
];

/** Returns the weakest level; undefined for none. An unknown level does not hide a weaker known one. */
function weakest(levels: readonly Locked[]): Locked | undefined {
  return worstFirst.find((level) => levels.includes(level));
}

function looser(a: Install, b: Install): number {
  return worstFirst.indexOf(a.locked) - worstFirst.indexOf(b.locked);
}

/** A command that a matrix varies is one install, as loose as its loosest variant. */
function isFirstOfItsCommand(
  { line, text }: Install,
  at: number,
  all: readonly Install[],
): boolean {
  return text !== all[at - 1]?.text || line !== all[at - 1]?.line || !text.includes('${{');
}

function lockedBy(hold: CommandPin): Locked {
  return hold === 'floor' ? 'floors' : hold;
}

/** Returns the level of an install that uses only this lockfile or requirements file. */
function lockedByFile(lock: Lockfile): Locked {
  if (lock.moving > 0) return 'moving';
  if (lock.unversioned > 0) return 'unversioned';
  if (lock.floors > 0) return 'floors';
  if (lock.entries === 0) return 'unknown';
  return lock.hashed === lock.entries ? 'hashed' : 'exact';
}

/** An install command and how well its packages are pinned. */
export interface Install {
  readonly path: string;
  readonly job: string;
  readonly step: string;
  readonly line: number;
  /** `pip`, `npm`, `uv`, …; `system` for the operating system's packages. */
  readonly tool: string;
  readonly scope: InstallRequest['scope'];
  readonly locked: Locked;
  /** Whether a file that it uses was not read, so that it may be pinned worse than `locked`. */
  readonly open: boolean;
  /** The lockfiles and requirements files it uses, as far as the repository has them. */
  readonly files: readonly string[];
  readonly text: string;
}

const pythonLocks = ['uv', 'poetry', 'pipenv'];

/** Rates installs by the lockfiles and manifests of a repository. */
export class InstallReader {
  readonly #locks: ReadonlyMap<string, Lockfile>;
  readonly #byTool = new Map<string, Map<string, Lockfile>>();
  readonly #manifests: ReadonlyMap<string, SettingsFile>;

  constructor(locks: readonly Lockfile[], settings: readonly SettingsFile[]) {
    this.#locks = new Map(locks.map((lock) => [lock.path, lock]));
    this.#manifests = new Map(settings.map((file) => [file.path, file]));
    for (const lock of locks) {
      const folders = this.#byTool.get(lock.tool) ?? new Map<string, Lockfile>();
      this.#byTool.set(lock.tool, folders.set(folderOf(lock.path), lock));
    }
  }

  /** Returns the installs of a workflow in file order. */
  installsOf(workflow: Workflow): readonly Install[] {
    return workflow.jobs.flatMap((job) => this.#ofJob(workflow, job));
  }

  #ofJob(workflow: Workflow, job: WorkflowJob): Install[] {
    const placed = placedCommands(workflow, job);
    const freezing = placed.findIndex(({ words }) => freezesBundler(unwrap(words)));
    const commands = placed.flatMap((command, at) => {
      const frozen = freezing !== -1 && freezing < at;
      return commandVariants(command, workflow, job).flatMap((each) => installOf(each, frozen));
    });
    const synced = commands.some(({ request }) => request.tool === 'uv');
    const kept = commands.filter(({ request }) => request.tool !== 'uv run' || !synced);
    const actions = job.steps.flatMap((step) => actionRequest(workflow.path, step));
    return [...kept, ...actions]
      .flatMap(({ request, folder, path, step, line, text }) => {
        const { level: locked, open, files } = this.#judge(request, folder);
        if (locked === undefined) return [];
        const place = { path, job: job.id, step: step.name, line };
        return [{ ...place, tool: request.tool, scope: request.scope, locked, open, files, text }];
      })
      .toSorted((a, b) => a.line - b.line || looser(a, b))
      .filter(isFirstOfItsCommand);
  }

  #judge(request: InstallRequest, folder: string | undefined) {
    const lock = this.#lockOf(request.lock?.tools ?? [], folder);
    const requirements = request.requirements.flatMap((path) => this.#fileLevels(path, folder));
    const projects = request.projects.map((path) => this.#projectLevel(path, folder));
    const groups = (request.groups ?? []).map((group) => this.#groupLevel(group, folder));
    const own =
      request.lock === undefined ? [] : [lockLevel(request, lock, this.#freezes(request, lock))];
    const levels = [...own, ...requirements, ...projects, ...groups, ...request.pins.map(lockedBy)];
    const known = levels.filter((each) => each !== undefined);
    const level = this.#constrained(request, folder, weakest(known));
    const named = [...request.requirements, ...request.constraints].map((path) =>
      joinPath(folder ?? '', path),
    );
    const files = [...(lock === undefined ? [] : [lock.path]), ...named];
    return { level, open: level === 'unknown' || known.includes('unknown'), files };
  }

  /** Constraints pin packages without a version or with a version range. */
  #constrained(
    { constraints }: InstallRequest,
    folder: string | undefined,
    level: Locked | undefined,
  ): Locked | undefined {
    if (constraints.length === 0 || (level !== 'floors' && level !== 'unversioned')) return level;
    const levels = constraints.flatMap((path) => this.#fileLevels(path, folder));
    if (levels.every((each) => each === 'exact' || each === 'hashed')) return 'exact';
    const loose = levels.some(
      (each) => each !== 'exact' && each !== 'hashed' && each !== 'unknown',
    );
    return loose ? level : 'unknown';
  }

  /** Whether an install keeps to a lockfile: by an option, or as Yarn 2 and later does on CI. */
  #freezes({ lock: asked }: InstallRequest, lock: Lockfile | undefined): boolean {
    if (asked?.enforced === true || lock?.tool !== 'yarn-berry') return asked?.enforced === true;
    const settings = this.#manifests.get(joinPath(folderOf(lock.path), '.yarnrc.yml'))?.text ?? '';
    return asked?.thawed !== true && !/^enableImmutableInstalls: *["']?false/m.test(settings);
  }

  #fileLevels(path: string, folder: string | undefined): readonly Locked[] {
    // Who serves the address decides what it contains.
    if (/^https?:/.test(path)) return ['moving'];
    return this.#levelsWithIncludes(joinPath(folder ?? '', path), new Set());
  }

  /** Returns the level of a file and of each file that it includes. */
  #levelsWithIncludes(path: string, seen: Set<string>): readonly Locked[] {
    const lock = this.#locks.get(path);
    if (lock === undefined) return ['unknown'];
    if (seen.has(path)) return [];
    seen.add(path);
    const includes = (lock.includes ?? []).flatMap((include) =>
      this.#levelsWithIncludes(include, seen),
    );
    const own = lock.entries === 0 && includes.length > 0 ? [] : [lockedByFile(lock)];
    return [...own, ...includes];
  }

  #projectLevel(path: string, folder: string | undefined): Locked | undefined {
    if (folder === undefined || path.includes('$')) return 'unknown';
    const home = joinPath(folder, path);
    const manifest = this.#manifests.get(home === '' ? 'pyproject.toml' : `${home}/pyproject.toml`);
    const pins = manifest === undefined ? undefined : projectPins(manifest);
    if (pins === undefined) return 'unknown';
    const declared = weakest(pins.map(lockedBy));
    const loose = declared === 'floors' || declared === 'unversioned';
    return loose && this.#lockOf(pythonLocks, home) !== undefined ? 'unused-lock' : declared;
  }

  /** `--group FILE:NAME` reads another `pyproject.toml` (pip.pypa.io, "Dependency Groups", read 2026-11-29). */
  #groupLevel(named: string, folder: string | undefined): Locked | undefined {
    const [name = '', file] = named.split(':').toReversed();
    const path = joinPath(folder ?? '', file ?? 'pyproject.toml');
    const manifest = folder === undefined ? undefined : this.#manifests.get(path);
    const groups = manifest === undefined ? undefined : readToml(manifest.text);
    const group = recordOf(groups?.['dependency-groups'])[name];
    if (!Array.isArray(group)) return 'unknown';
    const pins = group.filter((item) => typeof item === 'string').map(requirementPin);
    return weakest(pins.map(lockedBy));
  }

  /** Returns the nearest lockfile at or above a folder; any one when the folder is unknown. */
  #lockOf(tools: readonly string[], folder: string | undefined): Lockfile | undefined {
    const found = tools.map((tool) => nearest(this.#byTool.get(tool), folder));
    return found.find((lock) => lock !== undefined);
  }
}

function nearest(
  locks: ReadonlyMap<string, Lockfile> | undefined,
  folder: string | undefined,
): Lockfile | undefined {
  if (locks === undefined || folder === undefined) return locks && [...locks.values()][0];
  const here = locks.get(folder);
  return here !== undefined || folder === '' ? here : nearest(locks, folderOf(folder));
}

function lockLevel(
  request: InstallRequest,
  lock: Lockfile | undefined,
  enforced: boolean,
): Locked | undefined {
  // Only the content of a yarn.lock says which Yarn made it, and Yarn 2 and later freezes it on CI.
  if (lock?.tool === 'yarn' && lock.entries === 0) return 'unknown';
  if (lock !== undefined) return enforced ? lockedByFile(lock) : 'unused-lock';
  // Go without a go.sum has no dependencies, Swift without a lock may have none; a frozen install without a known lockfile is unknown.
  if (request.tool === 'go' || request.tool === 'swift build') return undefined;
  return enforced || request.tool === 'nuget' || request.tool === 'uv run' ? 'unknown' : 'floors';
}

/** Returns what a command installs and where; `frozen` where the settings of Bundler freeze its lockfile. */
function installOf(command: PlacedCommand, frozen: boolean) {
  const { words: all, folder: own, env: given, path, step, line, text } = command;
  const { words, folder: named } = folderOption(all[0] === 'uv' ? all : installWords(all));
  const env = frozen ? new Map([...given, ['BUNDLE_FROZEN', 'true']]) : given;
  const request = installRequestOf(words, env);
  const folder = named === '' || own === undefined ? own : folderIn(own, named);
  return request === undefined ? [] : [{ request, folder, path, step, line, text }];
}

/** `bundle config [set] [--local|--global] frozen|deployment true` (bundler.io/man/bundle-config, 2026-11-29). */
function freezesBundler(words: readonly string[]): boolean {
  return /^bundler? config (?:set )?(?:--(?:local|global) )?(?:set )?(?:frozen|deployment) (?:true|1)$/.test(
    words.join(' '),
  );
}

function folderIn(folder: string, named: string): string | undefined {
  return /[$~]|^\//.test(named) ? undefined : joinPath(folder, named);
}

/** Removes wrappers of whole commands; `npx`, `yarn exec` and the like stay. */
function installWords(words: readonly string[]): readonly string[] {
  return /^(?:npx|bunx|uvx)$/.test(words[0] ?? '') ? [] : unwrap(words);
}

/** What actions install: setup-ruby the bundle, and setup-python its `pip-install` (their READMEs, 2026-11-29). */
function actionRequest(path: string, step: WorkflowStep) {
  const pip = step.with.find(({ key }) => key === 'pip-install');
  if (pip !== undefined && isAction(step.uses?.uses, 'actions/setup-python')) {
    const request = pipRequest(pip.value.split(/\s+/).filter((word) => word !== ''));
    const text = `${step.uses?.uses} (pip-install: ${pip.value.trim()})`;
    return request === undefined ? [] : [{ request, folder: '', path, step, line: pip.line, text }];
  }
  const cached = step.with.find(({ key, value }) => key === 'bundler-cache' && value === 'true');
  if (cached === undefined || !isAction(step.uses?.uses, 'ruby/setup-ruby')) return [];
  const text = `${step.uses?.uses} (bundler-cache: true)`;
  return [
    { request: lockRequest('bundler', true), folder: '', path, step, line: cached.line, text },
  ];
}

/**
 * Returns the pins of the dependencies in a `pyproject.toml`, extras included; undefined when it is
 * unreadable.
 */
function projectPins(file: SettingsFile): readonly VersionPin[] | undefined {
  const root = readToml(file.text);
  if (root === undefined) return undefined;
  const project = recordOf(root['project']);
  if (root['project'] === undefined) return poetryHolds(recordOf(recordOf(root['tool'])['poetry']));
  if (Array.isArray(project['dynamic']) && project['dynamic'].includes('dependencies'))
    return undefined;
  const extras = Object.values(recordOf(project['optional-dependencies'])).flatMap(asList);
  return [...asList(project['dependencies']), ...extras].map((item) =>
    requirementPin(String(item)),
  );
}

function poetryHolds(poetry: Record<string, unknown>): readonly VersionPin[] | undefined {
  const dependencies = Object.entries(recordOf(poetry['dependencies']));
  if (dependencies.length === 0) return undefined;
  return dependencies
    .filter(([name]) => name !== 'python')
    .map(([, value]) =>
      typeof value === 'string' ? rangePin(value) : holdOfTable(recordOf(value)),
    );
}

function holdOfTable({ git, rev, version }: Record<string, unknown>): VersionPin {
  if (git !== undefined) return /^[0-9a-f]{40}$/.test(String(rev)) ? 'hashed' : 'moving';
  return rangePin(String(version ?? ''));
}

/** Parses TOML as a map; undefined when it is invalid. */
function readToml(text: string): Record<string, unknown> | undefined {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
