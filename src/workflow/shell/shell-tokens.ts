import { skipTo } from './shell-quotes.ts';
import { isProcess, readWord, type Word } from './shell-words.ts';

export type Operator = '\n' | ';' | ';;' | '&' | '&&' | '|' | '||' | '(' | ')';

export type Token =
  | Word
  | { readonly kind: 'operator'; readonly text: Operator; readonly start: number }
  | {
      readonly kind: 'redirect';
      readonly text: string;
      readonly start: number;
      readonly target: string;
      /** Where the text of a here-document begins and ends, its delimiter left out. */
      body?: readonly [start: number, end: number];
    };

type RedirectToken = Extract<Token, { readonly kind: 'redirect' }>;

const redirect = /(?:\d+|\{\w+\})?(?:<<<|<<-|<<|<>|<&|<|>>|>\||>&|>)|&>>|&>/y;
const operators: readonly [string, Operator][] = [
  ['&&', '&&'],
  ['||', '||'],
  [';;&', ';;'],
  [';;', ';;'],
  [';&', ';;'],
  ['|&', '|'],
  [';', ';'],
  ['&', '&'],
  ['|', '|'],
  ['(', '('],
  [')', ')'],
  ['\n', '\n'],
];

/**
 * The tokens of a stretch of a bash or POSIX script. Comments, continued lines and the bodies of here-documents
 * are left out (a redirection knows where its body stands); every offset counts from the start of `script`. Anything unclosed runs to the end; never throws.
 */
export function tokensOf(script: string, start = 0, end = script.length): readonly Token[] {
  const tokens: Token[] = [];
  const pending: RedirectToken[] = [];
  let at = start;
  while (at < end) {
    const skipped = skipBlank(script, at, end);
    if (skipped > at) {
      at = skipped;
      continue;
    }
    const [token, next] = readToken(script, at, end);
    tokens.push(token);
    if (token.kind === 'redirect' && isHereDocument(token)) pending.push(token);
    const bodies = token.kind === 'operator' && token.text === '\n' ? pending.splice(0) : [];
    at = bodies.reduce((from, document) => skipHereDocument(script, from, end, document), next);
  }
  return tokens;
}

function isHereDocument({ text }: RedirectToken): boolean {
  return /^(?:\d+|\{\w+\})?<<-?$/.test(text);
}

function skipBlank(script: string, at: number, end: number): number {
  const char = script[at];
  if (char === ' ' || char === '\t' || char === '\r') return at + 1;
  if (char === '\\' && script[at + 1] === '\n') return at + 2;
  if (char !== '#') return at;
  const newline = script.indexOf('\n', at);
  return newline === -1 ? end : Math.min(newline, end);
}

/** What a redirection or an operator can begin with; anything else begins a word. */
const special = /[\d{<>&;|()\n]/;

function readToken(script: string, at: number, end: number): [Token, number] {
  if (!special.test(script[at] ?? '')) return wordAt(script, at, end);
  if (isProcess(script, at)) return wordAt(script, at, end);
  redirect.lastIndex = at;
  const redirection = redirect.exec(script)?.[0];
  if (redirection !== undefined) return redirectAt(script, at, end, redirection);
  if (script.startsWith('((', at)) return arithmeticAt(script, at, end);
  const operator = operators.find(([text]) => script.startsWith(text, at));
  if (operator === undefined) return wordAt(script, at, end);
  return [{ kind: 'operator', text: operator[1], start: at }, at + operator[0].length];
}

function wordAt(script: string, at: number, end: number): [Token, number] {
  const word = readWord(script, at, end);
  // A character that no word can begin with and no operator claims must not stop the walk.
  return word.end > at
    ? [word, word.end]
    : [{ ...word, text: script[at] ?? '', end: at + 1 }, at + 1];
}

/** `((…))` is one opaque word: what stands in it is arithmetic, not commands. */
function arithmeticAt(script: string, at: number, end: number): [Token, number] {
  const close = skipTo(script, ')', at + 1, end, 0);
  const text = script.slice(at, close);
  return [{ kind: 'word', start: at, end: close, text, quoted: true, substitutions: [] }, close];
}

function redirectAt(script: string, at: number, end: number, text: string): [Token, number] {
  let from = at + text.length;
  while (from < end && (script[from] === ' ' || script[from] === '\t')) from += 1;
  const word = readWord(script, from, end);
  return [
    { kind: 'redirect', text, start: at, target: word.text },
    Math.max(word.end, at + text.length),
  ];
}

/** Steps over a here-document and notes where its text stands. */
function skipHereDocument(
  script: string,
  from: number,
  end: number,
  document: RedirectToken,
): number {
  const tabs = document.text.endsWith('-');
  let at = from;
  let stop = from;
  while (at < end) {
    stop = at;
    const newline = script.indexOf('\n', at);
    const lineEnd = newline === -1 || newline > end ? end : newline;
    const line = script.slice(at, lineEnd).replace(/\r$/, '');
    at = Math.min(lineEnd + 1, end);
    if ((tabs ? line.replace(/^\t+/, '') : line) === document.target) break;
    stop = at;
  }
  document.body = [from, stop];
  return at;
}
