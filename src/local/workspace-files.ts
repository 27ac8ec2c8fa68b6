import { createReadStream } from 'node:fs';
import { lstat, mkdir, writeFile } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import picomatch from 'picomatch';
import type { Clock, Files } from '../model/world.ts';
import { walkFiles } from './walk-files.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds) => wait(milliseconds),
};

/** The folder that a pattern's matches all lie in, so that no other is searched. */
function startOf(pattern: string, base: string): string {
  return base === pattern ? base.split('/').slice(0, -1).join('/') : base.replace(/\/$/, '');
}

function normal(pattern: string): string {
  return pattern.trim().replace(/^\.\//, '');
}

function outside(pattern: string): boolean {
  return pattern === '' || isAbsolute(pattern) || pattern.split('/').includes('..');
}

async function matches(root: string, pattern: string): Promise<readonly string[]> {
  if (outside(pattern)) return [];
  // A file that is there is meant, whatever its name would match as a pattern.
  const named = await lstat(join(root, pattern)).catch(() => undefined);
  if (named?.isFile() === true) return [pattern];
  const isMatch = picomatch(pattern, { dot: true });
  const start = startOf(pattern, picomatch.scan(pattern).base);
  const found: string[] = [];
  try {
    for await (const path of walkFiles(root, start)) {
      if (isMatch(path)) found.push(path);
    }
  } catch (error) {
    // No such folder means no such files; anything else is for the caller to hear of.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return found;
}

/** A path inside a folder; one that leads out of it is refused with a throw. */
function inside(folder: string, path: string): string {
  const full = resolve(folder, path);
  const way = relative(folder, full);
  if (way === '' || way.split(sep)[0] === '..' || isAbsolute(way)) {
    throw new Error(`the path leads out of ${folder}: ${path}`);
  }
  return full;
}

/** The workspace to read reports from, and the folder that results are written to. */
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
