import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';

const root = fileURLToPath(new URL('../..', import.meta.url));

const filesOf = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));

const importsOf = (file: string): string[] => {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/^(?:import|export)[^;]*? from '([^']+)';/gms)].map(
    ([, from = '']) => from,
  );
};

it('the sandbox imports nothing of the product, and only diff, graphql and yaml besides Node', () => {
  const strange = filesOf('sandbox').flatMap((file) =>
    importsOf(file)
      .filter((from) => !/^(node:|(?:diff|graphql|yaml)$|\.)/.test(from) || from.includes('/src/'))
      .map((from) => `${file}: ${from}`),
  );
  expect(strange.filter((one) => !/^sandbox[\\/]demo/.test(one))).toEqual([]);
});

it('the product knows nothing of the sandbox', () => {
  const strange = filesOf('src').filter((file) =>
    importsOf(file).some((from) => from.includes('sandbox')),
  );
  expect(strange).toEqual([]);
});
