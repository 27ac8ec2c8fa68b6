type Path = readonly PropertyKey[];

/** What is left of a config without what is wrong with its shape. */
export interface SoundPart {
  readonly value: unknown;
  /** The path in the file as it was written: entries of lists moved up where others were left out. */
  readonly asWritten: (path: Path) => Path;
}

/** Leaves out the entry of a top-level list or map that a problem lies in, and keeps its neighbours. */
export function soundPart(value: unknown, unsound: readonly Path[]): SoundPart {
  const kept = new Map<string, readonly number[]>();
  const parts = Object.entries(value as object).flatMap(([key, one]): [string, unknown][] => {
    const wrong = unsound.filter(([first]) => first === key);
    if (wrong.length === 0) return [[key, one]];
    if (wrong.some((path) => path.length === 1)) return [];
    const entries = new Set(wrong.map(([, entry]) => String(entry)));
    const sound = Object.entries(one as object).filter(([entry]) => !entries.has(entry));
    if (!Array.isArray(one)) return [[key, Object.fromEntries(sound)]];
    kept.set(
      key,
      sound.map(([entry]) => Number(entry)),
    );
    return sound.length === 0 ? [] : [[key, sound.map(([, item]) => item)]];
  });
  return {
    value: Object.fromEntries(parts),
    asWritten([key, entry, ...rest]) {
      const moved = kept.get(String(key))?.[Number(entry)];
      return [key, entry, ...rest]
        .filter((part) => part !== undefined)
        .map((part, at) => (at === 1 ? (moved ?? part) : part));
    },
  };
}
