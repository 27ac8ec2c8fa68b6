import { expect, it } from '@jest/globals';
import { auditSummary, type SummaryParts } from '../../src/cli/audit-summary.ts';
import type { Offender } from '../../src/cli/offenders.ts';
import { columns, type Style } from '../../src/cli/style.ts';
import type { Audit } from '../../src/model/audit.ts';
import { anAudit, anUnknownRule } from '../render/an-audit.ts';

const TERMINAL: Style = { width: 80, color: false, wraps: true };

const pinned: Offender = {
  severity: 'error',
  rule: 'pinned-actions',
  gate: 'Workflows',
  places: [
    {
      text: 'acme/deploy@main is pinned to a mutable branch that somebody else can move at any time',
      source: { what: 'w.yml', path: '.github/workflows/release.yml', line: 18 },
      snippet: '- uses: acme/deploy@main',
    },
    ...[1, 2, 3].map((line) => ({
      text: 'acme/other@v1 is pinned to a mutable tag',
      source: { what: 'w.yml', path: '.github/workflows/ci.yml', line },
    })),
  ],
  fix: 'Pin it to a commit.',
};

const summary = (
  audit: Partial<Audit>,
  parts: Partial<SummaryParts> = {},
  style: Style = TERMINAL,
): string =>
  auditSummary(
    {
      audit: anAudit({ rules: [], ...audit }),
      offenders: [],
      next: 'milestone-audit explain pinned-actions',
      verbose: false,
      failOn: 'red',
      ...parts,
    },
    style,
  );

it.each([40, 80, 120])('no line is longer than a terminal of %i columns', (width) => {
  const shown = summary({}, { offenders: [pinned], verbose: true }, { ...TERMINAL, width });
  const long = shown.split('\n').filter((line) => columns(line) > width && !/\S{30}/.test(line));
  expect(long).toEqual([]);
});

it('an offender shows its gate, places, line, count and fix', () => {
  expect(summary({}, { offenders: [pinned] })).toMatch(
    `error: acme/deploy@main is pinned to a mutable       [Workflows: pinned-actions]
       branch that somebody else can move at any time (1 of 4)
  --> .github/workflows/release.yml:18  - uses: acme/deploy@main
  --> .github/workflows/ci.yml:1  acme/other@v1 is pinned to a mutable tag
  --> .github/workflows/ci.yml:2  acme/other@v1 is pinned to a mutable tag
  ... and 1 more
  = Pin it to a commit.
`,
  );
});

it('the verdict in words and one command come last', () => {
  const audit = { verdict: 'red', outcome: 'INCOMPLETE' } as const;
  expect(summary(audit).split('\n').slice(-6)).toEqual([
    expect.stringMatching(/^Failed: M01 /),
    expect.stringContaining('score 4.7 / 5'),
    '  18 of 35 tests fail; deferral DEF-001 (maintainers, until M02) covers all of',
    '  them. All 4 gates pass, 3 by deferral. M01 does not close.',
    'Next: milestone-audit explain pinned-actions',
    '',
  ]);
});

it('however much is wrong, an audit fits on 24 lines of 80 columns', () => {
  const offenders = Array.from({ length: 20 }, (_, at) => ({ ...pinned, rule: `rule-${at}` }));
  const notices = Array.from({ length: 20 }, (_, at) => `${at} ${'long words '.repeat(40)}`);
  const lines = summary({ notices, outcome: 'PREVIEW', verdict: null }, { offenders }).split('\n');
  expect(lines.length).toBeLessThanOrEqual(24);
});

it('outside text cannot control the terminal', () => {
  const shown = summary({ notices: ['a\u001b[2Jb\u0007', 'c\u202Ed'] });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminal sequences are made of them
  expect(shown).not.toMatch(/[\u001b\u0007\u202E]/);
});

it('a preview counts its gates', () => {
  const gate = (title: string, state: Audit['gates'][number]['state']) => ({
    title,
    state,
    conditions: [],
    waits: false,
    evidence: '',
  });
  const gates = [gate('A', 'failed'), gate('B', 'not-evaluated'), gate('C', 'not-evaluated')];
  expect(summary({ outcome: 'PREVIEW', verdict: null, gates })).toContain(
    ': 1 gate fails, 0 pass, 2 need more evidence.\n',
  );
});

it('a wrapped line has its color on every row', () => {
  const audit = { verdict: 'red', outcome: 'INCOMPLETE' } as const;
  const rows = summary(audit, {}, { ...TERMINAL, color: true })
    .split('\n')
    .slice(-6, -2);
  expect(rows.map((row) => row.startsWith('\u001b[31m'))).toEqual([true, true, true, true]);
});

it('a verdict that waits has the color of a warning, not that of a failure', () => {
  const audit = { verdict: 'red', outcome: 'PENDING' } as const;
  const rows = summary(audit, {}, { ...TERMINAL, color: true }).split('\n');
  expect(rows.find((row) => row.includes('Waiting for'))?.startsWith('\u001b[33m')).toBe(true);
});

it('only a terminal with colors gets them', () => {
  const [plain, colored] = [false, true].map((color) =>
    summary({}, { offenders: [pinned] }, { ...TERMINAL, color }),
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colors are made of them
  expect([colored?.replace(/\u001b\[\d+m/g, ''), colored === plain]).toEqual([plain, false]);
});

it('a preview names each file that cannot be read once', () => {
  const why = 'ci.yml:2 cannot be read: no colon';
  const rules = [why, `${why} (at 4c2c56968)`, 'needs GitHub data: which workflows ran'].map(
    (one) => anUnknownRule('pinned-actions', one, 'workflow file'),
  );
  const files = rules.map((rule) => ({
    ...rule,
    open: rule.open.map((one) => ({ ...one, kind: 'files' as const })),
  }));
  const shown = summary({ outcome: 'PREVIEW', verdict: null, rules: files });
  expect(shown.match(/^warning: .*/gm)).toEqual([`warning: ${why}`]);
});
