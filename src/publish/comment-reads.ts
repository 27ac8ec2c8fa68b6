import { ok } from '../model/result.ts';
import type { CommentFacts, CommentReads } from './comment-facts.ts';
import { earlierStatuses } from './earlier-status.ts';
import type { PublishJob } from './publisher.ts';

type Commented = Pick<PublishJob, 'forge' | 'audit' | 'config' | 'target' | 'announced'>;

export function commentReads(job: Commented): CommentReads {
  const pull = reasonNotToComment(job) === undefined ? job.target.pull?.number : undefined;
  let known: CommentFacts | undefined;
  return {
    pull,
    start() {
      known = requestFacts(job, pull, needsStatuses(job));
    },
    found(comments) {
      known = comments && { listed: Promise.resolve(ok(comments)) };
    },
    forget() {
      known = undefined;
    },
    take(isCommitted) {
      const facts = known ?? requestFacts(job, pull, !isCommitted && needsStatuses(job));
      known = undefined;
      return facts;
    },
  };
}

function requestFacts(
  { forge, audit, config }: Commented,
  pull: number | undefined,
  withStatuses: boolean,
): CommentFacts {
  if (pull === undefined) return { listed: Promise.resolve(ok([])) };
  const listed = forge.comments(pull);
  const sha = audit.commits.audited;
  const statuses = withStatuses ? earlierStatuses({ forge, config }, sha, '') : undefined;
  // Where nothing asks for them, as when the head could not be read, nothing needs the rejection.
  listed.catch(() => undefined);
  statuses?.catch(() => undefined);
  return { listed, ...(statuses && { statuses }) };
}

/**
 * Whether the statuses decide about a first comment. Where there is one already, they are read in place of
 * the token's account, which made the announced status.
 */
function needsStatuses(job: Commented): boolean {
  return job.announced.some(({ state }) => state === 'published') && !mayStayUnwritten(job);
}

/** Whether no first comment is created, because the audit passed. */
export function mayStayUnwritten({ config, audit }: Pick<PublishJob, 'config' | 'audit'>): boolean {
  return config.comment === 'on-failure' && audit.verdict === 'green';
}

/** Returns why there is no comment whatever the audit found; undefined when there can be one. */
export function reasonNotToComment({
  config,
  target,
  superseded,
}: Pick<PublishJob, 'config' | 'target' | 'superseded'>): string | undefined {
  if (config.dryRun) return 'dry run';
  if (superseded !== undefined) return superseded;
  if (config.comment === 'never') return '`comment: never`';
  if (target.pull === undefined) return 'there is no pull request';
  switch (target.occasion.kind) {
    case 'pull-request':
    case 'merged':
      return undefined;
    case 'merge-group':
      return 'the pull request itself was audited and commented on';
    case 'local':
      return 'a local audit writes nothing to GitHub';
    default:
      return target.occasion satisfies never;
  }
}
