import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { auditOnce } from '../sandbox/demo/audit-once.ts';
import { diffTrees } from '../sandbox/git-graph.ts';
import { loadStory, type Sandbox, startSandbox } from '../sandbox/start-sandbox.ts';
import { readRepository, withBlobs } from './self-story/git-repository.ts';
import { readCheck } from './self-story/recorded-check.ts';
import { writeStory } from './self-story/write-story.ts';

/**
 * Audits this project by one run of `.ci/run`. FOLDER is the checkout in which it ran, LOG its output.
 * Writes `sandbox/stories/self`, a world that serves what that run left, lets the built action audit
 * it as the runner starts it, and writes the files that the action commits into `docs/milestones`.
 *
 *     npm run record:self -- FOLDER LOG MILESTONE
 */
const ROOT = resolve('.');
const STORY = join(ROOT, 'sandbox/stories/self');

async function record(folder: string, log: string, milestone: string): Promise<void> {
  const check = readCheck(folder, log);
  refuseOther(folder, check.commit);
  const repository = readRepository(folder, check.commit, auditedCommits(folder, check.commit));
  writeStory(STORY, milestone, check, repository);
  const { asked } = (await audited()).store;
  writeStory(STORY, milestone, check, withBlobs(repository, asked));
  const { files } = await audited();
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true });
    writeFileSync(join(ROOT, path), bytes);
    console.log(`${path}: ${bytes.length} bytes`);
  }
  console.log('Commit them, then: node dist/cli.js verify');
}

const git = (folder: string, ...args: readonly string[]): string =>
  execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' }).trim();

/** The run is one of its commit only if the files were those of the commit, and so was the action. */
function refuseOther(folder: string, commit: string): void {
  const changed = git(folder, 'status', '--porcelain');
  if (git(folder, 'rev-parse', 'HEAD') !== commit || changed !== '')
    throw new Error(`${folder} is not the commit ${commit} that was checked\n${changed}`);
  const other = git(ROOT, 'diff', '--stat', commit, '--', 'dist', 'action.yml');
  if (other !== '') throw new Error(`dist is not that of ${commit}\n${other}`);
}

/** The commit, and those of earlier audits, with which it is compared. */
function auditedCommits(folder: string, commit: string): readonly string[] {
  const paths = git(folder, 'ls-tree', '-r', '--name-only', commit, 'docs/milestones').split('\n');
  const audits = paths
    .filter((path) => /_audit\.json$/.test(path))
    .map((path) => JSON.parse(git(folder, 'show', `${commit}:${path}`)) as Audited);
  return [...new Set([commit, ...audits.map(({ commits }) => commits.audited)])];
}

interface Audited {
  readonly commits: { readonly audited: string };
}

/** Audits the story; returns the files that the action committed. */
async function audited() {
  const sandbox = await startSandbox(loadStory(STORY));
  const folder = mkdtempSync(join(tmpdir(), 'record-self-story-'));
  try {
    const before = tree(sandbox);
    const end = await auditOnce(sandbox, folder, 'workflow_dispatch', console.log);
    const changes = diffTrees(before, tree(sandbox)).filter((one) => 'after' in one);
    if (changes.length === 0) throw new Error(`nothing was committed\n${end.log}`);
    const files = changes.map(
      ({ path }) => [path, sandbox.bytes(path) ?? new Uint8Array()] as const,
    );
    return { store: sandbox.world.repo.store, files };
  } finally {
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function tree({ world }: Sandbox) {
  const { store, refs, defaultBranch } = world.repo;
  return store.readTree(store.mustCommit(refs.get(`refs/heads/${defaultBranch}`) ?? '').tree);
}

const [, , folder, log, milestone] = process.argv;
if (folder === undefined || log === undefined || milestone === undefined)
  throw new Error('usage: npm run record:self -- FOLDER LOG MILESTONE');
await record(resolve(folder), resolve(log), milestone);
