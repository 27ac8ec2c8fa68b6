/** How text is shown on a terminal. */
export interface Style {
  /** Columns that a line may fill. */
  readonly width: number;
  readonly colour: boolean;
  /** Whether a line that does not fit is for us to break; a file keeps a line for each thing. */
  readonly wraps?: boolean;
  /** Whether a text can be opened by clicking on it. */
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

/** Text in a colour, where the terminal has them (SGR codes of ECMA-48, section 8.3.117). */
export function inked(style: Style, ink: Ink, text: string): string {
  if (!style.colour || text === '') return text;
  const [on, off] = CODES[ink];
  return `\u001b[${on}m${text}\u001b[${off}m`;
}

/**
 * A text that opens an address, where the terminal can (OSC 8: "Hyperlinks in terminal emulators",
 * the specification VTE began, as Ghostty's documentation of OSC 8 restates it, read 2026-11-23).
 */
export function linked(style: Style, text: string, url: string | undefined): string {
  if (style.links !== true || url === undefined || !/^https?:\/\/[\x21-\x7E]+$/.test(url))
    return text;
  return `\u001b]8;;${url}\u001b\\${text}\u001b]8;;\u001b\\`;
}

/** Where nobody looks: a file, a pipe. */
export const PLAIN: Style = { width: 100, colour: false };

/**
 * The style of an output stream; a line is never longer than a person reads at once. Colours need a
 * terminal or `FORCE_COLOR` (any value but the empty one and 0), and no `NO_COLOR` (the convention of
 * no-color.org: any value but the empty one), which wins where both are set: who asked for none has a
 * reason.
 */
export function styleOf(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  env: Environment,
): Style {
  const terminal = stream.isTTY === true;
  const width = terminal ? Math.min(Math.max(stream.columns || 80, 40), 120) : PLAIN.width;
  const forced = !['', '0'].includes(env['FORCE_COLOR'] ?? '');
  const able = terminal && env['TERM'] !== 'dumb';
  const colour = (env['NO_COLOR'] ?? '') === '' && (forced || able);
  return { width, colour, wraps: terminal, links: able && opensLinks(env) };
}

/** Terminals whose own documentation says that they open links; one that is passed through says nothing. */
const PROGRAMS = ['iTerm.app', 'WezTerm', 'vscode', 'ghostty', 'Hyper', 'WarpTerminal'];

function opensLinks(env: Environment): boolean {
  const forced = env['FORCE_HYPERLINK'];
  if (forced !== undefined && forced !== '') return forced !== '0';
  const { TERM: term = '', TERM_PROGRAM: program = '', VTE_VERSION: vte = '' } = env;
  // VTE, the terminal of GNOME and others, opens them since 0.50 (the terminals' table of OSC 8).
  return (
    PROGRAMS.includes(program) ||
    /^(?:xterm-kitty|xterm-ghostty|foot|alacritty|contour)/.test(term) ||
    Number(vte) >= 5000 ||
    env['WT_SESSION'] !== undefined
  );
}

/** Hanging lines on a terminal; elsewhere one line, which a program may read. */
export function fitting({ wraps, width }: Style, lead: string, text: string): readonly string[] {
  return wraps === true ? hanging(lead, text, width) : [`${lead}${text}`.trimEnd()];
}

/** What is said beside the result, for whom it is said: its lines break between words on a terminal. */
export function broken(text: string, style: Style | undefined): string {
  if (style?.wraps !== true) return text;
  return text
    .split('\n')
    .flatMap((line) => wrapped(line, style.width))
    .join('\n');
}

/** Words in lines of at most `width` columns; a word that is longer than a line is cut into pieces. */
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

/** A first line with `lead` before it, the others as far in as the lead is long. */
export function hanging(lead: string, text: string, width: number): readonly string[] {
  const indent = columns(lead);
  return wrapped(text, Math.max(20, width - indent)).map((line, at) =>
    `${at === 0 ? lead : ' '.repeat(indent)}${line}`.trimEnd(),
  );
}

/** Code points: close enough for the tables here, whose own words are all one column wide. */
export function columns(text: string): number {
  return [...text].length;
}

/** Cut at its beginning with an ellipsis: of a path the end tells more. */
export function ending(text: string, width: number): string {
  const points = [...text];
  return points.length <= width ? text : `…${points.slice(points.length - width + 1).join('')}`;
}

/** Filled up with blanks, or cut with an ellipsis. */
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
