import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { parse } from 'yaml';
import * as z from 'zod';
import { type Rollup, rollupSchema } from '../../src/model/rollup.ts';
import { rollupOf } from '../history/a-rollup.ts';
import { blocksIn, ROOT } from './pages.ts';

// A runner starts the script without TypeScript.
const { rollupBatches } = (await import(join(ROOT, 'scripts/rollup-batches.mjs'))) as {
  readonly rollupBatches: (rollup: Rollup, remaining: number) => readonly string[];
};

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

const schema = z.toJSONSchema(rollupSchema) as Schema;
const queries = blocksIn('sql').map(([, text]) => text);

/** Returns `alias.column` of a query that the schema of `rollup.json` does not have. */
function unknownColumns(query: string): readonly string[] {
  const rows = new Map<string, Schema | undefined>([['', schema]]);
  // The innermost list is unnested first.
  for (const [, from = '', list = '', alias = ''] of [
    ...query.matchAll(/unnest\((?:(\w)\.)?(\w+)\) AS (\w)/g),
  ].reverse()) {
    rows.set(alias, rows.get(from)?.properties?.[list]?.items);
  }
  return [...query.matchAll(/\b([a-z])\.([a-z_]+)/g)]
    .filter(([, alias = '', column = '']) => rows.get(alias)?.properties?.[column] === undefined)
    .map(([text]) => text);
}

it('every column of the DuckDB queries is in the schema', () => {
  expect([queries.length, queries.flatMap(unknownColumns)]).toEqual([3, []]);
});

it('a column that the schema does not have is found', () => {
  const query = 'SELECT r.repository, r.nothing FROM (SELECT unnest(repositories) AS r FROM x)';
  expect(unknownColumns(query)).toEqual(['r.nothing']);
});

it('the ruleset requires a workflow of a repository by its id', () => {
  const rulesets = blocksIn('json').filter(([where]) => where.includes('organization'));
  const [{ rules }] = rulesets.map(
    ([, text]) =>
      JSON.parse(text) as { rules: { type: string; parameters: { workflows: object[] } }[] },
  ) as [{ rules: { type: string; parameters: { workflows: object[] } }[] }];
  expect(
    rules.map(({ type, parameters }) => [type, Object.keys(parameters.workflows[0] ?? {})]),
  ).toEqual([['workflows', ['repository_id', 'path', 'ref']]]);
});

const expected = Array.from({ length: 600 }, (_, at) => ({
  repository: `acme/r${String(at).padStart(3, '0')}`,
  why: 'docs/milestones/latest.json does not exist',
}));
const rollup = rollupOf([], { expected });

it('a fan-out has at most 256 jobs, and every repository is in one', () => {
  const batches = rollupBatches(rollup, 1_000_000);
  expect(batches.length).toBeLessThanOrEqual(256);
  expect(batches.flatMap((batch) => batch.split(' ')).length).toBe(600);
});

it('a fan-out plans only what the rate limit allows', () => {
  expect(rollupBatches(rollup, 5000).flatMap((batch) => batch.split(' ')).length).toBe(50);
  expect(rollupBatches(rollup, 0)).toEqual([]);
});

it('a fan-out does not collect for a repository whose file is broken', () => {
  const broken = {
    place: 'x',
    repository: 'acme/r000',
    content: { state: 'read', text: '{' },
  } as const;
  const batches = rollupBatches(rollupOf([broken], { expected }), 1_000_000);
  expect(batches.flatMap((batch) => batch.split(' '))).not.toContain('acme/r000');
});

it('the reusable workflow takes no value of an expression into a script', () => {
  const { jobs } = parse(readFileSync(join(ROOT, '.github/workflows/rollup.yml'), 'utf8')) as {
    readonly jobs: Readonly<
      Record<string, { readonly steps: readonly { readonly run?: string }[] }>
    >;
  };
  const scripts = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
  expect([scripts.length > 0, scripts.filter((run) => run.includes('${{'))]).toEqual([true, []]);
});
