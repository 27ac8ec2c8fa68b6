import { expect, it } from '@jest/globals';
import { missing } from '../../src/model/evidence.ts';
import { secretScan } from '../../src/rules/secret-scan.ts';
import { find, levelIn, reachesEveryLevel } from './judged.ts';
import type { Story } from './story.ts';

const workflow = (command: string): string =>
  `on: push\njobs:\n  a:\n    steps:\n      - name: Scan\n        run: ${command}\n`;
const runs = [{ workflow: 'CI', attempts: [{ a: { Scan: 'success' } }] }];
const secrets = { kind: 'secrets' as const, tool: 'gitleaks' };
const clean: Story = { runs, workflow: workflow('gitleaks detect'), findings: [secrets] };
const leak = {
  ...secrets,
  counts: { critical: 0, high: 1, medium: 0, low: 0, unknown: 0 },
  findings: [{ id: 'aws-key', severity: 'high' as const, subject: 'a.py:3', message: 'key' }],
};
const deferrals = [{ id: 'D-1', threshold: 'aws-key', until: 'M02' }];

it('earns each level by the findings and whether the scan can fail a run', () => {
  expect([
    levelIn(secretScan, clean),
    levelIn(secretScan, { ...clean, workflow: workflow('gitleaks detect || true') }),
    levelIn(secretScan, { ...clean, findings: [leak], deferrals }),
    levelIn(secretScan, { ...clean, findings: [leak] }),
    levelIn(secretScan, { runs, workflow: workflow('pip-audit'), findings: [{}] }),
  ]).toEqual([5, 4, 3, 0, 0]);
});

it('names the file of the secret', () => {
  expect(find(secretScan, { ...clean, findings: [leak] })).toMatchObject({
    measured: 'blocking scan: 1 secret',
    flaws: [{ observation: 'aws-key (high) in a.py:3: key' }],
  });
});

it('is open when a step scans for secrets and no report says what it found', () => {
  expect(levelIn(secretScan, { runs, workflow: workflow('gitleaks detect') })).toBe('0–5');
});

it('keeps a known secret next to lost evidence, and leaves a clean scan open', () => {
  const sources = [{ kind: 'findings' as const, state: 'expired' as const }];
  const workflows = { '.github/workflows/broken.yml': 'on: [\n' };
  expect([
    find(secretScan, { ...clean, findings: [leak], sources }),
    levelIn(secretScan, { ...clean, sources }),
    levelIn(secretScan, { ...clean, workflow: workflow('gitleaks detect || true'), workflows }),
    levelIn(secretScan, { runs, workflow: workflow('pytest'), workflows }),
    levelIn(secretScan, { ...clean, evidence: { findings: missing('refused') } }),
  ]).toMatchObject([
    { level: 0, most: 0, flaws: [{ key: 'finding:aws-key' }] },
    '0–5',
    '4–5',
    '0–5',
    '0–5',
  ]);
});

it('defers a secret of any severity', () => {
  const low = {
    ...leak,
    counts: { critical: 0, high: 0, medium: 0, low: 1, unknown: 0 },
    findings: [{ id: 'aws-key', severity: 'low' as const, subject: 'a.py:3', message: 'key' }],
  };
  expect(levelIn(secretScan, { ...clean, findings: [low], deferrals })).toBe(3);
});

reachesEveryLevel(secretScan);
