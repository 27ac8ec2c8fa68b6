import { isName, nameEnd, spaceEnd } from './xml-names.ts';

/** Longest reference, XML declaration or DOCTYPE that is looked for across two chunks. */
export const MAX_MARK = 1000;

export const DOCTYPE_REFUSED =
  'The XML has a DOCTYPE, which is refused: it can make a reader load files or grow without end. Have the tool leave it out.';

/** Spaces are spelled out: JavaScript's `\s` knows more of them than XML. */
const DECLARATION =
  /^<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(?:"1\.[0-9]+"|'1\.[0-9]+')(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(?:"[A-Za-z][\w.-]*"|'[A-Za-z][\w.-]*'))?(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(?:"(?:yes|no)"|'(?:yes|no)'))?[ \t\r\n]*\?>$/;

const MARKS = ['<!--', '<![CDATA[', '<!DOCTYPE'] as const;
const GREATER = 62;
const HYPHEN = 45;
const BRACKET = 91;

/** Where something ends, or that more bytes are needed to know, or what is wrong with it. */
export type Found = number | 'more' | { readonly wrong: string };

/** What a `<!` begins. */
export type Declared = (typeof MARKS)[number] | 'more' | { readonly wrong: string };

export function declared(text: string, at: number): Declared {
  // By the letter first: a report may hold a comment for every test.
  const mark =
    MARKS[text.charCodeAt(at + 2) === HYPHEN ? 0 : text.charCodeAt(at + 2) === BRACKET ? 1 : 2];
  if (mark !== undefined && text.startsWith(mark, at)) {
    return mark;
  }
  return mayBegin(text.slice(at, at + 9))
    ? 'more'
    : { wrong: 'a "<!" begins neither a comment nor a CDATA section' };
}

function mayBegin(rest: string): boolean {
  return MARKS.some((each) => each.startsWith(rest));
}

/** Behind the `-->` of the comment whose content goes on at `at`. */
export function commentEnd(text: string, at: number): Found {
  const end = text.indexOf('--', at);
  if (end < 0 || end + 2 >= text.length) {
    return 'more';
  }
  return text.charCodeAt(end + 2) === GREATER ? end + 3 : { wrong: 'a comment contains "--"' };
}

/** Behind the `?>` of the instruction whose content goes on at `at`. */
export function instructionEnd(text: string, at: number): Found {
  const end = text.indexOf('?>', at);
  return end < 0 ? 'more' : end + 2;
}

/** Behind the target of the instruction whose `<?` stands at `at`. */
export function instructionTarget(text: string, at: number): Found {
  const to = nameEnd(text, at + 2);
  if (to >= text.length - 1) {
    return 'more';
  }
  // A "?" may follow at once; saxes takes it too when no ">" comes next.
  const ended = spaceEnd(text, to) > to || text.startsWith('?', to);
  return isName(text, at + 2, to) && ended ? to : { wrong: 'a "<?" is not followed by a name' };
}

/** Behind the XML declaration at `at`. */
export function declarationEnd(text: string, at: number): Found {
  const end = instructionEnd(text, at);
  if (end === 'more' && text.length - at < MAX_MARK) {
    return 'more';
  }
  return typeof end === 'number' && DECLARATION.test(text.slice(at, end))
    ? end
    : { wrong: 'the XML declaration says what none may say' };
}

/** Behind the DOCTYPE at `at` when it is the one that `allowed` describes. */
export function doctypeEnd(text: string, at: number, allowed: RegExp | undefined): Found {
  const end = text.indexOf('>', at);
  if (end < 0 && text.length - at < MAX_MARK) {
    return 'more';
  }
  return end >= 0 && allowed?.test(text.slice(at, end + 1)) === true
    ? end + 1
    : { wrong: DOCTYPE_REFUSED };
}
