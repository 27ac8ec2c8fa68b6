import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { Audit } from '../../src/model/audit.ts';
import { aRepository, type TestRepository } from '../local/a-repository.ts';
import { onTerminal } from './on-terminal.ts';

const COMMIT = '5'.repeat(40);
const SHARED = `local/.github/audit.yml@${COMMIT}`;
const CONFIG = '.github/milestone-audit.yml';

let repo: TestRepository;
let copy = '';
beforeEach(() => {
  repo = aRepository();
  copy = repo.beside('shared.yml');
  writeFileSync(copy, 'profile: seed\nminimum-score: 1\n');
});
afterEach(() => repo.remove());

const audit = (...args: readonly string[]) =>
  onTerminal('audit', '--repo', repo.folder, '--json', '--quiet', ...args);

it('a shared config of another repository needs a local copy, and the message says how to get it', async () => {
  repo.commit('M01: start', { [CONFIG]: `extends: ${SHARED}\n` });
  const { code, err } = await audit();
  expect([code, err]).toEqual([
    2,
    `milestone-audit audit: ${CONFIG}:1:1: extends: \`${SHARED}\` could not be read: needs GitHub data: the contents of local/.github; give a copy with --extends FILE, which this writes: gh api -H 'Accept: application/vnd.github.raw' 'repos/local/.github/contents/audit.yml?ref=${COMMIT}' > FILE\n`,
  ]);
});

it('a local copy of it is read, and a notice says that it was not compared', async () => {
  repo.commit('M01: start', { [CONFIG]: `extends: ${SHARED}\nminimum-score: 2\n` });
  const made = JSON.parse((await audit('--extends', copy)).out) as Audit;
  expect([made.config, made.minimum_score]).toMatchObject([
    { path: CONFIG, from: 'policy', profile: 'seed', extends: SHARED },
    2,
  ]);
  expect(made.notices).toContain(
    'the config extends local/.github/audit.yml: a local copy was read and not compared with commit 5555555',
  );
});

it('a config of this very repository is read by git', async () => {
  const base = repo.commit('M01: start', { 'audit.yml': 'profile: seed\n' });
  repo.commit('M01: config', { [CONFIG]: `extends: local/till/audit.yml@${base}\n` });
  const made = JSON.parse((await audit()).out) as Audit;
  expect(made.config.profile).toBe('seed');
});

it('a copy that nothing asks for is wrong usage', async () => {
  repo.commit('M01: start', { [CONFIG]: 'version: 1\n' });
  const { code, err } = await audit('--extends', copy);
  expect([code, err]).toEqual([
    2,
    `milestone-audit audit: --extends ${copy}: the config that was used extends nothing\n`,
  ]);
});

it('evidence is judged again by a config and the copy of what it extends', async () => {
  repo.commit('M01: start');
  await audit('--out', repo.beside('out'));
  const own = repo.beside('own.yml');
  writeFileSync(own, `extends: ${SHARED}\n`);
  const evidence = join(repo.beside('out'), 'M01_evidence.json');
  const scored = await onTerminal('score', evidence, '--config', own, '--extends', copy);
  expect(JSON.parse(scored.out)).toMatchObject({ config: { profile: 'seed', extends: SHARED } });
  const without = await onTerminal('score', evidence, '--config', own);
  expect([without.code, without.err]).toEqual([
    2,
    `milestone-audit score: ${own}:1:1: extends: \`${SHARED}\` could not be read: give a copy of it with --extends FILE\n`,
  ]);
  expect((await onTerminal('score', evidence, '--extends', copy)).code).toBe(2);
});
