import type { DeclaredTest } from '../model/repository.ts';
import { linesInside } from './hidden-lines.ts';
import { type ScriptTest, scriptTests } from './script-tests.ts';

export type TestState = DeclaredTest['state'];

/** A line that declares a test or a group of tests. */
export interface Declared {
  readonly name: string;
  readonly group: boolean;
  readonly state: TestState;
  /** The line of the name, where that is a later one. */
  readonly nameLine?: number;
}

/** What only the whole text shows. */
export interface Scan {
  /** Lines inside of a text or a comment, where nothing is declared. */
  readonly hidden: ReadonlySet<number>;
  readonly declares: (code: string, line: number) => Declared | undefined;
}

/** How the tests of a language are written, line by line. */
export interface TestSyntax {
  readonly comment: RegExp;
  readonly scan: (text: string, path: string) => Scan;
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

/** Returns a scan by lines; `texts` matches what can hide them. */
function byLine(
  texts: RegExp,
  declares: Scan['declares'],
  comments: 'flat' | 'nested' = 'flat',
): TestSyntax['scan'] {
  return (text) => ({ hidden: linesInside(text, texts, comments), declares });
}

function named(pattern: RegExp, group: RegExp = /$^/): Scan['declares'] {
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
  scan: byLine(
    /#.*|"""(?:[^\\]|\\[\s\S])*?(?:"""|$)|'''(?:[^\\]|\\[\s\S])*?(?:'''|$)|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?/g,
    named(/^\s*(?:async\s+)?(?:def|class)\s+(test\w*|Test\w*|\w+Tests?)\b/, /^\s*class\b/),
  ),
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
  scan(text, path) {
    const { tests, hidden } = scriptTests(text, path);
    return { hidden, declares: (_, line) => scriptTest(tests.get(line), line) };
  },
  marks: nothing,
  inside: when(
    /^\s*(?:this|ctx|t|context)\.skip\(|^\s*test\.(?:skip|fixme)\((?!\s*['"`])/,
    'skipped',
  ),
};

function scriptTest(test: ScriptTest | undefined, line: number): Declared | undefined {
  if (test === undefined) return undefined;
  const { prefix, word, modifiers, name, nameLine } = test;
  const group = /^(?:describe|context|suite)$/.test(word) || /^\.describe\b/.test(modifiers);
  const state = scriptState(prefix, modifiers);
  return { name, group, state, ...(nameLine === line ? {} : { nameLine }) };
}

function scriptState(prefix: string, modifiers: string): TestState {
  if (/\.only\b/.test(modifiers) || prefix === 'f') return 'only';
  if (/\.todo\b/.test(modifiers)) return 'todo';
  if (/\.(?:failing|fails|fail)\b/.test(modifiers)) return 'expected-to-fail';
  return /\.(?:skip|skipIf|runIf|fixme)\b/.test(modifiers) || prefix === 'x' ? 'skipped' : 'runs';
}

const go: TestSyntax = {
  comment: /^\s*\/\//,
  scan: byLine(
    /\/\/.*|\/\*[\s\S]*?(?:\*\/|$)|`[^`]*`?|"(?:[^"\\\n]|\\.)*"?|'(?:\\.[^'\n]*|[^'\\\n])'/g,
    named(/^func\s+(?:\([^)]*\)\s*)?(Test\w+|Fuzz\w+|Example\w*)\s*\(/),
  ),
  marks: nothing,
  inside: when(/^\s*\w+\.Skip(?:f|Now)?\(/, 'skipped'),
};

/** Declarations of Java, Kotlin, Scala, C#, PHP and Swift. */
const declaresMember = named(
  /^\s*(?:(?:public|private|internal|protected|override|final|static|async|suspend|open|virtual)\s+)*(?:void|fun|func|function|class|def|(?:System\.Threading\.Tasks\.)?Task)\s+(`[^`]+`|\w+)\s*[({<:]/,
  /\bclass\b/,
);

/** The languages that mark tests with an annotation or by name. */
const annotated: TestSyntax = {
  comment: /^\s*(?:\/\/|\*|\/\*)/,
  scan: byLine(C_TEXTS, declaresMember),
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
  scan: byLine(
    /\/\/.*|\/\*[\s\S]*?(?:\*\/|$)|r#+"[\s\S]*?(?:"#|$)|"(?:[^"\\]|\\[\s\S])*"?|'(?:\\.[^'\n]*|[^'\\\n])'/g,
    named(/^\s*(?:pub\s+)?(?:async\s+)?fn\s+(\w+)\s*\(/),
    'nested',
  ),
  marks: firstOf(
    when(/^\s*#\[ignore\b/, 'skipped'),
    when(/^\s*#\[should_panic\b(?=.*ignore)/, 'skipped'),
  ),
  inside: nothing,
};

function declaresRuby(line: string): Declared | undefined {
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
}

const ruby: TestSyntax = {
  comment: /^\s*#/,
  scan: byLine(/^=begin\b[\s\S]*?(?:^=end\b|$(?![\s\S]))/gm, declaresRuby),
  marks: nothing,
  inside: when(/^\s*(?:skip|pending)\b/, 'skipped'),
};

const SYNTAXES: readonly (readonly [ending: RegExp, syntax: TestSyntax])[] = [
  [/\.py$/, python],
  [/\.[cm]?[jt]sx?$/, script],
  [/\.go$/, go],
  [/\.(?:java|cs)$/, annotated],
  [/\.(?:kt|scala|swift)$/, { ...annotated, scan: byLine(C_TEXTS, declaresMember, 'nested') }],
  [/\.php$/, { ...annotated, scan: byLine(PHP_TEXTS, declaresMember) }],
  [/\.rs$/, rust],
  [/\.rb$/, ruby],
];

/** Returns the test syntax for a file extension; undefined when it is unknown. */
export function testSyntaxOf(path: string): TestSyntax | undefined {
  return SYNTAXES.find(([ending]) => ending.test(path))?.[1];
}
