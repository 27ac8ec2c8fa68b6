import { expect, it } from '@jest/globals';
import { cyclonedx } from '../../src/reports/cyclonedx.ts';
import { fixture, readText } from './reading.ts';

it('lists components, nested ones too, each name and version once', () => {
  expect(readText(cyclonedx, fixture('cyclonedx', 'bom.json'))).toEqual({
    state: 'present',
    format: 'cyclonedx',
    content: {
      kind: 'sbom',
      report: {
        format: 'cyclonedx',
        components: 4,
        packages: ['@scope/b@2.0.0', 'a@1.0.0', 'c@1.0.0', 'd'],
        omitted: 0,
        notes: [],
      },
    },
  });
});

it('survives components nested a hundred thousand deep', () => {
  const text = `{"bomFormat":"CycloneDX","components":${'[{"name":"a","components":'.repeat(100_000)}[]${'}]'.repeat(100_000)}}`;
  expect(readText(cyclonedx, text).state).toBe('present');
});
