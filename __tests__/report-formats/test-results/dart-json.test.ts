import { expect, it } from '@jest/globals';
import { dartJson } from '../../../src/report-formats/test-results/dart-json.ts';
import { fixture, namedOf, readText, testsOf } from '../reading.ts';

const document = fixture('dart-json', 'dart.jsonl');

it('reads every result; hidden tests do not count, and one without an end is an error', () => {
  const read = readText(dartJson, document);
  expect([testsOf(read), namedOf(read)]).toEqual([
    [1, 1, 2, 1, 0],
    [
      'errored test/money_test.dart › hangs: The test never ended.',
      'skipped test/money_test.dart › money › converts: no rates',
      'failed test/money_test.dart › money › rounds: Expected: <3>',
      'errored test/money_test.dart › stores: Bad state: no database here',
    ],
  ]);
});

it('counts a file that could not be loaded, although its test is hidden', () => {
  const text = document.replace('"testID":1,"result":"success"', '"testID":1,"result":"error"');
  expect(testsOf(readText(dartJson, text))).toEqual([1, 1, 3, 1, 0]);
});

it('ignores what flutter prints between the events', () => {
  const text = document.replace('\n', '\n[{"event":"test.startedProcess"}]\nhello\n');
  expect(testsOf(readText(dartJson, text))).toEqual([1, 1, 2, 1, 0]);
});

it('is unreadable without the last event, and empty without tests', () => {
  const lines = document.trimEnd().split('\n');
  const texts = [lines.slice(0, -1).join('\n'), `${lines[0]}\n${lines.at(-1)}`];
  expect(texts.map((text) => readText(dartJson, text).state)).toEqual(['unreadable', 'empty']);
});

it('is recognized by its first event', () => {
  expect([document, '{"type":"start"}\n'].map((head) => dartJson.recognize(head, ''))).toEqual([
    true,
    false,
  ]);
});
