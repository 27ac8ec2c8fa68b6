import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';

const texts = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.test.ts'))
  .flatMap((name) => readFileSync(join(import.meta.dirname, name), 'utf8').split(/^describe\(/m));

it('each of the eleven ways in which people were fooled has a chapter of tests, with an honest twin in it', () => {
  const points = texts.flatMap((text) => {
    const point = /\/\* Point (\d+): /.exec(text)?.[1];
    const twin = /raises? no alarm|\[right\.notices, right\.issues\]\)\.toEqual/.test(text);
    return point === undefined ? [] : [[Number(point), twin] as const];
  });
  expect(points.toSorted(([a], [b]) => a - b)).toEqual(
    Array.from({ length: 11 }, (_, at) => [at + 1, true]),
  );
});
