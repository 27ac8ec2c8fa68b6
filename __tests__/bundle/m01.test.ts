import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { EventName, LoggedRequest, Sandbox } from '../../sandbox/start-sandbox.ts';
import {
  committedText,
  type Ended,
  gatesOf,
  m01,
  onStage,
  scoresOf,
  statesOf,
  tracesOf,
} from './stage.ts';

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
    Coverage: 'deferred',
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

const GENERATED = ['M01_audit.md', 'M01_audit.json', 'M01_evidence.json.gz'].map(
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
  'latest.json',
  'trend-dark.svg',
  'trend.svg',
].map((name) => `docs/milestones/${name}`);

const filesOnMain = (sandbox: Sandbox): readonly (string | undefined)[] =>
  GENERATED.map((path) => committedText(sandbox, path));

/** Requests that changed something, other than the required status. */
const writes = ({ requests }: Sandbox, from: number): readonly string[] =>
  requests
    .slice(from)
    .filter(({ method, requestBody }) => method !== 'GET' && !/"query":"\s*query/.test(requestBody))
    .map(({ method, path }) => `${method} ${path}`)
    .filter((one) => !/ \/repos\/[^ ]+\/statuses\/[0-9a-f]{40}$/.test(one));

/** The required status as posted: on which commits which words stand in the end. */
function statuses({ world }: Sandbox, from: number, until?: number): unknown {
  const posted = world.statuses.slice(from, until);
  const ends = new Map(
    posted.map(({ sha, state, description }) => [sha, `${state} ${description}`]),
  );
  const others = posted.filter(
    ({ state, description, sha }) => ends.get(sha) !== `${state} ${description}`,
  );
  return { ends: Object.fromEntries(ends), others: [...new Set(others.map(({ state }) => state))] };
}

interface Twice {
  readonly sandbox: Sandbox;
  readonly first: Ended;
  readonly second: Ended;
  /** What there was after the first start. */
  readonly after: {
    readonly measured: unknown;
    readonly files: readonly (string | undefined)[];
    readonly topCommit: readonly string[];
    readonly main: string | undefined;
    readonly comments: readonly number[];
    readonly statuses: readonly string[];
    readonly requests: number;
    readonly traces: unknown;
  };
}

/** Makes a process print the flags of V8 that are set in it. */
const PRINT_FLAGS = `import { syncBuiltinESMExports } from 'node:module';
import v8 from 'node:v8';
const { setFlagsFromString } = v8;
v8.setFlagsFromString = (flag) => {
  console.log('flag: ' + flag);
  setFlagsFromString(flag);
};
syncBuiltinESMExports();`;
const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(PRINT_FLAGS)}`;

/**
 * Starts the action on an event in a fresh process and then again in a warm one; `merge` first where
 * the event comes after it.
 */
function twice(event: EventName, merge: boolean): Promise<Twice> {
  return onStage(m01(), async ({ sandbox, audit }) => {
    if (merge) sandbox.merge();
    const first = await audit(event, { fresh: true, env: { NODE_OPTIONS } });
    const { world } = sandbox;
    const after = {
      measured: measured(first, sandbox),
      files: filesOnMain(sandbox),
      topCommit: event === 'push' ? await filesInTopCommit(sandbox) : [],
      main: world.repo.refs.get('refs/heads/main'),
      comments: world.comments.map(({ issue }) => issue),
      statuses: world.statuses.map(({ sha }) => sha),
      requests: sandbox.requests.length,
      traces: tracesOf(sandbox),
    };
    return { sandbox, first, second: await audit(event), after };
  });
}

/** Reads of artifacts and logs, which have a budget of their own. */
const isDownload = ({ path }: LoggedRequest): boolean => /\/(zip|logs)$/.test(path);

describe.each<[EventName, boolean]>([
  ['workflow_run', false],
  ['pull_request', false],
  ['push', true],
  ['workflow_dispatch', true],
])('the audit of M01 on %s', (event, merged) => {
  let told: Twice;
  beforeAll(async () => {
    told = await twice(event, merged);
  });

  it('measures what the milestone was, with a status on each commit it is about', () => {
    const statuses = merged ? [...M01.statuses, 'success'] : M01.statuses;
    expect(told.after.measured).toEqual({ ...M01, statuses });
  });

  it('says so in its outputs', () => {
    expect(told.first.outputs).toMatchObject({ verdict: 'yellow', outcome: 'COMPLETE' });
  });

  it('keeps the size of the young generation, by a flag that V8 knows', () => {
    const { log } = told.first;
    expect([log.match(/^flag: .*$/gm), log.includes('unrecognized flag')]).toEqual([
      ['flag: --semi-space-growth-factor=1'],
      false,
    ]);
  });

  it('again edits no comment and commits nothing: only pending and the identical status', () => {
    const { sandbox, first, second, after } = told;
    const { statuses: posted } = sandbox.world;
    const said = after.statuses.length;
    expect({
      writes: writes(sandbox, after.requests),
      traces: tracesOf(sandbox),
      statuses: statuses(sandbox, said),
      success: posted.slice(said).some(({ state }) => state === 'success'),
      end: [second.json, second.document, second.exitCode],
    }).toEqual({
      writes: [],
      traces: after.traces,
      statuses: statuses(sandbox, 0, said),
      success: true,
      end: [first.json, first.document, first.exitCode],
    });
  });

  it('never counts the run that it is itself part of', () => {
    const { sandbox, first, second } = told;
    const own = sandbox.world.runs
      .filter(({ workflow }) => workflow.path === sandbox.world.audit.workflow)
      .map(({ id }) => id);
    const counted = [first, second].flatMap(({ audit: made }) => made?.runs ?? []);
    expect([own.length, counted.filter(({ id }) => own.includes(id))]).toEqual([2, []]);
  });

  if (merged) {
    it('commits document, JSON, and the complete evidence, compressed', () => {
      const { first, after } = told;
      expect(after.files).toEqual([first.document, first.json, first.evidence]);
    });
  } else {
    it('commits nothing, and is about the head and not the test merge', () => {
      const { sandbox, first, after } = told;
      const head = sandbox.world.pulls[0]?.headSha;
      expect([after.files, first.outputs['audited-sha'], new Set(after.statuses)]).toEqual([
        [undefined, undefined, undefined],
        head,
        new Set([head]),
      ]);
    });

    it('comments on the pull request', () => {
      expect(told.after.comments).toEqual([14]);
    });
  }

  if (event === 'pull_request') {
    it('asks GitHub at most 24 questions besides downloads and publishing, 32 in all', () => {
      const requests = told.sandbox.requests.slice(0, told.after.requests);
      const publishing = /statuses|comments|pulls\/14$/;
      const asked = requests.filter((one) => !isDownload(one) && !publishing.test(one.path));
      expect(asked.length).toBeLessThanOrEqual(24);
      expect(requests.length).toBeLessThanOrEqual(32);
    });
  }

  if (event === 'push') {
    it('makes one verified commit on top of the merge, with all pages, that git can read', () => {
      const { sandbox, first, after } = told;
      const merge = sandbox.world.pulls[0]?.mergeCommitSha;
      const made = after.main ?? '';
      expect(sandbox.world.repo.store.readCommit(made)).toMatchObject({
        parents: [merge],
        verified: true,
      });
      expect([first.outputs['docs-sha'], after.statuses]).toEqual([made, [merge, merge, made]]);
      expect(after.topCommit).toEqual([...GENERATED, ...ABOUT_ALL].sort());
    });
  }
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
