import { hash } from 'node:crypto';
import type { DeclaredTest } from '../../model/repository.ts';
import { type Declared, type TestState, type TestSyntax, testSyntaxOf } from './test-syntax.ts';

interface Mark {
  readonly state: TestState;
  readonly line: number;
  readonly text: string;
}

interface Open {
  readonly declared: Declared;
  readonly line: number;
  readonly text: string;
  mark: Mark | undefined;
  readonly body: string[];
}

/**
 * The tests and groups of tests that a source file declares, in file order, with the line of what skips them where
 * something does. Read line by line without running anything; a test that a program makes up is not seen.
 */
export function declaredTests(path: string, text: string): readonly DeclaredTest[] {
  const syntax = testSyntaxOf(path);
  if (syntax === undefined) return [];
  const reader = new DeclarationReader(syntax);
  for (const [index, line] of text.split(/\r?\n/).entries()) reader.read(line, index + 1);
  return reader.found.map((open) => testOf(path, open));
}

class DeclarationReader {
  readonly found: Open[] = [];
  private readonly syntax: TestSyntax;
  private above: Mark | undefined;
  private quoted = false;
  /** Skipped groups around the line, outermost first, by the column they begin in. */
  private around: { readonly column: number; readonly mark: Mark }[] = [];

  constructor(syntax: TestSyntax) {
    this.syntax = syntax;
  }

  read(code: string, line: number): void {
    const quoted = this.quoted;
    if (code.trim() === '' || (!quoted && this.syntax.comment.test(code))) return;
    this.quoted = this.fences(code) % 2 === 1 ? !quoted : quoted;
    if (quoted) return;
    const at = { line, text: code.trim().slice(0, 160) };
    const marked = this.syntax.marks(code);
    if (marked !== undefined) this.above ??= { state: marked, ...at };
    const declared = this.syntax.declares(code);
    if (declared !== undefined) this.open(declared, code, at);
    else if (marked === undefined) this.inside(code, at);
  }

  /** Fences of a line, without those inside shorter texts and escaped ones. */
  private fences(code: string): number {
    const { fence } = this.syntax;
    if (fence === undefined || !/[`"']/.test(code)) return 0;
    const plain = fence.source === '`' ? code.replace(/\\.|'[^'`]*'|"[^"`]*"/g, '') : code;
    return plain.match(fence)?.length ?? 0;
  }

  private open(declared: Declared, code: string, at: Omit<Mark, 'state'>): void {
    const { name, state, group } = declared;
    const column = code.search(/\S/);
    this.around = this.around.filter((outer) => outer.column < column);
    const own = state === 'runs' ? this.above : { state, ...at };
    const mark = own ?? this.around[0]?.mark;
    if (group && own !== undefined && own.state !== 'only') this.around.push({ column, mark: own });
    const rest = code.slice(code.indexOf(name) + name.length);
    this.found.push({ declared, ...at, mark, body: [rest] });
    this.above = undefined;
  }

  private inside(code: string, at: Omit<Mark, 'state'>): void {
    const open = this.found.at(-1);
    if (open === undefined) return;
    const state = open.declared.group ? undefined : this.syntax.inside(code);
    if (state === undefined) open.body.push(code);
    else open.mark ??= { state, ...at };
  }
}

function testOf(path: string, { declared, line, text, mark, body }: Open): DeclaredTest {
  const { name, group } = declared;
  return {
    path,
    line: mark?.line ?? line,
    name: name.slice(0, 200),
    group,
    state: mark?.state ?? 'runs',
    text: mark?.text ?? text,
    body: group ? '' : shortHash(body.join('').replace(/\s+/g, '')),
  };
}

/** Brackets at the end close what stands around the last test of a file, and say nothing of it. */
function shortHash(code: string): string {
  return hash('sha256', code.replace(/[)}\];,]+$/, ''), 'hex').slice(0, 12);
}
