import { whyKept } from '../history/better-proof.ts';
import { isLaterRun } from '../lib/urls.ts';
import type { Comment } from '../model/forge.ts';
import { type ApiError, ok, orNone, type Result } from '../model/result.ts';
import type { PullRequest } from '../model/target.ts';
import type { Receipt } from '../model/world.ts';
import { COMMENT_LIMIT, sizeIn } from '../render/markdown/size.ts';
import type { EarlierStatuses } from './comment-facts.ts';
import { type CommentMark, comparedWith, readCommentMark, withNote } from './comment-marker.ts';
import { commentReads, mayStayUnwritten, reasonNotToComment } from './comment-reads.ts';
import { leaveToBetterStatus } from './earlier-status.ts';
import { linksFrom, runUrl } from './links.ts';
import { failed, type Publisher, type PublishJob, receiptOf, skipped } from './publisher.ts';

const publisher = 'comment';

/** Author of what a workflow's own token writes, for servers that do not name the viewer. */
const ACTIONS_BOT = 'github-actions[bot]';

type Earlier = readonly Receipt[];

/**
 * Publishes one comment on the pull request. It is edited in place, and not written when its bytes
 * are equal. Comments of other authors are never changed.
 *
 * `on-failure` creates a comment only when the audit is not green, but updates an existing one, so
 * that no old failure stays visible.
 */
export const pullRequestComment: Publisher = {
  name: publisher,
  async publish(job, earlier) {
    const why = reasonNotToComment(job);
    const { pull } = job.target;
    if (why !== undefined || pull === undefined) {
      return skipped(publisher, why ?? 'no pull request');
    }
    if (earlier.some((receipt) => receipt.state === 'skipped' && receipt.newer === true)) {
      return skipped(publisher, 'the audit of this commit that is committed stays');
    }
    const body = bodyFor(job, earlier);
    const size = sizeIn(COMMENT_LIMIT.unit, body);
    if (size > COMMENT_LIMIT.max) {
      return failed(publisher, `the comment has ${size} characters, over ${COMMENT_LIMIT.max}`);
    }
    const { listed, statuses } = (job.reads ?? commentReads(job)).take(isCommitted(earlier));
    const comments = await listed;
    if (!comments.ok) return receiptOf(publisher, comments.error);
    const own = await ownComments(job, comments.value);
    if (!own.ok) return receiptOf(publisher, own.error);
    const [known, ...others] = own.value;
    if (known !== undefined) return update(job, [known, ...others], earlier);
    return createFirst(job, pull, earlier, body, statuses);
  },
};

/** Creates the first comment, unless the audit passed or the status of a better audit stays. */
async function createFirst(
  job: PublishJob,
  pull: PullRequest,
  earlier: Earlier,
  body: string,
  statuses: EarlierStatuses | undefined,
): Promise<Receipt> {
  if (mayStayUnwritten(job)) {
    return skipped(publisher, 'the audit passed (`comment: on-failure`)');
  }
  const better = isCommitted(earlier)
    ? ok(undefined)
    : await leaveToBetterStatus(job, publisher, statuses);
  if (!better.ok) return receiptOf(publisher, better.error);
  return better.value ?? create(job, pull, earlier, body);
}

/**
 * Returns our comments, oldest first. The marker alone proves nothing, because anyone can write it
 * and later edit the comment. So the author must be the account of this token.
 */
async function ownComments(
  job: PublishJob,
  comments: readonly Comment[],
): Promise<Result<readonly Comment[]>> {
  const marked = comments.filter((one) => readCommentMark(one.body, job.config.auditKey));
  if (marked.length === 0) return ok([]);
  const viewer = orNone(await job.forge.viewer(), namesNoViewer);
  if (!viewer.ok) return viewer;
  const login = viewer.value ?? ACTIONS_BOT;
  const own = marked.filter(({ author }) => author === login || author === `${login}[bot]`);
  return ok(own.sort((a, b) => a.id - b.id));
}

/** Whether the server names no viewer for this token, which is an answer. */
function namesNoViewer({ kind }: ApiError): boolean {
  return ['forbidden', 'missing', 'invalid'].includes(kind);
}

/**
 * Returns the comment, compared with the audit that the existing comment records. GitHub stores a
 * body without trailing white space, so ours has none either.
 */
function bodyFor(job: PublishJob, earlier: Earlier, known?: CommentMark, run?: string): string {
  const compared = known === undefined ? {} : comparedWith(job.audit, known);
  const links = { ...linksFrom(job, earlier), compared };
  return job.render(run === undefined ? links : { ...links, run }).comment.trimEnd();
}

/** Whether the existing comment equals ours with the link of the run that wrote it. */
function isUnchanged(job: PublishJob, earlier: Earlier, known: Comment): boolean {
  const mark = readCommentMark(known.body, job.config.auditKey);
  const existing = known.body.replaceAll('\r\n', '\n').trimEnd();
  return mark !== undefined && bodyFor(job, earlier, mark, mark.run) === existing;
}

/**
 * Returns whether a newer audit has commented: one from newer evidence, or from the same evidence by
 * a later run. On an open pull request only an audit of the same commit is newer: ours is the head
 * (see `superseded`), and the branch may have been reset.
 */
function newerOf(job: PublishJob, known: Comment): 'same-commit' | 'other-commit' | undefined {
  const mark = readCommentMark(known.body, job.config.auditKey);
  const ours = job.audit.evidence_completed_at ?? '';
  if (mark === undefined || mark.evidence < ours) return undefined;
  const sameCommit = mark.sha === job.audit.commits.audited;
  if (mark.evidence === ours) {
    const later = isLaterRun(mark.run, runUrl(job.event, job.target.repository));
    return sameCommit && later ? 'same-commit' : undefined;
  }
  if (sameCommit) return 'same-commit';
  return job.target.occasion.kind === 'merged' ? 'other-commit' : undefined;
}

/** Whether the document was just committed. It is of this audit, and the comment must agree with it. */
function isCommitted(earlier: Earlier): boolean {
  return earlier.some(({ publisher: by, state }) => by === 'document' && state === 'published');
}

/** Returns why the existing comment stays: its audit of the same commit rests on more evidence. */
function whyBetter(job: PublishJob, known: Comment, earlier: Earlier): string | undefined {
  if (isCommitted(earlier)) return undefined;
  const mark = readCommentMark(known.body, job.config.auditKey);
  return whyKept(mark?.proof, mark?.now?.verdict, job.audit);
}

/** Leaves the comment to a better or newer audit; undefined when ours may replace it. */
async function leaveTo(
  job: PublishJob,
  known: Comment,
  earlier: Earlier,
): Promise<Receipt | undefined> {
  const better = whyBetter(job, known, earlier);
  if (better !== undefined) return keep(job, known, better);
  const newer = newerOf(job, known);
  if (newer === undefined) return undefined;
  const receipt = skipped(publisher, 'a newer audit has commented');
  return newer === 'same-commit' ? { ...receipt, newer: true } : receipt;
}

/** Leaves the comment, with a note that says why. The note is left out where there is no room. */
async function keep(job: PublishJob, { id, body }: Comment, why: string): Promise<Receipt> {
  const now = readCommentMark(body, job.config.auditKey)?.now;
  const existing = body.replaceAll('\r\n', '\n').trimEnd();
  const noted = withNote(existing, `Audited again with less evidence: ${why}.`);
  if (noted !== existing && sizeIn(COMMENT_LIMIT.unit, noted) <= COMMENT_LIMIT.max) {
    const written = await job.forge.updateComment(id, noted);
    if (!written.ok) return receiptOf(publisher, written.error);
  }
  return { ...skipped(publisher, why), newer: true, better: now?.verdict ?? null };
}

function toReceipt(result: Result<Comment>, note = ''): Receipt {
  if (!result.ok) return receiptOf(publisher, result.error);
  const { url } = result.value;
  return { publisher, state: 'published', url, ...(note === '' ? {} : { note }) };
}

/** Creates the comment. After a lost response it may exist, so it is looked up before a second try. */
async function create(
  job: PublishJob,
  pull: PullRequest,
  earlier: Earlier,
  body: string,
): Promise<Receipt> {
  const first = await job.forge.createComment(pull.number, body);
  if (first.ok || first.error.kind !== 'unreachable') return toReceipt(first);
  const comments = await job.forge.comments(pull.number);
  if (!comments.ok) return toReceipt(first);
  const own = await ownComments(job, comments.value);
  if (!own.ok) return toReceipt(first);
  const [created] = own.value;
  if (created !== undefined) return update(job, [created], earlier);
  return toReceipt(await job.forge.createComment(pull.number, body));
}

async function update(
  job: PublishJob,
  [known, ...others]: readonly [Comment, ...Comment[]],
  earlier: Earlier,
): Promise<Receipt> {
  const ids = others.map(({ id }) => id).join(', ');
  const note = ids === '' ? '' : `further comments of ours are left as they are: ${ids}`;
  if (job.config.comment !== 'always' && isUnchanged(job, earlier, known)) {
    const { url } = known;
    return { publisher, state: 'unchanged', url, ...(note === '' ? {} : { note }) };
  }
  const outdone = await leaveTo(job, known, earlier);
  if (outdone !== undefined) return outdone;
  const mark = readCommentMark(known.body, job.config.auditKey);
  const written = await job.forge.updateComment(known.id, bodyFor(job, earlier, mark));
  if (written.ok) return toReceipt(written, note);
  const isGone = orNone(written).ok;
  return isGone ? replaceDeleted(job, known, written, earlier) : toReceipt(written);
}

/**
 * Creates the comment again when somebody deleted it after it was listed. GitHub responds 404 for a
 * missing permission too, so only a list without the comment proves it.
 */
async function replaceDeleted(
  job: PublishJob,
  known: Comment,
  refused: Result<Comment>,
  earlier: Earlier,
): Promise<Receipt> {
  const { pull } = job.target;
  if (pull === undefined) return toReceipt(refused);
  const comments = await job.forge.comments(pull.number);
  if (!comments.ok) return receiptOf(publisher, comments.error);
  const isThere = comments.value.some(({ id }) => id === known.id);
  return isThere ? toReceipt(refused) : create(job, pull, earlier, bodyFor(job, earlier));
}
