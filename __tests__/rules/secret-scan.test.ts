import { expect, it } from '@jest/globals';
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
    flaws: [{ observation: 'A secret is without a live deferral (aws-key in a.py:3).' }],
  });
});

it('is unknown when a scan ran and left no report', () => {
  expect([
    levelIn(secretScan, { runs, workflow: workflow('gitleaks detect') }),
    levelIn(secretScan, {}),
  ]).toEqual(['unknown', 'unknown']);
});

reachesEveryLevel(secretScan);
