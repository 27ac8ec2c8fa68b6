import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import type { EventName } from '../../sandbox/start-sandbox.ts';
import { runs } from '../runs.ts';
import { type Ended, m01, onStage } from './stage.ts';

interface Row {
  readonly what: string;
  readonly event: EventName;
  readonly given: Readonly<Record<string, string>>;
  readonly keys: readonly (readonly [string, 'read' | 'write'])[];
}

/** `a: b` pairs in code spans. */
const pairs = (cell: string): readonly (readonly [string, string])[] =>
  [...cell.matchAll(/`([\w-]+): ([\w-]+)`/g)].map(([, key = '', value = '']) => [key, value]);

/** The table of docs/permissions.md, which is what is tested. */
const ROWS: readonly Row[] = readFileSync(
  join(import.meta.dirname, '../../docs/permissions.md'),
  'utf8',
)
  .split('\n')
  .filter((line) => line.startsWith('| ') && line.includes('`'))
  .map((line) => {
    const [what = '', event = '', inputs = '', keys = ''] = line.split('|').slice(1);
    return {
      what: what.trim(),
      event: event.trim().replaceAll('`', '') as EventName,
      given: Object.fromEntries(pairs(inputs)),
      keys: pairs(keys).map(([key, level]) => [key, level === 'write' ? 'write' : 'read'] as const),
    };
  });

/** One audit with a token that may do this much and no more. */
async function auditWith(row: Row, keys: Row['keys']): Promise<Ended> {
  const story = m01();
  for (const token of Object.values(story.tokens)) token.permissions = Object.fromEntries(keys);
  return onStage(story, async ({ sandbox, audit }) => {
    if (row.event === 'push') sandbox.merge();
    const comment = { body: '/audit', association: 'MEMBER', author: 'jonas-reed' };
    return audit(row.event, { given: row.given, comment });
  });
}

it.concurrent.each(ROWS.map((row) => [row.what, row] as const))(
  'its permissions are enough for: %s',
  async (_, row) => {
    const ended = await auditWith(row, row.keys);
    expect(ended.outputs['verdict']).toBe('yellow');
    expect(ended.exitCode).toBe(0);
    expect(`${ended.log}\n${ended.summary}`).not.toMatch(/needs `|missing permission|: failed/);
  },
);

/** Each key of each line taken away. */
const WITHOUT = ROWS.flatMap((row) =>
  row.keys.map((lost) => [lost.join(': '), row.what, row] as const),
);

/** In a short run every key is taken away once, from the first line that has it. */
const FIRST = [...new Map(WITHOUT.toReversed().map((one) => [one[0], one])).values()];

it.concurrent.each(runs(FIRST, WITHOUT))(
  'without %s, %s: the key is named as it is spelled in a workflow',
  async (lost, _, row) => {
    const keys = row.keys.filter((key) => key.join(': ') !== lost);
    const ended = await auditWith(row, keys);
    const [key = ''] = lost.split(': ');
    expect(`${ended.log}\n${ended.summary}`).toMatch(new RegExp(`\\b${key}: (read|write)`));
    expect(ended.log).not.toMatch(/: failed/);
  },
);

it('the table has lines', () => {
  expect([ROWS.length, WITHOUT.length, FIRST.length]).toEqual([10, 39, 7]);
});
