import { readsScript } from './reads-script.ts';
import { ShellCursor } from './shell-cursor.ts';
import { type Token, tokensOf } from './shell-tokens.ts';
import type { Pipeline, Redirect, ShellNode, SimpleCommand, Statement } from './shell-tree.ts';
import type { Word } from './shell-words.ts';

/** Groups, substitutions and `bash -c` inside each other; deeper ones are left out. */
const maxDepth = 40;
const assignment = /^[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=/;

/**
 * A bash or POSIX script as statements. A best effort on broken scripts: what cannot be placed is skipped, and
 * nothing throws. `lineOf` gives the file line of an offset.
 */
export function parseShell(
  script: string,
  lineOf: (offset: number) => number,
): readonly Statement[] {
  return new ShellParser(script, lineOf, 0, script.length, 0).script();
}

class ShellParser extends ShellCursor {
  private readonly source: string;
  private readonly lineOf: (offset: number) => number;
  private readonly end: number;
  private readonly base: number;
  private depth = 0;

  constructor(
    source: string,
    lineOf: (offset: number) => number,
    start: number,
    end: number,
    base: number,
  ) {
    super(tokensOf(source, start, end));
    this.source = source;
    this.lineOf = lineOf;
    this.end = end;
    this.base = base;
  }

  script(): readonly Statement[] {
    const statements: Statement[] = [];
    while (!this.ended) {
      statements.push(...this.list());
      // A closer without an opener (`fi`, `)`) is stepped over.
      if (!this.ended) this.at += 1;
    }
    return statements;
  }

  private list(): readonly Statement[] {
    this.depth += 1;
    const statements: Statement[] = [];
    while (this.depth + this.base <= maxDepth) {
      while (this.isOperator('\n', ';', '&')) this.at += 1;
      if (this.ended || this.atCloser()) break;
      const before = this.at;
      const statement = this.statement();
      if (statement.parts.length > 0) statements.push(statement);
      if (this.at === before) this.at += 1;
    }
    this.depth -= 1;
    return statements;
  }

  private statement(): Statement {
    const parts: Statement['parts'][number][] = [];
    let operator: '' | '&&' | '||' = '';
    for (;;) {
      const pipeline = this.pipeline();
      if (pipeline.stages.length > 0) parts.push({ operator, pipeline });
      const next = this.operatorText();
      if (next !== '&&' && next !== '||') break;
      operator = next;
      this.at += 1;
      this.skipNewlines();
    }
    return { parts, end: this.isOperator('&') ? '&' : this.isOperator(';', '\n') ? ';' : '' };
  }

  private pipeline(): Pipeline {
    const negated = this.isKeyword('!');
    if (negated) this.at += 1;
    const stages: ShellNode[] = [];
    for (;;) {
      const node = this.node();
      if (node !== undefined) stages.push(node);
      if (!this.isOperator('|')) break;
      this.at += 1;
      this.skipNewlines();
    }
    return { negated, stages };
  }

  private node(): ShellNode | undefined {
    if (this.isOperator('(')) return this.group('subshell', ')');
    switch (this.bareWord()) {
      case '{':
        return this.group('brace', '}');
      case 'if':
        return this.ifNode();
      case 'while':
      case 'until':
        this.at += 1;
        return this.loop(this.list());
      case 'for':
      case 'select':
        return this.forNode();
      case 'case':
        return this.caseNode();
      case 'function':
        return this.functionNode(1);
      default:
        return this.isFunction() ? this.functionNode(0) : this.simple();
    }
  }

  private group(style: 'subshell' | 'brace', close: ')' | '}'): ShellNode {
    this.at += 1;
    const body = this.list();
    if (this.isOperator(')') || this.isKeyword(close)) this.at += 1;
    this.skipRedirects();
    return { kind: 'group', style, name: '', body };
  }

  private ifNode(): ShellNode {
    const clauses: { condition: readonly Statement[]; body: readonly Statement[] }[] = [];
    while (this.isKeyword('if') || this.isKeyword('elif')) {
      this.at += 1;
      const condition = this.list();
      this.accept('then');
      clauses.push({ condition, body: this.list() });
      if (this.isKeyword('if')) break;
    }
    const otherwise = this.accept('else') ? this.list() : [];
    this.accept('fi');
    this.skipRedirects();
    return { kind: 'if', clauses, otherwise };
  }

  private forNode(): ShellNode {
    this.skipUntil(() => this.isKeyword('do'));
    return this.loop([]);
  }

  private loop(condition: readonly Statement[]): ShellNode {
    this.accept('do');
    const body = this.list();
    this.accept('done');
    this.skipRedirects();
    return { kind: 'loop', condition, body };
  }

  private caseNode(): ShellNode {
    this.skipUntil(() => this.isKeyword('in'));
    this.accept('in');
    const bodies: (readonly Statement[])[] = [];
    while (!this.ended && !this.isKeyword('esac')) {
      this.skipUntil(() => this.isOperator(')') || this.isKeyword('esac'));
      if (!this.isOperator(')')) break;
      this.at += 1;
      bodies.push(this.list());
      while (this.isOperator(';;', '\n', ';')) this.at += 1;
    }
    this.accept('esac');
    this.skipRedirects();
    return { kind: 'case', bodies };
  }

  private functionNode(skip: number): ShellNode {
    this.at += skip;
    const name = this.tokens[this.at];
    this.at += 1;
    while (this.isOperator('(', ')', '\n')) this.at += 1;
    this.depth += 1;
    const body = this.depth + this.base > maxDepth ? undefined : this.node();
    this.depth -= 1;
    const pipeline = { negated: false, stages: body === undefined ? [] : [body] };
    return {
      kind: 'group',
      style: 'function',
      name: name?.kind === 'word' ? name.text : '',
      body: [{ parts: [{ operator: '', pipeline }], end: '' }],
    };
  }

  private simple(): SimpleCommand | undefined {
    const tokens = this.takeSimple();
    const first = tokens[0];
    if (first === undefined) return undefined;
    const words = tokens.filter((token) => token.kind === 'word');
    const split = words.findIndex((word) => !assignment.test(word.text));
    const count = split === -1 ? words.length : split;
    const texts = words.slice(count).map((word) => word.text);
    const line = this.lineOf(first.start);
    const last = tokens.at(-1);
    const stop = last?.kind === 'word' ? last.end : (this.tokens[this.at]?.start ?? this.end);
    return {
      kind: 'simple',
      line,
      words: texts,
      assignments: words.slice(0, count).map((word) => word.text),
      redirects: tokens.flatMap(redirectOf),
      substituted: words.flatMap((word) => this.substituted(word)),
      nested: [...this.nested(texts, line), ...this.fedToShell(texts, tokens)],
      text: oneLine(this.source.slice(first.start, stop)),
    };
  }

  private substituted(word: Word): readonly Statement[] {
    const level = this.base + this.depth + 1;
    if (level > maxDepth) return [];
    return word.substitutions.flatMap(({ start, end }) =>
      new ShellParser(this.source, this.lineOf, start, end, level).script(),
    );
  }

  /** The script handed to `bash -c`; its offsets are lost with its quotes, so it stands on its command's line. */
  private nested(words: readonly string[], line: number): readonly Statement[] {
    const level = this.base + this.depth + 1;
    const flag = words.findIndex((word) => /^-[a-z]*c$/.test(word));
    const script = words[flag + 1];
    if (flag === -1 || script === undefined || level > maxDepth) return [];
    const shell = words.slice(0, flag).some((word) => /^(?:.*\/)?(?:ba|da|z)?sh$/.test(word));
    return shell ? new ShellParser(script, () => line, 0, script.length, level).script() : [];
  }

  /** A here-document that a shell reads as its script. */
  private fedToShell(words: readonly string[], tokens: readonly Token[]): readonly Statement[] {
    const level = this.base + this.depth + 1;
    if (level > maxDepth || !readsScript(words)) return [];
    return tokens.flatMap((token) => {
      if (token.kind !== 'redirect' || token.body === undefined) return [];
      const [start, end] = token.body;
      return new ShellParser(this.source, this.lineOf, start, end, level).script();
    });
  }
}

function redirectOf(token: Token): Redirect[] {
  return token.kind === 'redirect' ? [{ operator: token.text, target: token.target }] : [];
}

function oneLine(text: string): string {
  const joined = text.replace(/\\\n/g, ' ').replace(/\s+/g, ' ').trim();
  return joined.length <= 200 ? joined : `${joined.slice(0, 199)}…`;
}
