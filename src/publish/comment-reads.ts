import type { Comment, Forge } from '../model/forge.ts';
import { ok } from '../model/result.ts';
import { namesFor } from './post-status.ts';
import type { PublishJob } from './publisher.ts';

export type ListedStatuses = ReturnType<Forge['statuses']>;

/** What decides about the comment. */
interface CommentFacts {
  readonly listed: ReturnType<Forge['comments']>;
  /** The statuses of the audited commit, which decide about a first comment. */
  readonly statuses?: ListedStatuses;
}

/**
 * Reads what decides about the comment. An update of a comment has no condition, and afterwards nobody
 * can see what it replaced: so nothing is awaited between the reading and the writing.
 */
export interface CommentReads {
  /** Number of the pull request, whose comments can come with the commit before; absent without a comment. */
  readonly pull: number | undefined;
  /** Requests the facts now, along with the last request before the comment. */
  start(): void;
  /** Keeps the comments that came with the commit before. */
  found(comments: readonly Comment[] | undefined): void;
  /** Drops what is known: the comment waits for more. */
  forget(): void;
  /** Returns what is known, or requests it now. The statuses do not count once a document is committed. */
  take(isCommitted: boolean): CommentFacts;
}

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
  { forge, audit }: Commented,
  pull: number | undefined,
  withStatuses: boolean,
): CommentFacts {
  if (pull === undefined) return { listed: Promise.resolve(ok([])) };
  const listed = forge.comments(pull);
  const statuses = withStatuses ? forge.statuses(audit.commits.audited) : undefined;
  // Where nothing asks for them, as when the head could not be read, nothing needs the rejection.
  listed.catch(() => undefined);
  statuses?.catch(() => undefined);
  return { listed, ...(statuses && { statuses }) };
}

/**
 * Whether the statuses decide about a first comment. Where there is one already, they are read in place of
 * the token's account, which is the creator of the announced status.
 */
function needsStatuses(job: Commented): boolean {
  const isPosted = job.announced.some(({ state }) => state === 'published');
  return isPosted && namesFor(job.config).status !== undefined && !mayStayUnwritten(job);
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
