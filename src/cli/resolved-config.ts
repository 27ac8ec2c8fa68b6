import type { ConfigFile, SharedReference } from '../config/config-schema.ts';
import { resolveConfig } from '../config/resolve-config.ts';
import { readSettings } from '../config/settings.ts';
import type { Position } from '../lib/yaml.ts';

/** A value of the resolved config, and where it comes from. */
export interface ResolvedValue {
  /** Key as in the file; for an entry of a list with its name: `gates.Tests`. */
  readonly key: string;
  readonly value: unknown;
  /** `line 4`, `profile seed`, `default`, or the shared config. */
  readonly origin: string;
}

/** The config file as written, with the shared config that it extends. */
interface Layers {
  readonly own: ConfigFile;
  readonly at: (key: readonly PropertyKey[]) => Position;
  readonly extended: ConfigFile;
  readonly shared: SharedReference | undefined;
}

/** Values that only inputs set. */
const INPUTS = ['reports', 'wait-minutes', 'audit-key', 'dry-run', 'without-milestone'];
/** Values that the profile sets when the file does not. */
const OF_PROFILE = ['categories', 'unscored'];
const NAMES = ['title', 'id', 'name', 'zone'] as const;

/** Returns every value that judging and publishing use, sorted by key. */
export function resolvedValues(layers: Layers): readonly ResolvedValue[] {
  const settings = readSettings({});
  if (settings.state === 'invalid') throw new Error('no input is always valid');
  const config = resolveConfig(layers.extended, settings.settings);
  return Object.entries(config)
    .map(([name, value]) => [kebab(name), value] as const)
    .filter(([key]) => !INPUTS.includes(key))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, value]) => entriesOf(key, value, layers));
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function entriesOf(key: string, value: unknown, layers: Layers): readonly ResolvedValue[] {
  const one = (name: string | undefined, part: unknown): ResolvedValue => ({
    key: name === undefined ? key : `${key}.${name}`,
    value: part,
    origin: originOf(key, name, layers),
  });
  if (key === 'rules') return Object.entries(value as object).map(([id, rule]) => one(id, rule));
  if (!Array.isArray(value) || value.length === 0) return [one(undefined, value)];
  const names = value.map(nameOf);
  return names.includes(undefined)
    ? [one(undefined, value)]
    : value.map((part, at) => one(names[at], part));
}

function nameOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Readonly<Record<string, unknown>>;
  const key = NAMES.find((name) => typeof fields[name] === 'string');
  return key === undefined ? undefined : String(fields[key]);
}

function originOf(
  key: string,
  name: string | undefined,
  { own, extended, at, shared }: Layers,
): string {
  const path = pathIn(own, key, name);
  if (path !== undefined) return `line ${at(path).line}`;
  if (shared !== undefined && pathIn(extended, key, name) !== undefined) {
    return `${shared.owner}/${shared.name}/${shared.path}@${shared.commit.slice(0, 7)}`;
  }
  return OF_PROFILE.includes(key) ? `profile ${extended.profile ?? 'default'}` : 'default';
}

/** Returns the path of a key, or of the entry of that name, in a file; `undefined` when it has none. */
function pathIn(
  file: ConfigFile,
  key: string,
  name: string | undefined,
): readonly PropertyKey[] | undefined {
  const value = (file as Readonly<Record<string, unknown>>)[key];
  if (value === undefined || name === undefined) return value === undefined ? undefined : [key];
  if (!Array.isArray(value)) return Object.hasOwn(Object(value), name) ? [key, name] : undefined;
  const index = value.findIndex((one) => nameOf(one) === name);
  return index === -1 ? undefined : [key, index];
}
