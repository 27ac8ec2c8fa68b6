/** Returns a Markdown table; pipes in cells are escaped, line breaks become spaces. */
export function markdownTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ')).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)];
}

/** Returns a value as code; empty for an empty value. */
export function inCode(value: string): string {
  return value === '' ? '' : `\`${value}\``;
}

/** First line of a generated page. */
export const GENERATED =
  '<!-- Made by `npm run generate`; change scripts/reference and the source it reads. -->';
