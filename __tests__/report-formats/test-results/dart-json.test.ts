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

it('counts the finished tests without the last event, and the cut as an error', () => {
  const lines = document.trimEnd().split('\n');
  const read = readText(dartJson, lines.slice(0, -1).join('\n'));
  expect([testsOf(read), namedOf(read)]).toEqual([
    [1, 1, 3, 1, 0],
    expect.arrayContaining([
      'errored run: cut off: The event "done" is missing: the run was stopped or the file cut off.',
    ]),
  ]);
});

it('is empty without tests', () => {
  const lines = document.trimEnd().split('\n');
  expect(readText(dartJson, `${lines[0]}\n${lines.at(-1)}`).state).toBe('empty');
});

it.each([
  ['true', [1, 0, 0, 0, 0]],
  ['false', [1, 0, 1, 0, 0]],
  ['null', [1, 0, 1, 0, 0]],
])('a run that ended with success %s', (success, counts) => {
  const events = [
    '{"type":"start","protocolVersion":"0.1.1","time":0}',
    '{"type":"suite","suite":{"id":0,"path":"test/b_test.dart"},"time":0}',
    '{"type":"testStart","test":{"id":3,"name":"adds","suiteID":0,"groupIDs":[],"metadata":{}},"time":1}',
    '{"type":"testDone","testID":3,"result":"success","skipped":false,"hidden":false,"time":2}',
    `{"type":"done","success":${success},"time":3}`,
  ];
  expect(testsOf(readText(dartJson, events.join('\n')))).toEqual(counts);
});

it('is recognized by its first event', () => {
  expect([document, '{"type":"start"}\n'].map((head) => dartJson.recognize(head, ''))).toEqual([
    true,
    false,
  ]);
});
