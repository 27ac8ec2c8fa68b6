import { hash } from 'node:crypto';
import type { DeclaredTest } from '../model/repository.ts';
import { baseName } from './parse/file-names.ts';
import {
  type Declared,
  type Scan,
  type TestState,
  type TestSyntax,
  testSyntaxOf,
} from './test-syntax.ts';

interface Mark {
  readonly state: TestState;
  readonly line: number;
  readonly text: string;
}

interface Open {
  readonly declared: Declared;
  readonly line: number;
  text: string;
  mark: Mark | undefined;
  readonly body: string[];
}

/**
 * Returns the tests and groups that a source file declares, in file order, each with the line that skips it.
 * Reads line by line and runs nothing; tests generated at run time are not found.
 */
export function declaredTests(path: string, text: string): readonly DeclaredTest[] {
  const syntax = testSyntaxOf(path);
  if (syntax === undefined) return [];
  const scan = syntax.scan(text, path);
  const reader = new DeclarationReader(syntax, scan);
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (!scan.hidden.has(index + 1)) reader.read(line, index + 1);
  }
  return reader.found.map((open) => testOf(path, open));
}

class DeclarationReader {
  readonly found: Open[] = [];
  readonly #syntax: TestSyntax;
  readonly #scan: Scan;
  #above: Mark | undefined;
  /** Skipped groups around the line, outermost first, with their column. */
  #around: { readonly column: number; readonly mark: Mark }[] = [];

  constructor(syntax: TestSyntax, scan: Scan) {
    this.#syntax = syntax;
    this.#scan = scan;
  }

  read(code: string, line: number): void {
    const at = { line, text: shown(code) };
    const whole = this.#syntax.whole?.(code);
    if (whole !== undefined) this.#around.unshift({ column: -1, mark: { state: whole, ...at } });
    if (code.trim() === '' || this.#syntax.comment.test(code)) return;
    const open = this.found.at(-1);
    if (open?.declared.nameLine === line) readNameLine(open, code);
    else this.#readOther(code, at);
  }

  #readOther(code: string, at: Omit<Mark, 'state'>): void {
    const marked = this.#syntax.marks(code);
    if (marked !== undefined) this.#above ??= { state: marked, ...at };
    const declared = this.#scan.declares(code, at.line);
    if (declared !== undefined) this.#open(declared, code, at);
    else if (marked === undefined) this.#inside(code, at);
  }

  #open(declared: Declared, code: string, at: Omit<Mark, 'state'>): void {
    const { name, state, group } = declared;
    const column = code.search(/\S/);
    this.#around = this.#around.filter((outer) => outer.column < column);
    const own = state === 'runs' ? this.#above : { state, ...at };
    const mark = own ?? this.#around[0]?.mark;
    if (group && own !== undefined && own.state !== 'only')
      this.#around.push({ column, mark: own });
    const body = declared.nameLine === undefined ? [behindName(name, code)] : [];
    this.found.push({ declared, ...at, mark, body });
    this.#above = undefined;
  }

  #inside(code: string, at: Omit<Mark, 'state'>): void {
    const open = this.found.at(-1);
    if (open === undefined) return;
    const state = open.declared.group ? undefined : this.#syntax.inside(code);
    if (state === undefined) open.body.push(code);
    else open.mark ??= { state, ...at };
  }
}

/** Reads the line with the name of a test whose table is above it. */
function readNameLine(open: Open, code: string): void {
  open.text = shown(`${open.text} … ${code.trim()}`);
  open.body.push(behindName(open.declared.name, code));
}

function behindName(name: string, code: string): string {
  const at = code.indexOf(name);
  return at < 0 ? code : code.slice(at + name.length);
}

function shown(code: string): string {
  return code.trim().slice(0, 160);
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

/** Hashes the body without trailing brackets, which close what is around the last test of a file. */
function shortHash(code: string): string {
  return hash('sha256', code.replace(/(?<![)}\];,])[)}\];,]+$/, ''), 'hex').slice(0, 12);
}

/** Whether a path looks like a file that declares tests, in a language whose declarations are read. */
export function isTestFile(path: string): boolean {
  const name = baseName(path);
  if (/(?:^|\/)(?:node_modules|vendor|third_party|dist)\//.test(path)) return false;
  return (
    /^test_\w+\.py$|_test\.(?:py|go|rb|exs|dart)$|_spec\.rb$/.test(name) ||
    /[._-](?:test|spec|e2e)\.[cm]?[jt]sx?$/.test(name) ||
    (/(?:^|\/)__tests__\//.test(path) && /\.[cm]?[jt]sx?$/.test(name)) ||
    /(?:Tests?|Spec|Suite|IT)\.(?:java|kt|cs|swift|scala|php)$/.test(name) ||
    (/(?:^|\/)tests\//.test(path) && /\.rs$/.test(name))
  );
}

/** Returns what a test file is named after: `test_api.py` and `api.test.ts` are of `api`. */
export function subjectOf(path: string): string {
  return baseName(path)
    .replace(/\.\w+$/, '')
    .replace(/^test_|[._-](?:test|spec|e2e)$|_test$|_spec$|(?:Tests?|Spec|Suite|IT)$/, '');
}
