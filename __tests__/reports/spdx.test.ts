import { expect, it } from '@jest/globals';
import { spdx } from '../../src/reports/spdx.ts';
import { fixture, readText } from './reading.ts';

it("lists packages without the product itself, also in GitHub's export", () => {
  expect(readText(spdx, fixture('spdx', 'github-export.json'))).toEqual({
    state: 'present',
    format: 'spdx',
    content: {
      kind: 'sbom',
      report: {
        format: 'spdx',
        components: 2,
        packages: ['npm:a@1.0.0', 'npm:b@2.0.0'],
        omitted: 0,
        notes: [],
      },
    },
  });
});
