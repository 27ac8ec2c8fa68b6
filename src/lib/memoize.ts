/**
 * Returns a function that computes its value once per object and keeps it as long as the object
 * lives. Many rules need the same facts of the same workflows and runs, which never change.
 */
export function memoize<K extends object, T>(compute: (key: K) => T): (key: K) => T {
  const known = new WeakMap<K, { readonly value: T }>();
  return (key) => {
    const found = known.get(key) ?? { value: compute(key) };
    known.set(key, found);
    return found.value;
  };
}

/** Returns the entries of a list of files by their paths. Lists are long, and are never changed. */
export const indexByPath: <T extends { readonly path: string }>(
  entries: readonly T[],
) => ReadonlyMap<string, T> = memoize(
  (entries) => new Map(entries.map((entry) => [entry.path, entry])),
);

/** Maximum number of texts whose values one function keeps; foreign files have any number of them. */
const MAX_TEXTS = 5_000;

/** Returns a function that keeps its value per text: many steps of a repository run the same commands. */
export function memoizeText<T>(compute: (text: string) => T): (text: string) => T {
  const known = new Map<string, { readonly value: T }>();
  return (text) => {
    const found = known.get(text) ?? { value: compute(text) };
    if (known.size >= MAX_TEXTS) known.clear();
    known.set(text, found);
    return found.value;
  };
}
