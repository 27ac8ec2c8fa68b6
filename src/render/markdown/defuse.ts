/** A piece of a line: words to be written as prose, or one word to be written as code. */
export interface Piece {
  readonly kind: 'prose' | 'code';
  readonly value: string;
}

/**
 * What GitHub turns into something else when it stands in prose: mentions, `#12`, `o/r#12`,
 * `GH-12`, commit ids, addresses and URLs (docs.github.com, "Autolinked references and URLs",
 * "Basic writing and formatting syntax", read 2026-11-22), emoji names, and dollar signs, which
 * start mathematics. No alternative looks at what lies before it, save for commit ids.
 */
const active = new RegExp(
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

/** Punctuation around a word stays prose: on its own it can form none of the above. */
const word = /^([("'[{]*)(.*?)([)"'\]},.;:!?]*)$/s;

/**
 * Splits a sanitised line so that every word GitHub would act on is code.
 *
 * GitHub's filters read the text of the *rendered* page, so a backslash or `&#64;` before a mention
 * protects nothing: it is gone by then. They skip `code`, `pre` and `a` elements (the ancestors
 * ignored by the MentionFilter of gjtorikian/html-pipeline, read 2026-11-22). The usual trick, an
 * invisible character after the at sign, would put into our document what the sanitiser takes out of
 * others', and breaks search and copy. A code span is seen, can be copied, and says "this is a name".
 * Whole words are taken, because what is left of a word that was split could become active itself.
 */
export function defuse(line: string): Piece[] {
  const pieces: Piece[] = [];
  let prose = '';
  for (const part of line.split(/( +)/)) {
    const [, before = '', core = '', after = ''] = active.test(part) ? (word.exec(part) ?? []) : [];
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
