import { expect, it } from '@jest/globals';
import { weakeningsBetween } from '../../src/workflow/compare/weakenings.ts';
import { factsOf } from '../../src/workflow/facts.ts';
import { fixtures, readFixture } from './fixture-files.ts';

const all = fixtures().map(readFixture);

it('the order of the files does not matter', () => {
  expect(factsOf(all.toReversed(), [], [])).toEqual(factsOf(all, [], []));
});

it('no valid workflow is weaker than itself', () => {
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

it('a script in a shell that nobody reads is named as unread', () => {
  const facts = factsOf(
    fixtures()
      .filter(({ name }) => name === 'powershell.yml')
      .map(readFixture),
    [],
    [],
  );
  expect(facts.unread.map(({ line, shell }) => [line, shell])).toEqual([
    [7, 'pwsh'],
    [11, 'python'],
    [14, 'cmd'],
  ]);
});
