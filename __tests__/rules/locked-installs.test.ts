import { expect, it } from '@jest/globals';
import { present } from '../../src/model/evidence.ts';
import { lockedInstalls } from '../../src/rules/locked-installs.ts';
import { readLockfile } from '../../src/workflow/installs/lockfile.ts';
import { readWorkflow } from '../../src/workflow/parse/read-workflow.ts';
import { find, levelIn, reachesEveryLevel } from './judged.ts';
import { HEAD, type Story, tell } from './story.ts';

const HASH = `--hash=sha256:${'a'.repeat(64)}`;

function story(commands: readonly string[], requirements: string): Story {
  const text = `on: push\njobs:\n  a:\n    steps:\n${commands.map((one) => `      - run: ${one}\n`).join('')}`;
  const lock = readLockfile('requirements.txt', 'd'.repeat(40), requirements);
  const value = {
    commit: HEAD,
    workflows: [readWorkflow('.github/workflows/ci.yml', 'c'.repeat(40), text)],
    settings: [],
    locks: lock === undefined ? [] : [lock],
  };
  return { evidence: { files: present(value, { what: 'files' }) } };
}

const level = (requirements: string, ...commands: string[]) =>
  levelIn(
    lockedInstalls,
    story(commands.length > 0 ? commands : ['pip install -r requirements.txt'], requirements),
  );

it('earns each level by the least locked install', () => {
  expect([
    level(`requests==2.31.0 ${HASH}\n`, 'pip install --require-hashes -r requirements.txt'),
    level('requests==2.31.0\n'),
    level('requests>=2.31\n'),
    level('requests\n'),
    level('git+https://github.com/psf/requests@main\n'),
  ]).toEqual([5, 4, 2, 1, 0]);
});

it('is 3 when a lockfile exists and the install may ignore it', () => {
  const base = story(['npm install'], '');
  const lock = readLockfile(
    'package-lock.json',
    'd'.repeat(40),
    '{"lockfileVersion":3,"packages":{"":{},"node_modules/a":{"version":"1.0.0","integrity":"sha512-x"}}}',
  );
  const files = base.evidence?.files;
  const locks = lock === undefined ? [] : [lock];
  const value = files?.state === 'present' ? { ...files.value, locks } : undefined;
  expect(
    value && levelIn(lockedInstalls, { evidence: { files: present(value, { what: 'files' }) } }),
  ).toBe(3);
});

it('gives a 4 for an unlocked build tool, and cites its line', () => {
  const locked = `requests==2.31.0 ${HASH}\n`;
  const commands = [
    'python -m pip install --upgrade pip',
    'pip install --require-hashes -r requirements.txt',
  ];
  expect(find(lockedInstalls, story(commands, locked))).toMatchObject({
    level: 4,
    measured: '1 of 2 installs locked with hashes',
    flaws: [{ source: { path: '.github/workflows/ci.yml', line: 5 } }],
  });
});

it('is not applicable without workflow files or installs', () => {
  expect([
    level('', 'pytest'),
    level('', 'sudo apt-get install -y jq'),
    levelIn(lockedInstalls, {}),
    levelIn(lockedInstalls, { workflows: {} }),
  ]).toEqual(['not-applicable', 'not-applicable', 'not-applicable', 'not-applicable']);
});

it('leaves an install open whose lockfile or requirements were not read', () => {
  expect([
    level('requests\n', 'pip install -r other.txt'),
    level('', 'npm ci'),
    level('requests>=2\n', 'pip install -r requirements.txt -r other.txt'),
    level('requests==2.0.0\n-r other.txt\n'),
    level('', 'pip install requests -c constraints.txt'),
    level('git+https://github.com/psf/requests@main\n', 'pip install -r requirements.txt -r o.txt'),
  ]).toEqual(['0–5', '0–5', '0–2', '0–5', '0–5', 0]);
});

it('names known loose installs next to one that is not known', () => {
  const commands = ['pip install -r requirements.txt', 'npm ci'];
  expect(find(lockedInstalls, story(commands, 'requests>=2\n'))).toMatchObject({
    level: 0,
    most: 2,
    measured:
      '0 of 2 installs locked with hashes; 1 not verified (no lockfile or manifest of it was found at this commit)',
    open: [{ what: 'how `npm ci` is locked', source: { line: 6 } }],
    flaws: [{ observation: expect.stringContaining('ci.yml:5 pip install -r requirements.txt') }],
  });
});

it('bounds the level by known installs next to a workflow file that cannot be read', () => {
  const next = (workflow: string) =>
    levelIn(lockedInstalls, { workflow, workflows: { '.github/workflows/x.yml': 'on: [\n' } });
  const step = (run: string) => `on: push\njobs:\n  a:\n    steps:\n      - run: ${run}\n`;
  expect([next(step('pytest')), next(step('pip install requests'))]).toEqual(['0–5', '0–1']);
});

it('says that a requirements file is missing or was not read', () => {
  const judged = (unread: readonly string[]) => {
    const { files } = tell(story(['pip install -r dev.txt'], '')).evidence;
    if (files.state !== 'present') throw new Error('the story has no files');
    const why = 'it is too large';
    const value = { ...files.value, unread: unread.map((path) => ({ path, blob: '', why })) };
    const finding = find(lockedInstalls, { evidence: { files: { ...files, value } } });
    return finding.state === 'level' ? finding.open.map((one) => one.why) : [];
  };
  expect([judged([]), judged(['dev.txt'])]).toEqual([
    ['dev.txt was not found at this commit'],
    ['dev.txt was not read: it is too large'],
  ]);
});

reachesEveryLevel(lockedInstalls);
