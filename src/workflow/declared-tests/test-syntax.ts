import type { DeclaredTest } from '../../model/repository.ts';

export type TestState = DeclaredTest['state'];

/** A line that declares a test or a group of tests. */
export interface Declared {
  readonly name: string;
  readonly group: boolean;
  readonly state: TestState;
}

/** How the tests of a language are written, line by line. */
export interface TestSyntax {
  readonly comment: RegExp;
  /** What begins and ends a text of several lines, in which nothing is declared. */
  readonly fence?: RegExp;
  /** What a line declares. */
  readonly declares: (line: string) => Declared | undefined;
  /** A mark above the declaration (`@skip`). */
  readonly marks: (line: string) => TestState | undefined;
  /** A statement inside the test by which it skips itself. */
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

const python: TestSyntax = {
  comment: /^\s*#/,
  fence: /"""|'''/g,
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
  fence: /`/g,
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
  declares: named(/^func\s+(?:\([^)]*\)\s*)?(Test\w+|Fuzz\w+|Example\w*)\s*\(/),
  marks: nothing,
  inside: when(/^\s*\w+\.Skip(?:f|Now)?\(/, 'skipped'),
};

/** Java, Kotlin, Scala, C#, PHP and Swift: the mark above says that it is a test, or the name does. */
const annotated: TestSyntax = {
  comment: /^\s*(?:\/\/|\*|\/\*)/,
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

const rust: TestSyntax = {
  comment: /^\s*\/\//,
  declares: named(/^\s*(?:pub\s+)?(?:async\s+)?fn\s+(\w+)\s*\(/),
  marks: firstOf(
    when(/^\s*#\[ignore\b/, 'skipped'),
    when(/^\s*#\[should_panic\b(?=.*ignore)/, 'skipped'),
  ),
  inside: nothing,
};

const ruby: TestSyntax = {
  comment: /^\s*#/,
  declares(line) {
    const found =
      /^\s*(x|f)?(it|specify|describe|context|example|test|def)\s*\(?\s*(?:(['"])(.*?)\3|(test_\w+|[A-Z][\w:]*))(.*)/.exec(
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
  [/\.(?:java|kt|scala|cs|php|swift)$/, annotated],
  [/\.rs$/, rust],
  [/\.rb$/, ruby],
];

/** How tests are written in this file, by its ending; `undefined` where nobody here can tell. */
export function testSyntaxOf(path: string): TestSyntax | undefined {
  return SYNTAXES.find(([ending]) => ending.test(path))?.[1];
}
