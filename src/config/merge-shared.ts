import { defined } from '../lib/defined.ts';
import type { ConfigFile } from './config-schema.ts';

/** Maps whose entries are laid over each other one by one. */
const MAPS = ['milestone', 'rules', 'probes', 'zones'] as const;
/** Lists whose entries have a title, by which the repository's own replace the shared ones. */
const TITLED = ['gates', 'invariants'] as const;

/**
 * A repository's own config laid over the one it extends. Its keys win whole, but for maps, which are
 * merged entry by entry, and for gates and invariants, which are merged by title. An own profile
 * brings its own categories: the shared ones replaced those of another profile.
 */
export function mergeShared(shared: ConfigFile, own: ConfigFile): ConfigFile {
  const { categories, ...rest } = shared;
  const base = own.profile === undefined ? defined(shared) : defined(rest);
  const maps = MAPS.map((key) => [key, { ...shared[key], ...own[key] }] as const);
  const lists = TITLED.map(
    (key) => [key, byTitle<Titled>(shared[key] ?? [], own[key] ?? [])] as const,
  );
  const merged = [...maps, ...lists].filter(
    ([key]) => shared[key] !== undefined || own[key] !== undefined,
  );
  return { ...base, ...defined(own), ...Object.fromEntries(merged) };
}

interface Titled {
  readonly title: string;
}

function byTitle<T extends Titled>(shared: readonly T[], own: readonly T[]): readonly T[] {
  const replaced = shared.map((one) => own.find(({ title }) => title === one.title) ?? one);
  return [...replaced, ...own.filter((one) => !replaced.includes(one))];
}
