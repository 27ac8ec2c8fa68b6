import { expect, it } from '@jest/globals';
import {
  addAttempt,
  changeMerge,
  deleteFile,
  dropArtifact,
  editFile,
  leaveRunning,
  makeGreen,
  readFile,
} from '../../sandbox/edit-story.ts';
import { withSandbox } from './with-sandbox.ts';

const LINTER = '.github/workflows/linter.yml';
const BRANCH = 'm01-ci-truthfulness';

it('an edited file is what the branch has, and the other branch keeps its own', () =>
  withSandbox(
    async (_, sandbox) => {
      expect(sandbox.file(LINTER, BRANCH)).toContain('actions/checkout@main');
      expect(sandbox.file(LINTER, 'main')).toContain('actions/checkout@v4');
    },
    (story) =>
      editFile(story, BRANCH, LINTER, (text) => text.replace(/checkout@\w+/, 'checkout@main')),
  ));

it('an edit that changes nothing is a mistake of the test', () =>
  withSandbox(
    async () => undefined,
    (story) => {
      expect(() => editFile(story, BRANCH, LINTER, (text) => text)).toThrow('changes nothing');
    },
  ));

it('a deleted file is gone from the branch', () =>
  withSandbox(
    async (_, sandbox) => {
      expect(sandbox.file('docs/milestones/deferred.yml', BRANCH)).toBeUndefined();
    },
    (story) => {
      deleteFile(story, BRANCH, 'docs/milestones/deferred.yml');
      expect(readFile(story, BRANCH, 'docs/milestones/deferred.yml')).toBeUndefined();
    },
  ));

it('a dropped artifact was never there', () =>
  withSandbox(
    async (ask) => {
      expect((await ask('GET', '/actions/artifacts')).body).toMatchObject({ total_count: 1 });
    },
    (story) => dropArtifact(story, 'junit'),
  ));

it('a further attempt is what the run shows, and the first is kept', () =>
  withSandbox(
    async (ask) => {
      const of = async (path: string) => {
        const { body } = await ask('GET', `/actions/runs/22814850488${path}`);
        const { conclusion, run_attempt } = body as Record<string, unknown>;
        return [run_attempt, conclusion];
      };
      expect([await of(''), await of('/attempts/1')]).toEqual([
        [2, 'success'],
        [1, 'failure'],
      ]);
      const all = await ask('GET', '/actions/runs/22814850488/jobs?filter=all');
      expect(all.body).toMatchObject({ total_count: 2 });
    },
    (story) => addAttempt(story, 'tests.yml', makeGreen),
  ));

it('a merge may bring in what the head does not have', () =>
  withSandbox(
    async (_, sandbox) => {
      const tree = (sha = '') => sandbox.world.repo.store.mustCommit(sha).tree;
      const merged = sandbox.merge();
      expect(tree(merged)).not.toBe(tree(sandbox.world.pulls[0]?.headSha));
      expect(sandbox.file('late.py')).toBe('late = True\n');
    },
    (story) => changeMerge(story, { 'late.py': 'late = True\n' }),
  ));

it('a run left going has no conclusion until it is finished', () =>
  withSandbox(
    async (ask, sandbox) => {
      const state = async () => {
        const { body } = await ask('GET', '/actions/runs/22814396752');
        const { status, conclusion } = body as Record<string, unknown>;
        return [status, conclusion];
      };
      const before = await state();
      sandbox.finish(22814396752);
      expect([before, await state()]).toEqual([
        ['in_progress', null],
        ['completed', 'success'],
      ]);
    },
    (story) => leaveRunning(story, 'linter.yml', 'ruff'),
  ));
