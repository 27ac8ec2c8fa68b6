import { expect, it } from '@jest/globals';
import { readVex } from '../../../src/collect/sources/vex.ts';

const documentOf = (...statements: readonly object[]): string =>
  JSON.stringify({ '@context': 'https://openvex.dev/ns/v0.2.0', statements });

it('reads status, reason, and ids with aliases', () => {
  const text = documentOf({
    vulnerability: { name: 'CVE-2026-1', aliases: ['GHSA-a'] },
    products: [{ '@id': 'pkg:github/o/r' }],
    status: 'not_affected',
    justification: 'vulnerable_code_not_in_execute_path',
  });
  expect(readVex('v.json', text)).toEqual([
    {
      ids: ['CVE-2026-1', 'GHSA-a'],
      status: 'not_affected',
      why: 'vulnerable_code_not_in_execute_path',
      path: 'v.json',
    },
  ]);
});

it('reads the vulnerability of version 0.0.1, which is a text', () => {
  const text = documentOf({ vulnerability: 'CVE-2026-2', status: 'fixed' });
  expect(readVex('v.json', text)).toMatchObject([{ ids: ['CVE-2026-2'], status: 'fixed' }]);
});

it.each([
  ['no JSON', '{', 'it is not JSON'],
  [
    'another format',
    '{"@context": "https://example.com", "statements": []}',
    '@context: it is not OpenVEX',
  ],
  [
    'not_affected without a reason',
    documentOf({ vulnerability: 'CVE-2026-2', status: 'not_affected' }),
    'statements.0: a `not_affected` statement needs `justification` or `impact_statement`',
  ],
])('refuses %s', (_, text, why) => {
  expect(readVex('v.json', text)).toBe(why);
});
