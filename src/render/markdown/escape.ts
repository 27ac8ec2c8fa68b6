/** A piece of a line: words to write as prose, or one word to write as code. */
interface Piece {
  readonly kind: 'prose' | 'code';
  readonly value: string;
}

/**
 * Matches what GitHub changes in prose: mentions, `#12`, `o/r#12`, `GH-12`, commit ids, addresses,
 * and URLs (docs.github.com, "Autolinked references and URLs", "Basic writing and formatting
 * syntax", read 2026-11-22), emoji names, and dollar signs, which start math. Only the alternative
 * for commit ids looks behind.
 */
const ACTIVE = new RegExp(
  [
    '@\\w',
    '#\\d',
    'GH-\\d',
    ':\\/\\/',
    'www\\.',
    '(?:mailto|xmpp):',
    ':(?:[+-]1|100|1234|\\d*[a-z_][\\w+-]*):',
    '\\$',
    '(?<![0-9a-z_])[0-9a-f]{7,40}(?![0-9a-z_])',
  ].join('|'),
  'i',
);

/** Punctuation around a word stays prose: alone it forms none of the above. */
const BEFORE = /^[("'[{]*/;
const AFTER = /(?<![)"'\]},.;:!?])[)"'\]},.;:!?]*$/;

/**
 * Splits a sanitized line so that every word GitHub would act on is code.
 *
 * GitHub's filters read the text of the rendered page, after a backslash or `&#64;` before a mention
 * is gone. They skip `code`, `pre`, and `a` elements (the ancestors ignored by the MentionFilter of
 * gjtorikian/html-pipeline, read 2026-11-22). An invisible character after the at sign would work
 * too, but it breaks search and copy, and the sanitizer removes such characters. A code span is
 * visible and can be copied. Code covers whole words, because the rest of a split word could match.
 */
export function neutralize(line: string): Piece[] {
  const pieces: Piece[] = [];
  let prose = '';
  for (const part of line.split(/( +)/)) {
    const [before = ''] = BEFORE.exec(part) ?? [];
    const rest = part.slice(before.length);
    const [after = ''] = AFTER.exec(rest) ?? [];
    const core = ACTIVE.test(part) ? rest.slice(0, rest.length - after.length) : '';
    if (core === '') {
      prose += part;
      continue;
    }
    if (prose + before !== '') pieces.push({ kind: 'prose', value: prose + before });
    pieces.push({ kind: 'code', value: core });
    prose = after;
  }
  if (prose !== '') pieces.push({ kind: 'prose', value: prose });
  return pieces;
}

/** Maximum length of a linked URL in UTF-16 units: the usual limit of browsers and proxies. */
const MAX_URL_UNITS = 2048;

/** Matches a path inside the repository, with `../` only at its start, or an anchor of the same page. */
const RELATIVE = /^(?:\.{1,2}\/)*[\w-][\w.-]*(?:\/[\w-][\w.-]*)*(?:#[\w-]+)?$|^#[\w-]+$/;

/** Matches characters that the URL parser keeps but Markdown, HTML, or a table would interpret. */
const SPECIAL = /[^A-Za-z0-9\-._~:/?#@!$&*+,;=%]/g;

/**
 * Returns the URL in a form that is safe in a link, or undefined if it must not become one.
 *
 * Allows http and https without user, password, or IPv6 address, and relative paths of plain
 * segments. Percent-encodes everything but plain URL characters.
 */
export function safeUrl(url: string): string | undefined {
  if (url.length > MAX_URL_UNITS) return undefined;
  if (RELATIVE.test(url)) return url;
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  if (parsed.username !== '' || parsed.password !== '') return undefined;
  if (parsed.hostname.startsWith('[')) return undefined;
  return parsed.href.replace(SPECIAL, percentEncode);
}

function percentEncode(character: string): string {
  // The URL parser already encoded everything that is not ASCII.
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes text for HTML and SVG, in an element or an attribute. */
export function escapeHtml(value: string): string {
  return value.replace(/[&<>"']/g, (found) => ENTITIES[found] ?? '');
}
