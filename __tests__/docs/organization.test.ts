import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { parse } from 'yaml';
import * as z from 'zod';
import { type Rollup, rollupSchema } from '../../src/model/rollup.ts';
import { onTerminal } from '../cli/on-terminal.ts';
import { rollupOf } from '../history/a-rollup.ts';
import { blocksIn, ROOT } from './pages.ts';

interface Rest {
  readonly left: number;
  readonly until?: Date;
}

// A runner starts the script without TypeScript.
const { fanOut, shareNow } = (await import(join(ROOT, 'scripts/rollup-fan-out.mjs'))) as {
  readonly fanOut: (
    rollup: Rollup,
    rest: Rest,
  ) => {
    readonly batches: readonly string[];
    readonly share: number;
    readonly leftOut: readonly { readonly repository: string; readonly why: string }[];
  };
  readonly shareNow: (
    rest: Rest,
    share: number,
    jobs: number,
  ) => { readonly requests: number; readonly why?: string };
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

const until = new Date('2026-07-01T03:20:00Z');
const plannedIn = (batches: readonly string[]): readonly string[] =>
  batches.flatMap((batch) => batch.split(' '));

it('a fan-out has at most 256 jobs, and every repository is in one', () => {
  const { batches } = fanOut(rollup, { left: 1_000_000 });
  expect([batches.length <= 256, plannedIn(batches).length]).toEqual([true, 600]);
});

it('a fan-out plans only what the rate limit allows, and names the others', () => {
  const { batches, share, leftOut } = fanOut(rollup, { left: 5000, until });
  expect([plannedIn(batches).length, share, leftOut.length]).toEqual([50, 80, 550]);
  expect(leftOut[0]).toEqual({
    repository: 'acme/r050',
    why: 'not collected: the token had 5000 requests left until 03:20 UTC, enough for 50 of 600 repositories with 80 each',
  });
});

it('a fan-out without requests plans nothing', () => {
  const { batches, leftOut } = fanOut(rollup, { left: 0 });
  expect([batches, leftOut.length]).toEqual([[], 600]);
});

it('few repositories share what many would, up to the maximum of an audit', () => {
  const few = rollupOf([], { expected: expected.slice(0, 10) });
  const shares = [1000, 5000, 15_000, Number.POSITIVE_INFINITY].map(
    (left) => fanOut(few, { left }).share,
  );
  expect(shares).toEqual([80, 400, 600, 600]);
});

it('a job takes its share while the token has enough for all jobs at a time', () => {
  expect(shareNow({ left: 4000 }, 80, 8)).toEqual({ requests: 80 });
});

it('a job takes less when the token has less, and no more than its share when it has more', () => {
  const requests = [500, 100_000].map((left) => shareNow({ left }, 80, 8).requests);
  expect(requests).toEqual([50, 80]);
});

it('a job whose token has too little collects nothing, and says why', () => {
  expect(shareNow({ left: 300, until }, 80, 8)).toEqual({
    requests: 0,
    why: 'not collected: the token had 300 requests left until 03:20 UTC for 8 jobs at a time, and a repository takes at least 40',
  });
});

it('a fan-out does not collect for a repository whose file is broken', () => {
  const broken = {
    place: 'x',
    repository: 'acme/r000',
    content: { state: 'read', text: '{' },
  } as const;
  const { batches } = fanOut(rollupOf([broken], { expected }), { left: 1_000_000 });
  expect(plannedIn(batches)).not.toContain('acme/r000');
});

it('the command finds nothing in the reusable workflow', async () => {
  const path = join(ROOT, '.github/workflows/rollup.yml');
  const { code, out } = await onTerminal('workflows', path);
  expect([code, out.trim().split('\n').at(-1)]).toEqual([0, '1 file, 0 findings']);
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
