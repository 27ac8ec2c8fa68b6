import { hash } from 'node:crypto';
import type { DeclaredTest } from '../model/repository.ts';
import { type HiddenLines, linesInScript, linesInside } from './hidden-lines.ts';
import { baseName } from './parse/file-names.ts';

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
 * Returns the tests and groups that a source file declares, in file order, each with the line that skips it.
 * Reads line by line and runs nothing; tests generated at run time are not found.
 */
export function declaredTests(path: string, text: string): readonly DeclaredTest[] {
  const syntax = testSyntaxOf(path);
  if (syntax === undefined) return [];
  const reader = new DeclarationReader(syntax);
  const hidden = syntax.hidden(text, path);
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (!hidden.has(index + 1)) reader.read(line, index + 1);
  }
  return reader.found.map((open) => testOf(path, open));
}

class DeclarationReader {
  readonly found: Open[] = [];
  readonly #syntax: TestSyntax;
  #above: Mark | undefined;
  /** Skipped groups around the line, outermost first, with their column. */
  #around: { readonly column: number; readonly mark: Mark }[] = [];

  constructor(syntax: TestSyntax) {
    this.#syntax = syntax;
  }

  read(code: string, line: number): void {
    if (code.trim() === '' || this.#syntax.comment.test(code)) return;
    const at = { line, text: code.trim().slice(0, 160) };
    const marked = this.#syntax.marks(code);
    if (marked !== undefined) this.#above ??= { state: marked, ...at };
    const declared = this.#syntax.declares(code);
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
    const rest = code.slice(code.indexOf(name) + name.length);
    this.found.push({ declared, ...at, mark, body: [rest] });
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
    /(?:Tests?|Spec|IT)\.(?:java|kt|cs|swift|scala|php)$/.test(name) ||
    (/(?:^|\/)tests\//.test(path) && /\.rs$/.test(name))
  );
}

/** Returns what a test file is named after: `test_api.py` and `api.test.ts` are of `api`. */
export function subjectOf(path: string): string {
  return baseName(path)
    .replace(/\.\w+$/, '')
    .replace(/^test_|[._-](?:test|spec|e2e)$|_test$|_spec$|(?:Tests?|Spec|IT)$/, '');
}

type TestState = DeclaredTest['state'];

/** A line that declares a test or a group of tests. */
interface Declared {
  readonly name: string;
  readonly group: boolean;
  readonly state: TestState;
}

/** How the tests of a language are written, line by line. */
interface TestSyntax {
  readonly comment: RegExp;
  /** Finds the lines inside of a text or a comment, where nothing is declared. */
  readonly hidden: HiddenLines;
  readonly declares: (line: string) => Declared | undefined;
  /** Reads a mark above the declaration (`@skip`). */
  readonly marks: (line: string) => TestState | undefined;
  /** Reads a statement with which a test skips itself. */
  readonly inside: (line: string) => TestState | undefined;
}

const nothing = (): undefined => undefined;
const when = (pattern: RegExp, state: TestState) => (line: string) =>
  pattern.test(line) ? state : undefined;

function firstOf(
  ...readers: readonly ((line: string) => TestState | undefined)[]
): (line: string) => TestState | undefined {
  return (line) => {
    for (const reader of readers) {
      const state = reader(line);
      if (state !== undefined) return state;
    }
    return undefined;
  };
}

function named(pattern: RegExp, group: RegExp = /$^/): TestSyntax['declares'] {
  return (line) => {
    const name = pattern.exec(line)?.[1];
    return name === undefined ? undefined : { name, group: group.test(line), state: 'runs' };
  };
}

/** Java, Kotlin, Scala, C#, and Swift: comments, texts of several lines, texts, characters, and quoted names. */
const C_TEXTS =
  /\/\/.*|\/\*[\s\S]*?(?:\*\/|$)|"""[\s\S]*?(?:"""|$)|@"(?:[^"]|"")*"?|"(?:[^"\\\n]|\\.)*"?|'(?:\\.[^'\n]*|[^'\\\n])'|`[^`\n]*`/g;

const python: TestSyntax = {
  comment: /^\s*#/,
  hidden: linesInside(
    /#.*|"""(?:[^\\]|\\[\s\S])*?(?:"""|$)|'''(?:[^\\]|\\[\s\S])*?(?:'''|$)|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?/g,
  ),
  declares: named(/^\s*(?:async\s+)?(?:def|class)\s+(test\w*|Test\w*|\w+Tests?)\b/, /^\s*class\b/),
  marks: firstOf(
    when(
      /^\s*@(?:pytest\.mark\.)?(?:xfail|expectedFailure)\b|^\s*@unittest\.expectedFailure\b/,
      'expected-to-fail',
    ),
    when(/^\s*@(?:pytest\.mark\.skip|unittest\.skip|skip)(?:if|If|Unless)?\b/, 'skipped'),
  ),
  inside: firstOf(
    when(/^\s*(?:pytest\.xfail)\(/, 'expected-to-fail'),
    when(/^\s*(?:pytest\.skip|self\.skipTest)\(|^\s*raise\s+(?:unittest\.)?SkipTest\b/, 'skipped'),
  ),
};

const script: TestSyntax = {
  comment: /^\s*(?:\/\/|\*|\/\*)/,
  hidden: linesInScript,
  declares(line) {
    const found =
      /^\s*(?:await\s+)?(x|f)?(it|test|describe|context|suite|specify)((?:\.\w+)*)(?:\([^()]{0,200}\)(?=\())?\s*\(\s*(['"`])(.*?)\4/.exec(
        line,
      );
    if (found === null) return undefined;
    const [, prefix = '', word = '', modifiers = '', , name = ''] = found;
    const group = /^(?:describe|context|suite)$/.test(word);
    return { name, group, state: scriptState(prefix, modifiers) };
  },
  marks: nothing,
  inside: when(
    /^\s*(?:this|ctx|t|context)\.skip\(|^\s*test\.(?:skip|fixme)\((?!\s*['"`])/,
    'skipped',
  ),
};

function scriptState(prefix: string, modifiers: string): TestState {
  if (/\.only\b/.test(modifiers) || prefix === 'f') return 'only';
  if (/\.todo\b/.test(modifiers)) return 'todo';
  if (/\.(?:failing|fails|fail)\b/.test(modifiers)) return 'expected-to-fail';
  return /\.(?:skip|skipIf|runIf|fixme)\b/.test(modifiers) || prefix === 'x' ? 'skipped' : 'runs';
}

const go: TestSyntax = {
  comment: /^\s*\/\//,
  hidden: linesInside(
    /\/\/.*|\/\*[\s\S]*?(?:\*\/|$)|`[^`]*`?|"(?:[^"\\\n]|\\.)*"?|'(?:\\.[^'\n]*|[^'\\\n])'/g,
  ),
  declares: named(/^func\s+(?:\([^)]*\)\s*)?(Test\w+|Fuzz\w+|Example\w*)\s*\(/),
  marks: nothing,
  inside: when(/^\s*\w+\.Skip(?:f|Now)?\(/, 'skipped'),
};

/** Java, Kotlin, Scala, C#, PHP and Swift, which mark tests with an annotation or by name. */
const annotated: TestSyntax = {
  comment: /^\s*(?:\/\/|\*|\/\*)/,
  hidden: linesInside(C_TEXTS),
  declares: named(
    /^\s*(?:(?:public|private|internal|protected|override|final|static|async|suspend|open|virtual)\s+)*(?:void|fun|func|function|class|def|(?:System\.Threading\.Tasks\.)?Task)\s+(`[^`]+`|\w+)\s*[({<:]/,
    /\bclass\b/,
  ),
  marks: when(
    /^\s*(?:@(?:Disabled|Ignore)\b|\[(?:Ignore|Explicit)\b|\[(?:Fact|Theory|Test)\([^)]*\bSkip\s*=)/,
    'skipped',
  ),
  inside: when(
    /^\s*(?:\$this->markTestSkipped\(|Assert\.(?:Ignore|Inconclusive)\(|throw\s+XCTSkip)/,
    'skipped',
  ),
};

const PHP_TEXTS =
  /\/\/.*|#(?!\[).*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^'\\]|\\[\s\S])*'?|"(?:[^"\\]|\\[\s\S])*"?/g;

const rust: TestSyntax = {
  comment: /^\s*\/\//,
  hidden: linesInside(
    /\/\/.*|\/\*[\s\S]*?(?:\*\/|$)|r#+"[\s\S]*?(?:"#|$)|"(?:[^"\\]|\\[\s\S])*"?|'(?:\\.[^'\n]*|[^'\\\n])'/g,
    'nested',
  ),
  declares: named(/^\s*(?:pub\s+)?(?:async\s+)?fn\s+(\w+)\s*\(/),
  marks: firstOf(
    when(/^\s*#\[ignore\b/, 'skipped'),
    when(/^\s*#\[should_panic\b(?=.*ignore)/, 'skipped'),
  ),
  inside: nothing,
};

const ruby: TestSyntax = {
  comment: /^\s*#/,
  hidden: linesInside(/^=begin\b[\s\S]*?(?:^=end\b|$(?![\s\S]))/gm),
  declares(line) {
    const found =
      /^\s*(x|f)?(it|specify|describe|context|example|test|def)\s*(?:\(\s*)?(?:(['"])(.*?)\3|(test_\w+|[A-Z][\w:]*))(.*)/.exec(
        line,
      );
    if (found === null) return undefined;
    const [, prefix = '', word = '', , quoted, bare, rest = ''] = found;
    const skipped = prefix === 'x' || /\bskip:\s*(?!false)|,\s*:skip\b|\bpending:/.test(rest);
    const state =
      prefix === 'f' || /\bfocus:\s*true/.test(rest) ? 'only' : skipped ? 'skipped' : 'runs';
    return { name: quoted ?? bare ?? '', group: /^(?:describe|context)$/.test(word), state };
  },
  marks: nothing,
  inside: when(/^\s*(?:skip|pending)\b/, 'skipped'),
};

const SYNTAXES: readonly (readonly [ending: RegExp, syntax: TestSyntax])[] = [
  [/\.py$/, python],
  [/\.[cm]?[jt]sx?$/, script],
  [/\.go$/, go],
  [/\.(?:java|cs)$/, annotated],
  [/\.(?:kt|scala|swift)$/, { ...annotated, hidden: linesInside(C_TEXTS, 'nested') }],
  [/\.php$/, { ...annotated, hidden: linesInside(PHP_TEXTS) }],
  [/\.rs$/, rust],
  [/\.rb$/, ruby],
];

/** Returns the test syntax for a file extension; undefined when it is unknown. */
function testSyntaxOf(path: string): TestSyntax | undefined {
  return SYNTAXES.find(([ending]) => ending.test(path))?.[1];
}
