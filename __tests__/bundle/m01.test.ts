import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Sandbox } from '../../sandbox/start-sandbox.ts';
import { type Ended, gatesOf, m01, onStage, PATIENCE, scoresOf, statesOf } from './stage.ts';

/** What the hand-written audit of this milestone said, and what ours has to measure. */
const M01 = {
  scores: {
    Determinism: 5,
    Reproducibility: 5,
    'Server boot': 5,
    'Test execution': 4,
    'Coverage gate': 3,
  },
  overall: 4.7,
  counts: { tests: 35, passed: 17, failed: 18 },
  files: {
    'test.test_extras': [3, 0],
    'test.test_face_restorers': [2, 0],
    'test.test_img2img': [0, 4],
    'test.test_torch_utils': [2, 0],
    'test.test_txt2img': [0, 14],
    'test.test_utils': [10, 0],
  },
  flow: [
    'install deps',
    'pip-audit',
    'create stub repositories',
    'setup env',
    'smoke',
    'start server',
    'pytest',
    'coverage',
  ],
  invariants: {
    'No CI weakening': 'held',
    'Evidence-first closeout': 'held',
    'No silent behavior drift': 'held',
  },
  milestones: ['M01', 'M02'],
  conclusion: ['yellow', 'COMPLETE', 'baseline', '2026-03-08'],
  gates: {
    'CI stability': 'deferred',
    Tests: 'deferred',
    Coverage: 'passed',
    Workflows: 'passed',
    Contracts: 'passed',
  },
  exitCode: 0,
  statuses: ['pending', 'success'],
};

function measured(ended: Ended, sandbox: Sandbox): unknown {
  const { audit } = ended;
  const tests = audit?.evidence.tests;
  return {
    scores: scoresOf(ended),
    overall: audit?.score,
    counts: { tests: tests?.tests, passed: tests?.passed, failed: tests?.failed },
    files: Object.fromEntries(
      tests?.groups.map(({ group, passed, failed }) => [group, [passed, failed]]) ?? [],
    ),
    flow: audit?.evidence.flow.map(({ name }) => name),
    invariants: Object.fromEntries(
      audit?.invariants.map(({ title, state }) => [title, state]) ?? [],
    ),
    milestones: [audit?.milestone, audit?.next_milestone],
    conclusion: [audit?.verdict, audit?.outcome, audit?.mode, audit?.date],
    gates: gatesOf(ended),
    exitCode: ended.exitCode,
    statuses: statesOf(sandbox),
  };
}

const GENERATED = ['M01_audit.md', 'M01_audit.json', 'M01_evidence.json'].map(
  (name) => `docs/milestones/M01/${name}`,
);

/** Made from all audits of the branch, in the same commit. */
const ABOUT_ALL = [
  'README.md',
  'badge.json',
  'badge.svg',
  'flow-dark.svg',
  'flow.svg',
  'index.html',
  'trend-dark.svg',
  'trend.svg',
].map((name) => `docs/milestones/${name}`);

const filesOnMain = (sandbox: Sandbox): readonly (string | undefined)[] =>
  GENERATED.map((path) => sandbox.file(path));

describe('the audit of M01, from evidence', () => {
  it.concurrent(
    'after CI has finished: measured, commented on the pull request, nothing committed',
    () =>
      onStage(m01(), async ({ sandbox, audit }) => {
        const ended = await audit('workflow_run');
        expect(measured(ended, sandbox)).toEqual(M01);
        expect(sandbox.world.comments.map(({ issue }) => issue)).toEqual([14]);
        expect(filesOnMain(sandbox)).toEqual([undefined, undefined, undefined]);
        expect(new Set(sandbox.world.statuses.map(({ sha }) => sha))).toEqual(
          new Set([sandbox.world.pulls[0]?.headSha]),
        );
      }),
    PATIENCE,
  );

  it.concurrent(
    'on the pull request itself: the same, of its head and not of the test merge',
    () =>
      onStage(m01(), async ({ sandbox, audit }) => {
        const ended = await audit('pull_request');
        expect(measured(ended, sandbox)).toEqual(M01);
        expect(ended.outputs['audited-sha']).toBe(sandbox.world.pulls[0]?.headSha);
        expect(filesOnMain(sandbox)).toEqual([undefined, undefined, undefined]);
      }),
    PATIENCE,
  );

  it.concurrent(
    'after the merge: document, JSON, evidence and index in one verified commit that git can read',
    () =>
      onStage(m01(), async ({ sandbox, audit }) => {
        const merged = sandbox.merge();
        const ended = await audit('push');
        expect(measured(ended, sandbox)).toEqual({
          ...M01,
          statuses: ['pending', 'success', 'success'],
        });
        expect(filesOnMain(sandbox)).toEqual([ended.document, ended.json, ended.evidence]);
        const made = sandbox.world.repo.refs.get('refs/heads/main') ?? '';
        const commit = sandbox.world.repo.store.readCommit(made);
        expect(commit).toMatchObject({ parents: [merged], verified: true });
        expect(ended.outputs['docs-sha']).toBe(made);
        expect(sandbox.world.statuses.map(({ sha }) => sha)).toEqual([merged, merged, made]);
        expect(await filesInTopCommit(sandbox)).toEqual([...GENERATED, ...ABOUT_ALL].sort());
      }),
    PATIENCE,
  );

  it.concurrent(
    'when somebody asks for it after the merge: the same',
    () =>
      onStage(m01(), async ({ sandbox, audit }) => {
        sandbox.merge();
        const ended = await audit('workflow_dispatch');
        expect(measured(ended, sandbox)).toEqual({
          ...M01,
          statuses: ['pending', 'success', 'success'],
        });
        expect(filesOnMain(sandbox)).toEqual([ended.document, ended.json, ended.evidence]);
      }),
    PATIENCE,
  );
});

/** Paths that the newest commit of `main` adds, as the `git` program sees them. */
async function filesInTopCommit(sandbox: Sandbox): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'milestone-audit-git-'));
  try {
    await sandbox.exportGit(folder);
    const git = (...args: readonly string[]): string =>
      execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' });
    git('fsck', '--strict');
    return git('log', '-1', '--name-only', '--diff-filter=A', '--format=', 'main')
      .trim()
      .split('\n');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
