import { expect, it } from '@jest/globals';
import { benchmarkJson } from '../../../src/report-formats/benchmark-json.ts';
import { cyclonedx } from '../../../src/report-formats/sbom/cyclonedx.ts';
import { spdx } from '../../../src/report-formats/sbom/spdx.ts';
import { fixture, readText } from '../reading.ts';

it('is empty without packages, and unreadable when cut off or without a value', () => {
  const states = [
    readText(cyclonedx, '{"bomFormat":"CycloneDX","components":[]}'),
    readText(spdx, '{"spdxVersion":"SPDX-2.3","packages":[]}'),
    readText(cyclonedx, '{"bomFormat":"CycloneDX","components":['),
    readText(spdx, '{"spdxVersion":"SPDX-2.3"'),
    readText(benchmarkJson, '[{"name":"a","unit":"ms","value":"fast"}]'),
  ].map(({ state }) => state);
  expect(states).toEqual(['empty', 'empty', 'unreadable', 'unreadable', 'unreadable']);
});

it('each format is recognized by its own signature', () => {
  const heads = [
    fixture('cyclonedx', 'bom.json'),
    fixture('spdx', 'github-export.json'),
    fixture('benchmark-json', 'benchmark.json'),
  ];
  const formats = [cyclonedx, spdx, benchmarkJson];
  expect(heads.map((head) => formats.map((format) => format.recognize(head, '')))).toEqual([
    [true, false, false],
    [false, true, false],
    [false, false, true],
  ]);
});
