/* Reads what people write in Markdown: plans and notes. */

/** Maximum length of a line that is read. */
const MAX_LINE = 1_000;

interface Line {
  readonly line: string;
  /** From 1. */
  readonly number: number;
}

/** Returns the lines with code blocks and comments blanked out, so that line numbers stay correct. */
export function proseLines(text: string): readonly Line[] {
  const blank = (part: string): string => part.replace(/[^\n]/g, '');
  const prose = text
    .replace(/\r\n?/g, '\n')
    .replace(FENCED, blank)
    .replace(/<!--[\s\S]*?(?:-->|$(?![\s\S]))/g, blank);
  return prose.split('\n').map((line, index) => ({
    line: line.slice(0, MAX_LINE),
    number: index + 1,
  }));
}

/** A fenced code block, up to its closing fence or the end. */
const FENCED = /^ {0,3}(`{3,}(?!`)|~{3,}(?!~)).*\n[\s\S]*?(?:^ {0,3}\1[`~]*[ \t]*$|$(?![\s\S]))/gm;

/** Returns the text without emphasis, code marks, and link targets. */
export function plainText(markdown: string): string {
  return markdown
    .slice(0, 500)
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\*\*|__|`|~~/g, '')
    .trim();
}

interface Paragraph {
  readonly text: string;
  /** First line, from 1. */
  readonly line: number;
}

/** A heading with its paragraphs and list items; the title is empty before the first heading. */
interface ProseSection {
  readonly title: string;
  readonly line: number;
  readonly paragraphs: readonly Paragraph[];
}

/** Returns the prose of a Markdown text by heading, without markup, code, and comments. */
export function proseSections(text: string): readonly ProseSection[] {
  const sections: (ProseSection & { readonly lines: Line[] })[] = [];
  for (const one of proseLines(text)) {
    const title = /^ {0,3}#{1,6}\s+(.+?)\s*#*\s*$/.exec(one.line)?.[1];
    if (title !== undefined || sections.length === 0) {
      sections.push({ title: plainText(title ?? ''), line: one.number, paragraphs: [], lines: [] });
    }
    if (title === undefined) sections.at(-1)?.lines.push(one);
  }
  return sections.map(({ title, line, lines }) => ({
    title,
    line,
    paragraphs: paragraphsOf(lines),
  }));
}

/** Joins the lines of a paragraph or list item; an empty line or the next item ends it. */
function paragraphsOf(lines: readonly Line[]): readonly Paragraph[] {
  const paragraphs: Paragraph[] = [];
  let open = false;
  for (const { line, number } of lines) {
    const item = /^\s*(?:[-*+]|\d+[.)]|>)\s+(\S.*)$/.exec(line)?.[1];
    const text = plainText((item ?? line).trim());
    const begun = open && item === undefined && text !== '' ? paragraphs.pop() : undefined;
    open = text !== '';
    if (begun !== undefined) paragraphs.push({ ...begun, text: `${begun.text} ${text}` });
    else if (open) paragraphs.push({ text, line: number });
  }
  return paragraphs;
}
