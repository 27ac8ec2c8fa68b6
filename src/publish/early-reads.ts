import type { ProofRecord } from '../history/better-proof.ts';
import type { Audit } from '../model/audit.ts';
import type { Comment, StatusState } from '../model/forge.ts';
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

/** The comments of the pull request and, in case none is ours, the statuses of the commit. */
export type CommentReads = {
  readonly comments: Promise<Result<readonly Comment[]>>;
  readonly statuses: Promise<Result<readonly EarlierStatus[]>>;
};

/** Reads that are sent before the destination that needs them has its turn. */
export interface EarlyReads<T> {
  /** Sends them the first time. Later, after a lost race, it only forgets the answers: each race would cost them. */
  send(): void;
  /** Forgets the answers: something else was written since, and took its time. */
  drop(): void;
  /** Returns the answers, once; sends the reads if there are none. */
  take(): T;
}

/**
 * Returns reads that are sent with the request right before the write they decide about: a commit, or the
 * check of the head. Sent earlier, they would miss what another audit writes meanwhile.
 */
export function earlyReads<T extends Readonly<Record<string, Promise<unknown>>>>(
  request: () => T,
): EarlyReads<T> {
  let sent: T | undefined;
  let times = 0;
  return {
    send: () => {
      times += 1;
      sent = times === 1 ? request() : undefined;
      if (sent === undefined) return;
      // Nobody may ask; who does still gets the rejection.
      for (const answer of Object.values(sent)) answer.catch(() => undefined);
    },
    drop: () => {
      sent = undefined;
    },
    take: () => {
      const answers = sent ?? request();
      sent = undefined;
      return answers;
    },
  };
}
