import { expect, it } from '@jest/globals';
import { readOutcome, unreadableReport } from '../../../src/report-formats/base/format.ts';
import {
  field,
  jsonReader,
  MAX_JSON_BYTES,
  text,
} from '../../../src/report-formats/json/json-report.ts';

function read(json: string, maxBytes = MAX_JSON_BYTES) {
  const reader = jsonReader(
    'x',
    (document) => unreadableReport('x', text(document, 'a') || 'no a'),
    { maxBytes, wholeLength: 1000, pieceLength: 100 },
  );
  reader.write(new TextEncoder().encode(json));
  return reader.end();
}

it('refuses a document above the cap and names the cap', () => {
  expect(read(`{"a":"${'b'.repeat(1024 * 1024)}"}`, 1024 * 1024)).toEqual({
    state: 'unreadable',
    format: 'x',
    why: 'The JSON document is larger than the 1 MiB that are read; split it, or upload JUnit XML, which is read as a stream.',
  });
});

it('finds only own members of the document', () => {
  const document = JSON.parse('{"__proto__":{"polluted":true},"toString":1}');
  expect([
    field(document, 'constructor'),
    field(document, 'polluted'),
    field({}, 'toString'),
  ]).toEqual([undefined, undefined, undefined]);
});

it('survives a document nested a hundred thousand deep', () => {
  expect(read(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)).toEqual({
    state: 'unreadable',
    format: 'x',
    why: 'no a',
  });
});

it('an empty inventory is empty', () => {
  const report = { format: 'x', components: 0, packages: [], omitted: 0, notes: [] };
  expect(readOutcome('x', { kind: 'sbom', report }).state).toBe('empty');
});

it('refuses a long document that is nested too deep', () => {
  expect(read('['.repeat(1_000_001))).toMatchObject({
    why: 'The JSON nests more than 1000000 levels, which is more than is read.',
  });
});

it('refuses a document whose unread members are not JSON', () => {
  expect(read(`{"a":"b","c":[${'1,'.repeat(600)}01]}`)).toMatchObject({
    why: 'This is not a complete JSON document: it was cut off, or something else was written into it.',
  });
});
