import type { ProofRecord } from '../history/better-proof.ts';
import type { Audit } from '../model/audit.ts';
import type { Comment, Forge, StatusState } from '../model/forge.ts';
import type { Result } from '../model/result.ts';

/** What a required status stores of its audit, for a later audit of the commit. */
export interface StatusRecord {
  readonly verdict: Audit['verdict'];
  readonly proof: ProofRecord;
}

/** A required status of the commit, or the check run that takes its place. */
export interface EarlierStatus {
  readonly state: StatusState;
  readonly description: string;
  readonly url: string;
  /** Whether our own audit posted it as pending. */
  readonly own: boolean;
  readonly summary?: string;
  readonly record: StatusRecord | undefined;
}

/** The required statuses of a commit, newest first. */
export type EarlierStatuses = Promise<Result<readonly EarlierStatus[]>>;

/** What decides about the comment. */
export interface CommentFacts {
  readonly listed: ReturnType<Forge['comments']>;
  /** The statuses of the audited commit, which decide about a first comment. */
  readonly statuses?: EarlierStatuses;
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
