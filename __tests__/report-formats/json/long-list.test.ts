import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  eachEntry,
  eachItem,
  isList,
  type Json,
} from '../../../src/report-formats/json/json-report.ts';
import { LongDocument } from '../../../src/report-formats/json/long-document.ts';
import { LongList, NotJson } from '../../../src/report-formats/json/long-list.ts';
import { REPORT_FORMATS } from '../../../src/report-formats/registry.ts';
import { propertyOptions } from '../../runs.ts';

/** Splits everything that can be split. */
const SPLIT = { maxBytes: Number.MAX_SAFE_INTEGER, wholeLength: 0, pieceLength: 1 };

/** Returns the text of `JSON.stringify`, from what the readers of formats iterate. */
function stringified(value: Json): string {
  if (isList(value)) return `[${Array.from(eachItem(value), stringified).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Array.from(
    eachEntry(value),
    ([key, one]) => `${JSON.stringify(key)}:${stringified(one)}`,
  );
  return `{${members.join(',')}}`;
}

function split(text: string, pieceLength: number, chunk: number): string {
  const document = new LongDocument({ wholeLength: 0, pieceLength });
  for (let at = 0; at < text.length; at += chunk) document.write(text.slice(at, at + chunk));
  try {
    const value = stringified(document.end());
    document.check();
    return value;
  } catch (error) {
    if (error instanceof NotJson) return 'not JSON';
    throw error;
  }
}

function parsed(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return 'not JSON';
  }
}

/** Pairs of the text and what it is split into, where that is not what `JSON.parse` returns. */
function differences(texts: Iterable<string>): readonly unknown[] {
  const found: unknown[] = [];
  for (const text of texts) {
    for (const [piece, chunk] of [
      [1, 1],
      [1, 1000],
      [6, 5],
    ] as const) {
      if (split(text, piece, chunk) !== parsed(text)) found.push([text, piece, chunk]);
    }
  }
  return found;
}

it.each([
  '',
  ' ',
  '1',
  '"a"',
  'nul',
  '[]',
  '{}',
  '[ ]',
  '[1]',
  '[01,1]',
  '[1,01]',
  '[1,-,2]',
  '[1e999,-0,1E2]',
  '[1,]',
  '[,1]',
  '[1,,2]',
  '[1, ,2]',
  '[1 2]',
  '[1,2',
  '[1,2}',
  '{"a":1,"b":2]',
  '[1,2]]',
  '[1,2]3',
  '[1],[2]',
  '{"a":1,}',
  '{"a":1,"b"}',
  '{"a":1,"b":}',
  '{"a" 1,"b":2}',
  '{"a":1,2}',
  '{1:1,"b":2}',
  '{"a":1,"a":2}',
  '{"a":1,"b":2,"a":3}',
  '{"b":1,"2":2,"1":3}',
  '{"__proto__":{"x":1},"a":2}',
  '{"a":[1,2],"a":[3,4]}',
  '{"a":{"b":[1,2]},"a":{"b":[3,4]}}',
  '{"constructor":1,"toString":2,"__proto__":3}',
  '{"":1,"a":{"":[1,2]}}',
  '["\\"",2]',
  '["\\\\",2]',
  '["\\\\\\"]",2]',
  '["\\x",1]',
  '["\\u12",1]',
  '["\\ud800","\\ud83d\\ude00","😀"]',
  '["a\nb",1]',
  '["a\tb",1]',
  '["[","]","{","}",",",":"]',
  '{"[1,2]":"{,}","a,b":1}',
  '[[[[[[1,2],3],4],5],6],7]',
  '[{"a":[{"b":[{"c":[1,2]},3]},4]},5]',
  '\ufeff[1,2]',
  '[1,2]\u00a0',
  '\t[\r\n1 ,\n2 ]\n',
  '["[1,2]",[1,2],{"a":1,"b":[]}]',
  '[[1,2],[[3,4],[5,6]],[]]',
  ']],[1,2]',
  '}{"a":1,"b":2}',
])('%j is split into what JSON.parse makes of it', (text) => {
  expect(differences([text])).toEqual([]);
});

const SAMPLE = '{"a":[{"b":"x\\"","c":[1,2]},[]],"d":{"1":null,"e":[true]}}';

function* damaged(text: string): Generator<string> {
  for (let at = 0; at <= text.length; at++) {
    yield text.slice(0, at);
    yield text.slice(0, at) + text.slice(at + 1);
    for (const one of '[]{},:"\\ 0-') {
      yield text.slice(0, at) + one + text.slice(at);
      yield text.slice(0, at) + one + text.slice(at + 1);
    }
  }
}

it('a document that is damaged anywhere is split into what JSON.parse makes of it', () => {
  expect(differences(damaged(SAMPLE))).toEqual([]);
});

const { document } = fc.letrec<{ document: string }>((tie) => ({
  document: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    fc.constantFrom('1', '-0', '"a"', '"\\u005d\\\\"', 'null', '""'),
    fc.array(tie('document'), { maxLength: 4 }).map((all) => `[${all.join(' , ')}]`),
    fc
      .array(
        fc.tuple(fc.constantFrom('a', 'b', '1', '0', '__proto__', '\\u0061'), tie('document')),
        { maxLength: 4 },
      )
      .map((all) => `{${all.map(([key, value]) => `"${key}" :${value}`).join(',')}}`),
  ),
}));

it('any document is split into what JSON.parse makes of it', () => {
  fc.assert(
    fc.property(document, fc.nat(12), fc.integer({ min: 1, max: 20 }), (text, piece, chunk) => {
      expect(split(text, piece, chunk)).toBe(parsed(text));
    }),
    propertyOptions(300, 10_000),
  );
});

it('yields some elements at a time and gives the whole to what needs it', () => {
  const document = new LongDocument({ wholeLength: 0, pieceLength: 4 });
  document.write('[{"a":1},{"b":2},{"c":3}]');
  const list = document.end() as LongList;
  expect([list instanceof LongList, [...list.elements()], list.whole()]).toEqual([
    true,
    [{ a: 1 }, { b: 2 }, { c: 3 }],
    [{ a: 1 }, { b: 2 }, { c: 3 }],
  ]);
});

const FIXTURES = join(import.meta.dirname, '../../fixtures/reports');
const FORMATS = REPORT_FORMATS.flatMap((format) => {
  const folder = join(FIXTURES, format.name.replace(/-summary$/, ''));
  const files = readdirSync(folder).filter((name) => /json|sarif/.test(name));
  return files.map(
    (name) => [`${format.name} ${name}`, format, readFileSync(join(folder, name))] as const,
  );
});

it.each(FORMATS)('%s is read in parts as it is read whole', (_, format, bytes) => {
  const read = (limits?: typeof SPLIT, end = bytes.length) => {
    const reader = format.reader(limits);
    for (let at = 0; at < end; at += 997) reader.write(bytes.subarray(at, Math.min(at + 997, end)));
    return JSON.stringify(reader.end());
  };
  const ends = Array.from({ length: 8 }, (_, at) => Math.floor((bytes.length * (at + 1)) / 8));
  expect(ends.map((end) => read(SPLIT, end))).toEqual(ends.map((end) => read(undefined, end)));
});

it('reads a title that is an object with its own toString', () => {
  const report = {
    numTotalTests: 1,
    testResults: [
      {
        name: 'a',
        assertionResults: [{ ancestorTitles: [{ toString: 1 }], title: 't', status: 'failed' }],
      },
    ],
  };
  const reader = REPORT_FORMATS.find(({ name }) => name === 'jest-json')?.reader();
  reader?.write(Buffer.from(JSON.stringify(report)));
  expect(reader?.end()).toMatchObject({ state: 'present' });
});
