import { expect, it } from '@jest/globals';
import { present } from '../../src/model/evidence.ts';
import { lockedInstalls } from '../../src/rules/locked-installs.ts';
import { readLockfile } from '../../src/workflow/installs/lockfile.ts';
import { readWorkflow } from '../../src/workflow/parse/read-workflow.ts';
import { find, levelIn, reachesEveryLevel } from './judged.ts';
import { HEAD, type Story } from './story.ts';

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

it('is not applicable when nothing is installed, and unknown when the named file is missing', () => {
  expect([
    level('', 'pytest'),
    level('requests\n', 'pip install -r other.txt'),
    levelIn(lockedInstalls, {}),
  ]).toEqual(['not-applicable', 'unknown', 'unknown']);
});

reachesEveryLevel(lockedInstalls);
