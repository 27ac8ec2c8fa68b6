import { buildWorld } from './build-world.ts';
import { type EventName, type EventOptions, makeEvent, type SandboxEvent } from './events.ts';
import { finishRun } from './finish-run.ts';
import { exportGit } from './git-export.ts';
import { loadStory } from './load-story.ts';
import { mergePull } from './merge-pull.ts';
import { type Faults, type LoggedRequest, startServer } from './server.ts';
import type { Story } from './story.ts';
import type { World } from './world.ts';

export type { EventName, EventOptions, SandboxEvent } from './events.ts';
export { loadStory } from './load-story.ts';
export type { Fault, Faults, LoggedRequest } from './server.ts';
export type { Story } from './story.ts';

export interface SandboxOptions {
  readonly faults?: Faults;
  /** Base of the addresses that people open; the same for every start, so documents don't differ. */
  readonly serverUrl?: string;
  /** As an Enterprise Server: `/api/v3`, no GraphQL commits, no artifact digests, no signatures. */
  readonly enterprise?: boolean;
}

/** A running GitHub of one story. */
export interface Sandbox {
  /** GITHUB_API_URL. */
  readonly url: string;
  /** GITHUB_GRAPHQL_URL. */
  readonly graphqlUrl: string;
  /** The first token of the story. */
  readonly token: string;
  /** `owner/name` of the story's repository. */
  readonly repository: string;
  /** Every request so far, oldest first. */
  readonly requests: readonly LoggedRequest[];
  /** The live state; a test may read and change it at any time. */
  readonly world: World;
  /** Starts the audit's own run for an event, and gives what the runner would hand to the action. */
  event(name: EventName, options?: EventOptions): SandboxEvent;
  /** Merges a pull request (the first one when left out) as the story says; gives the commit's id. */
  merge(pull?: number): string;
  /** Lets a run that the story left going come to its end. */
  finish(run: number): void;
  /** Text of a file at a branch, tag or commit; undefined when it is not there. */
  file(path: string, ref?: string): string | undefined;
  /** Bytes of a file, like `file`. */
  bytes(path: string, ref?: string): Uint8Array | undefined;
  /** How many requests each operation got; what fits no route, or met a fault, is `unanswered`. */
  counts(): Record<string, number>;
  /** Writes objects and refs as a bare repository for the `git` program. */
  exportGit(folder: string): Promise<void>;
  /** Asks it without a connection, for a client in this process. */
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  close(): Promise<void>;
}

function bytesAt(world: World, path: string, ref: string): Buffer | undefined {
  const { repo } = world;
  const sha = repo.refs.get(`refs/heads/${ref}`) ?? repo.refs.get(`refs/tags/${ref}`) ?? ref;
  const tree = repo.store.readCommit(sha)?.tree;
  const entry = tree === undefined ? undefined : repo.store.readTree(tree).get(path);
  return entry && repo.store.blobContent(entry.sha);
}

function countsOf(requests: readonly LoggedRequest[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { operation = 'unanswered' } of requests)
    counts[operation] = (counts[operation] ?? 0) + 1;
  return counts;
}

/** Starts a GitHub on 127.0.0.1 that serves a story: loaded, or still in its folder. */
export async function startSandbox(
  story: Story | string,
  options: SandboxOptions = {},
): Promise<Sandbox> {
  const told = typeof story === 'string' ? loadStory(story) : story;
  const enterprise = options.enterprise === true;
  const world = buildWorld(told, options.serverUrl ?? 'https://github.com', enterprise);
  const server = await startServer(world, options.faults ?? (() => undefined));
  const url = enterprise ? `${server.url}/api/v3` : server.url;
  const view = { world, api: url };
  return {
    url,
    graphqlUrl: enterprise ? `${server.url}/api/graphql` : `${url}/graphql`,
    token: Object.keys(told.tokens)[0] ?? '',
    repository: `${told.repository.owner}/${told.repository.name}`,
    requests: server.requests,
    fetch: server.fetch,
    world,
    event: (name, eventOptions = {}) => makeEvent(view, name, eventOptions),
    merge: (number) => {
      const pull = world.pulls.find((one) => number === undefined || one.number === number);
      if (!pull) throw new Error(`the story has no pull request ${number ?? ''}`);
      return mergePull(world, pull);
    },
    finish: (id) => {
      const run = world.runs.find((one) => one.id === id);
      if (!run) throw new Error(`the story has no run ${id}`);
      finishRun(world, run);
    },
    file: (path, ref = world.repo.defaultBranch) => bytesAt(world, path, ref)?.toString('utf8'),
    bytes: (path, ref = world.repo.defaultBranch) => bytesAt(world, path, ref),
    counts: () => countsOf(server.requests),
    exportGit: (folder) =>
      exportGit(world.repo.store, world.repo.refs, world.repo.defaultBranch, folder),
    close: server.close,
  };
}
