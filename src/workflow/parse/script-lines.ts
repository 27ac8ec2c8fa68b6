import type { YamlScalar } from '../../lib/yaml.ts';
import type { Script } from '../../model/workflow.ts';

/** Maximum length of a script in characters. A longer one is not kept; it is listed as unread. */
export const MAX_SCRIPT_LENGTH = 100_000;

/** From `offset` of the script's text on, text is on `line` of the file. */
interface LineMark {
  readonly offset: number;
  readonly line: number;
}

/**
 * Reads a script from its YAML scalar. In a literal block line n of the text is line n of the block; for
 * folded and quoted scalars the text is aligned with the source and every line change is marked.
 */
export function scriptOf(scalar: YamlScalar, source: string, shell: string): Script {
  const text = scalar.text;
  if (scalar.style === 'literal') return { text, line: scalar.line + 1, shell };
  const raw = source.slice(scalar.range[0], scalar.range[1]);
  const oneLine = !raw.includes('\n') && !text.includes('\n');
  if (oneLine) return { text, line: scalar.line, shell };
  const marks = marksOf(text, raw, scalar);
  return { text, line: marks[0]?.line ?? scalar.line, shell, marks };
}

/** Returns a function from an offset of the script's text to its 1-based file line. */
export function lineAt(script: Script): (offset: number) => number {
  const marks = script.marks ?? literalMarks(script);
  return (offset) => {
    let [low, high] = [0, marks.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((marks[middle]?.offset ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return marks[low]?.line ?? script.line;
  };
}

function literalMarks(script: Script): LineMark[] {
  const marks = [{ offset: 0, line: script.line }];
  let line = script.line;
  for (let at = script.text.indexOf('\n'); at !== -1; at = script.text.indexOf('\n', at + 1)) {
    line += 1;
    marks.push({ offset: at + 1, line });
  }
  return marks;
}

/** Folding changes only white space, so visible characters of text and source match one to one. */
function marksOf(text: string, raw: string, scalar: YamlScalar): LineMark[] {
  const marks: LineMark[] = [];
  const pieces = visiblePieces(raw, scalar);
  let next = 0;
  for (let offset = 0; offset < text.length; offset += 1) {
    if (/\s/.test(text[offset] ?? '')) continue;
    const piece = pieces[next];
    next += 1;
    if (piece !== undefined && marks.at(-1)?.line !== piece) marks.push({ offset, line: piece });
  }
  return marks.map((mark, index) => (index === 0 ? { offset: 0, line: mark.line } : mark));
}

const doubleQuoted = /\\\r?\n|\\(?:x..|u.{4}|U.{8}|.)|\n|\S/g;
const singleQuoted = /''|\n|\S/g;
const unquoted = /\n|\S/g;
/** Escapes of white space and invisible characters. */
const blankEscape = /^\\[\s ntrvfe0abLNP_]$/;

/** Returns the file line of each visible character of the scalar; an escape counts as one character. */
function visiblePieces(raw: string, scalar: YamlScalar): number[] {
  const { body, pattern, firstLine } = bodyOf(raw, scalar);
  const lines: number[] = [];
  let line = firstLine;
  for (const [piece] of body.matchAll(pattern)) {
    if (piece.endsWith('\n')) line += 1;
    else if (!blankEscape.test(piece)) lines.push(line);
  }
  return lines;
}

function bodyOf(raw: string, { style, line }: YamlScalar) {
  if (style === 'folded') {
    return { body: raw.slice(raw.indexOf('\n') + 1), pattern: unquoted, firstLine: line + 1 };
  }
  if (style !== 'quoted') return { body: raw, pattern: unquoted, firstLine: line };
  const pattern = raw.startsWith('"') ? doubleQuoted : singleQuoted;
  return { body: raw.slice(1, -1), pattern, firstLine: line };
}
