/** Style of text on a terminal. */
export interface Style {
  /** Maximum number of columns per line. */
  readonly width: number;
  readonly color: boolean;
  /** Whether long lines are wrapped; output to a file keeps one line per entry. */
  readonly wraps?: boolean;
  /** Whether the terminal opens links. */
  readonly links?: boolean;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export type Ink = 'red' | 'yellow' | 'green' | 'dim' | 'bold';

const CODES: Readonly<Record<Ink, readonly [number, number]>> = {
  red: [31, 39],
  yellow: [33, 39],
  green: [32, 39],
  dim: [2, 22],
  bold: [1, 22],
};

/** Returns colored text if the terminal has colors (SGR codes of ECMA-48, section 8.3.117). */
export function inked(style: Style, ink: Ink, text: string): string {
  if (!style.color || text === '') return text;
  const [on, off] = CODES[ink];
  return `\u001b[${on}m${text}\u001b[${off}m`;
}

/**
 * Returns linked text if the terminal opens links (OSC 8: "Hyperlinks in terminal emulators", as
 * described in Ghostty's documentation, read 2026-11-23).
 */
export function linked(style: Style, text: string, url: string | undefined): string {
  if (style.links !== true || url === undefined || !/^https?:\/\/[\x21-\x7E]+$/.test(url))
    return text;
  return `\u001b]8;;${url}\u001b\\${text}\u001b]8;;\u001b\\`;
}

/** Style for files and pipes. */
export const PLAIN: Style = { width: 100, color: false };

/**
 * Returns the style of an output stream. Colors need a terminal or `FORCE_COLOR` (any value except
 * the empty one and 0), and no `NO_COLOR` (no-color.org: any value except the empty one), which wins
 * when both are set.
 */
export function styleOf(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  env: Environment,
): Style {
  const terminal = stream.isTTY === true;
  const width = terminal ? Math.min(Math.max(stream.columns || 80, 40), 120) : PLAIN.width;
  const forced = !['', '0'].includes(env['FORCE_COLOR'] ?? '');
  const able = terminal && env['TERM'] !== 'dumb';
  const color = (env['NO_COLOR'] ?? '') === '' && (forced || able);
  return { width, color, wraps: terminal, links: able && opensLinks(env) };
}

/** Returns whether the terminal is one whose documentation says that it opens links. */
const PROGRAMS = ['iTerm.app', 'WezTerm', 'vscode', 'ghostty', 'Hyper', 'WarpTerminal'];

function opensLinks(env: Environment): boolean {
  const forced = env['FORCE_HYPERLINK'];
  if (forced !== undefined && forced !== '') return forced !== '0';
  const { TERM: term = '', TERM_PROGRAM: program = '', VTE_VERSION: vte = '' } = env;
  // VTE, the terminal of GNOME and others, opens links since 0.50 (table of terminals for OSC 8).
  return (
    PROGRAMS.includes(program) ||
    /^(?:xterm-kitty|xterm-ghostty|foot|alacritty|contour)/.test(term) ||
    Number(vte) >= 5000 ||
    env['WT_SESSION'] !== undefined
  );
}

/** Returns wrapped lines on a terminal, and one line elsewhere, for programs. */
export function fitting({ wraps, width }: Style, lead: string, text: string): readonly string[] {
  return wraps === true ? hanging(lead, text, width) : [`${lead}${text}`.trimEnd()];
}

/** Wraps a message on a terminal; elsewhere it stays one line. */
export function broken(text: string, style: Style | undefined): string {
  if (style?.wraps !== true) return text;
  return text
    .split('\n')
    .flatMap((line) => wrapped(line, style.width))
    .join('\n');
}

/** Wraps words into lines of at most `width` columns; splits a word that is longer than a line. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((one) => pieces(one, width))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (columns(longer) <= width) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

/** Returns lines that start with `lead`; continuation lines are indented by its length. */
export function hanging(lead: string, text: string, width: number): readonly string[] {
  const indent = columns(lead);
  return wrapped(text, Math.max(20, width - indent)).map((line, at) =>
    `${at === 0 ? lead : ' '.repeat(indent)}${line}`.trimEnd(),
  );
}

/** Counts code points, which is exact for the words of these tables. */
export function columns(text: string): number {
  return [...text].length;
}

/** Cuts a path at its beginning, because its end is more specific. */
export function ending(text: string, width: number): string {
  const points = [...text];
  return points.length <= width ? text : `…${points.slice(points.length - width + 1).join('')}`;
}

/** Pads text with blanks or cuts it with an ellipsis. */
export function fitted(text: string, width: number): string {
  const points = [...text];
  if (points.length > width) return `${points.slice(0, Math.max(0, width - 1)).join('')}…`;
  return text + ' '.repeat(width - points.length);
}

function pieces(word: string, width: number): readonly string[] {
  const points = [...word];
  if (points.length <= width) return [word];
  return Array.from({ length: Math.ceil(points.length / width) }, (_, at) =>
    points.slice(at * width, (at + 1) * width).join(''),
  );
}
