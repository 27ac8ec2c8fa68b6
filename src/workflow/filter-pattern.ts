/*
 * Filter patterns of workflow triggers ("Workflow syntax for GitHub Actions", filter pattern cheat
 * sheet, read 2026-11-29): `*` matches any characters but `/`, `**` any characters, `?` and `+` repeat
 * the character before them, `[…]` is one character, and a backslash escapes. They are matched by
 * sets of positions, in time proportional to pattern × text.
 */

interface Part {
  readonly matches: (character: string) => boolean;
  readonly least: 0 | 1;
  readonly many: boolean;
}

/** Returns whether a branch, tag, or path matches one filter pattern without its `!`. */
export function matchesFilter(pattern: string, text: string): boolean {
  if (!text.startsWith(literalStart(pattern))) return false;
  const parts = partsOf(pattern);
  let positions = reachable(parts, new Set([0]));
  for (const character of text) {
    const next = new Set<number>();
    for (const at of positions) {
      const part = parts[at];
      if (part?.matches(character) !== true) continue;
      next.add(at + 1);
      if (part.many) next.add(at);
    }
    positions = reachable(parts, next);
  }
  return positions.has(parts.length);
}

/** Most files differ from most patterns here. The character before `?` may be missing. */
function literalStart(pattern: string): string {
  return /^[^*?+[\\]*/.exec(pattern)?.[0].slice(0, -1) ?? '';
}

/** Adds the positions behind parts that may match nothing. */
function reachable(parts: readonly Part[], from: Set<number>): Set<number> {
  for (const at of from) if (parts[at]?.least === 0) from.add(at + 1);
  return from;
}

const TOKEN = /\*\*\/|\*\*|\*|\\.|\[[^\]]*\]|[\s\S]/gu;

function partsOf(pattern: string): readonly Part[] {
  const parts: Part[] = [];
  for (const [token] of pattern.matchAll(TOKEN)) {
    const before = parts.at(-1);
    if ((token === '?' || token === '+') && before !== undefined) {
      parts[parts.length - 1] = token === '?' ? { ...before, least: 0 } : { ...before, many: true };
    } else parts.push(...partOf(token));
  }
  return parts;
}

function partOf(token: string): readonly Part[] {
  if (token === '*') return [{ matches: (one) => one !== '/', least: 0, many: true }];
  // `**/` also matches the root: `**/README.md` is README.md in any folder.
  if (token.startsWith('**')) return [{ matches: () => true, least: 0, many: true }];
  if (token.startsWith('[')) {
    const wanted = charactersOf(token.slice(1, -1));
    return [{ matches: (one) => wanted.has(one), least: 1, many: false }];
  }
  const literal = token.length > 1 && token.startsWith('\\') ? token.slice(1) : token;
  return [{ matches: (one) => one === literal, least: 1, many: false }];
}

/** Expands ranges such as `0-9` and `a-z`. */
function charactersOf(list: string): ReadonlySet<string> {
  const characters = new Set<string>();
  for (const [token] of list.matchAll(/.-.|./gu)) {
    if (token.length < 3) characters.add(token);
    else {
      const [from = 0, to = 0] = [token.codePointAt(0), token.codePointAt(2)];
      for (let code = from; code <= to; code += 1) characters.add(String.fromCodePoint(code));
    }
  }
  return characters;
}

/**
 * Returns whether a list of patterns takes a text: the last pattern that matches decides, and a
 * pattern with `!` in front takes it out again.
 */
export function takes(patterns: readonly string[], text: string): boolean {
  const last = patterns.findLast((one) => matchesFilter(one.replace(/^!/, ''), text));
  return last !== undefined && !last.startsWith('!');
}
