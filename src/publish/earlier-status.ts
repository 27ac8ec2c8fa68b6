import { whyKept } from '../history/better-proof.ts';
import { apiErrorText, ok, type Result } from '../model/result.ts';
import type { Receipt } from '../model/world.ts';
import type { EarlierStatus, EarlierStatuses } from './comment-facts.ts';
import { withNote } from './comment-marker.ts';
import {
  externalIdOf,
  namesFor,
  onEachCommit,
  postStatus,
  type StatusTarget,
} from './post-status.ts';
import { type PublishJob, receiptOf, skipped } from './publisher.ts';
import { recordInLink, recordInSummary } from './status-record.ts';

const publisher = 'status';

/** Returns the required statuses of a commit, newest first. */
export async function earlierStatuses(
  { forge, config }: Pick<StatusTarget, 'forge' | 'config'>,
  sha: string,
  own: string,
): Promise<Result<readonly EarlierStatus[]>> {
  const { status: context, check } = namesFor(config);
  if (context !== undefined) {
    const known = await forge.statuses(sha);
    if (!known.ok) return known;
    const named = known.value.filter((one) => one.context.toLowerCase() === context.toLowerCase());
    return ok(
      named.map(({ state, description, targetUrl: url = '' }) => {
        const isOwn = state === 'pending' && url === own;
        return { state, description, url, own: isOwn, record: recordInLink(url, sha) };
      }),
    );
  }
  return check === undefined ? ok([]) : earlierChecks({ forge, config }, sha, check);
}

async function earlierChecks(
  { forge, config }: Pick<StatusTarget, 'forge' | 'config'>,
  sha: string,
  name: string,
): Promise<Result<readonly EarlierStatus[]>> {
  const externalId = externalIdOf(config);
  const started = await forge.findCheck(sha, name, externalId);
  if (!started.ok) return started;
  const known = await forge.checks(sha, name, externalId);
  if (!known.ok) return known;
  return ok(
    known.value.map(({ id, state, title, summary, detailsUrl: url }) => {
      const own = state === 'pending' && id === started.value;
      const record = recordInSummary(summary, sha, config.auditKey);
      return { state, description: title, url, own, summary, record };
    }),
  );
}

/**
 * Returns the receipt of an audit whose required status stays, because it rests on more evidence: the
 * last status that an audit of this commit ended with stores its record. Undefined when ours may
 * replace it. Needed only where no comment decides. `listed` are the statuses of the audited commit that
 * were read together with the comments.
 */
export async function leaveToBetterStatus(
  { audit, config, announced, others, ending, forge }: PublishJob,
  name: string,
  listed?: EarlierStatuses,
): Promise<Result<Receipt | undefined>> {
  const isPosted = announced.some(({ state }) => state === 'published');
  if (!isPosted || others.length > 0 || ending !== undefined) return ok(undefined);
  const sha = audit.commits.audited;
  const known = await (listed ?? earlierStatuses({ forge, config }, sha, ''));
  if (!known.ok) return known;
  const last = known.value.find(({ state }) => state === 'success' || state === 'failure');
  const why = whyKept(last?.record?.proof, last?.record?.verdict, audit);
  if (why === undefined) return ok(undefined);
  return ok({ ...skipped(name, why), newer: true, better: last?.record?.verdict ?? null });
}

/** Which final status may be posted again. */
interface Restoring {
  /** Address of our own run, which our pending statuses link to. */
  readonly own: string;
  /** Whether it may be a success. */
  readonly passes: boolean;
  /** Why a better audit stays, which is not newer; absent for a newer one. */
  readonly better?: string;
}

/**
 * Leaves the status to a newer or better audit of the same commit. When our pending status came after
 * that audit's final one, the final one is posted again. The details, which show our audit, end in the
 * same state.
 */
export async function restoreEarlierStatus(
  target: StatusTarget,
  restoring: Restoring,
): Promise<Receipt> {
  const { status, check } = namesFor(target.config);
  if ((status ?? check) === undefined || target.config.dryRun) {
    return skipped(publisher, 'a newer or better audit of this commit has ended');
  }
  return onEachCommit(
    target,
    (sha) => restoreOn({ ...target, shas: [sha] }, sha, restoring),
    ({ state }) => state === 'failed',
  );
}

async function restoreOn(
  target: StatusTarget,
  sha: string,
  { own, passes, better }: Restoring,
): Promise<Receipt> {
  const known = await earlierStatuses(target, sha, own);
  if (!known.ok) {
    // Ours is not left pending, and it is not known to agree with that audit.
    const description = `The status of a newer or better audit could not be read: ${apiErrorText(known.error)}`;
    await postStatus(target, { state: 'error', description });
    const receipt = receiptOf(publisher, known.error);
    return receipt.state === 'skipped' ? { ...receipt, restored: 'error' } : receipt;
  }
  const last = known.value.find(
    (one) => !one.own && (better === undefined || one.state !== 'error'),
  );
  // An older final status must not take the place of an audit that has not ended.
  if (last === undefined || last.state === 'pending' || (last.state === 'success' && !passes)) {
    return skipped(publisher, 'a newer audit of this commit posts it');
  }
  if (last === known.value[0] && target.config.status === 'status') {
    const why = 'a newer or better audit of this commit has posted it';
    return { ...skipped(publisher, why), restored: last.state };
  }
  return postAgain(target, last, better);
}

async function postAgain(
  target: StatusTarget,
  { state, description, url, summary }: EarlierStatus,
  better: string | undefined,
): Promise<Receipt> {
  const check = summary === undefined ? undefined : { summary: noted(summary, better) };
  const content = { state, description, ...(check && { check }) };
  const receipt = await postStatus({ ...target, url }, content);
  if (receipt.state !== 'published') return receipt;
  return { ...receipt, note: 'of a newer or better audit', restored: state };
}

function noted(summary: string, why: string | undefined): string {
  return why === undefined
    ? summary
    : withNote(summary, `Audited again with less evidence: ${why}.`);
}
