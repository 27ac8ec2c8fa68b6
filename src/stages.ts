import { reuseReads } from './collect/base/cache.ts';
import { committedEvidence } from './collect/base/committed-evidence.ts';
import { collect, nothingRan } from './collect/collect.ts';
import { type NotPrepared, type Prepared, prepare } from './collect/prepare.ts';
import { changeSince } from './collect/recheck.ts';
import { siblingTriggers } from './collect/trigger/resolve-trigger.ts';
import type { Skipped, Stopped, Trigger } from './collect/trigger/trigger.ts';
import { changeBetween, proofOf, whyKept } from './history/better-proof.ts';
import { evidenceRequirements } from './history/evidence-requirements.ts';
import { finalizingSteps } from './history/finalize-audit.ts';
import { resultInTurns } from './lib/concurrency.ts';
import type { EvidenceFile } from './model/evidence-file.ts';
import type { PullRequest } from './model/target.ts';
import type { Receipt, World } from './model/world.ts';
import { statusKey } from './publish/post-status.ts';
import { type AuditToPublish, publishAudits } from './publish/publish-audits.ts';
import { announce } from './publish/status.ts';
import { RULES } from './rules/registry.ts';

export { withoutPullFacts } from './collect/recheck.ts';

// The stages after the trigger, for `pipeline.ts`, which loads this module when it has the trigger.

/** A round that ended, or what changed meanwhile, so that another one is needed. */
export type RoundEnd =
  | { readonly state: 'ended'; readonly exitCode: 0 | 1; readonly receipt?: Receipt }
  | { readonly state: 'changed'; readonly change: string };

/**
 * Makes and publishes the audit of one event: of its pull request and of every other one with the
 * same head. What is collected is judged without looking at anything else. The last step before the
 * final status checks whether anything changed; `last` then leaves it pending instead of repeating.
 */
export async function auditRound(
  world: World,
  trigger: Trigger | Skipped | Stopped,
  last: boolean,
): Promise<RoundEnd> {
  const triggers = await triggersOf(world, trigger);
  const pulls = triggers.flatMap(({ pull }) => pull ?? []);
  return publishAudits(world, await auditsOf(world, triggers), {
    last,
    changeSince: (file) => changeSince(world, file, pulls),
  });
}

interface OneTrigger {
  readonly one: Trigger | Skipped | Stopped;
  readonly pull: PullRequest | undefined;
}

async function triggersOf(
  world: World,
  trigger: Trigger | Skipped | Stopped,
): Promise<readonly OneTrigger[]> {
  if (trigger.state !== 'trigger') return [{ one: trigger, pull: undefined }];
  const others = await siblingTriggers(world, trigger);
  const siblings = others.map((one, at) => ({ one, pull: trigger.siblings[at] }));
  return [{ one: trigger, pull: trigger.pull }, ...siblings];
}

/** Collects and judges one after another: most answers are the same, and are requested once. */
async function auditsOf(
  world: World,
  triggers: readonly OneTrigger[],
): Promise<readonly AuditToPublish[]> {
  const announced = new Map<string, Receipt>();
  const audits: AuditToPublish[] = [];
  for (const { one, pull } of triggers) {
    const prepared = await prepare(world, one, RULES);
    const made = await judged(world, prepared, announced);
    audits.push({ ...made, ...(pull === undefined ? {} : { pull: pull.number }) });
  }
  return audits;
}

async function judged(
  world: World,
  one: Prepared | NotPrepared,
  known: Map<string, Receipt>,
): Promise<AuditToPublish> {
  if (one.state === 'ended') return one;
  const { config } = one.configured;
  const key = statusKey(config);
  const { announced, collected, unanswered } = await announceAndCollect(world, one, known.get(key));
  known.set(key, announced);
  const end = unanswered ?? nothingRan(collected);
  if (end !== undefined) return { state: 'ended', end, config };
  const forge = reuseReads(world.forge, one.trigger.reads);
  const made = await bestAudit(world, one, collected);
  if (made.state === 'ended') return { ...made, config };
  return { ...made, announced, forge, policy: one.trigger.policy };
}

/**
 * Returns the audit of what was collected, or the committed one of the same commit where that rests on
 * more evidence: evidence expires and requests fail, and neither may replace a better proof.
 */
async function bestAudit(
  world: World,
  { trigger, identified: { target }, configured: { config } }: Prepared,
  collected: EvidenceFile,
) {
  const { version } = world.tool;
  const made = {
    state: 'made',
    ...(await resultInTurns(finalizingSteps(collected, version))),
  } as const;
  const committed = await committedEvidence(trigger.reads, config, target, trigger.policy.sha);
  if (committed.state === 'none') return made;
  if (committed.state === 'unanswered') {
    const message = `the committed evidence of ${target.milestone.id} could not be read: ${committed.why}`;
    const end: Stopped = { state: 'stopped', sha: target.commits.audited, message };
    return { state: 'ended', end } as const;
  }
  const before = await resultInTurns(finalizingSteps(committed.file, version));
  const proof = proofOf(before.audit);
  const why = whyKept(proof, before.audit.verdict, made.audit);
  if (why === undefined) {
    const change = changeBetween(proof, made.audit);
    const commit = before.audit.commits.audited.slice(0, 7);
    if (change !== undefined)
      world.log.info(`the committed audit of ${commit} is replaced: ${change}`);
    return made;
  }
  world.log.warning(why);
  return { state: 'made', ...before } as const;
}

/**
 * Sets the required status to pending and collects the evidence. Collecting only reads, so the
 * pending status is the first write.
 */
async function announceAndCollect(
  world: World,
  prepared: Prepared,
  announced: Receipt | undefined,
): Promise<{
  readonly announced: Receipt;
  readonly collected: EvidenceFile;
  readonly unanswered: Stopped | undefined;
}> {
  const { target } = prepared.identified;
  const { config } = prepared.configured;
  const requirements = evidenceRequirements(config, target.milestone.id, world.tool.version);
  const open = new Set<string>();
  const [receipt, collected] = await Promise.all([
    announced ?? announce(world, target, config),
    collect(world, prepared, requirements, (sentence) => void open.add(sentence)),
  ]);
  const message = [...open].sort().join('\n');
  const unanswered: Stopped | undefined =
    message === '' ? undefined : { state: 'stopped', sha: target.commits.audited, message };
  return { announced: receipt, collected, unanswered };
}
