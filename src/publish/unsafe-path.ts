import type { Tree } from '../model/forge.ts';

/** Modes of what is no plain file: a symbolic link, and a submodule. */
const links: Readonly<Record<string, string>> = {
  '120000': 'a symbolic link',
  '160000': 'a submodule',
};

/**
 * Why a file must not be written at a path: a folder on the way, or the file itself, is a link to
 * somewhere else, or a folder on the way is a file. Undefined when the way is clear.
 */
export function unsafePath(tree: Tree, path: string): string | undefined {
  const entries = new Map(tree.entries.map((entry) => [entry.path, entry]));
  const segments = path.split('/');
  const ways = segments.map((_, at) => segments.slice(0, at + 1).join('/'));
  const met = ways
    .map((way) => entries.get(way))
    .find((entry) => {
      if (entry === undefined) return false;
      return entry.mode in links || entry.path !== path;
    });
  return met === undefined ? undefined : `\`${met.path}\` is ${links[met.mode] ?? 'a file'}`;
}
