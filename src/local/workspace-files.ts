import { createReadStream } from 'node:fs';
import { lstat, mkdir, writeFile } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { globFolder, pathMatcher } from '../lib/glob.ts';
import type { Clock, Files } from '../model/world.ts';
import { walkFiles } from './walk-files.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds) => wait(milliseconds),
};

function normal(pattern: string): string {
  return pattern.trim().replace(/^\.\//, '');
}

function outside(pattern: string): boolean {
  return pattern === '' || isAbsolute(pattern) || pattern.split('/').includes('..');
}

async function matches(root: string, pattern: string): Promise<readonly string[]> {
  if (outside(pattern)) return [];
  // An existing file is meant literally, even if its name is also a pattern.
  const named = await lstat(join(root, pattern)).catch(() => undefined);
  if (named?.isFile() === true) return [pattern];
  const start = globFolder(pattern);
  if (start === undefined) return [];
  const isMatch = pathMatcher([pattern]);
  const found: string[] = [];
  try {
    for await (const path of walkFiles(root, start)) {
      if (isMatch(path)) found.push(path);
    }
  } catch (error) {
    // A missing folder has no files; every other error goes to the caller.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return found;
}

/** Joins a path to a folder. Throws when the path leads out of the folder. */
function inside(folder: string, path: string): string {
  const full = resolve(folder, path);
  const way = relative(folder, full);
  if (way === '' || way.split(sep)[0] === '..' || isAbsolute(way)) {
    throw new Error(`the path leads out of ${folder}: ${path}`);
  }
  return full;
}

/** Returns the workspace to read reports from and the folder for results. */
export function workspaceFiles(workspace: string, results: string): Files {
  return {
    async glob(patterns) {
      const found = await Promise.all(patterns.map((one) => matches(workspace, normal(one))));
      return [...new Set(found.flat())].sort((a, b) => (a < b ? -1 : 1));
    },
    read(path) {
      return createReadStream(inside(workspace, path));
    },
    async write(name, text) {
      const path = inside(results, name);
      await mkdir(results, { recursive: true });
      await writeFile(path, text);
      return path;
    },
  };
}
