import { describe, expect, it } from '@jest/globals';
import { redact } from '../../src/lib/redact.ts';
import { SECRET_PATTERNS } from '../../src/lib/secret-patterns.ts';
import { SECRET_SAMPLES } from './secret-samples.ts';

const placeholder = (kind: string): string => `[redacted-${kind.replaceAll(' ', '-')}]`;

describe.each(SECRET_SAMPLES)('$text', ({ kind, secret, text }) => {
  const clean = redact(`before ${text}\nafter`);

  it('is redacted under its kind, and the text around it stays', () => {
    expect(clean).not.toContain(secret);
    expect(clean).toContain(placeholder(kind));
    expect(clean).toMatch(/^before [\s\S]*\nafter$/);
  });

  it('changes nothing when it is redacted again', () => {
    expect(redact(clean)).toBe(clean);
  });
});

it('every pattern has a sample that its hint finds too', () => {
  const untested = SECRET_PATTERNS.filter(({ pattern, hint }) =>
    SECRET_SAMPLES.every(({ text }) => {
      pattern.lastIndex = 0;
      return !pattern.test(text) || !new RegExp(hint, pattern.flags).test(text);
    }),
  );
  expect(untested.map(({ kind }) => kind)).toEqual([]);
});

it('every pattern cites a page', () => {
  const pages = SECRET_PATTERNS.map(({ page }) => page);
  expect(pages.filter((page) => !/^https:\/\/\S+$/.test(page))).toEqual([]);
});

it('names the kind of each secret', () => {
  const kinds: string[] = [];
  redact(`gh${'p'}_${'a1'.repeat(18)} and AKI${'A'}ABCDEFGHIJKLMNOP`, (kind) => kinds.push(kind));
  expect(kinds).toEqual(['GitHub token', 'AWS key']);
});

const SHA = '08c6903cd8c0fde910a37f88322edcfb5dd907a8';

it.each([
  `commit=${SHA} token: ${SHA}`,
  `digest=sha256:${SHA}${SHA.slice(0, 24)}`,
  `integrity "sha512-${'aB3dE5gH7jK9'.repeat(7)}=="`,
  'artifact_id=4711471147 token=0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0',
  'https://github.com/octo/app/actions/runs/101/attempts/2?pr=7#L10',
  `uses: actions/create-github-app-token@${SHA} # v2.1.4`,
  'TOKEN=$GITHUB_TOKEN PASSWORD="${{ secrets.PASSWORD }}" KEY=<your-key>',
  'git clone https://x-access-token:${TOKEN}@github.com/octo/app',
  'git+ssh://git@github.com/octo/app.git',
  'GET http://localhost:8080?to=me@example.com and http://localhost:8080#a@b',
  '<a href=http://localhost:8080>me@example.com</a>',
  'password: expected string, got number',
  'secret-scan: gitleaks-8.18.2; token-permissions 4.0',
  'Authorization: required; Authorization: Bearer undefined',
  'class="sk-toggleable__control sk-toggleable__label-arrow"',
  'NAME=SomeLongTestClassNameVersion2 PATH=/usr/local/Bin1/tools',
  'ghp_short https://host.example/@scope xoxo eyJhbG AKIA -----BEGIN CERTIFICATE-----',
])('leaves %s unchanged', (text) => {
  expect(redact(text)).toBe(text);
});

describe('A private key', () => {
  const begin = `-----BEGIN ${'PRIVATE'} KEY-----`;
  const line = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC';

  it('that is cut off is redacted to the end of the text', () => {
    expect(redact(`a\n${begin}\n${line}\n${line}`)).toBe('a\n[redacted-private-key]\n\n');
  });

  it('in a string of source code is redacted without the code after it', () => {
    expect(redact(`"${begin}\\n${line}\\nAb==\\n-----END ${'PRIVATE'} KEY-----\\n", x`)).toBe(
      '"[redacted-private-key]\\n", x',
    );
  });

  it('keeps the number of every line after it', () => {
    const text = `${begin}\n${line}\nAb==\n-----END ${'PRIVATE'} KEY-----\nlast`;
    expect(redact(text).split('\n').indexOf('last')).toBe(4);
  });

  it('of which only the first line is there does not hide the text after it', () => {
    expect(redact(`# ${begin}\nthreshold = 80\n`)).toBe(
      '# [redacted-private-key]\nthreshold = 80\n',
    );
  });
});

it('keeps the words of a command apart', () => {
  expect(redact('PASSWORD=hunter2hunter2 npm test')).toBe(
    'PASSWORD=[redacted-secret-value] npm test',
  );
});

it.each(['eyJ', '://a', '-----BEGIN ', '://a:', '-----END ', 'bearer ', 'sk-', 'token='])(
  'leaves a megabyte of %s, which only begins a credential, unchanged',
  (part) => {
    const value = part.repeat(1_000_000 / part.length);
    expect(redact(value) === value).toBe(true);
  },
);

it.each(['ghp_', 'xoxb-'])('redacts a megabyte of %s', (part) => {
  expect(redact(part.repeat(1_000_000 / part.length))).toMatch(/^\[redacted-[A-Za-z-]+\]$/);
});
