/** How text is shown on a terminal. */
export interface Style {
  /** Columns that a line may fill. */
  readonly width: number;
  readonly colour: boolean;
}

export type Ink = 'red' | 'yellow' | 'green' | 'dim' | 'bold';

const CODES: Readonly<Record<Ink, readonly [number, number]>> = {
  red: [31, 39],
  yellow: [33, 39],
  green: [32, 39],
  dim: [2, 22],
  bold: [1, 22],
};

/** Text in a colour, where the terminal has them (SGR codes of ECMA-48, section 8.3.117). */
export function inked(style: Style, ink: Ink, text: string): string {
  if (!style.colour || text === '') return text;
  const [on, off] = CODES[ink];
  return `\u001b[${on}m${text}\u001b[${off}m`;
}

/** Where nobody looks: a file, a pipe. */
export const PLAIN: Style = { width: 100, colour: false };

/**
 * The style of an output stream. Colours need a terminal and no `NO_COLOR` (no-color.org: any value
 * but the empty one, read 2026-11-22); a line is never longer than a person reads at once.
 */
export function styleOf(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  env: Readonly<Record<string, string | undefined>>,
): Style {
  if (stream.isTTY !== true) return PLAIN;
  const width = Math.min(Math.max(stream.columns ?? 80, 40), 120);
  return { width, colour: (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb' };
}
