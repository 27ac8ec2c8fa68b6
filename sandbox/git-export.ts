import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import type { ObjectStore } from './git-objects.ts';

/**
 * Writes every object and ref as a bare repository that the `git` program can read
 * (layout: gitrepository-layout(5), loose objects).
 */
export async function exportGit(
  store: ObjectStore,
  refs: ReadonlyMap<string, string>,
  head: string,
  folder: string,
): Promise<void> {
  await mkdir(join(folder, 'refs', 'heads'), { recursive: true });
  await mkdir(join(folder, 'objects', 'info'), { recursive: true });
  await writeFile(join(folder, 'HEAD'), `ref: refs/heads/${head}\n`);
  await writeFile(
    join(folder, 'config'),
    '[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n',
  );
  for (const [sha, object] of store.objects()) {
    const file = join(folder, 'objects', sha.slice(0, 2), sha.slice(2));
    await mkdir(dirname(file), { recursive: true });
    const header = Buffer.from(`${object.type} ${object.content.length}\0`);
    await writeFile(file, deflateSync(Buffer.concat([header, object.content])));
  }
  for (const [ref, sha] of refs) {
    const file = join(folder, ...ref.split('/'));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${sha}\n`);
  }
}
