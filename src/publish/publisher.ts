import type { Audit } from '../model/audit.ts';
import type { Config } from '../model/config.ts';
import type { SavedEvidence } from '../model/evidence-text.ts';
import type { Forge } from '../model/forge.ts';
import { type ApiError, apiErrorText } from '../model/result.ts';
import type { Target } from '../model/target.ts';
import type { Clock, EventFacts, Files, Log, Receipt, Results } from '../model/world.ts';
import type { CommentReads } from './comment-facts.ts';
import type { Compared } from './comment-marker.ts';
import type { Conclusion } from './conclude.ts';

/** Every view of one audit, as text. */
export interface Pages {
  readonly document: string;
  /** Ends with the marker of `commentMarkFields`. Depends only on the audit and the links. */
  readonly comment: string;
  readonly summary: string;
  readonly json: string;
  /** At most 140 code points. */
  readonly statusDescription: string;
  /** Body of a check run, at most 65,535 bytes. The comment is used when it is missing and fits. */
  readonly check?: string;
}

/** The addresses a page can link to, as far as they are known when it is written. */
export interface Links {
  readonly document?: string;
  readonly comment?: string;
  /** The workflow run of this audit, whose page shows the job summary. */
  readonly run: string;
  /** What the comment is compared with, as stored in the existing comment. */
  readonly compared?: Compared;
  /** The receipts so far, for the summary. */
  readonly receipts: readonly Receipt[];
}

/** One audit with everything needed to publish it. */
export interface PublishJob {
  readonly forge: Forge;
  readonly target: Target;
  readonly config: Config;
  readonly audit: Audit;
  readonly event: EventFacts;
  readonly files: Files;
  readonly results: Results;
  readonly clock: Clock;
  readonly log: Log;
  /** Writes the views. Called again when more links are known; the document must not depend on them. */
  readonly render: (links: Links) => Pages;
  /** The complete evidence. */
  readonly evidence: SavedEvidence;
  /** What decides about the comment, where it is read along with another request. */
  readonly reads?: CommentReads;
  /** A branch and its head as collecting read it, which may be old by now. */
  readonly knownHead?: { readonly branch: string; readonly sha: string };
  /** Why comment and document are not updated: the pull request has a newer head. */
  readonly superseded?: string;
  /** Why the document is not committed: that of another pull request of the same head is. */
  readonly withheld?: string;
  /** Receipts from before publishing: that of the pending status. */
  readonly announced: readonly Receipt[];
  /** How the audit ends whatever it found: what it was made of has changed, or may have. */
  readonly ending?: Conclusion;
  /** How the audits of the other pull requests of the same head end: one status shows all. */
  readonly others: readonly NamedConclusion[];
}

/** How the audit of one pull request ends. */
export interface NamedConclusion extends Conclusion {
  readonly pull: number;
  /** A newer or better audit of the pull request has been published, and its status stays. */
  readonly newer?: boolean;
}

/** One destination. It returns a receipt for every outcome; a throw is a bug in the publisher. */
export interface Publisher {
  readonly name: string;
  /** Whether the config asks for this destination; one without this is always published to. */
  wanted?(config: Config): boolean;
  /** `earlier` are the receipts of the destinations before this one. */
  publish(job: PublishJob, earlier: readonly Receipt[]): Promise<Receipt>;
}

/** Returns the address of a publisher's result, if it has one. */
export function urlFrom(receipts: readonly Receipt[], publisher: string): string | undefined {
  const receipt = receipts.find((one) => one.publisher === publisher);
  const has = receipt?.state === 'published' || receipt?.state === 'unchanged';
  return has && receipt.url !== '' ? receipt.url : undefined;
}

export function skipped(
  publisher: string,
  why: string,
): Extract<Receipt, { readonly state: 'skipped' }> {
  return { publisher, state: 'skipped', why };
}

export function failed(publisher: string, why: string): Receipt {
  return { publisher, state: 'failed', why };
}

/**
 * Returns the receipt for a refused write. A missing token permission and a locked conversation are
 * choices of people, so the publisher is skipped and names them. Every other error failed.
 */
export function receiptOf(publisher: string, error: ApiError): Receipt {
  const why = apiErrorText(error);
  if (error.kind === 'refused' && error.reason === 'locked') return skipped(publisher, why);
  if (error.kind !== 'forbidden') return failed(publisher, why);
  return { publisher, state: 'skipped', why, permission: error.permission };
}
