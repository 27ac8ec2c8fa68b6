import type { Audit } from '../model/audit.ts';
import type { Config } from '../model/config.ts';
import type { Forge } from '../model/forge.ts';
import type { Target } from '../model/target.ts';
import type { Clock, EventFacts, Files, Log, Receipt, Results } from '../model/world.ts';
import type { Snapshot } from '../render/snapshot.ts';

/** Every view of one audit, as text. */
export interface Pages {
  readonly document: string;
  /** Begins with the marker of `commentMarkFields`, and depends on the links alone besides the audit. */
  readonly comment: string;
  readonly summary: string;
  readonly json: string;
  /** The bundle, canonical and bounded; empty when it is not to be kept. */
  readonly evidence: string;
  /** At most 140 code points. */
  readonly statusDescription: string;
  /** Body of a check run, at most 65,535 bytes; the comment serves when it is left out and fits. */
  readonly check?: string;
}

/** What a page may point at, as far as it is known when it is written. */
export interface Links {
  readonly document?: string;
  readonly comment?: string;
  /** The run this audit stands in, where its job summary is shown. */
  readonly run: string;
  /** The audit that the comment is compared with, as the comment before remembers it. */
  readonly before?: Snapshot;
  /** What was published so far, for the summary to tell. */
  readonly receipts: readonly Receipt[];
}

/** One audit with all it takes to publish it. */
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
  /** Writes the views; called again when more links are known. The document must not depend on them. */
  readonly render: (links: Links) => Pages;
  /** The whole bundle as text, for the step's files. */
  readonly evidence: string;
  /** Why comment and document are left alone: the pull request has a newer head by now. */
  readonly superseded?: string;
  /** Receipts from before: that of the pending status. */
  readonly announced: readonly Receipt[];
}

/** One destination. It gives a receipt for whatever happens; a throw is a broken promise of its own. */
export interface Publisher {
  readonly name: string;
  publish(job: PublishJob, earlier: readonly Receipt[]): Promise<Receipt>;
}
