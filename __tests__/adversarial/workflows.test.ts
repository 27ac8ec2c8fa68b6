import { describe, expect, it } from '@jest/globals';
import { editFile, readFile, runOf, writeFile } from '../../sandbox/edit-story.ts';
import type { Story } from '../../sandbox/start-sandbox.ts';
import { auditOf, citedBy, gateIn, issueOf, levelIn, ruleIn } from './audit-of.ts';
import {
  CHECKOUT,
  CI,
  HEAD_RUN,
  honestStory,
  placeOf,
  SETUP,
  storyWith,
  TOPIC,
} from './honest-story.ts';

describe('Least privilege', () => {
  /* Point 7: “least privilege” with writes for a whole workflow, or with nothing declared. */

  const READ = 'permissions:\n  contents: read\n\n';

  const inCi = (...edits: readonly (readonly [string, string])[]): Story =>
    storyWith((story) =>
      editFile(story, TOPIC, CI, (text) =>
        edits.reduce((now, [from, to]) => now.replace(from, to), text),
      ),
    );

  const LINT = '\n  lint:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: ruff check .\n';
  const withLint = ['jobs:\n', `jobs:${LINT}\n`] as const;

  it('writes for every job of a workflow are named, line by line', async () => {
    const story = inCi(
      [READ, 'permissions:\n  checks: write\n  pull-requests: write\n\n'],
      withLint,
    );
    const audit = await auditOf(story);
    expect(levelIn(audit, 'token-permissions')).toBe(3);
    expect(citedBy(audit, 'token-permissions')).toEqual([
      placeOf(story, CI, 'checks: write'),
      placeOf(story, CI, 'pull-requests: write'),
    ]);
    expect(issueOf(audit, 'token-permissions')?.observation).toContain('for the whole workflow');
  });

  it('a workflow without `permissions` is not least privilege', async () => {
    const audit = await auditOf(inCi([READ, '']));
    expect([
      levelIn(audit, 'token-permissions'),
      gateIn(audit, 'Workflows'),
      audit.verdict,
    ]).toEqual([1, 'failed', 'red']);
    expect(citedBy(audit, 'token-permissions')).toEqual([`${CI}:1`]);
  });

  it('nor is write-all', async () => {
    const story = inCi([READ, 'permissions: write-all\n\n']);
    const audit = await auditOf(story);
    expect(levelIn(audit, 'token-permissions')).toBe(0);
    expect(citedBy(audit, 'token-permissions')).toEqual([placeOf(story, CI, 'write-all')]);
  });

  it('reading at the top and writing in the one job that needs it raises no alarm', async () => {
    for (const story of [honestStory(), inCi(withLint)]) {
      const audit = await auditOf(story);
      expect([levelIn(audit, 'token-permissions'), issueOf(audit, 'token-permissions')]).toEqual([
        5,
        undefined,
      ]);
    }
  });
});

describe('Loose pins', () => {
  /* Point 4: “all actions SHA-pinned”, with one pinned line quoted as proof for all. */

  const MANY = '.github/workflows/many.yml';
  const SHA = 'f'.repeat(40);

  /** Beside the five pins of the honest story: as many steps, of which some name a tag. */
  const many = (pinned: number, tagged: number): Story =>
    storyWith((story) => {
      const steps = [
        ...Array.from({ length: pinned }, () => `      - uses: tools/step@${SHA} # v2.1.0`),
        ...Array.from({ length: tagged }, () => '      - uses: tools/step@v2.1.0'),
      ];
      const head =
        'on: pull_request\npermissions:\n  contents: read\njobs:\n  tools:\n    steps:\n';
      writeFile(story, TOPIC, MANY, `${head}${steps.join('\n')}\n`);
      story.actions['tools/step'] = {
        tags: { 'v2.1.0': SHA },
        annotated: [],
        branches: {},
        commits: [],
        forkCommits: [],
      };
    });

  const inCi = (from: string, to: string): Story =>
    storyWith((story) => editFile(story, TOPIC, CI, (text) => text.replace(from, to)));

  it('43 of 51 are 43 of 51, with the line of each that is loose', async () => {
    const audit = await auditOf(many(38, 8));
    expect(ruleIn(audit, 'pinned-actions')).toMatchObject({
      level: 3,
      measured: '43 of 51 actions pinned by SHA, 8 by tag',
    });
    expect(citedBy(audit, 'pinned-actions')).toEqual(
      [45, 46, 47, 48, 49, 50, 51, 52].map((line) => `${MANY}:${line}`),
    );
  });

  it('a pin to a commit that does not exist, right in 39 digits, is the lowest level', async () => {
    const wrong = `${CHECKOUT.slice(0, 39)}4`;
    const story = inCi(CHECKOUT, wrong);
    const audit = await auditOf(story);
    expect([levelIn(audit, 'pinned-actions'), gateIn(audit, 'Workflows'), audit.verdict]).toEqual([
      0,
      'failed',
      'red',
    ]);
    expect(citedBy(audit, 'pinned-actions')).toEqual([placeOf(story, CI, wrong)]);
    expect(issueOf(audit, 'pinned-actions')?.observation).toContain('does not exist');
  });

  it('so is a commit that lies only in a fork', async () => {
    const story = inCi(SETUP, SHA);
    story.actions['actions/setup-python']?.forkCommits.push(SHA);
    const audit = await auditOf(story);
    expect(levelIn(audit, 'pinned-actions')).toBe(0);
    expect(issueOf(audit, 'pinned-actions')?.observation).toContain('fork');
  });

  it('a tag is not a pin, and a comment that names another version is no proof', async () => {
    const story = inCi(`${SETUP} # v5.6.0`, 'v5');
    const tagged = await auditOf(story);
    expect(levelIn(tagged, 'pinned-actions')).toBe(4);
    expect(citedBy(tagged, 'pinned-actions')).toEqual([placeOf(story, CI, 'setup-python@v5')]);
    const lying = await auditOf(inCi('# v5.6.0', '# v6.0.0'));
    expect(levelIn(lying, 'pinned-actions')).toBe(4);
    expect(issueOf(lying, 'pinned-actions')?.observation).toContain('tagged v5.6.0');
  });

  it('version floors are not pins', async () => {
    const story = storyWith((told) => {
      editFile(told, TOPIC, CI, (text) =>
        text.replace('--require-hashes -r requirements.txt\n', '-r requirements.txt\n'),
      );
      editFile(told, TOPIC, 'requirements.txt', () => 'requests>=2.31\npytest==8.3.5\n');
    });
    const audit = await auditOf(story);
    expect(levelIn(audit, 'locked-installs')).toBe(2);
    expect(citedBy(audit, 'locked-installs')).toContain(placeOf(story, CI, 'pip install'));
  });

  it('where every one is pinned to a commit that exists it raises no alarm', async () => {
    const audit = await auditOf(many(46, 0));
    expect(ruleIn(audit, 'pinned-actions')).toMatchObject({
      level: 5,
      measured: '51 of 51 actions pinned by SHA',
    });
    expect([issueOf(audit, 'pinned-actions'), issueOf(audit, 'locked-installs')]).toEqual([
      undefined,
      undefined,
    ]);
    expect(readFile(many(46, 0), TOPIC, MANY)?.split('\n')).toHaveLength(53);
  });
});

describe('Scans that do not block', () => {
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
      // The checks that were counted follow.
      expect(citedBy(audit, 'unmuted-gates')[0]).toBe(placeOf(story, CI, part));
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
    expect(levelIn(audit, 'secret-scan')).toBe('0–4');
    expect(citedBy(audit, 'unmuted-gates')).toContain(placeOf(story, CI, 'if: false'));
    // The missing report could hold no finding at best: nothing fails for certain, nothing passes.
    expect([gateIn(audit, 'Security'), audit.verdict]).toEqual(['not-evaluated', 'red']);
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
    expect(levelIn(audit, 'secret-scan')).toBe('0–4');
    expect([gateIn(audit, 'Security'), audit.verdict]).toEqual(['not-evaluated', 'red']);
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
});

describe('Dependencies and reviews', () => {
  /* The default profile asks GitHub what a change adds to the dependencies, and who reviewed it. */

  const left = {
    change: 'added',
    manifest: 'requirements.txt',
    ecosystem: 'pip',
    name: 'left',
    version: '1.0.0',
  } as const;
  const advisory = { id: 'GHSA-aaaa-bbbb-cccc', severity: 'critical', summary: 'It leaks' };

  it('a change that adds no dependency is at 5, one with a critical advisory at 0', async () => {
    const worse = storyWith(({ dependencies }) => {
      dependencies.push({ ...left, vulnerabilities: [advisory] });
    });
    const audits = [await auditOf(honestStory()), await auditOf(worse)];
    expect(audits.map((audit) => levelIn(audit, 'dependency-delta'))).toEqual([5, 0]);
    expect(audits.map(({ verdict }) => verdict)).toEqual(['green', 'red']);
  });

  it('where GitHub does not review dependencies, nothing is known and nothing passes', async () => {
    const story = storyWith(({ repository }) => Object.assign(repository, { private: true }));
    const audit = await auditOf(story);
    expect(levelIn(audit, 'dependency-delta')).toBe('0–5');
    expect(audit.verdict).not.toBe('green');
  });

  it.each([
    ['nobody reviewed', [], 4],
    ['the author approves', [['ada', 'APPROVED']], 4],
    ['another approves', [['ben', 'APPROVED']], 5],
    [
      'an objection is followed by a comment',
      [
        ['ben', 'CHANGES_REQUESTED'],
        ['ben', 'COMMENTED'],
      ],
      0,
    ],
  ] as const)('behind required checks, %s', async (_what, reviews, level) => {
    const story = storyWith(({ pulls }) => {
      const at = '2026-05-04T11:00:00Z';
      const told = reviews.map(([by, state]) => ({ by, state, at, body: '' }));
      pulls[0]?.reviews.splice(0, 1, ...told);
    });
    const audits = [await auditOf(story), await auditOf(story, 'push')];
    expect(audits.map((audit) => levelIn(audit, 'merge-discipline'))).toEqual([level, level]);
  });
});
