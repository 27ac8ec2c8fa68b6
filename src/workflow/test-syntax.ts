import type { DeclaredTest } from '../model/repository.ts';
import { linesInside, PYTHON_TEXTS, QUOTED_TEXTS, RUBY_COMMENTS } from './parse/comments.ts';
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
  /** Reads a line that skips all tests behind it in the file. */
  readonly whole?: (line: string) => TestState | undefined;
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

function named(pattern: RegExp, group: RegExp = /$^/): (line: string) => Declared | undefined {
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
    PYTHON_TEXTS,
    named(/^\s*(?:async\s+)?(?:def|class)\s+(test\w*|Test\w*|\w+Tests?)\b/, /^\s*class\b/),
  ),
  marks: firstOf(
    when(
      /^\s*@(?:pytest\.mark\.)?(?:xfail|expectedFailure)\b|^\s*@unittest\.expectedFailure\b/,
      'expected-to-fail',
    ),
    when(/^\s*@(?:pytest\.mark\.skip|unittest\.skip|skip)(?:if|If|Unless)?\b/, 'skipped'),
  ),
  whole: firstOf(
    when(/^pytestmark\s*=[\s[]*pytest\.mark\.xfail\b/, 'expected-to-fail'),
    when(/^pytestmark\s*=[\s[]*pytest\.mark\.skip(?:if)?\b/, 'skipped'),
    when(/^\s*pytest\.skip\(.*\ballow_module_level\s*=\s*True/, 'skipped'),
  ),
  inside: firstOf(
    when(/^\s*(?:pytest\.xfail)\(/, 'expected-to-fail'),
    when(/^\s*(?:pytest\.skip|self\.skipTest)\(|^\s*raise\s+(?:unittest\.)?SkipTest\b/, 'skipped'),
  ),
};

const SCRIPT_WORD = /^(x|f)?(it|test|describe|context|suite|specify)$/;

const script: TestSyntax = {
  comment: /^\s*(?:\/\/|\*|\/\*)/,
  scan(text, path) {
    const { tests, hidden } = scriptTests(text, SCRIPT_WORD, path.endsWith('x'));
    const declares: Scan['declares'] = (_, line) => {
      const test = tests.get(line);
      return test && scriptTest(test, line);
    };
    return { hidden, declares };
  },
  marks: nothing,
  inside: when(
    /^\s*(?:this|ctx|t|context)\.skip\(|^\s*test\.(?:skip|fixme)\((?!\s*['"`])/,
    'skipped',
  ),
};

function scriptTest(test: ScriptTest, line: number): Declared {
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
  whole: when(/^\/\/go:build\s+ignore\s*$/, 'skipped'),
  inside: when(/^\s*\w+\.Skip(?:f|Now)?\(/, 'skipped'),
};

/** Declarations of Java, Kotlin, Scala, C#, PHP and Swift. */
const declaresMember = named(
  /^\s*(?:@\w+(?:\((?:[^()]|\([^()]*\))*\))?\s+)*(?:(?:public|private|internal|protected|override|final|static|async|suspend|open|virtual)\s+)*(?:void|fun|func|function|class|def|(?:System\.Threading\.Tasks\.)?Task)\s+(`[^`]+`|\w+)\s*[({<:]/,
  /\bclass\b/,
);

/** The languages that mark tests with an annotation or by name. */
const annotated: TestSyntax = {
  comment: /^\s*(?:\/\/|\*|\/\*)/,
  scan: byLine(C_TEXTS, declaresMember),
  marks: when(
    /^\s*(?:@(?:Disabled|Ignore)\b|@Test\(.*?(?:\benabled\s*=\s*false|\.disabled)\b|\[(?:Ignore|Explicit)\b|\[(?:Fact|Theory|Test)\([^)]*\bSkip\s*=)/,
    'skipped',
  ),
  inside: when(
    /^\s*(?:\$this->markTestSkipped\(|Assert\.(?:Ignore|Inconclusive)\(|throw\s+XCTSkip)/,
    'skipped',
  ),
};

/** Kotest, ScalaTest, and munit: `test("adds") {`. */
function declaresCall(line: string): Declared | undefined {
  const found =
    /^\s*(x|f)?(test|it|should|scenario|property|ignore|describe|context|feature|[Gg]iven|When|Then)\(\s*"((?:[^"\\]|\\.)*)"(.*)/.exec(
      line,
    );
  if (found === null) return undefined;
  const [, prefix = '', word = '', name = '', rest = ''] = found;
  const isIgnored = prefix === 'x' || word === 'ignore' || /^\.ignore\b|enabled = false/.test(rest);
  const group = /^(?:describe|context|feature|[Gg]iven|When)$/.test(word);
  return { name, group, state: prefix === 'f' ? 'only' : isIgnored ? 'skipped' : 'runs' };
}

/** Kotest and ScalaTest: `"adds" {`, `it should "add" in {`. */
function declaresSentence(line: string): Declared | undefined {
  const found =
    /^\s*(?:(?:it|they|"[^"]*")\s+(?:should|must|can)\s+)?"(!?)((?:[^"\\]|\\.)*)"\s*(?:(in|ignore|when|should|must|can)\b|(?:\.config\(.*\)\s*)?\{\s*$)/.exec(
      line,
    );
  if (found === null) return undefined;
  const [, bang = '', name = '', verb = ''] = found;
  const group = /^(?:when|should|must|can)$/.test(verb);
  return { name, group, state: bang !== '' || verb === 'ignore' ? 'skipped' : 'runs' };
}

function declaresSpec(line: string): Declared | undefined {
  return declaresCall(line) ?? declaresSentence(line) ?? declaresMember(line);
}

const spec: TestSyntax = { ...annotated, scan: byLine(C_TEXTS, declaresSpec, 'nested') };

/** PHPUnit, and the calls of Pest: `it('adds', function () {`. */
function declaresPhp(line: string): Declared | undefined {
  const found = /^\s*(it|test|describe)\(\s*(['"])(.*?)\2/.exec(line);
  if (found === null) return declaresMember(line);
  const [, word = '', , name = ''] = found;
  const state = /->(?:skip|todo)\(/.test(line)
    ? 'skipped'
    : /->only\(/.test(line)
      ? 'only'
      : 'runs';
  return { name, group: word === 'describe', state };
}

const PHP_TEXTS =
  /\/\/.*|#(?!\[).*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^'\\]|\\[\s\S])*'?|"(?:[^"\\]|\\[\s\S])*"?/g;

const php: TestSyntax = {
  ...annotated,
  scan: byLine(PHP_TEXTS, declaresPhp),
  inside: firstOf(
    annotated.inside,
    when(/^\s*\}\)(?:->\w+\([^)]*\))*->(?:skip|todo)\(/, 'skipped'),
    when(/^\s*\}\)(?:->\w+\([^)]*\))*->only\(/, 'only'),
  ),
};

/** package:test and flutter_test. `skip` and `solo` are arguments, often below the body. */
const dart: TestSyntax = {
  comment: /^\s*\/\//,
  scan(text) {
    const hidden = linesInside(text, QUOTED_TEXTS, 'nested');
    const { tests } = scriptTests(text, /^()(test|testWidgets|testGoldens|blocTest|group)$/);
    const declares: Scan['declares'] = (code, line) => {
      const test = tests.get(line);
      return (
        test && { ...scriptTest(test, line), group: test.word === 'group', state: dartState(code) }
      );
    };
    return { hidden, declares };
  },
  marks: nothing,
  inside: when(/^\s*(?:\},?\s*)?skip:\s*(?!false\b|null\b)/, 'skipped'),
};

function dartState(code: string): TestState {
  if (/\bsolo:\s*true\b/.test(code)) return 'only';
  return /\bskip:\s*(?!false\b|null\b)/.test(code) ? 'skipped' : 'runs';
}

const elixir: TestSyntax = {
  comment: /^\s*#/,
  scan: byLine(
    /#.*|\?\\?["']|"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)|"(?:[^"\\]|\\[\s\S])*"?/g,
    named(
      /^\s*(?:test|describe|feature|property)(?: *\( *| +)"((?:[^"\\]|\\.)*)"/,
      /^\s*describe\b/,
    ),
  ),
  marks: when(/^\s*@(?:tag|describetag)\s+:?skip\b(?!:\s*false)/, 'skipped'),
  whole: when(/^\s*@moduletag\s+:?skip\b(?!:\s*false)/, 'skipped'),
  inside: nothing,
};

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
  scan: byLine(RUBY_COMMENTS, declaresRuby),
  marks: nothing,
  inside: when(/^\s*(?:skip|pending)\b/, 'skipped'),
};

const SYNTAXES: readonly (readonly [ending: RegExp, syntax: TestSyntax])[] = [
  [/\.py$/, python],
  [/\.[cm]?[jt]sx?$/, script],
  [/\.go$/, go],
  [/\.(?:java|cs)$/, annotated],
  [/\.(?:kt|scala)$/, spec],
  [/\.swift$/, { ...annotated, scan: byLine(C_TEXTS, declaresMember, 'nested') }],
  [/\.php$/, php],
  [/\.dart$/, dart],
  [/\.exs$/, elixir],
  [/\.rs$/, rust],
  [/\.rb$/, ruby],
];

/** Returns the test syntax for a file extension; undefined when it is unknown. */
export function testSyntaxOf(path: string): TestSyntax | undefined {
  return SYNTAXES.find(([ending]) => ending.test(path))?.[1];
}
