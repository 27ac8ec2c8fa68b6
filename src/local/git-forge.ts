import { indexByPath } from '../lib/memoize.ts';
import { patchFacts } from '../lib/unified-diff.ts';
import type { Forge, TreeEntry } from '../model/forge.ts';
import type { ChangedFile } from '../model/repository.ts';
import { err, ok, type Result } from '../model/result.ts';
import type { RepositoryName } from '../model/target.ts';
import type { Checkout } from './checkout.ts';
import { fieldsOfOutput, type Git } from './git.ts';
import { gitBlobs } from './git-blobs.ts';
import {
  branchHead,
  commitId,
  defaultBranch,
  fullId,
  mergeBase,
  readCommits,
  tagNames,
} from './git-refs.ts';

/** Returns the files that differ between two commits, with renames, or a message when git refuses. */
async function readChangedFiles(
  git: Git,
  base: string,
  head: string,
): Promise<readonly ChangedFile[] | string> {
  const args = ['diff-tree', '-r', '-z', '-M', '--raw', '--numstat', '--no-ext-diff'];
  const answer = await git([...args, '--no-textconv', '--end-of-options', base, head, '--']);
  if (!answer.ok) return answer.message;
  const fields = fieldsOfOutput(answer.bytes);
  const { changed, next } = readRaw(fields);
  const counts = readCounts(fields, next);
  const patches = await readPatches(git, base, head);
  return changed
    .map((file): ChangedFile => {
      const lines = counts.get(file.path) ?? NO_LINES;
      const todos = lines.additions === 0 ? { todos: 0 } : {};
      return { ...file, ...lines, ...todos, ...patches.get(file.path) };
    })
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

type PatchFacts = ReturnType<typeof patchFacts>;

/** Returns what each file adds, by path. Without that the whole file counts as changed. */
async function readPatches(
  git: Git,
  base: string,
  head: string,
): Promise<ReadonlyMap<string, PatchFacts>> {
  const args = ['-c', 'core.quotePath=false', 'diff-tree', '-r', '-M', '-p', '-U0', '--no-color'];
  const plain = ['--no-ext-diff', '--no-textconv', '--no-prefix', '--end-of-options'];
  const answer = await git([...args, ...plain, base, head, '--']);
  const facts = new Map<string, PatchFacts>();
  if (!answer.ok) return facts;
  for (const part of answer.bytes.toString('utf8').split(/^diff --git /m)) {
    const path = /^\+\+\+ ([^\t\n]+)/m.exec(part)?.[1];
    if (path !== undefined) facts.set(path, patchFacts(part));
  }
  return facts;
}

const NO_LINES = { additions: 0, deletions: 0 };

type Listed = Omit<ChangedFile, 'additions' | 'deletions'>;

const STATUSES: Readonly<Record<string, ChangedFile['status']>> = {
  A: 'added',
  C: 'added',
  D: 'removed',
  R: 'renamed',
};

function readRaw(fields: readonly string[]): {
  readonly changed: readonly Listed[];
  readonly next: number;
} {
  const changed: Listed[] = [];
  let at = 0;
  while (fields[at]?.startsWith(':') === true) {
    const { file, length } = rawEntry(fields.slice(at, at + 3));
    changed.push(file);
    at += length;
  }
  return { changed, next: at };
}

/** Parses `:<modes> <ids> <status>`, followed by one path or by the old and the new path. */
function rawEntry([head = '', first = '', second = '']: readonly string[]): {
  readonly file: Listed;
  readonly length: number;
} {
  const letter = /([A-Z])\d*$/.exec(head)?.[1] ?? 'M';
  const status = STATUSES[letter] ?? 'modified';
  if (letter === 'R') return { file: { path: second, previousPath: first, status }, length: 3 };
  if (letter === 'C') return { file: { path: second, status }, length: 3 };
  return { file: { path: first, status }, length: 2 };
}

/** Parses `<added>\t<deleted>\t<path>`. For a rename the path is empty and two paths follow; `-` means binary. */
function readCounts(
  fields: readonly string[],
  from: number,
): ReadonlyMap<string, { readonly additions: number; readonly deletions: number }> {
  const counts = new Map<string, { additions: number; deletions: number }>();
  for (let at = from; at < fields.length; at += 1) {
    const [, added = '', deleted = '', path = ''] =
      /^(\S+)\t(\S+)\t([\s\S]*)$/.exec(fields[at] ?? '') ?? [];
    const renamed = path === '';
    const name = renamed ? (fields[at + 2] ?? '') : path;
    counts.set(name, { additions: Number(added) || 0, deletions: Number(deleted) || 0 });
    if (renamed) at += 2;
  }
  return counts;
}

/** The forge of a checkout. Close it to end its process. */
export interface GitForge extends Forge {
  close(): void;
}

/** Start of every message about data that a checkout does not have; messages are grouped by it. */
export const NEEDS_GITHUB = 'needs GitHub data';

function needsGithub<T>(what: string): () => Promise<Result<T>> {
  const message = `${NEEDS_GITHUB}: ${what}`;
  return () => Promise.resolve(err({ kind: 'not-here', message }));
}

function noWrite<T>(): Promise<Result<T>> {
  return Promise.resolve(err({ kind: 'invalid', message: 'a local audit writes nothing' }));
}

function missing<T>(message: string): Result<T> {
  return err({ kind: 'not-here', message });
}

/** Returns local git behind the port of the model. Requests that need GitHub data return `not-here`. */
export function gitForge(checkout: Checkout, repository: RepositoryName): GitForge {
  const { git } = checkout;
  const blobs = gitBlobs(checkout.root);
  return {
    repository,
    requests: () => 0,
    close: blobs.close,

    defaultBranch: async () => ok(await defaultBranch(checkout)),
    async branchHead(branch) {
      const head = await branchHead(git, branch);
      return head === undefined ? missing(`there is no branch ${branch} here`) : ok(head);
    },
    commit: (ref) => commitAt(checkout, ref),
    compare: (base, head) => compare(checkout, base, head),
    tree: treeReader(git),
    async blob(sha) {
      const bytes = await blobs.read(sha);
      return bytes === undefined ? missing('this clone does not hold it') : ok(bytes);
    },
    async tags(prefix) {
      const names = await tagNames(git);
      return ok(names.filter((name) => name.startsWith(prefix)));
    },

    foreignFile: (where, commit, path) => fileAt(git, repository, where, commit, path),

    ...GITHUB_READS,
    ...WRITES,
  };
}

const GITHUB_READS = {
  runs: needsGithub('which workflows ran'),
  workflows: needsGithub('which workflows are disabled'),
  run: needsGithub('the run'),
  jobs: needsGithub('which jobs ran'),
  attempt: needsGithub('the attempt'),
  jobLog: needsGithub('the log of a job'),
  artifacts: needsGithub('the artifacts of a run'),
  download: needsGithub('the artifacts of a run'),
  pull: needsGithub('the pull request'),
  pullsOfCommit: needsGithub('the pull request'),
  pullsByHead: needsGithub('the pull request'),
  pullFiles: needsGithub('the pull request'),
  reviews: needsGithub('who reviewed the change'),
  dependencyChanges: needsGithub('which dependencies were added and whether they are vulnerable'),
  attestations: needsGithub('which attestations a file has'),
  branchRules: needsGithub('which checks are required'),
  milestones: needsGithub('the milestones of the repository'),
  milestoneItems: needsGithub('what belongs to a milestone'),
  movedOut: needsGithub('what was moved out of a milestone'),
  foreignCommit: needsGithub("whether a commit belongs to the action's repository"),
  viewer: needsGithub('the user of the token'),
  comments: needsGithub('the comments'),
  statuses: needsGithub('which statuses a commit has'),
  findCheck: needsGithub('which checks a commit has'),
  checks: needsGithub('which checks a commit has'),
} satisfies Partial<Forge>;

const WRITES = {
  createComment: noWrite,
  updateComment: noWrite,
  setStatus: noWrite,
  writeCheck: noWrite,
  createBranch: noWrite,
  resetBranch: noWrite,
  createCommit: noWrite,
  createRootCommit: noWrite,
  openPull: noWrite,
  closePull: noWrite,
  describeMilestone: noWrite,
} satisfies Partial<Forge>;

/** Reads a file of this repository; for another repository the message says how to get the file. */
async function fileAt(
  git: Git,
  here: RepositoryName,
  where: RepositoryName,
  commit: string,
  path: string,
): ReturnType<Forge['foreignFile']> {
  const full = `${where.owner}/${where.name}`;
  if (full.toLowerCase() !== `${here.owner}/${here.name}`.toLowerCase()) {
    return missing(
      `${NEEDS_GITHUB}: the contents of ${full}; give a copy with --extends FILE, which this writes: gh api -H 'Accept: application/vnd.github.raw' 'repos/${full}/contents/${path}?ref=${commit}' > FILE`,
    );
  }
  const answer = await git(['cat-file', 'blob', `${commit}:${path}`]);
  return answer.ok ? ok(answer.bytes) : missing(`this clone has no ${path} at ${commit}`);
}

async function commitAt({ git, shallow }: Checkout, ref: string): ReturnType<Forge['commit']> {
  const sha = await fullId(git, ref);
  const commits = sha === undefined ? [] : await readCommits(git, sha, ['-1']);
  const [commit] = typeof commits === 'string' ? [] : commits;
  const hint = shallow ? '; the clone is shallow, git fetch --unshallow brings the rest' : '';
  return commit === undefined ? missing(`there is no commit ${ref} here${hint}`) : ok(commit);
}

async function compare(
  { git }: Checkout,
  base: string,
  head: string,
): ReturnType<Forge['compare']> {
  const [from, to] = await Promise.all([fullId(git, base), fullId(git, head)]);
  const both = from !== undefined && to !== undefined;
  const common = both ? await mergeBase(git, from, to) : undefined;
  if (!both || common === undefined) return notCompared(git, base, head);
  const [files, commits] = await Promise.all([
    readChangedFiles(git, common, to),
    readCommits(git, `${common}..${to}`, ['--reverse']),
  ]);
  if (typeof files === 'string') return missing(files);
  if (typeof commits === 'string') return missing(commits);
  return ok({ base, head, files, truncated: false, mergeBase: common, commits });
}

/** Says why two commits have no merge base here. */
async function notCompared(git: Git, base: string, head: string): Promise<Result<never>> {
  for (const one of [base, head]) {
    if ((await commitId(git, one)) === undefined) return missing(`there is no commit ${one} here`);
  }
  return missing(`${base.slice(0, 12)} and ${head.slice(0, 12)} have no common history here`);
}

/** Returns a function that lists every file of a commit in git's order; it reads each commit once. */
function treeReader(git: Git): Forge['tree'] {
  const trees = new Map<string, ReturnType<Forge['tree']>>();
  let latest: readonly TreeEntry[] = [];
  const read = async (sha: string): ReturnType<Forge['tree']> => {
    const list = ['ls-tree', '-r', '-l', '-z', '--full-tree', '--end-of-options', sha];
    const answer = await git(list);
    if (!answer.ok) return missing(whyUnlisted(answer.message));
    latest = entriesOf(answer.bytes, indexByPath(latest));
    return ok({ sha, entries: latest, truncated: false });
  };
  return (sha) => {
    const tree = trees.get(sha) ?? read(sha);
    trees.set(sha, tree);
    return tree;
  };
}

function whyUnlisted(message: string): string {
  return /promisor|could not fetch|not allowed/.test(message)
    ? 'the clone is partial and lacks contents of files; clone it without --filter'
    : message;
}

/**
 * Parses the list of a tree. Two commits have most of 100,000 files in common, so that an entry of the
 * `known` list is reused. No text is a part of the output, which would keep all of it in memory.
 */
function entriesOf(bytes: Buffer, known: ReadonlyMap<string, TreeEntry>): readonly TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let from = 0, end = bytes.indexOf(0); end >= 0; end = bytes.indexOf(0, from)) {
    const entry = entryOf(bytes.subarray(from, end));
    const same = known.get(entry.path);
    entries.push(same?.blob === entry.blob && same.mode === entry.mode ? same : entry);
    from = end + 1;
  }
  return entries;
}

const MODES = new Map(['100644', '100755', '120000', '160000'].map((mode) => [mode, mode]));

/** Parses `<mode> <type> <id> <size>`, a tab, and the path; a submodule has no size. */
function entryOf(line: Buffer): TreeEntry {
  const tab = line.indexOf('\t');
  const facts = line.toString('latin1', 0, tab);
  const type = facts.indexOf(' ') + 1;
  const blob = facts.indexOf(' ', type) + 1;
  const size = facts.indexOf(' ', blob);
  const mode = facts.slice(0, type - 1);
  return {
    path: line.toString('utf8', tab + 1),
    mode: MODES.get(mode) ?? mode,
    blob: line.toString('latin1', blob, size),
    bytes: Number.parseInt(facts.slice(size), 10) || 0,
  };
}
