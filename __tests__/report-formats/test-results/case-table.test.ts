import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { caseKey } from '../../../src/report-formats/test-results/case-identity.ts';
import { CaseTable } from '../../../src/report-formats/test-results/case-table.ts';
import { propertyOptions } from '../../runs.ts';

const entry = fc.record({
  // Near each other, at both ends, and anywhere.
  key: fc.oneof(
    fc.integer({ min: 0, max: 40 }),
    fc.integer({ min: 2 ** 48 - 40, max: 2 ** 48 - 1 }),
    fc.integer({ min: 100, max: 2 ** 48 - 100 }),
  ),
  code: fc.integer({ min: 0, max: 4 }),
  group: fc.integer({ min: 0, max: 0xfffe }),
  how: fc.constantFrom('add', 'set'),
});

it('contains what a Map would contain, in the order of the keys', () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 300 }), (entries) => {
      const table = new CaseTable();
      const map = new Map<number, readonly [code: number, group: number]>();
      let wrong = false;
      for (const { key, code, group, how } of entries) {
        const known = map.get(key);
        if (how === 'set') {
          table.set(key, code, group);
          map.set(key, [code, known?.[1] ?? group]);
        } else {
          wrong ||= table.add(key, code, group) !== known?.[0];
          map.set(key, known ?? [code, group]);
        }
      }
      const all: unknown[] = [];
      table.each((key, ...rest) => all.push([key, rest]));
      const keys = [...map.keys()].sort((a, b) => a - b);
      expect(all).toEqual(keys.map((key) => [key, map.get(key)]));
      expect([wrong, table.size, table.refused]).toEqual([false, map.size, 0]);
      expect(keys.map((key) => [table.get(key), table.groupOf(key)])).toEqual([
        ...keys.map((key) => map.get(key)),
      ]);
      expect([...table.keys()].flatMap((list) => [...list])).toEqual(keys);
      expect([table.get(41), table.groupOf(41)]).toEqual([undefined, undefined]);
      const list = table.drain();
      const drained: unknown[] = [];
      list.each((key, ...rest) => drained.push([key, rest]));
      expect(drained).toEqual(all);
      expect([...list.keys()].flatMap((some) => [...some])).toEqual(keys);
      expect(keys.filter((key) => !list.has(key))).toEqual([]);
      expect([list.has(41), list.has(2 ** 48 - 1)]).toEqual([false, map.has(2 ** 48 - 1)]);
    }),
    propertyOptions(30, 500),
  );
});

it.each([
  [3, 3],
  [3, 0xffff],
  [0xffff, 0xffff],
])('a table that was used before has the groups %s and %s', (...groups) => {
  const table = new CaseTable();
  for (const key of [0, 1, 2]) table.add(key, 0, key);
  table.drain();
  for (const [key, group] of groups.entries()) table.add(key, 0, group);
  const drained: unknown[] = [];
  table.drain().each((_key, _code, group) => drained.push(group ?? 0xffff));
  expect(drained).toEqual(groups);
});

it('every one of 100,000 names is found in any order of adding', () => {
  const keys = Array.from({ length: 100_000 }, (_, n) => caseKey(`test_${n}`));
  const one = new CaseTable();
  for (const [n, key] of keys.entries()) one.add(key, n % 5, n % 0xffff);
  const other = new CaseTable();
  other.reserve(one.size);
  one.each((key, code, group) => other.add(key, code, group ?? 0));
  expect([one.size, other.size, one.refused, other.refused]).toEqual([100_000, 100_000, 0, 0]);
  const [left, right] = [one, other].map((table) => table.sortedResults());
  expect(left?.findIndex((result, n) => result !== right?.[n])).toBe(-1);
  expect(keys.findIndex((key, n) => other.get(key) !== n % 5)).toBe(-1);
  expect(keys.findIndex((key, n) => other.groupOf(key) !== n % 0xffff)).toBe(-1);
});

it('names chosen to collide are refused beyond the limit', () => {
  const table = new CaseTable();
  for (let n = 0; n < 200_000; n++) table.add(2 ** 47 + n, 0, 0);
  expect(table.size + table.refused).toBe(200_000);
  expect(table.refused).toBeGreaterThan(100_000);
  expect(table.get(2 ** 47)).toBe(0);
});
