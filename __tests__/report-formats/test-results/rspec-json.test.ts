import { expect, it } from '@jest/globals';
import { rspecJson } from '../../../src/report-formats/test-results/rspec-json.ts';
import { fixture, namedOf, notesOf, readText, testsOf } from '../reading.ts';

const document = fixture('rspec-json', 'rspec.json');

it('reads what RSpec wrote', () => {
  const read = readText(rspecJson, document);
  expect([testsOf(read), namedOf(read), notesOf(read)]).toEqual([
    [2, 1, 0, 2, 0],
    [
      'skipped money_spec.rb › money › converts: no rates',
      'skipped money_spec.rb › money › formats: Not yet implemented',
      'failed money_spec.rb › money › rounds half up: expected: 3',
    ],
    [],
  ]);
});

it('counts an error outside of examples, so that a file that cannot load is not a pass', () => {
  const read = readText(rspecJson, fixture('rspec-json', 'broken.json'));
  expect([testsOf(read), namedOf(read)]).toEqual([
    [0, 0, 1, 0, 0],
    ['errored error outside of examples 1: An error occurred while loading ./broken_spec.rb.'],
  ]);
});

it('counts the examples when the summary differs, and notes it', () => {
  const read = readText(rspecJson, document.replace('"failure_count":1', '"failure_count":0'));
  expect(notesOf(read)).toEqual([
    "The report's summary says 0 failed or errored, its cases say 1; the cases count.",
  ]);
});

it('is empty without examples, and unreadable when cut off', () => {
  const empty = '{"version":"3.13.0","examples":[],"summary":{"example_count":0}}';
  expect([empty, document.slice(0, -1)].map((text) => readText(rspecJson, text).state)).toEqual([
    'empty',
    'unreadable',
  ]);
});

it('is recognized by its examples', () => {
  expect([document, '{"examples":[]}'].map((head) => rspecJson.recognize(head, ''))).toEqual([
    true,
    false,
  ]);
});
