import { join } from 'node:path';
import { commitOnBranch } from '../../sandbox/move-ref.ts';
import {
  loadStory,
  type Sandbox,
  type SandboxEvent,
  startSandbox,
} from '../../sandbox/start-sandbox.ts';
import { type Gate, gate, type Limits } from './github-limits.ts';
import { type Ended, inProcess } from './in-process.ts';
import { newRuns } from './new-runs.ts';
import { VirtualClock } from './virtual-clock.ts';

/** One audit of the storm, and how it ended. */
export interface Stormed extends Ended {
  readonly milestone: string;
  /** 1-based; the last is the newest. */
  readonly commit: number;
  readonly sha: string;
  readonly docs: string;
}

export interface Storm {
  readonly sandbox: Sandbox;
  readonly audits: readonly Stormed[];
  readonly counts: ReturnType<Gate['counts']>;
  /** Simulated. */
  readonly seconds: number;
  readonly milestones: readonly string[];
}

export interface Size {
  readonly milestones: number;
  readonly commits: number;
  /** Values of `docs`: where the documents go. */
  readonly docs: readonly string[];
}

const idOf = (number: number): string => `M${String(number).padStart(2, '0')}`;

function addMilestones({ world }: Sandbox, count: number): readonly string[] {
  const [known] = world.milestones;
  if (known === undefined) throw new Error('the story has milestones');
  const ids = Array.from({ length: count }, (_, at) => idOf(at + 1));
  world.milestones.length = 0;
  for (const [at, id] of ids.entries()) {
    world.milestones.push({ ...known, number: at + 1, title: `${id}: of the storm` });
  }
  return ids;
}

/** One more commit on the default branch, with CI of its own. */
function pushOn({ world }: Sandbox, number: number): string {
  const { repo } = world;
  const before = repo.refs.get('refs/heads/main') ?? '';
  const tree = repo.store.readTree(repo.store.mustCommit(before).tree);
  const blob = repo.store.blob(Buffer.from(`STORM = ${number}\n`));
  tree.set('modules/storm.py', { mode: '100644', sha: blob });
  const message = `Storm ${number}`;
  const sha = commitOnBranch(world, repo, 'main', { login: 'mira-holt', message, tree });
  newRuns(world, sha, number);
  return sha;
}

interface Order {
  readonly milestone: string;
  readonly commit: number;
  readonly sha: string;
  readonly docs: string;
  readonly event: SandboxEvent;
}

function ordersOf(sandbox: Sandbox, size: Size, ids: readonly string[]): readonly Order[] {
  return Array.from({ length: size.commits }, (_, at) => at + 1).flatMap((commit) => {
    const sha = pushOn(sandbox, commit);
    return ids.flatMap((milestone) =>
      size.docs.map((docs) => ({ milestone, commit, sha, docs, event: sandbox.event('push') })),
    );
  });
}

/**
 * Audits of every milestone, of every commit, to every place, all at once against one repository: in
 * this process, over HTTP, by a simulated clock, with GitHub's limits in between.
 */
export async function storm(root: string, size: Size, limits: Limits): Promise<Storm> {
  const story = loadStory(join(root, 'sandbox/stories/m01'));
  const sandbox = await startSandbox(story);
  const clock = new VirtualClock(story.now);
  const door = gate(clock, limits);
  sandbox.merge();
  const milestones = addMilestones(sandbox, size.milestones);
  const orders = ordersOf(sandbox, size, milestones);
  sandbox.world.rateLimit = Number.POSITIVE_INFINITY;
  const restore = clock.install();
  try {
    const work = Promise.all(
      orders.map(async ({ event, ...order }): Promise<Stormed> => {
        const { milestone, docs } = order;
        const given = { milestone, docs };
        return { ...order, ...(await inProcess(sandbox, event, given, clock, door.fetch)) };
      }),
    );
    const seconds = await clock.drive(work);
    return { sandbox, audits: await work, counts: door.counts(), seconds, milestones };
  } finally {
    restore();
    await sandbox.close();
  }
}
