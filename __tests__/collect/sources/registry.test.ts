import { expect, it } from '@jest/globals';
import { kindsFrom, SOURCES } from '../../../src/collect/sources/registry.ts';

it('a source depends only on kinds that another source collects', () => {
  const own = Object.entries(SOURCES).flatMap(([kind, source]) =>
    source.after.filter((other) => SOURCES[other] === source).map((other) => `${kind} ${other}`),
  );
  expect(own).toEqual([]);
});

it('a source has an origin for every kind it is registered for, and for no other', () => {
  const registered = Object.entries(SOURCES).map(([kind, { from }]) => [kind, kind in from]);
  const origins = Object.values(SOURCES).flatMap(({ from }) => Object.keys(from));
  expect([registered.every(([, known]) => known), [...new Set(origins)].sort()]).toEqual([
    true,
    Object.keys(SOURCES).sort(),
  ]);
});

it('the command line takes these kinds only from saved evidence', () => {
  expect(kindsFrom('github')).toEqual([
    'runs',
    'expectedRuns',
    'artifacts',
    'sources',
    'testJobs',
    'probes',
    'pins',
    'requiredChecks',
    'coverageRule',
    'baseCi',
    'baseTests',
    'baseCoverage',
    'baseInventory',
    'scope',
    'dependencies',
    'reviews',
    'attestations',
  ]);
});

it('the command line takes reports from saved evidence or from the checkout', () => {
  expect(kindsFrom('either')).toEqual(['tests', 'coverage', 'findings', 'inventory', 'benchmarks']);
});
