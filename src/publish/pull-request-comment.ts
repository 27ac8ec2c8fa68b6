import { commentLimit, sizeIn } from '../markdown/size.ts';
import type { Answer } from '../model/answer.ts';
import type { Comment } from '../model/forge.ts';
import type { Receipt } from '../model/receipt.ts';
import type { PullRequest } from '../model/target.ts';
import { commentMarker, readCommentMark } from './comment-marker.ts';
import { linksFrom } from './links.ts';
import { noComment } from './no-comment.ts';
import type { Publisher, PublishJob } from './publisher.ts';
import { failed, receiptOf, skipped } from './receipts.ts';

const publisher = 'comment';

/** Who writes with a workflow's own token; for servers that do not tell the viewer. */
const actionsBot = 'github-actions[bot]';

/**
 * Comments of ours, oldest first. The marker alone proves nothing: anybody can write it, and may
 * then edit what we put there. So the author must be the one this token writes as.
 */
async function ownComments(
  job: PublishJob,
  comments: readonly Comment[],
): Promise<readonly Comment[]> {
  const marked = comments.filter(
    (comment) => readCommentMark(comment.body, job.config.auditKey) !== undefined,
  );
  if (marked.length === 0) return [];
  const viewer = await job.forge.viewer();
  const login = viewer.ok ? viewer.value : actionsBot;
  return marked
    .filter(({ author }) => author === login || author === `${login}[bot]`)
    .sort((a, b) => a.id - b.id);
}

/** A newer audit's comment is left alone, unless the branch has been set back to our commit. */
async function isNewer(job: PublishJob, pull: PullRequest, known: Comment): Promise<boolean> {
  const mark = readCommentMark(known.body, job.config.auditKey);
  const ours = job.audit.evidence_completed_at ?? '';
  if (mark === undefined || mark.evidence <= ours) return false;
  if (mark.sha === job.audit.commits.audited) return true;
  const now = await job.forge.pull(pull.number);
  return now.ok && now.value.headSha !== job.target.commits.head;
}

function published(answer: Answer<Comment>, note: string): Receipt {
  if (!answer.ok) return receiptOf(publisher, answer.trouble);
  const { url } = answer.value;
  return { publisher, state: 'published', url, ...(note === '' ? {} : { note }) };
}

/** After an answer that got lost, the comment may be there: look before a second try. */
async function create(job: PublishJob, pull: PullRequest, body: string): Promise<Receipt> {
  const first = await job.forge.createComment(pull.number, body);
  if (first.ok || first.trouble.kind !== 'unreachable') return published(first, '');
  const comments = await job.forge.comments(pull.number);
  if (!comments.ok) return published(first, '');
  const [landed] = await ownComments(job, comments.value);
  if (landed !== undefined) return update(job, pull, [landed], body);
  return published(await job.forge.createComment(pull.number, body), '');
}

async function update(
  job: PublishJob,
  pull: PullRequest,
  own: readonly [Comment, ...Comment[]],
  body: string,
): Promise<Receipt> {
  const [known, ...others] = own;
  const ids = others.map(({ id }) => id).join(', ');
  const note = ids === '' ? '' : `further comments of ours are left as they are: ${ids}`;
  if (known.body === body && job.config.comment !== 'always') {
    const { url } = known;
    return { publisher, state: 'unchanged', url, ...(note === '' ? {} : { note }) };
  }
  if (await isNewer(job, pull, known)) return skipped(publisher, 'a newer audit has commented');
  return published(await job.forge.updateComment(known.id, body), note);
}

/**
 * One comment on the pull request, edited in place and untouched when its bytes are the same.
 *
 * `on-failure` begins a comment only for an audit that is not green, but brings an existing one up to
 * date, so that no old failure stays standing. Another author's comment is never touched.
 */
export const pullRequestComment: Publisher = {
  name: publisher,
  async publish(job, earlier) {
    const why = noComment(job);
    const { pull } = job.target;
    if (why !== undefined || pull === undefined)
      return skipped(publisher, why ?? 'no pull request');
    const page = job.render(linksFrom(job, earlier)).comment;
    const body = `${commentMarker(job.audit, job.config.auditKey)}\n\n${page}`.trimEnd();
    const size = sizeIn(commentLimit.unit, body);
    if (size > commentLimit.max) {
      return failed(publisher, `the comment has ${size} characters, over ${commentLimit.max}`);
    }
    const comments = await job.forge.comments(pull.number);
    if (!comments.ok) return receiptOf(publisher, comments.trouble);
    const [known, ...others] = await ownComments(job, comments.value);
    if (known !== undefined) return update(job, pull, [known, ...others], body);
    if (job.config.comment === 'on-failure' && job.audit.verdict === 'green') {
      return skipped(publisher, 'the audit is green (`comment: on-failure`)');
    }
    return create(job, pull, body);
  },
};
