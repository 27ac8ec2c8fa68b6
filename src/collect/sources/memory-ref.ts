import type { Config } from '../../model/config.ts';
import type { ApiError } from '../../model/result.ts';
import type { CachedReads } from '../cache.ts';

/** Where the audits of earlier milestones lie; without a commit there are none yet. */
export type MemoryRef =
  | {
      readonly state: 'ref';
      readonly commit: string;
      /** As a source names it: the head of a branch of the audits' own moves with every audit. */
      readonly source: { readonly what: string; readonly commit?: string };
    }
  | { readonly state: 'none' }
  | { readonly state: 'trouble'; readonly what: string; readonly trouble: ApiError };

/** The branch of the documents' own, where `docs` names one, else the policy ref (design: section 4). */
export async function memoryRef(
  reads: Pick<CachedReads, 'branchHead'>,
  { docs }: Pick<Config, 'docs'>,
  policy: string,
): Promise<MemoryRef> {
  if (docs.kind !== 'branch') {
    const source = { what: 'previous audits at the policy ref', commit: policy };
    return { state: 'ref', commit: policy, source };
  }
  const what = `previous audits on the branch ${docs.branch}`;
  const head = await reads.branchHead(docs.branch);
  if (head.ok) return { state: 'ref', commit: head.value, source: { what } };
  const { error } = head;
  return error.kind === 'missing' ? { state: 'none' } : { state: 'trouble', what, trouble: error };
}
