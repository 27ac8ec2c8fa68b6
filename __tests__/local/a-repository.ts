import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from '@jest/globals';

/** A repository of its own under the system's temporary folder, made with the installed git. */
export interface TestRepository {
  readonly folder: string;
  /** A folder beside the repository, which does not exist yet. */
  beside(name: string): string;
  git(...args: readonly string[]): string;
  put(path: string, text?: string): void;
  /** Writes, commits and gives the commit's id; without files, an empty commit. */
  commit(message: string, files?: Readonly<Record<string, string>>): string;
  remove(): void;
}

const AT = '2026-03-01T12:00:00Z';

/** The same ids on every machine: no time, no name and no setting of it. */
const ENVIRONMENT = {
  GIT_CONFIG_GLOBAL: devNull,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_AUTHOR_DATE: AT,
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
  GIT_COMMITTER_DATE: AT,
};

export function runGit(folder: string, ...args: readonly string[]): string {
  return gitWith({}, folder, args);
}

function gitWith(
  more: Readonly<Record<string, string>>,
  folder: string,
  args: readonly string[],
): string {
  const env = { ...process.env, ...ENVIRONMENT, ...more };
  return execFileSync('git', args, { cwd: folder, env, encoding: 'utf8', stdio: 'pipe' }).trim();
}

/** One command of git's own shell: a large process pays more for each start than git does for its work. */
const COMMIT = [
  'git add --all',
  'git commit --quiet --allow-empty --message "$MESSAGE"',
  'git rev-parse HEAD',
].join(' && ');

let empty: string | undefined;

/** A repository without a commit, made once for the repositories of a test file. */
function emptyRepository(): string {
  if (empty === undefined) {
    empty = mkdtempSync(join(tmpdir(), 'milestone-audit-git-'));
    // Without a template there are no sample hooks to copy and to remove.
    runGit(empty, 'init', '--quiet', '--initial-branch=main', '--template=');
  }
  return empty;
}

afterAll(() => {
  if (empty !== undefined) rmSync(empty, { recursive: true, force: true });
  empty = undefined;
});

export function aRepository(): TestRepository {
  const home = mkdtempSync(join(tmpdir(), 'milestone-audit-git-'));
  const folder = join(home, 'till');
  cpSync(emptyRepository(), folder, { recursive: true });
  const put = (path: string, text = `${path}\n`): void => {
    const full = join(folder, ...path.split('/'));
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
  };
  return {
    folder,
    beside: (name) => join(home, name),
    git: (...args) => runGit(folder, ...args),
    put,
    commit(message, files = {}) {
      for (const [path, text] of Object.entries(files)) put(path, text);
      const options = ['-c', 'maintenance.auto=false', '-c', `alias.save=!${COMMIT}`];
      return gitWith({ MESSAGE: message }, folder, [...options, 'save']);
    },
    remove: () => rmSync(home, { recursive: true, force: true, maxRetries: 3 }),
  };
}
