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
        unlicensed: 2,
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

it('counts the packages without a license, by the words of both versions', () => {
  const read = (text: string): unknown => {
    const { content } = readText(spdx, text) as { content: { report: { unlicensed: number } } };
    return content.report.unlicensed;
  };
  const packages = [
    { licenseDeclared: 'MIT' },
    { licenseDeclared: 'NOASSERTION', licenseConcluded: 'ISC' },
    { licenseDeclared: 'NOASSERTION', licenseConcluded: 'NONE' },
    {},
  ].map((one, at) => ({ name: `p${at}`, SPDXID: `p${at}`, ...one }));
  const element = (name: string) => ({ type: 'software_Package', spdxId: name, name });
  const declares = (from: string, to: string) => {
    return { type: 'Relationship', relationshipType: 'hasDeclaredLicense', from, to: [to] };
  };
  const graph = [
    ...['a', 'b', 'c'].map(element),
    declares('a', 'https://example.com/license/MIT'),
    declares('b', 'https://spdx.org/rdf/3.0.1/terms/Licensing/NoAssertion'),
  ];
  expect([
    read(JSON.stringify({ spdxVersion: 'SPDX-2.3', packages })),
    read(fixture('spdx', 'npm.json')),
    read(
      JSON.stringify({
        '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld',
        '@graph': graph,
      }),
    ),
  ]).toEqual([2, 0, 2]);
});
