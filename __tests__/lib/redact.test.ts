import { expect, it } from '@jest/globals';
import { redact } from '../../src/lib/sanitize.ts';

// Put together here, so that no scanner takes this file for a leak.
const tail = 'A1b2C3d4E5f6G7h8I9j0';

it.each([
  ...['p', 'o', 's', 'u', 'r'].map((kind) => `gh${kind}_${tail}`),
  `github_${'pat'}_11${tail}_${tail}`,
  `AKI${'A'}ABCDEFGHIJKLMNOP`,
  `xox${'b'}-123456789-${tail}`,
  `ey${'J'}hbGciOiJ9x.eyJzdWIiOiIx.${tail}`,
])('%s is hidden', (secret) => {
  expect(redact(`token=${secret}; rest`)).toBe('token=***; rest');
});

it.each(['user:word', 'token', ':word', 'user:', 'user:p@ss'])(
  'the credentials %s are cut out of a URL',
  (who) => {
    expect(redact(`git clone https://${who}@host.example/x`)).toBe(
      'git clone https://***@host.example/x',
    );
  },
);

it('hides a truncated private key to the end of the text', () => {
  expect(redact(`a\n-----BEGIN ${'PRIVATE'} KEY-----\nMIIE`)).toBe('a\n***');
});

it('leaves ordinary text unchanged', () => {
  const text = 'ghp_short https://host.example/@scope xoxo eyJhbG AKIA -----BEGIN CERTIFICATE-----';
  expect(redact(text)).toBe(text);
});

it.each(['eyJ', '://a', '-----BEGIN ', '://a:', '-----END '])(
  'leaves a megabyte of %s, which only begins a credential, unchanged',
  (part) => {
    const value = part.repeat(1_000_000 / part.length);
    expect(redact(value) === value).toBe(true);
  },
);

it.each(['ghp_', 'xoxb-'])('hides a megabyte of %s', (part) => {
  expect(redact(part.repeat(1_000_000 / part.length))).toBe('***');
});
