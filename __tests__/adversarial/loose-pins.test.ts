import { expect, it } from '@jest/globals';
import { editFile, readFile, writeFile } from '../../sandbox/edit-story.ts';
import type { Story } from '../../sandbox/start-sandbox.ts';
import { auditOf, citedBy, gateIn, issueOf, levelIn, ruleIn } from './audit-of.ts';
import { CHECKOUT, CI, placeOf, SETUP, storyWith, TOPIC } from './honest-story.ts';

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
    const head = 'on: pull_request\npermissions:\n  contents: read\njobs:\n  tools:\n    steps:\n';
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
    measured: '43 of 51 actions pinned to a full SHA',
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
    measured: '51 of 51 actions pinned to a full SHA',
  });
  expect([issueOf(audit, 'pinned-actions'), issueOf(audit, 'locked-installs')]).toEqual([
    undefined,
    undefined,
  ]);
  expect(readFile(many(46, 0), TOPIC, MANY)?.split('\n')).toHaveLength(53);
});
