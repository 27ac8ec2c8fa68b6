import type { Audit } from '../model/audit.ts';
import type { Config } from '../model/config.ts';
import type { Target } from '../model/target.ts';
import type { Receipt, World } from '../model/world.ts';
import { type Conclusion, conclude, concludeTogether } from './conclude.ts';
import { linksFrom, runUrl } from './links.ts';
import { annotationsOf, logSummary } from './log-summary.ts';
import {
  postStatus,
  restoreNewerStatus,
  type StatusContent,
  type StatusTarget,
  statusTarget,
} from './post-status.ts';
import { type Publisher, type PublishJob, urlFrom } from './publisher.ts';

const publisher = 'status';

/**
 * The required status: a commit status, a check run, or both. It is the last destination, so that
 * its final state takes every other receipt into account. `announce` posts it as pending first.
 */
export const requiredStatus: Publisher = {
  name: publisher,
  async publish(job, earlier) {
    const { state, description } = conclusionOf(job, earlier);
    await logSummary(job.log, job.audit, job.event);
    job.log.info(description);
    const target = finalTarget(job, earlier);
    const restored = hasNewerAudit(job, earlier) ? await restore(job, target, earlier) : undefined;
    const content = { state, description, check: checkContent(job, earlier) };
    const receipt = restored ?? (await postStatus(target, content));
    job.results.output('status-url', urlFrom([receipt], publisher) ?? '');
    return receipt;
  },
};

/** Posts the pending status: the audit's first write, so that an older success does not count. */
export function announce(
  world: Pick<World, 'forge' | 'event'>,
  target: Target,
  config: Config,
): Promise<Receipt> {
  const content = { state: 'pending', description: 'The audit is under way' } as const;
  return postStatus(auditTarget(world, target, config), content);
}

/** Returns how the audit ends, together with those of other pull requests of the same head. */
export function conclusionOf(job: PublishJob, receipts: readonly Receipt[]): Conclusion {
  const own = ownConclusion(job, receipts);
  const pull = job.target.pull?.number;
  if (job.others.length === 0 || pull === undefined) return own;
  return concludeTogether([{ ...own, pull }, ...job.others]) ?? own;
}

/** Returns how this audit alone ends, given the receipts of its destinations. */
export function ownConclusion(job: PublishJob, receipts: readonly Receipt[]): Conclusion {
  if (job.ending !== undefined) return job.ending;
  const { statusDescription } = job.render(linksFrom(job, receipts));
  return conclude(job.audit, receipts, job.config, statusDescription);
}

/**
 * Whether the status of a newer or better audit of the same commit stays. With several pull requests of
 * one head, each must have one: the status is the worst of all. When something changed meanwhile, a
 * better audit is as old as ours.
 */
export function hasNewerAudit(job: PublishJob, receipts: readonly Receipt[]): boolean {
  if (job.config.status === 'check' || !isOutdone(receipts)) return false;
  if (job.ending !== undefined && betterOf(receipts) !== undefined) return false;
  return job.others.every(({ newer }) => newer === true);
}

/** Whether a publisher left its place to a newer or better audit of the same commit. */
export function isOutdone(receipts: readonly Receipt[]): boolean {
  return receipts.some((receipt) => receipt.state === 'skipped' && receipt.newer === true);
}

/** Returns the verdict of the better audit that stays; undefined without one. */
function betterOf(receipts: readonly Receipt[]): Audit['verdict'] | undefined {
  return receipts.flatMap((one) =>
    one.state === 'skipped' && one.better !== undefined ? [one.better] : [],
  )[0];
}

/**
 * Leaves the status to the newer or better audit. A better one has ended: without a final status that
 * its verdict allows, there is nothing to leave it to, and the result is undefined.
 */
async function restore(
  job: PublishJob,
  target: StatusTarget,
  earlier: readonly Receipt[],
): Promise<Receipt | undefined> {
  const verdict = betterOf(earlier);
  const passes = verdict === undefined || mayPass(verdict, job.config);
  const own = runUrl(job.event, job.target.repository);
  const receipt = await restoreNewerStatus(target, { own, passes });
  const isLeft = receipt.state === 'skipped' && receipt.restored === undefined;
  return verdict !== undefined && isLeft ? undefined : receipt;
}

function mayPass(verdict: Audit['verdict'], { failOn }: PublishJob['config']): boolean {
  if (failOn === 'never' || verdict === 'green') return true;
  return verdict === 'yellow' && failOn === 'red';
}

/**
 * The audited commit, every commit the audit itself made on top of it, and the branch's head when
 * it is one of them: required checks count on the newest commit only.
 */
function auditTarget(
  world: Pick<World, 'forge' | 'event'>,
  { commits, repository }: Target,
  config: Config,
): StatusTarget {
  const shas = new Set([commits.audited, ...commits.generated, commits.head]);
  return statusTarget(world, config, repository, [...shas]);
}

/**
 * Adds the commit of the document, and the link: the comment of an open pull request, the document
 * after the merge, otherwise the run. Comment and document keep their address between audits, so
 * the same audit posts the same status.
 */
function finalTarget(job: PublishJob, receipts: readonly Receipt[]): StatusTarget {
  const target = auditTarget(job, job.target, job.config);
  const document = urlFrom(receipts, 'document');
  const comment = urlFrom(receipts, 'comment');
  const first = job.target.occasion.kind === 'merged' ? document : comment;
  const shas = [...new Set([...target.shas, ...documentCommits(job, receipts)])];
  return { ...target, shas, url: first ?? comment ?? document ?? target.url };
}

/** Returns the document's commit, unless it is on a branch of its own. */
function documentCommits(job: PublishJob, receipts: readonly Receipt[]): readonly string[] {
  if (job.config.docs.kind === 'branch') return [];
  return receipts.flatMap((receipt) =>
    receipt.state === 'published' && receipt.publisher === 'document' && receipt.sha !== undefined
      ? [receipt.sha]
      : [],
  );
}

function checkContent(
  job: PublishJob,
  receipts: readonly Receipt[],
): NonNullable<StatusContent['check']> {
  const pages = job.render(linksFrom(job, receipts));
  return {
    // A getter, because only a check run needs the page.
    get summary() {
      return pages.check ?? pages.comment;
    },
    annotations: annotationsOf(job.audit),
  };
}
