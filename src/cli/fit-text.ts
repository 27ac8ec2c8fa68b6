import type { Style } from './style.ts';

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
