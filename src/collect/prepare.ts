import type { KnownRule } from '../config/check-config.ts';
import { addsOnlyGenerated } from '../model/audit-paths.ts';
import type { Config } from '../model/config.ts';
import { ok, orNone, type Result } from '../model/result.ts';
import type { PullRequest, Target } from '../model/target.ts';
import type { World } from '../model/world.ts';
import type { EarlyFacts } from './base/source.ts';
import { type Configured, configure } from './configure.ts';
import { SOURCES } from './sources/registry.ts';
import { type Identified, identify, type NoMilestone } from './trigger/identify.ts';
import {
  rangeStart,
  type Skipped,
  type Stopped,
  type Trigger,
  unanswered,
} from './trigger/trigger.ts';

/** The pull request has a newer head: nobody waits for an audit of this one. */
export interface Superseded {
  readonly state: 'superseded';
  readonly sha: string;
  readonly why: string;
}

/** Everything that is known before evidence is collected. */
export interface Prepared {
  readonly state: 'prepared';
  readonly trigger: Trigger;
  readonly configured: Configured;
  readonly identified: Identified;
}

/** Why there is no audit; `config` when it is known by then. */
export interface NotPrepared {
  readonly state: 'ended';
  readonly end: Skipped | Stopped | Superseded | NoMilestone;
  readonly config?: Config;
}

/** Returns the config and the target of the audit that a trigger starts, or why there is none. */
export async function prepare(
  world: World,
  trigger: Trigger | Skipped | Stopped,
  rules: readonly KnownRule[],
): Promise<Prepared | NotPrepared> {
  if (trigger.state !== 'trigger') return { state: 'ended', end: trigger };
  prefetch(world, trigger);
  const configured = await configure(world, trigger, rules);
  if (configured.state !== 'configured') return { state: 'ended', end: configured };
  const { config } = configured;
  const superseded = await supersededBefore(world, trigger, config);
  if (superseded !== undefined) return { state: 'ended', end: superseded, config };
  const identified = await identify(world, trigger, config);
  if (identified.state !== 'identified') return { state: 'ended', end: identified, config };
  const own = await ownPush(world, trigger, identified.target);
  if (own !== undefined) return { state: 'ended', end: own, config };
  return { state: 'prepared', trigger, configured, identified };
}

/** Starts the requests of the sources that do not depend on the config, while it is read. */
export function prefetch({ event }: World, trigger: Trigger): void {
  const { reads, head, occasion } = trigger;
  const facts: EarlyFacts = {
    event,
    reads,
    commit: head.sha,
    ...(occasion.kind === 'pull-request' ? { since: rangeStart(trigger) } : {}),
  };
  const requests = [...new Set(Object.values(SOURCES))].map((source) => source.prefetch?.(facts));
  const merged = occasion.kind === 'merged' ? prefetchMerged(trigger, facts) : undefined;
  // A source that needs a failed answer reports the failure.
  void Promise.allSettled([...requests, merged]);
}

/** The runs of the merged pull request are evidence too, and its commits give the base. */
async function prefetchMerged({ reads, head }: Trigger, facts: EarlyFacts): Promise<void> {
  const [parent] = head.parents;
  const comparison = parent === undefined ? undefined : reads.compare(parent, head.sha);
  const pulls = await reads.pullsOfCommit(head.sha);
  const pull = pulls.ok ? pulls.value.find(({ mergeSha }) => mergeSha === head.sha) : undefined;
  if (pull === undefined || pull.headSha === head.sha) return;
  await Promise.all([
    comparison,
    reads.compare(pull.baseSha, pull.headSha),
    SOURCES.runs.prefetch?.({ ...facts, commit: pull.headSha }),
  ]);
}

/** Returns the current head of the pull request. The event of a re-run is as old as its first attempt. */
async function currentHead(
  { event }: World,
  { reads }: Trigger,
  pull: PullRequest,
): Promise<Result<string>> {
  if (event.runAttempt < 2) return ok(pull.headSha);
  const current = await reads.pull(pull.number);
  return current.ok ? ok(current.value.headSha) : current;
}

/**
 * Returns why a later event audits this pull request anyway. Events about a run or a comment read the
 * pull request again and can know, and so can re-runs. Commits of the audit itself do not supersede.
 */
async function supersededBefore(
  world: World,
  trigger: Trigger,
  config: Config,
): Promise<Superseded | Stopped | undefined> {
  const { occasion, pull, head, reads } = trigger;
  if (occasion.kind !== 'pull-request' || pull === undefined) return undefined;
  const current = await currentHead(world, trigger, pull);
  if (!current.ok) {
    return unanswered(head.sha, `pull request #${pull.number} could not be read`, current.error);
  }
  const newest = current.value;
  if (newest === head.sha) return undefined;
  // Histories without a common commit are another change.
  const between = orNone(await reads.compare(head.sha, newest));
  if (!between.ok) {
    const what = `the commits that pull request #${pull.number} gained could not be read`;
    return unanswered(head.sha, what, between.error);
  }
  if (between.value && addsOnlyGenerated(between.value, head.sha, config)) return undefined;
  const why = `superseded: pull request #${pull.number} has moved on from ${head.sha.slice(0, 7)} to ${newest.slice(0, 7)}`;
  return { state: 'superseded', sha: head.sha, why };
}

/** How the message of an audit's commit ends. */
const TRAILER = /^Milestone-Audit: \S+$/m;

/**
 * Returns why a push is nothing but the audit's own commit, which starts a run when a token other
 * than the workflow's own pushed it. It changes only generated files, its trailer says so, and its
 * pusher is the account of this token. All three are required, because anybody can write the trailer.
 * The audit that made the commit has posted its status on it.
 */
async function ownPush(
  world: World,
  { head, occasion }: Trigger,
  { commits }: Target,
): Promise<Skipped | undefined> {
  if (world.event.name !== 'push' || occasion.kind !== 'merged') return undefined;
  if (commits.generated[0] !== head.sha || !TRAILER.test(head.message)) return undefined;
  const viewer = await world.forge.viewer();
  if (!viewer.ok || viewer.value !== world.event.actor) return undefined;
  return { state: 'skipped', why: `the push is the audit's own commit ${head.sha.slice(0, 7)}` };
}
