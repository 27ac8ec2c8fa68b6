import { expect, it } from '@jest/globals';
import { spdx } from '../../../src/report-formats/sbom/spdx.ts';
import { fixture, readText, whyOf } from '../reading.ts';

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

const packagesOf = (text: string) => {
  const read = readText(spdx, text);
  return read.state !== 'unreadable' && read.content.kind === 'sbom'
    ? read.content.report.packages
    : whyOf(read);
};

it('reads what npm wrote, and SPDX 3 as JSON-LD', () => {
  const texts = [fixture('spdx', 'npm.json'), fixture('spdx', 'spdx3.json')];
  expect(texts.map((text) => [spdx.recognize(text.slice(0, 4096), ''), packagesOf(text)])).toEqual([
    [true, ['old-buoy@0.3.1', 'tidal-clock@1.2.0']],
    [true, ['old-buoy@0.3.1', 'tidal-clock@1.2.0']],
  ]);
});

it('other JSON-LD is not a bill of materials, and a truncated one is unreadable', () => {
  const other = '{"@context":"https://schema.org","@graph":[]}';
  const cut = fixture('spdx', 'spdx3.json').slice(0, -40);
  expect([spdx.recognize(other, ''), packagesOf(cut)]).toEqual([
    false,
    expect.stringContaining('cut off'),
  ]);
});

it('a document that describes all of its packages lists them all', () => {
  const packages = ['a', 'b'].map((name) => ({ name, SPDXID: name, versionInfo: '1' }));
  const all = { spdxVersion: 'SPDX-2.3', documentDescribes: ['a', 'b'], packages };
  expect(packagesOf(JSON.stringify(all))).toEqual(['a@1', 'b@1']);
});
