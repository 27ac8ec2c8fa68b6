import { expect, it } from '@jest/globals';
import { editFile, runOf } from '../../sandbox/edit-story.ts';
import type { Story } from '../../sandbox/start-sandbox.ts';
import { auditOf, citedBy, gateIn, issueOf, levelIn } from './audit-of.ts';
import { CI, HEAD_RUN, honestStory, placeOf, storyWith, TOPIC } from './honest-story.ts';

/* Point 6: muted scans scored as passes; “secrets scan: PASS, will run on push”. */

const AUDIT = '--format json --output audit.json';

const inCi = (from: string, to: string): Story =>
  storyWith((story) => editFile(story, TOPIC, CI, (text) => text.replace(from, to)));

it.each([
  ['|| true', AUDIT, `${AUDIT} || true`, '|| true'],
  [
    'continue-on-error',
    '- name: vulnerabilities\n',
    '- name: vulnerabilities\n        continue-on-error: true\n',
    'continue-on-error',
  ],
])(
  'a scan muted by %s is named with its line, and is no blocking scan',
  async (_what, from, to, part) => {
    const story = inCi(from, to);
    const audit = await auditOf(story);
    expect(levelIn(audit, 'unmuted-gates')).toBe(2);
    expect(citedBy(audit, 'unmuted-gates')).toEqual([placeOf(story, CI, part)]);
    expect(levelIn(audit, 'vulnerability-scan')).toBe(4);
    expect(levelIn(audit, 'no-weakening')).toBe(0);
    expect([gateIn(audit, 'Workflows'), audit.verdict]).toEqual(['failed', 'red']);
  },
);

it('a scan under `if: false` did not run, whatever its file says', async () => {
  const story = inCi('- name: secrets\n', '- name: secrets\n        if: false\n');
  for (const job of runOf(story, HEAD_RUN).attempts[0]?.jobs ?? []) {
    job.steps = job.steps.map((step) => ({
      ...step,
      conclusion: step.name === 'secrets' ? 'skipped' : step.conclusion,
    }));
  }
  for (const { files } of story.runs.at(-1)?.artifacts ?? []) delete files['gitleaks.json'];
  const audit = await auditOf(story);
  expect(levelIn(audit, 'secret-scan')).toBe('unknown');
  expect(citedBy(audit, 'unmuted-gates')).toContain(placeOf(story, CI, 'if: false'));
  expect([gateIn(audit, 'Security'), audit.verdict]).toEqual(['failed', 'red']);
});

it('a scan that will run on push has not run', async () => {
  const story = storyWith((told) => {
    editFile(told, TOPIC, CI, (text) => text.replace(/ {6}- name: secrets\n.*\n/, ''));
    const topic = told.commits.find(({ branch }) => branch === TOPIC);
    Object.assign(topic?.write ?? {}, {
      '.github/workflows/secrets.yml':
        'on:\n  push:\n    branches: [main]\npermissions:\n  contents: read\njobs:\n  scan:\n    steps:\n      - run: gitleaks detect\n',
    });
    for (const { files } of told.runs.at(-1)?.artifacts ?? []) delete files['gitleaks.json'];
  });
  const audit = await auditOf(story);
  expect(levelIn(audit, 'secret-scan')).toBe('unknown');
  expect(gateIn(audit, 'Security')).toBe('failed');
  expect(citedBy(audit, 'gates-before-merge')).toContain('.github/workflows/secrets.yml:2');
  expect(levelIn(audit, 'gates-before-merge')).toBe(3);
});

it('scans that ran, can fail and found nothing raise no alarm; nor does a muted upload', async () => {
  const uploads = inCi('- name: upload\n', '- name: upload\n        continue-on-error: true\n');
  for (const story of [honestStory(), uploads]) {
    const audit = await auditOf(story);
    expect(
      ['unmuted-gates', 'secret-scan', 'vulnerability-scan'].map((id) => levelIn(audit, id)),
    ).toEqual([5, 5, 5]);
    expect(issueOf(audit, 'unmuted-gates')).toBeUndefined();
    expect(gateIn(audit, 'Security')).not.toBe('failed');
  }
});
