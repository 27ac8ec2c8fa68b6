import { joinPath } from '../../lib/paths.ts';
import type {
  Lockfile,
  SettingsFile,
  Workflow,
  WorkflowJob,
  WorkflowStep,
} from '../../model/workflow.ts';
import { folderOf } from '../files/lockfile-names.ts';
import { placedCommands } from '../shell/step-commands.ts';
import { unwrap } from '../shell/unwrap-command.ts';
import { installRequestOf } from './install-commands.ts';
import { type Locked, lockedBy, lockedByFile, weakest } from './install-ranks.ts';
import { type InstallRequest, lockRequest } from './install-request.ts';
import { projectHolds } from './project-dependencies.ts';

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
