import type { Audit } from '../model/audit.ts';
import type { Config } from '../model/config.ts';
import { apiErrorText, ok, type Result } from '../model/result.ts';
import type { Target } from '../model/target.ts';
import type { Receipt, World } from '../model/world.ts';
import { type Conclusion, conclude, concludeError, concludeTogether } from './conclude.ts';
import { leaveToBetterStatus, restoreEarlierStatus } from './earlier-status.ts';
import { linksFrom, runUrl } from './links.ts';
import { annotationsOf, logSummary } from './log-summary.ts';
import { postStatus, type StatusContent, type StatusTarget, statusTarget } from './post-status.ts';
import { failed, type Publisher, type PublishJob, urlFrom } from './publisher.ts';
import { isRecordable, markedSummary, withRecord } from './status-record.ts';

const publisher = 'status';

/**
 * The required status: a commit status, a check run, or both. It is the last destination, so that
 * its final state takes every other receipt into account. `announce` posts it as pending first.
 */
export const requiredStatus: Publisher = {
  name: publisher,
  async publish(job, earlier) {
    const conclusion = conclusionOf(job, earlier);
    await logSummary(job.log, job.audit, job.event);
    job.log.info(conclusion.description);
    const receipt = blocking(job, await postFinal(job, earlier, conclusion));
    job.results.output('status-url', urlFrom([receipt], publisher) ?? '');
    return receipt;
  },
};

/** Posts how the audit ends, unless the status of a newer or better audit stays. */
async function postFinal(
  job: PublishJob,
  earlier: readonly Receipt[],
  conclusion: Conclusion,
): Promise<Receipt> {
  const target = finalTarget(job, earlier);
  const better = await betterStatus(job, earlier, conclusion);
  if (!better.ok) {
    const message = `whether an earlier audit of this commit rests on more evidence could not be determined: ${apiErrorText(better.error)}`;
    await postStatus(target, concludeError(message));
    return failed(publisher, message);
  }
  const receipts = [...earlier, ...(better.value === undefined ? [] : [better.value])];
  if (better.value?.state === 'skipped') job.log.warning(better.value.why);
  const restored = hasNewerAudit(job, receipts) ? await restore(job, target, receipts) : undefined;
  if (restored !== undefined) return restored;
  const { state, description } = conclusion;
  const recorded = isRecordable(job, conclusion);
  const isRun = target.url === runUrl(job.event, job.target.repository);
  const url = recorded && isRun ? withRecord(target.url, job.audit) : target.url;
  const check = checkContent(job, earlier, recorded);
  return postStatus({ ...target, url }, { state, description, check });
}

/** Returns the receipt of a better audit whose status stays although no comment or document says so. */
async function betterStatus(
  job: PublishJob,
  earlier: readonly Receipt[],
  { state }: Conclusion,
): Promise<Result<Receipt | undefined>> {
  const isDecided = earlier.some(
    (one) => DECIDING.has(one.publisher) && ['published', 'unchanged'].includes(one.state),
  );
  if (isDecided || isOutdone(earlier) || state === 'error') return ok(undefined);
  return leaveToBetterStatus(job, publisher);
}

/** Publishers that compare an audit with the earlier one that they published. */
const DECIDING: ReadonlySet<string> = new Set(['document', 'comment']);

/** A refused final status leaves the pending one, which is never green and may block for ever. */
function blocking({ announced }: PublishJob, receipt: Receipt): Receipt {
  const isRefused = receipt.state === 'skipped' && receipt.permission !== undefined;
  const isPending = announced.some(({ state }) => state === 'published');
  if (!isPending || !(isRefused || receipt.state === 'failed')) return receipt;
  if (receipt.state === 'skipped' && receipt.restored !== undefined) return receipt;
  return failed(publisher, `the pending one stays until an audit can end it: ${receipt.why}`);
}

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
  if (!isOutdone(receipts)) return false;
  if (job.ending !== undefined && betterOf(receipts) !== undefined) return false;
  return job.others.every(({ newer }) => newer === true);
}

/** Whether a publisher left its place to a newer or better audit of the same commit. */
export function isOutdone(receipts: readonly Receipt[]): boolean {
  return receipts.some((receipt) => receipt.state === 'skipped' && receipt.newer === true);
}

/** Returns the receipt that names the better audit that stays; undefined without one. */
function betterOf(receipts: readonly Receipt[]) {
  return receipts.flatMap((one) =>
    one.state === 'skipped' && one.better !== undefined
      ? [{ verdict: one.better, why: one.why }]
      : [],
  )[0];
}

/**
 * Leaves the status to the newer or better audit. A better one has ended: without a final status that
 * its verdict allows, there is nothing to leave it to, and the result is undefined. Nor is there when our
 * check run would stay pending, because each audit has its own.
 */
async function restore(
  job: PublishJob,
  target: StatusTarget,
  earlier: readonly Receipt[],
): Promise<Receipt | undefined> {
  const better = betterOf(earlier);
  const passes = better === undefined || mayPass(better.verdict, job.config);
  const own = runUrl(job.event, job.target.repository);
  const why = better && { better: better.why };
  const receipt = await restoreEarlierStatus(target, { own, passes, ...why });
  const isLeft = receipt.state === 'skipped' && receipt.restored === undefined;
  const needsOwn = better !== undefined || job.config.status === 'check';
  return needsOwn && isLeft ? undefined : receipt;
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
  recorded: boolean,
): NonNullable<StatusContent['check']> {
  const pages = job.render(linksFrom(job, receipts));
  return {
    // A getter, because only a check run needs the page.
    get summary() {
      const page = pages.check ?? pages.comment;
      return recorded ? markedSummary(page, job.audit, job.config.auditKey) : page;
    },
    annotations: annotationsOf(job.audit),
  };
}
