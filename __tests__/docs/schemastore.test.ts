import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { jsonSchemas } from '../../scripts/reference/json-schemas.ts';
import { INPUT_DEFAULTS } from '../../src/config/defaults.ts';
import { pathMatcher } from '../../src/lib/glob.ts';
import { ROOT } from './pages.ts';

/*
 * The entry of SchemaStore's catalog is schema/schemastore.json. Its rules: schema-catalog.json, and
 * `assertCatalogJsonHasNoBadFields` in cli.js (SchemaStore/schemastore, read 2026-11-30).
 */

const entry = JSON.parse(readFileSync(join(ROOT, 'schema/schemastore.json'), 'utf8')) as {
  readonly name: string;
  readonly description: string;
  readonly fileMatch: readonly string[];
  readonly url: string;
};
const CONFIG = INPUT_DEFAULTS['config'] ?? '';
const config = jsonSchemas().config as { readonly $id: string; readonly $schema: string };
const configs = readdirSync(join(ROOT, 'examples/configs')).map((name) =>
  readFileSync(join(ROOT, 'examples/configs', name), 'utf8'),
);

it('has the keys of a catalog entry, and no other', () => {
  expect(Object.keys(entry).sort()).toEqual(['description', 'fileMatch', 'name', 'url']);
});

it.each(['name', 'description'] as const)('has a %s that the catalog accepts', (key) => {
  expect(entry[key]).toMatch(/^(?!.*schema)[^\n]*[^,. \t\n-]$/i);
});

it('matches the config in any folder, and not the workflow of the same name', () => {
  const matches = pathMatcher(entry.fileMatch);
  expect([
    entry.fileMatch.every((glob) => glob.startsWith('**/')),
    matches(CONFIG),
    matches(`clones/own/${CONFIG}`),
    matches('.github/workflows/milestone-audit.yml'),
  ]).toEqual([true, true, true, false]);
});

it('names the schema by the address that it has', () => {
  expect([entry.url, config.$id]).toEqual([config.$id, expect.stringMatching(/^https:\/\//)]);
});

it('is of the draft that editors support best', () => {
  // CONTRIBUTING.md of SchemaStore, "Best practices", read 2026-11-30.
  expect(config.$schema).toBe('http://json-schema.org/draft-07/schema#');
});

it('accepts every example config, and names itself in the first line of each', () => {
  const validate = new Ajv({ strict: false }).compile(config);
  const wrong = configs.filter(
    (text) =>
      !text.startsWith(`# yaml-language-server: $schema=${entry.url}\n`) || !validate(parse(text)),
  );
  expect([configs.length > 0, wrong]).toEqual([true, []]);
});
