import type { ListedRun } from '../../model/forge.ts';
import type { RunRelation } from '../../model/run.ts';

/** A run that is evidence, and what ties it to the audited commit. */
export interface RelatedRun {
  readonly run: ListedRun;
  readonly relation: RunRelation;
}
