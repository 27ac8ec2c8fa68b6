import { createHash } from 'node:crypto';
import { bytesInMemory } from '../../src/github/stored-bytes.ts';
import type {
  Attestations,
  BranchRules,
  Commit,
  Forge,
  ListedArtifact,
  ListedJob,
  ListedRun,
  ListedWorkflow,
} from '../../src/model/forge.ts';
import type { ChangedFile, DependencyChange, Review } from '../../src/model/repository.ts';
import { type ApiError, err, ok, type Result } from '../../src/model/result.ts';
import type { PullRequest } from '../../src/model/target.ts';

/** A commit of the fake: its files decide its tree, as in git. */
export interface FakeCommit {
  readonly parent?: string;
  readonly message?: string;
  readonly files: Readonly<Record<string, string>>;
}

/** Everything the fake forge knows; a test changes it at any time, also while the audit waits. */
export interface FakeState {
  defaultBranch: string;
  readonly commits: Record<string, FakeCommit>;
  readonly branches: Record<string, string>;
  readonly runs: ListedRun[];
  readonly workflows: ListedWorkflow[];
  readonly attempts: ListedRun[];
  readonly jobs: Record<number, ListedJob[]>;
  readonly logs: Record<number, string>;
  readonly artifacts: ListedArtifact[];
  readonly archives: Record<number, Uint8Array>;
  readonly pulls: PullRequest[];
  readonly reviews: Review[];
  readonly dependencies: DependencyChange[];
  /** What GitHub says of the comparison of dependencies. */
  dependencyWarning?: string;
  /** Attestations by digest. */
  readonly attestations: Record<string, Attestations>;
  readonly milestones: string[];
  readonly tags: string[];
  readonly foreign: Record<string, 'exists' | 'missing' | 'fork-only'>;
  /** Texts of other repositories' files, as `owner/name/path@commit`. */
  readonly foreignFiles: Record<string, string>;
  rules: BranchRules;
  /** Operations that are refused, with the trouble they answer. */
  readonly refusals: Partial<Record<keyof Forge, ApiError>>;
  /** Single calls that are refused, by `name argument`. */
  readonly refusedCalls: Record<string, ApiError>;
  /** Every call, as `name argument`. */
  readonly calls: string[];
  /** Answers lists backwards: nothing may depend on the order GitHub gives. */
  backwards: boolean;
}

export function emptyState(): FakeState {
  return {
    defaultBranch: 'main',
    commits: {},
    branches: {},
    runs: [],
    workflows: [],
    attempts: [],
    jobs: {},
    logs: {},
    artifacts: [],
    archives: {},
    pulls: [],
    reviews: [],
    dependencies: [],
    attestations: {},
    milestones: [],
    tags: [],
    foreign: {},
    foreignFiles: {},
    rules: { requiredChecks: [], forbidsPush: { forbidden: false } },
    refusals: {},
    refusedCalls: {},
    calls: [],
    backwards: false,
  };
}

const missing = (what: string): Result<never> => err({ kind: 'missing', message: `${what}: 404` });

export function blobId(text: string): string {
  return createHash('sha1')
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest('hex');
}

/** A forge over a plain object. What a test never asks for throws, so that it can't pass unnoticed. */
export function fakeForge(state: FakeState): Forge {
  const repository = { owner: 'octo', name: 'app' };
  const order = <T>(list: readonly T[]): readonly T[] =>
    state.backwards ? [...list].reverse() : list;
  const commitOf = (ref: string): Commit | undefined => {
    const sha = state.branches[ref] ?? ref;
    const commit = state.commits[sha];
    return (
      commit && {
        sha,
        tree: createHash('sha1')
          .update(JSON.stringify(Object.entries(commit.files).sort()))
          .digest('hex'),
        parents: commit.parent === undefined ? [] : [commit.parent],
        message: commit.message ?? 'a commit',
        committedAt: '2026-03-08T10:00:00Z',
      }
    );
  };
  const ancestors = (sha: string | undefined): readonly string[] =>
    sha === undefined ? [] : [sha, ...ancestors(state.commits[sha]?.parent)];
  const found = <T>(value: T | undefined, what: string): Result<T> =>
    value === undefined ? missing(what) : ok(value);

  const reads: Partial<Record<keyof Forge, (...input: never[]) => Result<unknown>>> = {
    defaultBranch: () => ok(state.defaultBranch),
    runs: (sha: string) => ok(order(state.runs.filter((run) => run.headSha === sha))),
    workflows: () => ok(order(state.workflows)),
    run: (id: number) =>
      found(
        state.runs.find((run) => run.id === id),
        `run ${id}`,
      ),
    jobs: (id: number) => ok(order(state.jobs[id] ?? [])),
    attempt: (id: number, number: number) =>
      found(
        state.attempts.find((one) => one.id === id && one.attempt === number),
        `attempt ${number}`,
      ),
    jobLog: (id: number) => found(state.logs[id], `log ${id}`),
    artifacts: (id: number) => ok(order(state.artifacts.filter((one) => one.runId === id))),
    download: (id: number) => {
      if (state.artifacts.find((one) => one.id === id)?.expired) {
        return err({ kind: 'gone', message: '410' });
      }
      const bytes = found(state.archives[id], `artifact ${id}`);
      return bytes.ok ? ok(bytesInMemory(bytes.value)) : bytes;
    },
    pull: (number: number) =>
      found(
        state.pulls.find((one) => one.number === number),
        `#${number}`,
      ),
    pullsOfCommit: (sha: string) =>
      ok(
        order(state.pulls.filter((one) => !one.fork || one.mergeSha === sha)).filter(
          (one) => one.mergeSha === sha || one.headSha === sha,
        ),
      ),
    pullsByHead: (_owner: string, branch: string) =>
      ok(order(state.pulls.filter((one) => one.headRef === branch))),
    commit: (ref: string) => found(commitOf(ref), ref),
    branchHead: (branch: string) => found(state.branches[branch], branch),
    tree: (sha: string) => {
      const commit = state.commits[sha];
      if (commit === undefined) return missing(sha);
      const entries = Object.entries(commit.files).map(([path, text]) => ({
        path,
        mode: '100644',
        blob: blobId(text),
        bytes: Buffer.byteLength(text),
      }));
      return ok({ sha, entries: order(entries), truncated: false });
    },
    blob: (sha: string) => {
      const texts = Object.values(state.commits).flatMap(({ files }) => Object.values(files));
      const text = texts.find((one) => blobId(one) === sha);
      return text === undefined ? missing(sha) : ok(Buffer.from(text));
    },
    compare: (base: string, head: string) => {
      const mergeBase = ancestors(head).find((sha) => ancestors(base).includes(sha));
      if (mergeBase === undefined) return missing(`${base}...${head}`);
      const before = state.commits[mergeBase]?.files ?? {};
      const after = state.commits[head]?.files ?? {};
      const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
      const files = paths
        .filter((path) => before[path] !== after[path])
        .map((path): ChangedFile => {
          const status =
            before[path] === undefined
              ? 'added'
              : after[path] === undefined
                ? 'removed'
                : 'modified';
          return { path, status, additions: 1, deletions: 0 };
        });
      return ok({ base, head, files, truncated: false, mergeBase, commits: [] });
    },
    reviews: () => ok(order(state.reviews)),
    dependencyChanges: (base: string, head: string) => {
      const warning = state.dependencyWarning;
      const said = warning === undefined ? {} : { warning };
      return ok({ base, head, changes: order(state.dependencies), ...said });
    },
    attestations: (digest: string) => ok(state.attestations[digest] ?? { bundles: [], unread: [] }),
    branchRules: () => ok(state.rules),
    milestones: () =>
      ok(
        order(
          state.milestones.map((title, index) => ({
            number: index + 1,
            title,
            state: 'open' as const,
            description: '',
            openIssues: 0,
            closedIssues: 0,
          })),
        ),
      ),
    tags: () => ok(order(state.tags)),
    foreignFile: (where: { owner: string; name: string }, commit: string, path: string) => {
      const text = state.foreignFiles[`${where.owner}/${where.name}/${path}@${commit}`];
      return text === undefined
        ? err<Uint8Array>({ kind: 'missing', message: 'Not Found' })
        : ok(new TextEncoder().encode(text));
    },
    foreignCommit: (where: { owner: string; name: string }, sha: string) =>
      ok({
        state: state.foreign[`${where.owner}/${where.name}@${sha}`] ?? 'exists',
        tags: [],
      }),
  };
  return new Proxy({ repository, requests: () => state.calls.length } as Forge, {
    get(target, key: string) {
      if (key in target) return target[key as 'repository'];
      const read = reads[key as keyof Forge];
      if (read === undefined) throw new Error(`the fake forge knows no ${key}`);
      return async (...input: never[]) => {
        const args = input.map((one) => (typeof one === 'object' ? JSON.stringify(one) : one));
        const call = [key, ...args].join(' ');
        state.calls.push(call);
        const trouble = state.refusals[key as keyof Forge] ?? state.refusedCalls[call];
        return trouble === undefined ? read(...input) : err(trouble);
      };
    },
  });
}
