/** A row of a pipe table taken apart, so that it can be put together again to the byte. */
export interface TableLine {
  /** Blanks, and quote or list markers, before the first pipe or cell. */
  readonly lead: string;
  /** Whether a pipe opens the row, and whether one closes it. */
  readonly opened: boolean;
  readonly closed: boolean;
  /** Trimmed, escapes as written. */
  readonly cells: readonly string[];
}

/** `undefined` for a line without an unescaped pipe. */
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

/** Pipes after a backslash belong to the cell; so do those in code, only where they are escaped (GFM). */
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

/** A row in the style of another one. */
export function writeTableLine(
  { lead, opened, closed }: Omit<TableLine, 'cells'>,
  cells: readonly string[],
): string {
  const inner = cells.map((cell) => (cell === '' ? ' ' : ` ${cell} `)).join('|');
  // Without a closing pipe an empty last cell would not be there.
  const end = closed || (cells.at(-1) ?? '') === '' ? '|' : '';
  return `${lead}${opened ? '|' : ''}${opened ? inner : inner.trimStart()}${end}`.trimEnd();
}

/** The line between a table's head and its body: `| --- | :-: |`. */
export function isDelimiter(line: TableLine | undefined): boolean {
  return line?.cells.every((cell) => /^:?-+:?$/.test(cell)) === true;
}
