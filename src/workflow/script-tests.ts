import jsTokens, { type Token } from 'js-tokens';
import { hiddenLines, type Piece } from './parse/comments.ts';

/** A call that declares a test or a group: `it.each([…])('adds %s', …)`. */
export interface ScriptTest {
  /** `x`, `f`, or empty. */
  readonly prefix: string;
  /** `it`, `describe`, … */
  readonly word: string;
  /** `.only`, `.concurrent.each`, … */
  readonly modifiers: string;
  /** As written, without its quotes; of a name that is no text, its expression. */
  readonly name: string;
  /** Number of the line with the name, which may be far below the word. */
  readonly nameLine: number;
}

/** What a file of JavaScript, TypeScript, or Dart declares; lines are numbered from 1. */
export interface ScriptTests {
  /** By the line that they begin. */
  readonly tests: ReadonlyMap<number, ScriptTest>;
  /** Lines that begin inside of a template or a comment. */
  readonly hidden: ReadonlySet<number>;
}

/** Modifiers that are called before the name is given, with a table or a condition. */
const CALLED = /\.(?:each|for|if|\w+If)$/;

/** Methods of the same words that declare no test. */
const OTHER = /^\.(?:after\w*|before\w*|configure|expect|extend|info|set\w+|step|use)\b/;

/**
 * Reads the tests of a script; `word` matches a prefix and a word. A function has to follow a name that is no
 * text.
 */
export function scriptTests(text: string, word: RegExp, jsx = false): ScriptTests {
  const tests = new Map<number, ScriptTest>();
  const call = new DeclaringCall(word, (line, test) => tests.set(line, test));
  return { tests, hidden: hiddenLines(piecesOf(text, call, jsx)) };
}

function* piecesOf(text: string, call: DeclaringCall, jsx: boolean): Generator<Piece> {
  let line = 1;
  for (const token of jsTokens(text, { jsx })) {
    call.take(token, line);
    line += token.value.split('\n').length - 1;
    yield [token.value, token.type === 'MultiLineComment' || token.type.includes('Template')];
  }
}

/** Where in a declaring call the last token was. */
type Position =
  | 'outside'
  /** Behind the word or a modifier. */
  | 'word'
  | 'dot'
  /** Inside of type arguments, or of the arguments of a modifier. */
  | 'types'
  | 'arguments'
  /** Behind the arguments of a modifier. */
  | 'called'
  /** Behind the parenthesis before the name. */
  | 'name'
  /** Inside of a template or another expression that is the name. */
  | 'template'
  | 'expression'
  /** Behind the comma after such an expression. */
  | 'function';

/** Follows the tokens of one call after the other. */
class DeclaringCall {
  readonly #words: RegExp;
  readonly #found: (line: number, test: ScriptTest) => void;
  #position: Position = 'outside';
  #isFirstInLine = true;
  #line = 1;
  #nameLine = 1;
  #prefix = '';
  #word = '';
  #modifiers = '';
  #name = '';
  #depth = 0;

  constructor(words: RegExp, found: (line: number, test: ScriptTest) => void) {
    this.#words = words;
    this.#found = found;
  }

  take(token: Token, line: number): void {
    switch (token.type) {
      case 'LineTerminatorSequence':
        this.#isFirstInLine = true;
        break;
      case 'WhiteSpace':
      case 'SingleLineComment':
      case 'MultiLineComment':
        if (/^(?:template|expression)$/.test(this.#position)) this.#name += token.value;
        break;
      default:
        this.#step(token, line);
        this.#isFirstInLine &&= token.value === 'await';
    }
  }

  #step(token: Token, line: number): void {
    switch (this.#position) {
      case 'outside':
        this.#begin(token, line);
        break;
      case 'word':
        this.#afterWord(token, line);
        break;
      case 'dot':
        this.#modifiers += `.${token.value}`;
        this.#position = 'word';
        break;
      case 'types':
        this.#leave(depthOfTypes(token.value), 'word');
        break;
      case 'arguments':
        this.#leave(depthOf(token), 'called');
        break;
      case 'called':
        this.#afterCall(token, line);
        break;
      case 'name':
        this.#nameLine = line;
        this.#readName(token);
        break;
      case 'template':
        this.#name += token.value;
        this.#leave(depthOf(token), 'outside');
        if (this.#depth === 0) this.#declare(this.#name.slice(0, -1));
        break;
      case 'expression':
        this.#readExpression(token);
        break;
      case 'function':
        if (/^(?:\(|\{|async|function)$/.test(token.value)) this.#declare(this.#name);
        else this.#position = 'outside';
        break;
      default:
        this.#position satisfies never;
    }
  }

  #leave(depth: number, next: Position): void {
    this.#depth = Math.max(this.#depth + depth, 0);
    if (this.#depth === 0) this.#position = next;
  }

  #begin({ type, value }: Token, line: number): void {
    const word = this.#isFirstInLine && type === 'IdentifierName' ? this.#words.exec(value) : null;
    if (word === null) return;
    [, this.#prefix = '', this.#word = ''] = word;
    this.#modifiers = '';
    this.#line = line;
    this.#position = 'word';
  }

  #afterWord(token: Token, line: number): void {
    this.#depth = 1;
    this.#position = positionBehind(this.#modifiers, token);
    if (this.#position === 'outside') this.#begin(token, line);
  }

  #afterCall(token: Token, line: number): void {
    this.#position = token.value === '(' ? 'name' : 'outside';
    if (this.#position === 'outside') this.#begin(token, line);
  }

  #readName(token: Token): void {
    const { type, value } = token;
    if (type === 'StringLiteral' || type === 'NoSubstitutionTemplate') {
      this.#declare(value.slice(1, -1));
    } else if (type === 'TemplateHead') {
      this.#name = value.slice(1);
      this.#depth = 1;
      this.#position = 'template';
    } else {
      this.#name = '';
      this.#depth = 1;
      this.#position = 'expression';
      this.#readExpression(token);
    }
  }

  /** A function in it has tests of its own, as in a group without a name: `test.describe(() => {`. */
  #readExpression(token: Token): void {
    if (/^(?:=>|\{|async|function)$/.test(token.value)) {
      this.#position = 'outside';
      return;
    }
    if (this.#depth === 1 && token.value === ',') {
      this.#position = 'function';
      return;
    }
    this.#name += token.value;
    this.#leave(depthOf(token), 'outside');
  }

  #declare(name: string): void {
    this.#position = 'outside';
    const [prefix, word, modifiers] = [this.#prefix, this.#word, this.#modifiers];
    this.#found(this.#line, { prefix, word, modifiers, name, nameLine: this.#nameLine });
  }
}

/** Returns the position behind the first token after a word and its modifiers. */
function positionBehind(modifiers: string, { type, value }: Token): Position {
  const isCalled = CALLED.test(modifiers);
  if (value === '.') return 'dot';
  if (value === '<') return 'types';
  if (OTHER.test(modifiers)) return 'outside';
  if (value === '(') return isCalled ? 'arguments' : 'name';
  if (isCalled && type === 'NoSubstitutionTemplate') return 'called';
  return isCalled && type === 'TemplateHead' ? 'arguments' : 'outside';
}

function depthOf({ type, value }: Token): number {
  if (type === 'TemplateHead') return 1;
  if (type === 'TemplateTail') return -1;
  if (type !== 'Punctuator') return 0;
  return /^[([{]$/.test(value) ? 1 : /^[)\]}]$/.test(value) ? -1 : 0;
}

/** Type arguments may have brackets and `>>` in them, and parentheses only around function types. */
function depthOfTypes(value: string): number {
  if (/^>+$/.test(value)) return -value.length;
  return value === '<' ? 1 : 0;
}
