import { expect, it } from '@jest/globals';
import type { Forge } from '../../src/model/forge.ts';
import { aForge, PULL, tip } from '../publish/a-job.ts';
import { withSandbox } from '../sandbox/with-sandbox.ts';

const head = 'm01-ci-truthfulness';

it('reads runs, jobs with steps, artifacts and logs of a commit', () =>
  withSandbox(async (_ask, sandbox) => {
    const forge = aForge(sandbox);
    const runs = await forge.runs(tip(sandbox, head));
    if (!runs.ok) throw new Error(runs.error.message);
    const facts = runs.value.map(({ id, path, progress }) => [id, path, progress]);
    expect(facts.sort()).toEqual([
      [22814396752, '.github/workflows/linter.yml', { state: 'ended', conclusion: 'success' }],
      [22814850488, '.github/workflows/tests.yml', { state: 'ended', conclusion: 'failure' }],
    ]);
    const jobs = await forge.jobs(22814850488);
    const steps = jobs.ok ? (jobs.value[0]?.steps ?? []) : [];
    expect(steps.find(({ name }) => name === 'coverage')?.progress).toEqual({
      state: 'ended',
      conclusion: 'skipped',
    });
    const log = await forge.jobLog(66181337202);
    expect(log.ok && log.value.includes('127.0.0.1:7860 available')).toBe(true);
    const artifacts = await forge.artifacts(22814850488);
    expect(artifacts.ok && artifacts.value.map(({ name }) => name).sort()).toEqual([
      'junit',
      'server-output',
    ]);
    const zip = await forge.download(3184402101, 1_000_000);
    expect(zip.ok && Buffer.from(zip.value.read(0, 2)).toString()).toBe('PK');
  }));

it('maps an expired artifact to gone and one over the maximum to invalid', () =>
  withSandbox(async (_ask, sandbox) => {
    const forge = aForge(sandbox);
    expect(await forge.download(3184402101, 10)).toMatchObject({ error: { kind: 'invalid' } });
    const [artifact] = sandbox.world.artifacts;
    Object.assign(artifact ?? {}, { expired: true, expiresAt: '2020-01-01T00:00:00Z' });
    expect(await forge.download(artifact?.id ?? 0, 1000)).toMatchObject({
      error: { kind: 'gone' },
    });
  }));

it('reads a pull request by number, by head and by commit', () =>
  withSandbox(async (_ask, sandbox) => {
    const forge = aForge(sandbox);
    const pull = await forge.pull(PULL);
    if (!pull.ok) throw new Error(pull.error.message);
    expect(pull.value).toMatchObject({
      number: PULL,
      state: 'open',
      headRef: head,
      headSha: tip(sandbox, head),
      fork: false,
      milestone: 'M01: CI truthfulness',
    });
    const byHead = await forge.pullsByHead('atelier', head);
    const byCommit = await forge.pullsOfCommit(tip(sandbox, head));
    expect(
      [byHead, byCommit].map((one) => one.ok && one.value.map(({ number }) => number)),
    ).toEqual([[PULL], [PULL]]);
    const files = await forge.pullFiles(pull.value);
    const compared = await forge.compare('main', head);
    expect(files.ok && compared.ok && files.value.files).toEqual(
      compared.ok ? compared.value.files : undefined,
    );
    expect(files.ok && [files.value.files.length, files.value.truncated]).toEqual([
      pull.value.changedFiles,
      false,
    ]);
  }));

it('reads commit, tree and blob byte for byte', () =>
  withSandbox(async (_ask, sandbox) => {
    const forge = aForge(sandbox);
    const sha = tip(sandbox, head);
    expect(await forge.branchHead(head)).toEqual({ ok: true, value: sha });
    expect(await forge.defaultBranch()).toEqual({ ok: true, value: 'main' });
    const commit = await forge.commit(head);
    expect(commit.ok && [commit.value.sha, commit.value.parents]).toEqual([
      sha,
      [tip(sandbox, 'main')],
    ]);
    const tree = await forge.tree(sha);
    const entry = tree.ok
      ? tree.value.entries.find(({ path }) => path === '.github/workflows/tests.yml')
      : undefined;
    const blob = await forge.blob(entry?.blob ?? '');
    expect(blob.ok && Buffer.from(blob.value).toString()).toBe(
      sandbox.file('.github/workflows/tests.yml', head),
    );
  }));

it('reads the required checks and rules of a branch', () =>
  withSandbox(async (_ask, sandbox) => {
    const forge = aForge(sandbox);
    expect(await forge.branchRules('main')).toEqual({
      ok: true,
      value: { requiredChecks: [], forbidsPush: { forbidden: false } },
    });
    const parameters = {
      required_status_checks: [{ context: 'test' }, { context: 'Milestone audit' }],
    };
    sandbox.world.rules.push({
      branch: 'main',
      type: 'required_status_checks',
      parameters,
    } as never);
    expect(await forge.branchRules('main')).toEqual({
      ok: true,
      value: {
        requiredChecks: ['Milestone audit', 'test'],
        forbidsPush: {
          forbidden: true,
          why: 'a ruleset requires status checks, which a new commit cannot have yet',
        },
      },
    });
  }));

it('reads the strictest limits of the rules that restrict coverage', () =>
  withSandbox(async (_ask, sandbox) => {
    const forge = aForge(sandbox);
    const limits = async (...parameters: readonly Readonly<Record<string, unknown>>[]) => {
      sandbox.world.rules.length = 0;
      for (const one of parameters) {
        sandbox.world.rules.push({ branch: 'main', type: 'code_coverage', parameters: one });
      }
      const rules = await forge.branchRules('main');
      return rules.ok ? rules.value.coverage : rules.error;
    };
    expect([
      await limits({ minimum_coverage: 70, max_coverage_drop: null }),
      await limits(
        { minimum_coverage: 70, max_coverage_drop: 5 },
        { minimum_coverage: 80, max_coverage_drop: 0 },
      ),
      await limits({ minimum_coverage: 'most' }),
      await limits(),
    ]).toEqual([
      { minimum: 70, maxDrop: null },
      { minimum: 80, maxDrop: 5 },
      { unread: 'the limits of the rule code_coverage are not numbers' },
      undefined,
    ]);
  }));

it('separates tagged, untagged and missing commits of another repository', () =>
  withSandbox(async (_ask, sandbox) => {
    const forge = aForge(sandbox);
    const checkout = { owner: 'actions', name: 'checkout' };
    const tagged = '11bd71901bbe5b1630ceea73d27597364c9af683';
    expect(await forge.foreignCommit(checkout, tagged)).toEqual({
      ok: true,
      value: { state: 'exists', tags: expect.arrayContaining(['v4', 'v4.2.2']) },
    });
    const asked = forge.requests();
    expect(await forge.foreignCommit(checkout, tagged)).toMatchObject({ ok: true });
    expect(forge.requests()).toBe(asked);
    expect(await forge.foreignCommit(checkout, 'f'.repeat(40))).toEqual({
      ok: true,
      value: { state: 'missing', tags: [] },
    });
    expect(forge.requests()).toBeLessThanOrEqual(asked + 2);
    const unknown = await forge.foreignCommit({ owner: 'no', name: 'body' }, tagged);
    expect(unknown).toMatchObject({ ok: false, error: { kind: 'missing' } });
  }));

it('commits only on the expected head', () =>
  withSandbox(async (_ask, sandbox) => {
    const forge = aForge(sandbox);
    const write = {
      branch: 'main',
      expectedHead: tip(sandbox, 'main'),
      headline: 'docs: one',
      body: '',
      additions: [
        { path: 'a/b.txt', content: 'ö\n' },
        { path: 'a/b.gz', content: Uint8Array.of(0x1f, 0x8b, 0xff, 0) },
      ],
      deletions: [],
    };
    const first = await forge.createCommit(write);
    expect(first).toMatchObject({ ok: true, value: { sha: tip(sandbox, 'main'), verified: true } });
    expect(sandbox.file('a/b.txt')).toBe('ö\n');
    expect(await forge.createCommit(write)).toMatchObject({ error: { kind: 'conflict' } });
    expect(await forge.createBranch('main', tip(sandbox, 'main'))).toMatchObject({
      error: { kind: 'conflict' },
    });
  }));

it('adds annotations in batches of fifty and finds the check again', () =>
  withSandbox(async (_ask, sandbox) => {
    const forge = aForge(sandbox);
    const sha = tip(sandbox, head);
    const annotations = Array.from({ length: 120 }, (_, at) => ({
      path: 'a.py',
      line: at + 1,
      level: 'warning' as const,
      message: 'm',
      title: 't',
    }));
    const written = await forge.writeCheck({
      sha,
      name: 'Audit',
      externalId: 'milestone-audit/',
      detailsUrl: '',
      progress: { state: 'ended', conclusion: 'neutral' },
      title: 'T',
      summary: 'S',
      text: '',
      annotations,
    });
    if (!written.ok) throw new Error(written.error.message);
    expect([
      sandbox.counts()['checks/create'],
      sandbox.counts()['checks/update'],
      sandbox.world.checkRuns.length,
    ]).toEqual([1, 2, 1]);
    expect(await forge.findCheck(sha, 'Audit', 'milestone-audit/')).toEqual({
      ok: true,
      value: written.value.id,
    });
    expect(await forge.findCheck(sha, 'Audit', 'other')).toEqual({ ok: true, value: undefined });
  }));

it.each<[string, (forge: Forge, sha: string) => Promise<unknown>]>([
  [
    'status',
    (forge, sha) => {
      const status = { context: 'Audit', description: '', targetUrl: '' };
      return forge.setStatus({ ...status, sha, state: 'pending' });
    },
  ],
  [
    'check run',
    (forge, sha) => {
      const check = { name: 'Audit', externalId: '', detailsUrl: '', title: 'a', summary: 'a' };
      const progress = { state: 'unfinished', status: 'in_progress' } as const;
      return forge.writeCheck({ ...check, sha, progress, text: '', annotations: [] });
    },
  ],
])('knows its login from a %s of its own, without a request', (_, write) =>
  withSandbox(async (_ask, sandbox) => {
    const forge = aForge(sandbox);
    await write(forge, tip(sandbox, head));
    const before = sandbox.requests.length;
    expect([await forge.viewer(), sandbox.requests.length - before]).toEqual([
      { ok: true, value: 'github-actions[bot]' },
      0,
    ]);
  }),
);

/** Commits a file to a pull request that has so many comments. Returns those that come with the commit. */
const committedWith = (count: number, mayRead = true) =>
  withSandbox(async (_ask, sandbox) => {
    const forge = aForge(sandbox);
    const at = '2026-03-08T11:00:00Z';
    for (let id = 1; id <= count; id += 1) {
      const author = id === 1 ? 'github-actions[bot]' : 'mira-holt';
      const comment = { id, issue: 14, author, body: 'Fine', createdAt: at, updatedAt: at };
      sandbox.world.comments.push(comment);
    }
    const listed = await forge.comments(14);
    if (!mayRead) sandbox.world.tokens.get(sandbox.token)?.permissions.delete('pull_requests');
    const written = await forge.createCommit({
      ...{ branch: head, expectedHead: tip(sandbox, head), headline: 'Add', body: '' },
      ...{ additions: [{ path: 'a.txt', content: 'a' }], deletions: [], commentsOf: 14 },
    });
    return { listed, written, text: sandbox.file('a.txt', head) };
  });

it('a commit comes with the comments of a pull request as REST lists them', async () => {
  const { listed, written } = await committedWith(2);
  expect(written.ok && written.value.comments).toEqual(listed.ok && listed.value);
});

it.each([
  ['there are more than a hundred', 101, true],
  ['the token may not read them', 2, false],
])('a commit is made, and comes without comments where %s', async (_, count, mayRead) => {
  const { written, text } = await committedWith(count, mayRead);
  expect([written.ok && written.value.comments, text]).toEqual([undefined, 'a']);
});

it('reads its login, the milestones and the statuses', () =>
  withSandbox(async (_ask, sandbox) => {
    const forge = aForge(sandbox);
    const sha = tip(sandbox, head);
    expect(await forge.viewer()).toEqual({ ok: true, value: 'github-actions[bot]' });
    const milestones = await forge.milestones();
    expect(milestones.ok && milestones.value.map(({ title }) => title).sort()).toEqual([
      'M01: CI truthfulness',
      'M02: API contract tests',
    ]);
    const status = { sha, state: 'success' as const, context: 'Audit', targetUrl: '' };
    await forge.setStatus({ ...status, description: '€'.repeat(200) });
    const statuses = await forge.statuses(sha);
    expect(statuses.ok && statuses.value[0]?.description).toBe(`${'€'.repeat(139)}…`);
  }));
