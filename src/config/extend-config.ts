import { defined } from '../lib/defined.ts';
import { type CheckedConfig, checkConfig, type KnownRule } from './check-config.ts';
import {
  type ConfigFile,
  type SharedReference,
  sharedReference,
  sharedText,
} from './config-schema.ts';
import type { Problem } from './problem.ts';

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

/** Gives the text of a shared config, or why there is none, as the end of a sentence. */
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
      /** The config that was extended, absent when none was. */
      readonly shared?: SharedReference;
    }
  | { readonly state: 'invalid'; readonly problems: readonly Problem[] };

/**
 * The config with the one that it extends beneath it. One level deep: a shared config that extends
 * another is refused, so that a reader finds every rule in two files. `owner` is whose repository
 * is audited; absent where nobody can tell.
 */
export async function extendConfig(
  path: string,
  own: Extract<CheckedConfig, { readonly state: 'valid' }>,
  read: ReadShared,
  known: readonly KnownRule[],
  owner?: string,
): Promise<ExtendedConfig> {
  const said = own.file.extends;
  if (said === undefined) return { state: 'valid', file: own.file };
  const refused = (message: string): ExtendedConfig => {
    const { line, column } = own.at(['extends']);
    return { state: 'invalid', problems: [{ where: path, line, column, key: 'extends', message }] };
  };
  const reference = sharedReference(said);
  if (reference === undefined) throw new Error(`extends was checked before: ${said}`);
  if (owner !== undefined && reference.owner.toLowerCase() !== owner.toLowerCase()) {
    return refused(
      `\`${said}\` belongs to ${reference.owner}; only a config of ${owner} can be extended`,
    );
  }
  const answer = await read(reference);
  if (answer.state === 'refused') return refused(`\`${said}\` could not be read: ${answer.why}`);
  const shown = sharedText({ ...reference, commit: reference.commit.slice(0, 7) });
  const shared = checkConfig(shown, answer.text, known);
  if (shared.state === 'invalid') return shared;
  if (shared.file.extends !== undefined) {
    const { line, column } = shared.at(['extends']);
    const message = 'a config that is extended cannot extend another';
    return {
      state: 'invalid',
      problems: [{ where: shown, line, column, key: 'extends', message }],
    };
  }
  return { state: 'valid', file: mergeShared(shared.file, own.file), shared: reference };
}
