import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import type { RecordedFile, RecordedRepository } from '../../sandbox/recorded-repository.ts';

const git = (folder: string, args: readonly string[], input?: string): Buffer =>
  execFileSync('git', ['-C', folder, ...args], { input, maxBuffer: 1024 ** 3 });

/**
 * Reads the history of a commit, and the trees of some commits and of their parents with the content
 * of all of their files.
 */
export function readRepository(
  folder: string,
  head: string,
  commits: readonly string[],
): RecordedRepository {
  const lines = (...args: readonly string[]): string[] =>
    git(folder, args).toString('utf8').split('\n').filter(Boolean);
  const listed = [...new Set(commits.flatMap((one) => lines('rev-parse', one, `${one}^@`)))];
  const trees = Object.fromEntries(
    lines('rev-parse', ...listed.map((one) => `${one}^{tree}`)).map((tree) => [
      tree,
      filesOf(git(folder, ['ls-tree', '-r', '-l', '-z', tree]).toString('utf8')),
    ]),
  );
  const blobs = [...new Set(Object.values(trees).flatMap((files) => files.map(([, sha]) => sha)))];
  return {
    branch: 'main',
    head,
    commits: contents(folder, lines('rev-list', '--reverse', '--topo-order', head)).map(String),
    trees,
    ...byEncoding(contents(folder, blobs)),
  };
}

function filesOf(listing: string): RecordedFile[] {
  return listing
    .split('\0')
    .filter(Boolean)
    .map((row) => {
      const tab = row.indexOf('\t');
      const [mode = '', , sha = '', size = ''] = row.slice(0, tab).split(/ +/);
      return [mode, sha, Number(size), row.slice(tab + 1)];
    });
}

/** Contents of objects, in their order. */
function contents(folder: string, objects: readonly string[]): Buffer[] {
  const output = git(folder, ['cat-file', '--batch'], `${objects.join('\n')}\n`);
  let at = 0;
  return objects.map(() => {
    const line = output.indexOf('\n', at);
    const size = Number(output.toString('latin1', at, line).split(' ')[2]);
    at = line + 1 + size + 1;
    return output.subarray(line + 1, line + 1 + size);
  });
}

function byEncoding(blobs: readonly Buffer[]): Pick<RecordedRepository, 'texts' | 'bytes'> {
  const isText = (bytes: Buffer): boolean => Buffer.from(bytes.toString('utf8')).equals(bytes);
  return {
    texts: blobs.filter(isText).map(String),
    bytes: blobs.filter((bytes) => !isText(bytes)).map((bytes) => bytes.toString('base64')),
  };
}

/** Leaves out the content of files that nobody asked for. */
export function withBlobs(
  recorded: RecordedRepository,
  asked: ReadonlySet<string>,
): RecordedRepository {
  const wanted = (bytes: Buffer): boolean => {
    const hash = createHash('sha1').update(`blob ${bytes.length}\0`);
    return asked.has(hash.update(bytes).digest('hex'));
  };
  return {
    ...recorded,
    texts: recorded.texts.filter((text) => wanted(Buffer.from(text))),
    bytes: recorded.bytes.filter((text) => wanted(Buffer.from(text, 'base64'))),
  };
}
