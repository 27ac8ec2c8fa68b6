import type { Comment } from '../model/forge.ts';
import type { Result } from '../model/result.ts';
import type { PullRequest } from '../model/target.ts';
import type { Receipt } from '../model/world.ts';
import { commentLimit, sizeIn } from '../render/markdown/size.ts';
import { isLaterRun, runUrl } from './addresses.ts';
import { type CommentMark, comparedWith, readCommentMark } from './comment-marker.ts';
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

type Earlier = readonly Receipt[];

/**
 * The comment, compared with what the one that stands there remembers. GitHub stores a body without
 * blanks at its end; ours must be comparable with it.
 */
function bodyFor(job: PublishJob, earlier: Earlier, known?: CommentMark, run?: string): string {
  const before = known === undefined ? undefined : comparedWith(job.audit, known);
  const links = { ...linksFrom(job, earlier), ...(before && { before }) };
  return job.render(run === undefined ? links : { ...links, run }).comment.trimEnd();
}

/** Written as the run before wrote it, is it what stands there? Then its links serve as well. */
function isUnchanged(job: PublishJob, earlier: Earlier, known: Comment): boolean {
  const mark = readCommentMark(known.body, job.config.auditKey);
  const there = known.body.replaceAll('\r\n', '\n').trimEnd();
  return mark !== undefined && bodyFor(job, earlier, mark, mark.run) === there;
}

/**
 * Whether a newer audit has commented: one from newer evidence, or from the same by a later run. On
 * an open pull request only one of the same commit is newer, because ours is the head (`superseded`
 * has seen to that), and the branch may have been set back.
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

function published(answer: Result<Comment>, note: string): Receipt {
  if (!answer.ok) return receiptOf(publisher, answer.error);
  const { url } = answer.value;
  return { publisher, state: 'published', url, ...(note === '' ? {} : { note }) };
}

/** After an answer that got lost, the comment may be there: look before a second try. */
async function create(job: PublishJob, pull: PullRequest, earlier: Earlier): Promise<Receipt> {
  const body = bodyFor(job, earlier);
  const first = await job.forge.createComment(pull.number, body);
  if (first.ok || first.error.kind !== 'unreachable') return published(first, '');
  const comments = await job.forge.comments(pull.number);
  if (!comments.ok) return published(first, '');
  const [landed] = await ownComments(job, comments.value);
  if (landed !== undefined) return update(job, [landed], earlier);
  return published(await job.forge.createComment(pull.number, body), '');
}

async function update(
  job: PublishJob,
  own: readonly [Comment, ...Comment[]],
  earlier: Earlier,
): Promise<Receipt> {
  const [known, ...others] = own;
  const ids = others.map(({ id }) => id).join(', ');
  const note = ids === '' ? '' : `further comments of ours are left as they are: ${ids}`;
  if (job.config.comment !== 'always' && isUnchanged(job, earlier, known)) {
    const { url } = known;
    return { publisher, state: 'unchanged', url, ...(note === '' ? {} : { note }) };
  }
  const newer = newerOf(job, known);
  if (newer !== undefined) {
    const why = 'a newer audit has commented';
    return {
      publisher,
      state: 'skipped',
      why,
      ...(newer === 'same-commit' ? { newer: true } : {}),
    };
  }
  const mark = readCommentMark(known.body, job.config.auditKey);
  return published(await job.forge.updateComment(known.id, bodyFor(job, earlier, mark)), note);
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
    const size = sizeIn(commentLimit.unit, bodyFor(job, earlier));
    if (size > commentLimit.max) {
      return failed(publisher, `the comment has ${size} characters, over ${commentLimit.max}`);
    }
    const comments = await job.forge.comments(pull.number);
    if (!comments.ok) return receiptOf(publisher, comments.error);
    const [known, ...others] = await ownComments(job, comments.value);
    if (known !== undefined) return update(job, [known, ...others], earlier);
    if (job.config.comment === 'on-failure' && job.audit.verdict === 'green') {
      return skipped(publisher, 'the audit is green (`comment: on-failure`)');
    }
    return create(job, pull, earlier);
  },
};
