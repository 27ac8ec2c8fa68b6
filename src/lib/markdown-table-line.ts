/** The parts of a pipe table's row, from which it can be written again byte for byte. */
export interface TableLine {
  /** White space and quote markers before the first pipe or cell. */
  readonly lead: string;
  /** Whether a pipe opens the row, and whether one closes it. */
  readonly opened: boolean;
  readonly closed: boolean;
  /** Trimmed, escapes as written. */
  readonly cells: readonly string[];
}

/** Parses a row; `undefined` for a line without an unescaped pipe. */
export function readTableLine(line: string): TableLine | undefined {
  const lead = /^(?:[ \t]|> ?)*/.exec(line)?.[0] ?? '';
  const rest = line.slice(lead.length).trimEnd();
  const pieces = splitAtPipes(rest);
  if (pieces.length < 2) return undefined;
  const opened = rest.startsWith('|');
  const closed = pieces.length > 2 && pieces.at(-1) === '';
  const cells = pieces.slice(opened ? 1 : 0, closed ? -1 : undefined).map((cell) => cell.trim());
  return { lead, opened, closed, cells };
}

/** Splits at pipes without a backslash; GFM requires one in code too. */
function splitAtPipes(text: string): readonly string[] {
  const pieces: string[] = [''];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '|') {
      pieces.push('');
      continue;
    }
    const taken = character === '\\' ? text.slice(at, at + 2) : character;
    pieces[pieces.length - 1] += taken;
    at += taken.length - 1;
  }
  return pieces;
}

/** Returns a row in the style of another row. */
export function writeTableLine(
  { lead, opened, closed }: Omit<TableLine, 'cells'>,
  cells: readonly string[],
): string {
  const inner = cells.map((cell) => (cell === '' ? ' ' : ` ${cell} `)).join('|');
  // Without a closing pipe, an empty last cell would be lost.
  const end = closed || (cells.at(-1) ?? '') === '' ? '|' : '';
  return `${lead}${opened ? '|' : ''}${opened ? inner : inner.trimStart()}${end}`.trimEnd();
}

/** Returns whether it is the line between a table's head and its body: `| --- | :-: |`. */
export function isDelimiter(line: TableLine | undefined): boolean {
  return line?.cells.every((cell) => /^:?-+:?$/.test(cell)) === true;
}
