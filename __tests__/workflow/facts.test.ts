import { expect, it } from '@jest/globals';
import { weakeningsBetween } from '../../src/workflow/compare/weakenings.ts';
import { factsOf } from '../../src/workflow/facts.ts';
import { fixtures, readFixture } from './fixture-files.ts';

const all = fixtures().map(readFixture);

it('the order of the files does not matter', () => {
  expect(factsOf(all.toReversed(), [], [])).toEqual(factsOf(all, [], []));
});

it('finds no weakening between a workflow and itself', () => {
  const side = { files: all, settings: [] };
  expect(weakeningsBetween(side, side)).toEqual([]);
});

it('permissions name the lack of a block once for the whole workflow', () => {
  const facts = factsOf(
    fixtures()
      .filter(({ name }) => name === 'minimal.yml')
      .map(readFixture),
    [],
    [],
  );
  expect(facts.permissions).toEqual([
    { path: '.github/workflows/minimal.yml', line: 1, job: '', scope: 'all', access: 'undeclared' },
  ]);
});
