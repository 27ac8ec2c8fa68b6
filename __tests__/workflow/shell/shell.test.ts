import { expect, it } from '@jest/globals';
import type { Script } from '../../../src/model/workflow.ts';
import { commandsOf, readShell } from '../../../src/workflow/shell/shell.ts';

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
    [['[[', 'a', 'b', 'c', ']]'], ['d'], ['(( i++ < 3 ))'], ['e']],
  ],
  ['bash -c is read', "bash -ec 'a | b'", [['bash', '-ec', 'a | b'], ['a'], ['b']]],
  ['arrays', 'x=(a b) c', [['c']]],
  ['keywords as arguments', 'echo if then done fi', [['echo', 'if', 'then', 'done', 'fi']]],
  ['ANSI quotes', "a $'it\\'s' b", [['a', "$'it\\'s'", 'b']]],
  ['what is never closed', 'a "b\nc', [['a', 'b\nc']]],
  ['closers without openers', 'fi; a; ) b; done', [['a'], ['b']]],
])('%s', (_, text, expected) => {
  expect(words(text)).toEqual(expected);
});

it('a command knows its line, neighbours, assignments, redirections and surroundings', () => {
  const commands = commandsOf(
    script('A=1 B="2 3" first \\\n  arg > out\nif ! second; then\n  f() { third; }\nfi | fourth'),
  );
  expect(commands).toEqual([
    {
      line: 10,
      words: ['first', 'arg'],
      assignments: ['A=1', 'B=2 3'],
      redirects: [{ operator: '>', target: 'out' }],
      before: '',
      after: ';',
      condition: false,
      depth: 0,
      inFunction: '',
      text: 'A=1 B="2 3" first arg > out',
    },
    {
      line: 12,
      words: ['second'],
      assignments: [],
      redirects: [],
      before: '',
      after: ';',
      condition: true,
      depth: 1,
      inFunction: '',
      text: 'second',
    },
    {
      line: 13,
      words: ['third'],
      assignments: [],
      redirects: [],
      before: '',
      after: ';',
      condition: false,
      depth: 3,
      inFunction: 'f',
      text: 'third',
    },
    {
      line: 14,
      words: ['fourth'],
      assignments: [],
      redirects: [],
      before: '|',
      after: '',
      condition: false,
      depth: 0,
      inFunction: '',
      text: 'fourth',
    },
  ]);
});

it('a shell that is no bash is unknown and has no commands', () => {
  const read = ['pwsh', 'python', 'cmd', 'powershell', 'node {0}'].map((shell) =>
    readShell(script('npm test || true', shell)),
  );
  expect(read.map(({ state }) => state)).toEqual([
    'unknown',
    'unknown',
    'unknown',
    'unknown',
    'unknown',
  ]);
});

it('GitHub sets -e by default, and pipefail only where bash is named', () => {
  const options = ['', 'sh', 'bash', 'bash {0}', '/bin/bash -euo pipefail {0}'].map((shell) => {
    const read = readShell(script('a', shell));
    return read.state === 'read' && [read.errexit, read.pipefail];
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
  'a | b\n',
  'cat <<A\n',
  '${{ ',
  '((',
  '<(',
  'bash -c "',
  'case a in b) ',
  'a=(',
  'f() ',
  '! ',
  '{ ',
  'while if ',
])('a hundred thousand characters of %s end in a result', (piece) => {
  const read = readShell(script(piece.repeat(100_000 / piece.length)));
  expect(read.state).toBe('read');
});
