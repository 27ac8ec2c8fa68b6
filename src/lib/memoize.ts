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
