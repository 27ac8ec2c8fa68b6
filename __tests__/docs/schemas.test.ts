import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { ROOT } from './pages.ts';

const SNAPSHOTS = join(ROOT, '__tests__/snapshots');

function textOf(path: string): string {
  const bytes = readFileSync(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

/** Returns the files that do not have the form of a published schema, with the first reasons. */
function invalid(schema: string, paths: readonly string[]): readonly unknown[] {
  const ajv = new Ajv2020({ strict: false });
  const validate = ajv.compile(JSON.parse(textOf(join(ROOT, 'schema', schema))) as object);
  return paths
    .filter((path) => !validate(JSON.parse(textOf(path))))
    .map((path) => [path, ajv.errorsText(validate.errors)]);
}

/** Evidence of 0.1.0 has the state `absent`, which is read as `missing` and never written. */
const OF_0_1_0 = /0\.1\.0|^own-m0/;

it('every recorded evidence file has the form of its schema', () => {
  const folder = join(SNAPSHOTS, 'evidence');
  const names = readdirSync(folder).filter((name) => !OF_0_1_0.test(name));
  const paths = names.map((name) => join(folder, name));
  expect([paths.length > 0, invalid('evidence.schema.json', paths)]).toEqual([true, []]);
});

it('every audit of the recorded evidence has the form of its schema', () => {
  const folder = join(SNAPSHOTS, 'expected');
  const paths = readdirSync(folder).map((name) => join(folder, name, 'audit.json'));
  expect([paths.length > 0, invalid('audit.schema.json', paths)]).toEqual([true, []]);
});
