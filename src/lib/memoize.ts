/**
 * Works something out once for each object, and keeps it as long as the object lives: rules ask the
 * same of the same workflows and runs, which never change, and a large repository has many of them.
 */
export function memoize<K extends object, T>(workOut: (key: K) => T): (key: K) => T {
  const known = new WeakMap<K, { readonly value: T }>();
  return (key) => {
    const found = known.get(key) ?? { value: workOut(key) };
    known.set(key, found);
    return found.value;
  };
}
