/** Where the construct that begins at `at` ends (exclusive); `end` when it is never closed. All of them nest. */
export function skipQuoted(text: string, at: number, end: number): number {
  const opener = text[at];
  if (opener === "'") return after(text, "'", at + 1, end);
  if (opener === '"') return skipTo(text, '"', at + 1, end, 0);
  if (opener === '`') return skipBackticks(text, at + 1, end);
  return at + 1;
}

/** Where the `$…` at `at` ends: `${{ }}` of GitHub, `$(…)`, `$((…))`, `${…}`, `$'…'`; a bare `$name` is just its `$`. */
export function skipDollar(text: string, at: number, end: number, depth = 0): number {
  if (text.startsWith('${{', at)) return after(text, '}}', at + 3, end);
  const next = text[at + 1];
  if (next === '(') return skipTo(text, ')', at + 2, end, depth + 1);
  if (next === '{') return skipTo(text, '}', at + 2, end, depth + 1);
  if (next === "'") return skipAnsi(text, at + 2, end);
  return at + 1;
}

/** Beyond this depth of nesting the rest of the text is one opaque word; a bound, since the walk recurses. */
const maxDepth = 60;

/** Where the closing character of a quoted or bracketed construct stands, plus one. */
export function skipTo(
  text: string,
  close: '"' | ')' | '}',
  from: number,
  end: number,
  depth: number,
): number {
  if (depth > maxDepth) return end;
  let at = from;
  let open = 0;
  while (at < end) {
    const char = text[at];
    if (char === close && open === 0) return at + 1;
    open += bracketChange(char, close);
    at = skipOne(text, at, end, close, depth);
  }
  return end;
}

function bracketChange(char: string | undefined, close: string): number {
  if (close !== ')') return 0;
  return char === '(' ? 1 : char === ')' ? -1 : 0;
}

function skipOne(text: string, at: number, end: number, close: string, depth: number): number {
  const char = text[at];
  if (char === '\\') return at + 2;
  if (char === '$') return skipDollar(text, at, end, depth + 1);
  if (char === '`') return skipBackticks(text, at + 1, end);
  // Inside double quotes and `${…}` inside them an apostrophe is an ordinary character.
  if (close === ')' && char === "'") return after(text, "'", at + 1, end);
  if (close === ')' && char === '"') return skipTo(text, '"', at + 1, end, depth + 1);
  if (close === ')' && char === '#' && /[\s(;]/.test(text[at - 1] ?? ' ')) {
    return Math.max(at + 1, after(text, '\n', at, end) - 1);
  }
  return at + 1;
}

function skipBackticks(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && text[at] !== '`') at += text[at] === '\\' ? 2 : 1;
  return Math.min(at + 1, end);
}

function skipAnsi(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && text[at] !== "'") at += text[at] === '\\' ? 2 : 1;
  return Math.min(at + 1, end);
}

function after(text: string, needle: string, from: number, end: number): number {
  const found = text.indexOf(needle, from);
  return found === -1 || found >= end ? end : found + needle.length;
}
