import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Script } from '../../../src/model/workflow.ts';
import { commandsOf, readShell } from '../../../src/workflow/shell/commands.ts';
import { lostExitCodes } from '../../../src/workflow/shell/lost-exit-codes.ts';
import { anyText } from '../../any-text.ts';
import { propertyOptions } from '../../runs.ts';

const script = (text: string, shell = ''): Script => ({ text, line: 10, shell });
const words = (text: string) => commandsOf(script(text)).map((command) => command.words);

it.each([
  ['words and quotes', `a 'b c' "d $e" f\\ g h"i"'j'`, [['a', 'b c', 'd $e', 'f g', 'hij']]],
  ['comments', 'a # b || c\n# d\ne#f', [['a'], ['e#f']]],
  ['continued lines', 'a \\\n  b\\\nc', [['a', 'bc']]],
  ['operators', 'a && b || c; d | e & f', [['a'], ['b'], ['c'], ['d'], ['e'], ['f']]],
  ['here-documents', "cat <<'E' <<-F\na || b\nE\n\tc\n\tF\nd", [['cat'], ['d']]],
  ['here-strings', 'a <<< "b || c" && d', [['a'], ['d']]],
  ['redirections', 'a >b 2>&1 <c &>d', [['a']]],
  [
    'expressions stay whole',
    "a ${{ x && 'y|z' || '' }} b",
    [['a', "${{ x && 'y|z' || '' }}", 'b']],
  ],
  [
    'substitutions run too',
    'a "$(b \'c)\' | d)" `e`',
    [['b', 'c)'], ['d'], ['e'], ['a', "$(b 'c)' | d)", '`e`']],
  ],
  [
    'process substitutions',
    'a <(b c)',
    [
      ['b', 'c'],
      ['a', '<(b c)'],
    ],
  ],
  [
    'conditions and branches',
    'if a; then b; elif c; then d; else e; fi; f',
    [['a'], ['b'], ['c'], ['d'], ['e'], ['f']],
  ],
  [
    'loops',
    'for x in 1 2; do a $x; done; while b; do c; done; until d\ndo e\ndone',
    [['a', '$x'], ['b'], ['c'], ['d'], ['e']],
  ],
  ['cases', 'case "$x" in a|b) c;; (d) e ;; *) f; esac; g', [['c'], ['e'], ['f'], ['g']]],
  [
    'functions and groups',
    'f() { a; }; function g { b; }; (c; d) && { e; }',
    [['a'], ['b'], ['c'], ['d'], ['e']],
  ],
  [
    'tests are one command',
    '[[ a && b || c ]] && d; (( i++ < 3 )) || e',
    [['[[ a && b || c ]]'], ['d'], ['(( i++ < 3 ))'], ['e']],
  ],
  ['bash -c is read', "bash -ec 'a | b'", [['bash', '-ec', 'a | b'], ['a'], ['b']]],
  ['arrays', 'x=(a b) c', [['c']]],
  ['keywords as arguments', 'echo if then done fi', [['echo', 'if', 'then', 'done', 'fi']]],
  ['ANSI quotes', "a $'it\\'s' b", [['a', "it's", 'b']]],
  [
    'substitutions in lists, defaults and here-documents',
    'for x in $(a); do b; done < <(c)\necho ${D:-$(d)}\ncat <<E\n$(e)\nE',
    [['a'], ['c'], ['b'], ['d'], ['echo', '${D:-$(d)}'], ['e'], ['cat']],
  ],
  ['a script that a shell reads', 'bash -e <<E\na | b\nE', [['bash', '-e'], ['a'], ['b']]],
])('%s', (_, text, expected) => {
  expect(words(text)).toEqual(expected);
});

it('gives each command its line, redirections, assignments, pipe, depth, and text', () => {
  const commands = commandsOf(
    script('A=1 B="2 3" first \\\n  arg > out\nif ! second; then\n  f() { third; }\nfi | fourth'),
  );
  const none = { redirects: [], assignments: [], piped: false };
  expect(commands).toEqual([
    {
      line: 10,
      words: ['first', 'arg'],
      redirects: [{ operator: '>', target: 'out' }],
      assignments: ['A=1', 'B=2 3'],
      piped: false,
      depth: 0,
      text: 'A=1 B="2 3" first arg > out',
    },
    { ...none, line: 12, words: ['second'], depth: 1, text: 'second' },
    { ...none, line: 13, words: ['third'], depth: 3, text: 'third' },
    { ...none, line: 14, words: ['fourth'], depth: 0, text: 'fourth' },
  ]);
});

it('keeps the lines of commands in escaped backticks', () => {
  const commands = commandsOf(script('x=`a "\\$1" |\n  b\nc`'));
  expect(commands.map(({ line, words: [name] }) => [line, name])).toEqual([
    [10, 'a'],
    [11, 'b'],
    [12, 'c'],
    [10, undefined],
  ]);
});

const unreadOf = (text: string): string =>
  readShell(script(text))
    .gaps.map(({ why }) => why)
    .join('; ');

it.each(['python', 'node {0}', 'perl {0}'])('reads no script of %s', (shell) => {
  const { commands, gaps } = readShell(script('system("npm test || true"); spawn("a")', shell));
  const why = `${shell.split(' ')[0]} is not a shell that is read`;
  expect([commands, gaps]).toEqual([[], [{ why, hides: ['check', 'install', 'download'] }]]);
});

it.each([
  ['python', 'print(1)', []],
  ['python', 'import urllib.request', ['download']],
  ['python {0}', 'import subprocess', ['check', 'install', 'download']],
  ['node {0}', 'console.log(1)', []],
  ['node {0}', "require('child_process')", ['check', 'install', 'download']],
  ['Rscript {0}', 'print(1)', ['check', 'install', 'download']],
  ['micromamba-shell {0}', 'pytest', ['check']],
  ['${{ inputs.shell }}', 'pytest', ['check', 'install', 'download']],
])('a script of %s that is %j can hide %j', (shell, text, expected) => {
  expect(readShell(script(text, shell)).gaps.flatMap(({ hides }) => hides)).toEqual(expected);
});

it.each([
  ['bash -el {0}', true, false],
  ['nix develop -c bash -eo pipefail {0}', true, true],
  ['C:\\msys64\\usr\\bin\\bash.exe --login {0}', false, false],
])('reads scripts of %s with its options', (shell, errexit, pipefail) => {
  const read = readShell(script('pytest', shell));
  expect([read.commands.length, read.errexit, read.pipefail]).toEqual([1, errexit, pipefail]);
});

// What bash 5.2 rejects with `bash -n`.
it.each([
  ['fi; a', 'line 10: unexpected token'],
  ['a\n)', 'line 11: unexpected token'],
  ['a "b\nc', 'line 10: unterminated'],
  ['a $(if b', 'line 10: '],
  ['if a; then b', 'line 10: '],
  ["bash -c 'fi'", 'line 10: unexpected token'],
])('reports the syntax error of %j as unread', (text, expected) => {
  expect(unreadOf(text)).toContain(expected);
});

it('keeps the commands in front of a syntax error', () => {
  expect(words('pytest || true\nfi')).toEqual([['pytest'], ['true']]);
});

it('reports a script that overflows the parser as unread', () => {
  expect(unreadOf('f() '.repeat(25_000))).not.toBe('');
});

it('reports a script that is too long as unread', () => {
  expect(unreadOf('a\n'.repeat(60_000))).toContain('100000 characters');
});

it('GitHub sets -e by default, and pipefail only where bash is named', () => {
  const options = ['', 'sh', 'bash', 'bash {0}', '/bin/bash -euo pipefail {0}'].map((shell) => {
    const { errexit, pipefail } = readShell(script('a', shell));
    return [errexit, pipefail];
  });
  expect(options).toEqual([
    [true, false],
    [true, false],
    [true, true],
    [false, false],
    [true, true],
  ]);
});

it.each([
  '(',
  '$(',
  '"$(',
  '`',
  'if ',
  '${',
  'cat <<A\n',
  '((',
  '<(',
  'bash -c "',
  'case a in b) ',
  'a=(',
  'f() ',
  '{ ',
  'while if ',
])('never takes a hundred thousand characters of %s for an empty script', (piece) => {
  const { commands, gaps } = readShell(script(piece.repeat(100_000 / piece.length)));
  expect(commands.length + gaps.length).not.toBe(0);
});

it('reads a hundred thousand blank lines', () => {
  expect(lostExitCodes(script(`${'\n'.repeat(99_980)}pytest || true`))).toHaveLength(1);
});

/** A script with the names of its commands in the order written, and the line of each. */
interface Known {
  readonly text: string;
  readonly names: readonly string[];
}

const leaf: fc.Arbitrary<Known> = fc
  .tuple(
    fc.constantFrom('a', 'b-c', './d.sh', '$E', '${F:-g}'),
    fc.constantFrom('', ' -x', ' "y z"', " 'it && fi'", ' \\\n  w', ' > out 2>&1', ' ${{ m.n }}'),
  )
  .map(([name, rest]) => ({ text: `${name}${rest}`, names: [name] }));

const joined = (parts: readonly Known[], around: (texts: readonly string[]) => string): Known => ({
  text: around(parts.map(({ text }) => text)),
  names: parts.flatMap(({ names }) => names),
});

const { tree } = fc.letrec<{ tree: Known }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    ...[
      ([a, b]: readonly string[]) => `${a} && ${b}`,
      ([a, b]: readonly string[]) => `${a} ||\n${b}`,
      ([a, b]: readonly string[]) => `${a} | ${b}`,
      ([a, b]: readonly string[]) => `${a}\n\n# fi || )\n${b}`,
      ([a, b]: readonly string[]) => `( ${a}\n${b})`,
      ([a, b]: readonly string[]) => `{ ${a}; ${b}\n}`,
      ([a, b]: readonly string[]) => `if ${a}; then\n  ${b}\nfi`,
      ([a, b]: readonly string[]) => `while ${a}\ndo ${b}; done`,
      ([a, b]: readonly string[]) => `case $x in\n  y|z) ${a} ;;\n  *) ${b}\nesac`,
      ([a, b]: readonly string[]) => `f() {\n${a}\n}\n${b}`,
      ([a, b]: readonly string[]) => `x=$( ${a}\n) y="<($( ${b}\n))"`,
    ].map((around) => fc.tuple(tie('tree'), tie('tree')).map((parts) => joined(parts, around))),
  ),
}));

it('finds every command of a script, in order, on a line that shows it', () => {
  fc.assert(
    fc.property(tree, ({ text, names }) => {
      const { commands, gaps } = readShell(script(text));
      const found = commands.filter(({ words: all }) => all.length > 0);
      const lines = text.split('\n');
      const misplaced = found.filter(
        ({ line, words: [name = ''] }) => !lines[line - 10]?.includes(name),
      );
      expect([gaps, misplaced, found.map(({ words: [name] }) => name)]).toEqual([[], [], names]);
    }),
    propertyOptions(100, 5_000),
  );
});

it('never throws', () => {
  const pieces = fc.constantFrom(
    ...'( ) { } [[ ]] (( )) if then fi case in esac do done $( ${ ` " \' \\ \n ; & | < > << a'.split(
      ' ',
    ),
    '\n',
    ' ',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, anyText(3)), { maxLength: 40 }), (parts) => {
      expect(Array.isArray(readShell(script(parts.join(''))).gaps)).toBe(true);
    }),
    propertyOptions(100, 20_000),
  );
});
