import { type CheckedConfig, checkConfig, type KnownRule } from './check-config.ts';
import {
  type ConfigFile,
  type SharedReference,
  sharedReference,
  sharedText,
} from './config-schema.ts';
import type { Problem } from './problem.ts';
import { defined } from './settings.ts';

/** Maps that are merged entry by entry. */
const MAPS = ['milestone', 'rules', 'probes', 'workflow-keys', 'zones'] as const;
/** Lists that are merged by the title of their entries. */
const TITLED = ['gates', 'invariants'] as const;

/**
 * Merges a repository's config with the one that it extends. Its keys replace the shared ones; only
 * maps are merged entry by entry, gates and invariants by title, and own rules by id. With its own profile the shared
 * categories are dropped, because they replaced those of another profile.
 */
export function mergeShared(shared: ConfigFile, own: ConfigFile): ConfigFile {
  const { categories, ...rest } = shared;
  const base = own.profile === undefined ? defined(shared) : defined(rest);
  const maps = MAPS.map((key) => [key, { ...shared[key], ...own[key] }] as const);
  const lists = TITLED.map(
    (key) => [key, byTitle<Titled>(shared[key] ?? [], own[key] ?? [])] as const,
  );
  const rules = ['own-rules', byId(shared['own-rules'] ?? [], own['own-rules'] ?? [])] as const;
  const merged = [...maps, ...lists, rules].filter(
    ([key]) => shared[key] !== undefined || own[key] !== undefined,
  );
  return { ...base, ...defined(own), ...Object.fromEntries(merged) };
}

function byId<T extends { readonly id: string }>(
  shared: readonly T[],
  own: readonly T[],
): readonly T[] {
  const kept = shared.filter(({ id }) => !own.some((one) => one.id === id));
  return [...kept, ...own];
}

interface Titled {
  readonly title: string;
}

function byTitle<T extends Titled>(shared: readonly T[], own: readonly T[]): readonly T[] {
  const replaced = shared.map((one) => own.find(({ title }) => title === one.title) ?? one);
  return [...replaced, ...own.filter((one) => !replaced.includes(one))];
}

/** Reads the text of a shared config; `why` is the end of a sentence. */
export type ReadShared = (
  reference: SharedReference,
) => Promise<
  | { readonly state: 'read'; readonly text: string }
  | { readonly state: 'refused'; readonly why: string }
>;

export type ExtendedConfig =
  | {
      readonly state: 'valid';
      readonly file: ConfigFile;
      /** The extended config; absent when there is none. */
      readonly shared?: SharedReference;
    }
  | { readonly state: 'invalid'; readonly problems: readonly Problem[] };

/**
 * Returns the config merged with the one that it extends. A shared config that extends another is an
 * error, so that a reader finds every rule in two files. `owner` owns the audited repository; absent
 * when unknown.
 */
export async function extendConfig(
  path: string,
  own: Extract<CheckedConfig, { readonly state: 'valid' }>,
  read: ReadShared,
  known: readonly KnownRule[],
  owner?: string,
): Promise<ExtendedConfig> {
  const written = own.file.extends;
  if (written === undefined) return { state: 'valid', file: own.file };
  const refused = (message: string): ExtendedConfig => {
    const { line, column } = own.at(['extends']);
    return { state: 'invalid', problems: [{ where: path, line, column, key: 'extends', message }] };
  };
  const reference = sharedReference(written);
  if (reference === undefined) throw new Error(`extends was checked before: ${written}`);
  if (owner !== undefined && reference.owner.toLowerCase() !== owner.toLowerCase()) {
    return refused(
      `\`${written}\` belongs to ${reference.owner}; only a config of ${owner} can be extended`,
    );
  }
  const result = await read(reference);
  if (result.state === 'refused') return refused(`\`${written}\` could not be read: ${result.why}`);
  const shown = sharedText({ ...reference, commit: reference.commit.slice(0, 7) });
  const shared = checkConfig(shown, result.text, known);
  if (shared.state === 'invalid') return shared;
  if (shared.file.extends !== undefined) {
    const { line, column } = shared.at(['extends']);
    const message = 'a config that is extended cannot extend another';
    return {
      state: 'invalid',
      problems: [{ where: shown, line, column, key: 'extends', message }],
    };
  }
  const problems = own.undeclared(shared.file);
  if (problems.length > 0) return { state: 'invalid', problems };
  return { state: 'valid', file: mergeShared(shared.file, own.file), shared: reference };
}
