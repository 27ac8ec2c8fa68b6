import { expect, it } from '@jest/globals';
import { goTestJson } from '../../../src/report-formats/test-results/go-test-json.ts';
import { fixture, namedOf, readText, testsOf } from '../reading.ts';

const document = fixture('go-test-json', 'go-test.jsonl');

function events(...list: readonly string[]): string {
  return list
    .map((one) => {
      const [Action, Package, Test] = one.split(' ');
      return `${JSON.stringify({ Action, Package, Test })}\n`;
    })
    .join('');
}

it('reads what go test wrote: subtests, a skip, a panic, a package that does not build', () => {
  const read = readText(goTestJson, document);
  expect([testsOf(read), namedOf(read)]).toEqual([
    [4, 2, 1, 1, 0],
    [
      'skipped example.org/money › TestConverts: money_test.go:20: no rates',
      'failed example.org/money › TestRounds: money_test.go:16: 2 is not 3',
      'failed example.org/money/bank › TestPanics: panic: no database here [recovered]',
      'errored example.org/money/broken › package failed: build failed',
    ],
  ]);
});

it('counts a test that never ended, and a package that failed without a test', () => {
  const text = events('start a', 'run a TestX', 'fail a', 'start b', 'fail b', 'start c', 'skip c');
  expect(testsOf(readText(goTestJson, text))).toEqual([0, 0, 2, 0, 0]);
});

it('counts a failure that passes when rerun as one flaky test', () => {
  const text = events(
    'run a TestX',
    'fail a TestX',
    'fail a',
    'run a TestX',
    'pass a TestX',
    'pass a',
  );
  expect(testsOf(readText(goTestJson, text))).toEqual([1, 0, 0, 0, 1]);
});

it('shows the compiler output of Go 1.24', () => {
  const text = [
    { ImportPath: 'a [a.test]', Action: 'build-output', Output: '# a\n' },
    { ImportPath: 'a [a.test]', Action: 'build-output', Output: './a_test.go:6:2: undefined: x\n' },
    { ImportPath: 'a [a.test]', Action: 'build-fail' },
    { Action: 'start', Package: 'a' },
    { Action: 'output', Package: 'a', Output: 'FAIL\ta [build failed]\n' },
    { Action: 'fail', Package: 'a', FailedBuild: 'a [a.test]' },
  ].map((event) => JSON.stringify(event));
  expect(namedOf(readText(goTestJson, text.join('\n')))).toEqual([
    'errored a › package failed: ./a_test.go:6:2: undefined: x',
  ]);
});

it('counts the finished tests of a package without an end, and the cut as an error', () => {
  const read = readText(goTestJson, events('run a TestX', 'pass a TestX', 'run a TestY'));
  expect(namedOf(read)).toEqual([
    'errored a › TestY: The test never ended.',
    'errored run: cut off: The report ends before package a does: the run was stopped or the file cut off.',
  ]);
});

it('counts a last line that is cut off as an error', () => {
  const text = `${events('run a TestX', 'pass a TestX', 'pass a')}\n{"Action":"sta`;
  expect([testsOf(readText(goTestJson, text)), namedOf(readText(goTestJson, text))]).toEqual([
    [1, 0, 1, 0, 0],
    ['errored run: cut off: The last line is incomplete: the file was cut off.'],
  ]);
});

it('is unreadable when a line in the middle is broken, and empty without tests', () => {
  const texts = [`{"Action":"sta\n${document}`, events('start a', 'skip a')];
  expect(texts.map((text) => readText(goTestJson, text).state)).toEqual(['unreadable', 'empty']);
});

it('is recognized after lines of other tools, and not in other JSON', () => {
  const heads = [
    document,
    `go: downloading x v1\n${document}`,
    '{"Action":"run"}\n',
    '{"type":"start"}\n',
  ];
  expect(heads.map((head) => goTestJson.recognize(head, ''))).toEqual([true, true, false, false]);
});

it('a package that does not build is an error, also when no test package names it', () => {
  const events = [
    '{"Action":"build-output","ImportPath":"ex/tool","Output":"tool.go:3: undefined: x\\n"}',
    '{"Action":"build-fail","ImportPath":"ex/tool"}',
    '{"Action":"pass","Package":"ex/a","Test":"TestA"}',
    '{"Action":"pass","Package":"ex/a"}',
  ];
  const read = readText(goTestJson, events.join('\n'));
  expect([testsOf(read), namedOf(read)]).toEqual([
    [1, 0, 1, 0, 0],
    ['errored ex/tool › run: build failed: tool.go:3: undefined: x'],
  ]);
});
