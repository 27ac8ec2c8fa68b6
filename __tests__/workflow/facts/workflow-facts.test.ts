import { expect, it } from '@jest/globals';
import { factsOf } from '../../../src/workflow/facts/workflow-facts.ts';
import { weakeningsBetween } from '../../../src/workflow/weakenings/weakenings.ts';
import { fixtures, readFixture } from '../fixture-files.ts';

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

it('two hundred workflows are read, derived and compared in a second', () => {
  const texts = Array.from({ length: 200 }, (_, at) => fixtures()[at % all.length]).filter(
    (f) => f !== undefined,
  );
  const begin = performance.now();
  const files = texts.map((fixture, at) =>
    readFixture({ ...fixture, name: `${at}-${fixture.name}` }),
  );
  factsOf(files, [], []);
  weakeningsBetween({ files, settings: [] }, { files, settings: [] });
  // Generous: a slow build machine under other load still finds something quadratic.
  expect(performance.now() - begin).toBeLessThan(5_000);
});
