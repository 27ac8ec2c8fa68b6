/** A Markdown table; a pipe inside of a cell is escaped, a line break becomes a blank. */
export function markdownTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ')).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)];
}

/** Values as code, or nothing. */
export function inCode(value: string): string {
  return value === '' ? '' : `\`${value}\``;
}

/** Says at the top of a page that no hand writes it. */
export const GENERATED =
  '<!-- Made by `npm run generate`; change scripts/reference and the source it reads. -->';
