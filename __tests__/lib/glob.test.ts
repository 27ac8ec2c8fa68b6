import { expect, it } from '@jest/globals';
import { globFolder, nameMatcher, pathMatcher } from '../../src/lib/glob.ts';

it.each([
  ['unit*', 'unit / linux', true],
  ['*linux*', 'unit / linux, node 20', true],
  ['test (ubuntu, *)', 'test (ubuntu, 20)', true],
  ['case[*]', 'case[a-1]', true],
  ['shard-[0-9]', 'shard-7', true],
  ['shard-[!0-9]', 'shard-7', false],
  ['{unit,e2e,{a,b}-c}*', 'b-c 3', true],
  ['{unit}', '{unit}', true],
  [String.raw`a\*b`, 'a*b', true],
  [String.raw`a\*b`, 'axb', false],
  ['a?c', 'a/c', true],
  ['a.b*', 'axb', false],
  ['ab*ba', 'aba', false],
  ['a*b*c', 'a c b', false],
  ['', 'a', false],
])('whether the glob %s matches the name %s is %s', (glob, name, matches) => {
  expect(nameMatcher([glob])(name)).toBe(matches);
});

it.each([
  ['src/*.ts', 'src/a.ts', true],
  ['src/*.ts', 'src/b/a.ts', false],
  ['src/**', 'src/b/a.ts', true],
  ['src/**', 'src', true],
  ['**/a.ts', 'a.ts', true],
  ['**/b/*/a.ts', 'x/b/b/c/a.ts', true],
  ['src/**/b/**/a.ts', 'src/b/a.ts', true],
  ['src/**/b/**/a.ts', 'src/a.ts', false],
  ['./src/*', 'src/.env', true],
  ['**/*.{lock,sum}', 'go/go.sum', true],
  ['src/a?c.ts', 'src/a/c.ts', false],
  ['{src,lib/**}/a.ts', 'lib/x/y/a.ts', true],
])('whether the glob %s matches the path %s is %s', (glob, path, matches) => {
  expect(pathMatcher([glob])(path)).toBe(matches);
});

it.each([
  ['reports/unit/*.xml', 'reports/unit'],
  ['**/*.xml', ''],
  ['reports/a.xml', undefined],
])('the folder of the glob %s is %s', (glob, folder) => {
  expect(globFolder(glob)).toBe(folder);
});

it('a glob of many wildcards reads each character of a name a bounded number of times', () => {
  let reads = 0;
  const name = 'a'.repeat(10_000);
  const counted = new Proxy(Object(name) as object, {
    get: (text, key) => {
      const value: unknown = Reflect.get(text, key, text);
      if (/^\d+$/.test(String(key))) reads += 1;
      return typeof value === 'function' ? value.bind(name) : value;
    },
  }) as unknown as string;
  nameMatcher([`${'*[a]?'.repeat(40)}b`])(counted);
  expect(reads).toBeLessThan(10 * name.length);
});
