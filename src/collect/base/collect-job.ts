import type { AuditFile } from '../../audit-chain/read-audit-row.ts';
import * as urls from '../../lib/urls.ts';
import type { Config } from '../../model/config.ts';
import type { EvidenceKind, MadeBy } from '../../model/evidence-file.ts';
import type { TreeEntry } from '../../model/forge.ts';
import type { Target } from '../../model/target.ts';
import type { World } from '../../model/world.ts';
import type { CachedReads } from './cache.ts';

/** The committed files of earlier audits. */
export interface CommittedFiles {
  readonly entries: readonly TreeEntry[];
  /** Returns a file's text; `undefined` when it cannot be read. */
  readonly read: (entry: TreeEntry) => Promise<string | undefined>;
}

/** Returns why a file that claims to be a re-audit is not one; `undefined` when nothing disproves it. */
export type ReauditVerifier = (
  file: AuditFile,
  files: CommittedFiles,
) => Promise<string | undefined>;

/** What the judging requires of collecting. It is passed in: collecting imports nothing that judges. */
export interface Requirements {
  readonly madeBy: MadeBy;
  /** Kinds of evidence that a rule reads; all kinds when absent. */
  readonly kinds?: ReadonlySet<EvidenceKind>;
  /** Paths whose presence a rule checks at the audited commit. */
  readonly paths: readonly string[];
  readonly verifyReaudit: ReauditVerifier;
}

/** What every source works with. */
export interface CollectJob {
  readonly world: World;
  readonly reads: CachedReads;
  readonly target: Target;
  readonly config: Config;
  readonly requirements: Requirements;
  /** Returns whether a rule reads the kind; expensive kinds are not collected otherwise. */
  readonly wanted: (kind: EvidenceKind) => boolean;
  /** Records what could not be done, as a sentence. A repeated sentence is recorded once. */
  readonly notice: (sentence: string) => void;
  /** Records a question without an answer that the audit rests on. The audit then ends as an error. */
  readonly unanswered: (sentence: string) => void;
}

/** Returns the page of a commit. */
export function commitUrl(job: CollectJob, sha: string): string {
  return urls.commitUrl(repositoryOf(job), sha);
}

/** Returns the page of a file at a commit. */
export function fileUrl(job: CollectJob, sha: string, path: string): string {
  return urls.fileUrl(repositoryOf(job), sha, path);
}

function repositoryOf({ world, target }: CollectJob): string {
  return urls.repositoryUrl(world.event.serverUrl, target.repository);
}
