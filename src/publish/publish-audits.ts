import type { Audit } from '../model/audit.ts';
import type { Config, FailOn } from '../model/config.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';
import type { Forge } from '../model/forge.ts';
import { apiErrorText, type Result } from '../model/result.ts';
import type { Receipt, World } from '../model/world.ts';
import { type CheckAlong, checkAlong } from './check-along.ts';
import type { CommentReads } from './comment-facts.ts';
import { commentReads } from './comment-reads.ts';
import {
  type Conclusion,
  concludeChanging,
  concludeTogether,
  concludeUnchecked,
  worstFirst,
} from './conclude.ts';
import { concludeWithout, endWithoutAudit, type WithoutAudit } from './end-without-audit.ts';
import { logReceipt } from './log-summary.ts';
import { postStatus, statusKey, statusTarget } from './post-status.ts';
import { DELIVERIES, publishedOf, publishTo, RESULTS, RESULTS_WITHOUT_STATUS } from './publish.ts';
import { publishJob, supersededBy } from './publish-job.ts';
import type { NamedConclusion, PublishJob } from './publisher.ts';
import { isOutdone, ownConclusion } from './status.ts';

/** The audit of one pull request or commit, or why there is none. */
export type AuditToPublish = { readonly pull?: number } & (
  | {
      readonly state: 'made';
      readonly evidence: EvidenceFile;
      readonly audit: Audit;
      /** Receipt of the pending status. */
      readonly announced: Receipt;
      readonly forge: Forge;
      /** The branch of the policy and its head, as collecting read it. */
      readonly policy: NonNullable<PublishJob['knownHead']>;
    }
  | { readonly state: 'ended'; readonly end: WithoutAudit; readonly config?: Config }
);

type Made = Extract<AuditToPublish, { readonly state: 'made' }>;
type Ended = Extract<AuditToPublish, { readonly state: 'ended' }>;

export interface LastCheck {
  /** Whether a change leaves the status pending instead of asking for another round. */
  readonly last: boolean;
  readonly changeSince: (file: EvidenceFile) => Promise<Result<string | undefined>>;
}

/** What was published, or what changed before the final status. */
export type PublishedAudits =
  | { readonly state: 'ended'; readonly exitCode: 0 | 1; readonly receipt?: Receipt }
  | { readonly state: 'changed'; readonly change: string };

/**
 * Publishes the audits of the pull requests of one head, usually one. Each has its own comment; one
 * status shows the worst. The check for changes comes with the last comment, before the final status.
 */
export async function publishAudits(
  world: World,
  audits: readonly AuditToPublish[],
  check: LastCheck,
): Promise<PublishedAudits> {
  const [first] = audits;
  // The event itself is about nothing, or about an old head: the others have events of their own.
  if (first?.state === 'ended' && !hasStatus(first.end)) return end(world, first);
  const { ready, ended } = await sorted(world, audits);
  if (!isFilled(ready)) return endAll(world, ended);
  const [{ evidence }] = ready;
  const lastCheck = checkAlong(() => check.changeSince(evidence));
  const delivered = await deliver(ready, lastCheck);
  const checked = await lastCheck.result();
  const change = checked.ok ? checked.value : undefined;
  if (change !== undefined && !check.last) return { state: 'changed', change };
  return finish(world, delivered, {
    ended,
    ending: endingOf(checked, world.event.name, failOnOf(ready)),
  });
}

/** Separates the audits that can be published from those that ended before. */
async function sorted(world: World, audits: readonly AuditToPublish[]) {
  const ready: Ready[] = [];
  const ended: Ended[] = [];
  for (const one of audits) {
    if (one.state === 'ended') {
      ended.push(one);
      continue;
    }
    const reads = readsOf(one);
    // Where several are published, more is written before the comment.
    if (audits.length === 1 && !commitsFirst(one)) reads.start();
    const superseded = await supersededBy(one.forge, one.evidence);
    if (superseded.ok) ready.push(readied(world, one, superseded.value, reads));
    else ended.push(unchecked(one, superseded.error));
  }
  return { ready, ended };
}

function readsOf({ forge, evidence, audit, announced }: Made): CommentReads {
  const { config, target } = evidence;
  return commentReads({ forge, audit, config, target, announced: [announced] });
}

/** Whether a document may be committed before the comment is written. */
function commitsFirst({ evidence: { config, target } }: Made): boolean {
  const { kind } = config.docs;
  return target.occasion.kind !== 'pull-request' || kind === 'head' || kind === 'branch';
}

interface Ready {
  readonly job: PublishJob;
  readonly evidence: EvidenceFile;
  readonly pull: number;
}

function readied(
  world: World,
  one: Made,
  superseded: string | undefined,
  reads: CommentReads,
): Ready {
  const { evidence, audit, announced, forge, policy, pull = 0 } = one;
  const known = { announced, superseded, knownHead: policy, reads };
  return {
    job: publishJob({ ...world, forge }, evidence, audit, known),
    evidence,
    pull,
  };
}

function unchecked(
  { pull, evidence }: Made,
  error: Extract<Result<unknown>, { readonly ok: false }>['error'],
): Ended {
  const what = `whether pull request #${pull ?? 0} has moved on could not be determined`;
  const message = `${what}: ${apiErrorText(error)}`;
  const { target, config } = evidence;
  const stopped = { state: 'stopped', sha: target.commits.audited, message } as const;
  return { state: 'ended', ...(pull === undefined ? {} : { pull }), end: stopped, config };
}

type Delivered = Ready & { readonly receipts: readonly Receipt[] };

/**
 * Publishes documents and comments, the worst audit first; the check starts with the last comment. Of
 * one milestone only the worst audit's document is committed, else the pull requests would overwrite
 * each other's.
 */
async function deliver(
  ready: readonly Ready[],
  lastCheck: CheckAlong,
): Promise<readonly Delivered[]> {
  const order = [...ready].sort((a, b) =>
    worstFirst(ownConclusion(a.job, []), ownConclusion(b.job, [])),
  );
  const documents = new Map<string, number>();
  const delivered: Delivered[] = [];
  for (const one of order) {
    const path = one.job.audit.paths.document;
    const other = documents.get(path);
    documents.set(path, other ?? one.pull);
    const job = other === undefined ? one.job : withholding(one.job, other);
    const isLast = delivered.length === order.length - 1;
    const checked = isLast ? lastCheck.withComment(job) : job;
    delivered.push({ ...one, job, receipts: await publishTo(checked, DELIVERIES) });
  }
  return delivered;
}

function withholding(job: PublishJob, other: number): PublishJob {
  return {
    ...job,
    withheld: `pull request #${other} has the same head and milestone, and its audit is not better`,
  };
}

/** Only when no audit may fail the step, an audit that is not finished may pass it. */
function failOnOf(ready: readonly Ready[]): FailOn {
  return ready.every(({ job }) => job.config.failOn === 'never') ? 'never' : 'red';
}

function endingOf(
  checked: Result<string | undefined>,
  event: string,
  failOn: FailOn,
): Conclusion | undefined {
  if (!checked.ok) return concludeUnchecked(apiErrorText(checked.error));
  return checked.value === undefined ? undefined : concludeChanging(checked.value, event, failOn);
}

/** Writes the results of every audit, those of the worst last, and then the status they share. */
async function finish(
  world: World,
  delivered: readonly Delivered[],
  { ended, ending }: { readonly ended: readonly Ended[]; readonly ending: Conclusion | undefined },
): Promise<PublishedAudits> {
  const ends = ended.flatMap(namedEnd);
  const jobs = delivered.map((one) => ({
    ...one,
    job: ending === undefined ? one.job : { ...one.job, ending },
  }));
  const named = jobs.map(({ job, receipts, pull }) => ({
    ...ownConclusion(job, receipts),
    pull,
    newer: isOutdone(receipts),
  }));
  const posters = postersOf(jobs);
  let exitCode: 0 | 1 = 0;
  let receipt: Receipt | undefined;
  for (const [at, one] of [...jobs.entries()].reverse()) {
    const others = [...named.filter((_, other) => other !== at), ...ends];
    const job = { ...one.job, others };
    const results = posters.has(job.config) ? RESULTS : RESULTS_WITHOUT_STATUS;
    const published = publishedOf(job, await publishTo(job, results, one.receipts));
    exitCode = published.exitCode === 1 ? 1 : exitCode;
    receipt = published.receipt ?? receipt;
  }
  const together = concludeTogether([...named, ...ends]);
  if (together !== undefined) await postElsewhere(world, ended, together, posters);
  return { state: 'ended', exitCode, ...(receipt && { receipt }) };
}

/** Returns the configs whose audits post a status: of each status the worst audit's. */
function postersOf(jobs: readonly { readonly job: PublishJob }[]): ReadonlySet<Config> {
  const byKey = new Map<string, Config>();
  for (const { job } of [...jobs].reverse()) byKey.set(statusKey(job.config), job.config);
  return new Set(byKey.values());
}

/** Posts the shared status under the names that only the configs of ended audits have. */
async function postElsewhere(
  world: World,
  ended: readonly Ended[],
  { state, description }: Conclusion,
  posters: ReadonlySet<Config>,
): Promise<void> {
  const posted = new Set([...posters].map(statusKey));
  for (const { end: why, config } of ended) {
    const sha = hasStatus(why) ? why.sha : undefined;
    if (config === undefined || sha === undefined || posted.has(statusKey(config))) continue;
    posted.add(statusKey(config));
    const target = statusTarget(world, config, world.forge.repository, [sha]);
    logReceipt(world.log, await postStatus(target, { state, description }));
  }
}

function isFilled<T>(list: readonly T[]): list is readonly [T, ...T[]] {
  return list.length > 0;
}

function hasStatus(end: WithoutAudit): end is Parameters<typeof concludeWithout>[0] {
  return end.state !== 'skipped' && end.state !== 'superseded';
}

function namedEnd({ pull = 0, end, config }: Ended): readonly NamedConclusion[] {
  return hasStatus(end) ? [{ ...concludeWithout(end, config), pull }] : [];
}

async function end(world: World, { end: why, config }: Ended): Promise<PublishedAudits> {
  return { state: 'ended', ...(await endWithoutAudit(world, why, config)) };
}

/** Ends without any audit: the message is that of the worst end, and the status is shared. */
async function endAll(world: World, ended: readonly Ended[]): Promise<PublishedAudits> {
  const all = ended.flatMap((one) => namedEnd(one).map((conclusion) => ({ ...one, conclusion })));
  const [worst] = [...all].sort((a, b) => worstFirst(a.conclusion, b.conclusion));
  if (worst === undefined) throw new Error('there is neither an audit nor a reason for none');
  const together =
    all.length === 1 ? undefined : concludeTogether(all.map(({ conclusion }) => conclusion));
  const result = await endWithoutAudit(world, worst.end, worst.config, together);
  return { state: 'ended', ...result };
}
