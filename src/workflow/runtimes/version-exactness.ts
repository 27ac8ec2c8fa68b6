/** How exactly a runtime's version is named; the levels of the rule `exact-runtime`. */
export type Exactness = 'exact' | 'minor' | 'range' | 'latest' | 'unset' | 'unknown';

/** `3.10.6` is exact, `3.10` a minor, `3`, `18.x`, `>=3.9` and `lts/*` ranges, `latest`, `stable` and `3.13-dev` moving; an expression nobody can resolve is unknown. */
export function exactnessOf(version: string): Exactness {
  const text = version
    .trim()
    .replace(
      /^(?:v|pypy-?|pyston-?|graalpy-?|node-|go|python-|ruby-?|jruby-?|truffleruby-?|temurin-?|zulu-?|corretto-?)(?=\d)/i,
      '',
    );
  if (text === '') return 'unset';
  if (text.includes('${{') || text.includes('$')) return 'unknown';
  if (
    /-dev$|-?nightly$|^(?:latest|node|current|stable|nightly|beta|canary|edge|head|system|\*|x)$/i.test(
      text,
    )
  )
    return 'latest';
  if (/^=?\d+\.\d+\.\d+[\w.+-]*$|^nightly-\d{4}-\d\d-\d\d$/.test(text))
    return /\.[xX*]$/.test(text) ? 'minor' : 'exact';
  if (/^~?\d+\.\d+(?:\.[xX*])?t?$/.test(text)) return 'minor';
  return 'range';
}
