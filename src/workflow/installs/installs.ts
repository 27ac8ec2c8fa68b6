import { parse } from 'smol-toml';
import { joinPath } from '../../lib/join-path.ts';
import type {
  Lockfile,
  SettingsFile,
  Workflow,
  WorkflowJob,
  WorkflowStep,
} from '../../model/workflow.ts';
import { folderOf } from '../parse/file-names.ts';
import { placedCommands } from '../shell/placed-commands.ts';
import { unwrap } from '../shell/unwrap-command.ts';
import { installRequestOf } from './install-commands.ts';
import { type InstallRequest, lockRequest } from './install-request.ts';
import { type Hold, holdOfRange, holdOfRequirement } from './version-pin.ts';

/**
 * How firmly an install is held: `hashed` by a lock with hashes that it uses and cannot change; `exact` versions;
 * `unused-lock` when a lock stands by but the command may leave it; then floors, no versions, a moving branch.
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

/** The weakest of several; undefined for none. What is unknown hides nothing that is known to be weaker. */
function weakest(levels: readonly Locked[]): Locked | undefined {
  return worstFirst.find((level) => levels.includes(level));
}

function lockedBy(hold: Hold): Locked {
  return hold === 'floor' ? 'floors' : hold;
}

/** What a lockfile or requirements file holds when the install uses it and nothing else. */
function lockedByFile(lock: Lockfile): Locked {
  if (lock.moving > 0) return 'moving';
  if (lock.unversioned > 0) return 'unversioned';
  if (lock.floors > 0) return 'floors';
  if (lock.entries === 0) return 'unknown';
  return lock.hashed === lock.entries ? 'hashed' : 'exact';
}

/** An install command and how firmly what it installs is held. */
export interface Install {
  readonly path: string;
  readonly job: string;
  readonly step: string;
  readonly line: number;
  /** `pip`, `npm`, `uv`, …; `system` for the operating system's packages. */
  readonly tool: string;
  readonly scope: InstallRequest['scope'];
  readonly locked: Locked;
  /** The lockfiles and requirement files it stands on, as far as the repository has them. */
  readonly files: readonly string[];
  readonly text: string;
}

const pythonLocks = ['uv', 'poetry', 'pipenv'];

/** Judges installs against the lockfiles and manifests of a repository; made once, used for every workflow. */
export class InstallReader {
  private readonly locks: ReadonlyMap<string, Lockfile>;
  private readonly byTool = new Map<string, Map<string, Lockfile>>();
  private readonly manifests: ReadonlyMap<string, SettingsFile>;

  constructor(locks: readonly Lockfile[], settings: readonly SettingsFile[]) {
    this.locks = new Map(locks.map((lock) => [lock.path, lock]));
    this.manifests = new Map(settings.map((file) => [file.path, file]));
    for (const lock of locks) {
      const folders = this.byTool.get(lock.tool) ?? new Map<string, Lockfile>();
      this.byTool.set(lock.tool, folders.set(folderOf(lock.path), lock));
    }
  }

  /** The installs of a workflow in file order. */
  installsOf(workflow: Workflow): readonly Install[] {
    return workflow.jobs.flatMap((job) => this.ofJob(workflow, job));
  }

  private ofJob(workflow: Workflow, job: WorkflowJob): Install[] {
    const commands = placedCommands(workflow, job).flatMap(
      ({ words, folder, env, step, line, text }) => {
        const request =
          words[0] === 'uv'
            ? installRequestOf(words, env)
            : installRequestOf(installWords(words), env);
        return request === undefined ? [] : [{ request, folder, step, line, text }];
      },
    );
    const synced = commands.some(({ request }) => request.tool === 'uv');
    const kept = commands.filter(({ request }) => request.tool !== 'uv run' || !synced);
    const actions = job.steps.flatMap(actionRequest);
    return [...kept, ...actions]
      .flatMap(({ request, folder, step, line, text }) => {
        const { level, files } = this.judge(request, folder);
        if (level === undefined) return [];
        const place = { path: workflow.path, job: job.id, step: step.name, line };
        return [{ ...place, tool: request.tool, scope: request.scope, locked: level, files, text }];
      })
      .toSorted((a, b) => a.line - b.line);
  }

  private judge(request: InstallRequest, folder: string | undefined) {
    const lock = this.lockOf(request.lock?.tools ?? [], folder);
    const requirements = request.requirements.map((path) => this.fileLevel(path, folder));
    const projects = request.projects.map((path) => this.projectLevel(path, folder));
    const own = request.lock === undefined ? [] : [lockLevel(request, lock)];
    const levels = [...own, ...requirements, ...projects, ...request.holds.map(lockedBy)];
    const level = weakest(levels.filter((each) => each !== undefined));
    const named = [...request.requirements, ...request.constraints].map((path) =>
      joinPath(folder ?? '', path),
    );
    const files = [...(lock === undefined ? [] : [lock.path]), ...named];
    return { level: this.constrained(request, folder, level), files };
  }

  /** Constraints give versions to packages that name none or only a floor. */
  private constrained(
    { constraints }: InstallRequest,
    folder: string | undefined,
    level: Locked | undefined,
  ): Locked | undefined {
    if (constraints.length === 0 || (level !== 'floors' && level !== 'unversioned')) return level;
    const levels = constraints.map((path) => this.fileLevel(path, folder));
    return levels.every((each) => each === 'exact' || each === 'hashed') ? 'exact' : level;
  }

  private fileLevel(path: string, folder: string | undefined): Locked {
    const full = joinPath(folder ?? '', path);
    return this.levelWithIncludes(full, new Set());
  }

  private levelWithIncludes(path: string, seen: Set<string>): Locked {
    const lock = this.locks.get(path);
    if (lock === undefined || seen.has(path)) return lock === undefined ? 'unknown' : 'hashed';
    seen.add(path);
    const includes = (lock.includes ?? []).map((include) => this.levelWithIncludes(include, seen));
    const own = lock.entries === 0 && includes.length > 0 ? [] : [lockedByFile(lock)];
    return weakest([...own, ...includes]) ?? 'unknown';
  }

  private projectLevel(path: string, folder: string | undefined): Locked | undefined {
    if (folder === undefined || path.includes('$')) return 'unknown';
    const home = joinPath(folder, path);
    const manifest = this.manifests.get(home === '' ? 'pyproject.toml' : `${home}/pyproject.toml`);
    const holds = manifest === undefined ? undefined : projectHolds(manifest);
    if (holds === undefined) return 'unknown';
    const declared = weakest(holds.map(lockedBy));
    const loose = declared === 'floors' || declared === 'unversioned';
    return loose && this.lockOf(pythonLocks, home) !== undefined ? 'unused-lock' : declared;
  }

  /** The nearest lockfile at or above a folder; any one when the folder is not known. */
  private lockOf(tools: readonly string[], folder: string | undefined): Lockfile | undefined {
    const found = tools.map((tool) => nearest(this.byTool.get(tool), folder));
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

function lockLevel(request: InstallRequest, lock: Lockfile | undefined): Locked | undefined {
  const enforced = request.lock?.enforced === true || lock?.tool === 'yarn-berry';
  if (lock !== undefined) return enforced ? lockedByFile(lock) : 'unused-lock';
  // Go without a go.sum has no dependencies at all; a command that demands a lock nobody saw proves nothing.
  if (request.tool === 'go') return undefined;
  return enforced || request.tool === 'nuget' || request.tool === 'uv run' ? 'unknown' : 'floors';
}

/** `npx`, `yarn exec` and the like run things; only wrappers of whole commands are taken off. */
function installWords(words: readonly string[]): readonly string[] {
  return /^(?:npx|bunx|uvx)$/.test(words[0] ?? '') ? [] : unwrap(words);
}

function actionRequest(step: WorkflowStep) {
  const cached = step.with.find(({ key, value }) => key === 'bundler-cache' && value === 'true');
  if (cached === undefined || !step.uses?.uses.startsWith('ruby/setup-ruby@')) return [];
  const text = `${step.uses.uses} (bundler-cache: true)`;
  return [{ request: lockRequest('bundler', true), folder: '', step, line: cached.line, text }];
}

/** How the dependencies that a `pyproject.toml` declares are held, extras included; undefined when it cannot be read. */
function projectHolds(file: SettingsFile): readonly Hold[] | undefined {
  const root = readToml(file.text);
  if (root === undefined) return undefined;
  const project = asMap(root['project']);
  if (root['project'] === undefined) return poetryHolds(asMap(asMap(root['tool'])['poetry']));
  if (Array.isArray(project['dynamic']) && project['dynamic'].includes('dependencies'))
    return undefined;
  const extras = Object.values(asMap(project['optional-dependencies'])).flatMap(asList);
  return [...asList(project['dependencies']), ...extras].map((item) =>
    holdOfRequirement(String(item)),
  );
}

function poetryHolds(poetry: Record<string, unknown>): readonly Hold[] | undefined {
  const dependencies = Object.entries(asMap(poetry['dependencies']));
  if (dependencies.length === 0) return undefined;
  return dependencies
    .filter(([name]) => name !== 'python')
    .map(([, value]) =>
      typeof value === 'string' ? holdOfRange(value) : holdOfTable(asMap(value)),
    );
}

function holdOfTable({ git, rev, version }: Record<string, unknown>): Hold {
  if (git !== undefined) return /^[0-9a-f]{40}$/.test(String(rev)) ? 'hashed' : 'moving';
  return holdOfRange(String(version ?? ''));
}

/** TOML as a plain map; undefined when it does not parse. */
function readToml(text: string): Record<string, unknown> | undefined {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

function asMap(value: unknown): Record<string, unknown> {
  const map = typeof value === 'object' && value !== null && !Array.isArray(value);
  return map ? (value as Record<string, unknown>) : {};
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
