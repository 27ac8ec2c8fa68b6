import { expect, it } from '@jest/globals';
import { localSources } from '../../src/cli/add-evidence.ts';
import type { SourceConfig } from '../../src/model/config.ts';
import type { ExpectedSource } from '../../src/model/reports.ts';

const wanted = (artifact: string, more: Partial<SourceConfig> = {}): SourceConfig => ({
  kind: 'tests',
  artifact,
  required: true,
  ...more,
});
const missing = (artifact: string): ExpectedSource => ({
  kind: 'tests',
  what: `tests from artifact ${artifact}`,
  state: 'missing',
  required: true,
  declared: true,
  why: `no evidence run uploaded an artifact named ${artifact}`,
});
const found = (path: string, state: ExpectedSource['state'] = 'present'): ExpectedSource => ({
  kind: 'tests',
  what: `junit report ${path}`,
  state,
  required: false,
  declared: false,
  why: state === 'present' ? '' : 'it is broken off',
  source: { what: `file ${path}` },
});
const told = (sources: readonly ExpectedSource[], declared: readonly SourceConfig[]) =>
  localSources(sources, declared).map(({ what, state, why }) => [what, state, why]);

const NONE_HERE =
  'needs GitHub data: the artifacts of the runs; the checkout has no tests report that could replace it';

it('a report of the checkout stands for an artifact that only CI can have uploaded', () => {
  expect(told([missing('junit'), found('a.xml')], [wanted('junit')])).toEqual([
    ['tests from artifact junit', 'present', 'junit report a.xml of the checkout is read instead'],
  ]);
});

it('one report stands for one leg, and the other stays missing', () => {
  const declared = [wanted('junit-3.10'), wanted('junit-3.12')];
  expect(told([missing('junit-3.10'), missing('junit-3.12'), found('a.xml')], declared)).toEqual([
    [
      'tests from artifact junit-3.10',
      'present',
      'junit report a.xml of the checkout is read instead',
    ],
    ['tests from artifact junit-3.12', 'missing', NONE_HERE],
  ]);
});

it('a broken report stands as broken, and one of another format for nothing', () => {
  expect(told([missing('junit'), found('a.xml', 'unreadable')], [wanted('junit')])).toEqual([
    [
      'tests from artifact junit',
      'unreadable',
      'junit report a.xml of the checkout is read instead: it is broken off',
    ],
  ]);
  expect(told([missing('t'), found('a.xml')], [wanted('t', { format: 'trx' })])).toEqual([
    ['tests from artifact t', 'missing', NONE_HERE],
    ['junit report a.xml', 'present', ''],
  ]);
});

it('a source that names its file gets that file, whatever the order', () => {
  const declared = [wanted('junit'), wanted('pytest', { path: 'pytest.xml' })];
  const sources = [
    missing('junit'),
    missing('pytest'),
    found('examples/reports/pytest.xml'),
    found('reports/junit.xml'),
  ];
  expect(told(sources, declared).map(([what, , why]) => [what, why])).toEqual([
    ['tests from artifact junit', 'junit report reports/junit.xml of the checkout is read instead'],
    [
      'tests from artifact pytest',
      'junit report examples/reports/pytest.xml of the checkout is read instead',
    ],
  ]);
});
