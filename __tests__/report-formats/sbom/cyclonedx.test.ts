import { expect, it } from '@jest/globals';
import { cyclonedx } from '../../../src/report-formats/sbom/cyclonedx.ts';
import { fixture, readText } from '../reading.ts';

it('lists components, nested ones included, each name and version once', () => {
  expect(readText(cyclonedx, fixture('cyclonedx', 'bom.json'))).toEqual({
    state: 'present',
    format: 'cyclonedx',
    content: {
      kind: 'sbom',
      report: {
        format: 'cyclonedx',
        components: 4,
        unlicensed: 4,
        packages: ['@scope/b@2.0.0', 'a@1.0.0', 'c@1.0.0', 'd'],
        omitted: 0,
        notes: [],
      },
    },
  });
});

it('reads what npm and cyclonedx-npm wrote, without the product', () => {
  const packages = ['npm.json', 'cyclonedx-npm.json'].map((name) => {
    const read = readText(cyclonedx, fixture('cyclonedx', name));
    return read.state !== 'unreadable' && read.content.kind === 'sbom'
      ? read.content.report.packages
      : read;
  });
  const both = ['old-buoy@0.3.1', 'tidal-clock@1.2.0'];
  expect(packages).toEqual([both, both]);
});

it('survives components nested a hundred thousand deep', () => {
  const text = `{"bomFormat":"CycloneDX","components":${'[{"name":"a","components":'.repeat(100_000)}[]${'}]'.repeat(100_000)}}`;
  expect(readText(cyclonedx, text).state).toBe('present');
});

it('counts the components without a license', () => {
  const read = (name: string): unknown => readText(cyclonedx, fixture('cyclonedx', name));
  expect([read('npm.json'), read('cyclonedx-npm.json')]).toMatchObject(
    [0, 0].map((unlicensed) => ({ content: { report: { unlicensed } } })),
  );
});
