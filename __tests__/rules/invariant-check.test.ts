import { expect, it } from '@jest/globals';
import type { InvariantConfig } from '../../src/model/config.ts';
import { present } from '../../src/model/evidence.ts';
import type { Finding, Level } from '../../src/model/verdict.ts';
import { checkInvariant } from '../../src/rules/check-invariant.ts';
import { type Story, tell } from './story.ts';

const check = (config: InvariantConfig, story: Story, levels: [string, Finding][] = []) => {
  const { evidence } = tell(story);
  return checkInvariant(config, evidence, new Map(levels), 'M01');
};
const state = (...given: Parameters<typeof check>) => check(...given).state;

const changes = (truncated: boolean, ...paths: string[]): Story => ({
  evidence: {
    changes: present(
      {
        base: 'b',
        head: 'a',
        truncated,
        files: paths.map((path) => ({ path, status: 'modified', additions: 1, deletions: 0 })),
      },
      { what: 'changes' },
    ),
  },
});

it('checks the paths that a truncated list leaves out where the trees were compared', () => {
  const config = { kind: 'unchanged', title: 'no drift', globs: ['modules/**'] } as const;
  const beyond = (path: string): Story => {
    const unlisted = [{ path, status: 'modified' as const }];
    const value = { base: 'b', head: 'a', truncated: true, files: [], unlisted };
    return { evidence: { changes: present(value, { what: 'changes' }) } };
  };
  expect([state(config, beyond('docs/a.md')), state(config, beyond('modules/a.py'))]).toEqual([
    'held',
    'broken',
  ]);
});

it('checks that paths are unchanged, and is open for a truncated list', () => {
  const config = { kind: 'unchanged', title: 'no drift', globs: ['modules/**'] } as const;
  expect([
    state(config, changes(false, 'docs/a.md')),
    check(config, changes(false, 'modules/a.py')),
    state(config, changes(true, 'docs/a.md')),
    state(config, changes(true, 'modules/a.py')),
    state(config, {}),
  ]).toMatchObject([
    'held',
    { title: 'no drift', state: 'broken', evidence: 'modules/a.py changed' },
    'open',
    'broken',
    'open',
  ]);
});

it('requires declared files to exist and not be empty, with the milestone in their paths', () => {
  const config = { kind: 'files', title: 'pack', files: ['{milestone}_summary.md'] } as const;
  const files = (one: 'present' | 'empty' | 'absent'): Story => ({
    evidence: {
      declaredFiles: present([{ path: 'M01_summary.md', state: one, bytes: 3 }], { what: 'files' }),
    },
  });
  expect([
    state(config, files('present')),
    state(config, files('empty')),
    state(config, files('absent')),
    state({ ...config, files: ['other'] }, files('present')),
    state(config, {}),
  ]).toEqual(['held', 'broken', 'broken', 'open', 'open']);
});

const finding = (level: Level, most: Level): Finding => {
  const open = level === most ? [] : [{ kind: 'files' as const, what: 'ci.yml', why: 'broken' }];
  return { state: 'level', level, most, open, measured: 'm', proof: [], flaws: [], deferrals: [] };
};

it('compares the lowest and the highest level of another rule', () => {
  const config = { kind: 'rule', title: 'strong', rule: 'no-weakening', atLeast: 3 } as const;
  const at = (level: 2 | 3): [string, Finding][] => [['no-weakening', finding(level, level)]];
  expect([
    state(config, {}, at(3)),
    state(config, {}, at(2)),
    state(config, {}, [['no-weakening', finding(0, 2)]]),
    state(config, {}, [['no-weakening', finding(3, 5)]]),
    check(config, {}, [['no-weakening', finding(2, 3)]]),
    state(config, {}, [['no-weakening', { state: 'not-applicable', why: 'no base' }]]),
    state(config, {}),
  ]).toMatchObject([
    'held',
    'broken',
    'broken',
    'held',
    { state: 'open', open: [{ what: 'ci.yml' }] },
    'open',
    'open',
  ]);
});

it('requires equal artifacts or the declared digest, and is open for a single artifact', () => {
  const artifact = (id: number, letter: string | undefined, runId = 1) => ({
    id,
    name: `dist-${id}`,
    runId,
    attempt: 1,
    bytes: 1,
    createdAt: '2026-03-08T10:00:00Z',
    state: 'listed' as const,
    why: '',
    ...(letter === undefined ? {} : { digest: `sha256:${letter.repeat(64)}` }),
  });
  const of = (digest: string | undefined, ...all: ReturnType<typeof artifact>[]) =>
    check(
      { kind: 'artifact', title: 'repeatable', artifact: 'dist-*', ...(digest && { digest }) },
      {
        runs: [
          { workflow: 'CI', attempts: ['success'] },
          { workflow: 'CI', id: 9, relation: 'stale', attempts: ['success'] },
        ],
        values: { artifacts: all },
      },
    );
  const a = `sha256:${'a'.repeat(64)}`;
  expect([
    of(undefined, artifact(1, 'a'), artifact(2, 'a')),
    of(undefined, artifact(1, 'a'), artifact(2, 'b')),
    of(undefined, artifact(1, 'a'), artifact(2, 'b', 9)),
    of(a, artifact(1, 'a')),
    of(a, artifact(1, 'b')),
    of(undefined, artifact(1, 'a'), artifact(2, undefined)),
    of(undefined),
    of(undefined, artifact(1, 'a'), artifact(2, undefined), artifact(3, 'b')),
  ]).toMatchObject([
    { state: 'held', proof: [{ source: { digest: a, artifactId: 1 } }, {}] },
    {
      state: 'broken',
      evidence: expect.stringMatching(/^artifact dist-2: sha256:b+, not sha256:a+$/),
    },
    {
      state: 'open',
      evidence: 'digests of the artifacts called dist-*: there is only one such artifact',
    },
    { state: 'held' },
    { state: 'broken' },
    { state: 'open', evidence: 'digest of artifact dist-2: GitHub states none' },
    {
      state: 'open',
      evidence: 'digests of the artifacts called dist-*: there is no such artifact',
    },
    { state: 'broken' },
  ]);
});

it('requires every job or step of a name to pass, and is open without one', () => {
  const runs = [
    {
      workflow: 'CI',
      attempts: [{ 'test (1)': { smoke: 'success' }, 'test (2)': { smoke: 'failure' } }],
    },
  ];
  const job = (glob: string) => state({ kind: 'job', title: 'j', job: glob }, { runs });
  const step = (glob: string) => check({ kind: 'step', title: 's', step: glob }, { runs });
  expect([job('test (1)'), job('test*'), job('lint'), step('smo*'), step('x')]).toMatchObject([
    'held',
    'broken',
    'open',
    { state: 'broken', evidence: 'smo* did not pass: step smoke: failure' },
    { state: 'open' },
  ]);
});

it('is open for a job or step while a run is unfinished or not listed, unless one failed', () => {
  const passed = { workflow: 'CI', attempts: [{ test: { smoke: 'success' } }] };
  const failed = { workflow: 'CI', attempts: [{ test: { smoke: 'failure' } }] };
  const unfinished = { workflow: 'E2E', path: 'e2e.yml', attempts: [{ test: 'in_progress' }] };
  const unlisted = {
    workflow: 'Lint',
    path: 'lint.yml',
    attempts: ['success'],
    unlisted: true as const,
  };
  const job = (...runs: NonNullable<Story['runs']>) =>
    state({ kind: 'job', title: 'j', job: 'test' }, { runs });
  expect([
    job(passed),
    job(passed, unfinished),
    job(passed, unlisted),
    job(failed, unfinished, unlisted),
  ]).toEqual(['held', 'open', 'open', 'broken']);
});
