import type { Token } from './shell-tokens.ts';
import type { Word } from './shell-words.ts';

const closers: ReadonlySet<string> = new Set([
  'then',
  'do',
  'done',
  'fi',
  'else',
  'elif',
  'esac',
  '}',
]);

/** A place in a list of tokens, and the questions a parser of shell asks there. */
export class ShellCursor {
  protected readonly tokens: readonly Token[];
  protected at = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  protected get ended(): boolean {
    return this.at >= this.tokens.length;
  }

  protected skipRedirects(): void {
    while (this.tokens[this.at]?.kind === 'redirect') this.at += 1;
  }

  protected skipNewlines(): void {
    while (this.isOperator('\n')) this.at += 1;
  }

  protected skipUntil(stop: () => boolean): void {
    while (!this.ended && !stop()) this.at += 1;
  }

  protected accept(keyword: string): boolean {
    const found = this.isKeyword(keyword);
    if (found) this.at += 1;
    return found;
  }

  protected isKeyword(keyword: string): boolean {
    return this.bareWord() === keyword;
  }

  /** The unquoted word here, else ''. */
  protected bareWord(): string {
    const token = this.tokens[this.at];
    return token?.kind === 'word' && !token.quoted ? token.text : '';
  }

  protected isFunction(): boolean {
    const [name, open, close] = this.tokens.slice(this.at, this.at + 3);
    if (name?.kind !== 'word' || open?.kind !== 'operator' || close?.kind !== 'operator') {
      return false;
    }
    return open.text === '(' && close.text === ')';
  }

  protected atCloser(): boolean {
    return closers.has(this.bareWord()) || this.isOperator(')', ';;');
  }

  protected operatorText(): string {
    const token = this.tokens[this.at];
    return token?.kind === 'operator' ? token.text : '';
  }

  protected isOperator(...texts: readonly string[]): boolean {
    return texts.includes(this.operatorText());
  }

  /** The tokens of one simple command; inside `[[ … ]]` operators compare and do not end it. */
  protected takeSimple(): readonly Token[] {
    const from = this.at;
    let words = 0;
    let open = false;
    for (; !this.ended; this.at += 1) {
      const token = this.tokens[this.at] as Token;
      if (token.kind === 'operator' && !open) break;
      if (token.kind !== 'word') continue;
      words += 1;
      open = opensTest(token, words, open);
    }
    return this.tokens.slice(from, this.at);
  }
}

function opensTest(word: Word, position: number, open: boolean): boolean {
  return position === 1 ? word.text === '[[' : open && word.text !== ']]';
}
