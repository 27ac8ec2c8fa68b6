import { dirname } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import type { ExpectedRepository, FoundFile, RowInputs } from '../history/rollup/rows.ts';
import { mapConcurrent } from '../lib/concurrency.ts';
import { readText } from '../local/disk.ts';
import { expandPaths } from '../local/walk-files.ts';
import { isRepository } from '../model/latest.ts';
import { firstIssue } from '../model/schema.ts';
import { UsageError } from './arguments.ts';
import { readInput } from './read-input.ts';

/** Names of the files in a folder that are read; a named file may have any name. */
const LATEST = /^latest(?:_[\w.-]{1,60})?\.json$/;
const AUDIT = /^[\w.-]{1,32}_audit(?:_[\w.-]{1,60})?\.json$/;

/** Says why a repository has no audit: a fan-out leaves it in a folder `owner/name`. */
const REASON = 'not-collected.txt';

/** Maximum size of one file; the JSON of a large audit has a few megabytes. */
const MAX_BYTES = 16 * 1024 * 1024;

const entry = z.union([
  z.string().transform((repository) => ({ repository })),
  z.strictObject({
    repository: z.string(),
    team: z.string().exactOptional(),
    tier: z.union([z.string(), z.number()]).transform(String).exactOptional(),
  }),
]);

/** Reads the list of repositories that the roll-up must show. Throws a `UsageError` with the first problem. */
export async function readRepositories(path: string): Promise<readonly ExpectedRepository[]> {
  let value: unknown;
  try {
    value = parse(await readInput(path));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${path}: it is not YAML: ${(error as Error).message.split('\n')[0]}`);
  }
  const read = z.array(entry).safeParse(value);
  if (!read.success) {
    throw new UsageError(`${path}: ${firstIssue(read.error, 'it must be a list of repositories')}`);
  }
  const wrong = read.data.find(({ repository }) => !isRepository(repository));
  if (wrong !== undefined) {
    throw new UsageError(`${path}: "${wrong.repository}" must be OWNER/NAME`);
  }
  return read.data;
}

/**
 * Reads the files that arguments name. In a folder these are each `latest.json`, audits in folders
 * without one, and reasons why there is none. An argument that cannot be read becomes a row, unless
 * none can.
 */
export async function readFound(
  paths: readonly string[],
  expected: readonly ExpectedRepository[],
): Promise<Pick<RowInputs, 'expected' | 'found'>> {
  const { files, missing } = await expandPaths(paths);
  const latest = files.filter(({ path }) => LATEST.test(nameOf(path)));
  const covered = new Set(latest.map(({ path }) => dirname(path)));
  const read = files.filter(
    ({ path, named }) =>
      (named && nameOf(path) !== REASON) ||
      LATEST.test(nameOf(path)) ||
      (AUDIT.test(nameOf(path)) && !isBelow(path, covered)),
  );
  const reasons = files.filter(({ path }) => nameOf(path) === REASON);
  if (read.length + reasons.length === 0) {
    const [first] = missing;
    throw new UsageError(
      first === undefined
        ? 'there is no latest.json and no audit in these folders'
        : `${first.path}: ${first.why}`,
    );
  }
  const names = new Map(expected.map(({ repository }) => [repository.toLowerCase(), repository]));
  const found = await mapConcurrent(read, 16, async ({ path }) => ({
    ...placed(path, names),
    content: await readText(path, MAX_BYTES),
  }));
  const absent = missing.map(({ path, why }) => ({
    ...placed(path, names),
    content: { state: 'unreadable' as const, why },
  }));
  const whys = new Map<string | undefined, string>();
  for (const { path } of reasons) {
    const content = await readText(path, MAX_BYTES);
    if (content.state === 'read') whys.set(placed(path, names).repository, content.text.trim());
  }
  return {
    expected: expected.map((one) => {
      const why = whys.get(one.repository);
      return why === undefined ? one : { ...one, why };
    }),
    found: [...found, ...absent],
  };
}

function nameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

function isBelow(path: string, folders: ReadonlySet<string>): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (folders.has(folder)) return true;
    if (folder === dirname(folder)) return false;
  }
}

/** A path that contains `owner/name` of a listed repository belongs to it, whatever the file says. */
function placed(
  path: string,
  names: ReadonlyMap<string, string>,
): Pick<FoundFile, 'place' | 'repository'> {
  const segments = path.split(/[\\/]/);
  const place = segments.join('/');
  const repository = segments
    .map((owner, at) => names.get(`${owner}/${segments[at + 1]}`.toLowerCase()))
    .find((name) => name !== undefined);
  return repository === undefined ? { place } : { place, repository };
}
