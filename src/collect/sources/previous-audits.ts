import { createHash } from 'node:crypto';
import { type AuditFile, auditFiles } from '../../audit-chain/audit-files.ts';
import { type AuditLink, readAuditRow, withoutHistory } from '../../audit-chain/read-audit-row.ts';
import { readChain } from '../../audit-chain/read-chain.ts';
import { doubtOfReaudit } from '../../history/verify-reaudit.ts';
import { apiErrorText } from '../../model/api-error-text.ts';
import type { Config } from '../../model/config.ts';
import { absent, type Evidence, present, type Source, unreadable } from '../../model/evidence.ts';
import { compareMilestones, sameSeries } from '../../model/milestone-id.ts';
import type { PreviousAudit } from '../../model/previous-audit.ts';
import type { ApiError } from '../../model/result.ts';
import { MAX_TREND_ROWS, type OwnHistory } from '../../model/trend.ts';
import type { CachedReads } from '../base/cache.ts';
import { readEntry } from '../base/repository-text.ts';

/** A JSON audit holds every rule with its proofs; far larger ones are not audits. */
const MAX_BYTES = 4 * 1024 * 1024;

/** What the repository remembers of the milestones before the audited one, and of itself. */
export interface Memory {
  readonly evidence: Evidence<readonly PreviousAudit[]>;
  readonly history: Evidence<OwnHistory>;
  readonly problems: readonly string[];
}

export interface MemoryAsked {
  /** Commit. */
  readonly policy: string;
  readonly config: Config;
  readonly milestone: string;
  /** Of this tool. */
  readonly version: string;
}

/**
 * The audits that lie at the policy ref, or on the branch that `docs` gives them: those of earlier milestones of the same series, oldest
 * first, and the audited milestone's own earlier one apart. One that cannot be read is named in
 * `problems` and hides none of the others.
 */
export async function readPreviousAudits(
  reads: CachedReads,
  { policy, config, milestone, version }: MemoryAsked,
): Promise<Memory> {
  const none = absent('there is no earlier audit in the repository');
  const ref = await memoryRef(reads, config, policy);
  if (ref.state === 'none') return { evidence: none, history: none, problems: [] };
  if (ref.state === 'trouble') return refusedMemory({ what: ref.what }, ref.trouble);
  const { source } = ref;
  const tree = await reads.tree(ref.commit);
  if (!tree.ok) return refusedMemory(source, tree.error);
  const files = auditFiles(tree.value.entries, config);
  const own = files.find((file) => compareMilestones(file.milestone, milestone) === 0);
  const earlier = files.filter(
    (file) =>
      sameSeries(file.milestone, milestone) && compareMilestones(file.milestone, milestone) < 0,
  );
  const read = (file: AuditFile) => textOf(reads, file);
  const before = own === undefined ? undefined : await ownLink(own, read);
  const chain = await readChain(earlier, read, {
    witness: before?.link?.trend ?? [],
    confirm: (file) => doubtOfReaudit(reads, config, version, tree.value.entries, file),
  });
  return {
    evidence:
      chain.audits.length === 0 && chain.problems.length === 0
        ? none
        : present(remembered(chain.audits), source),
    history: before === undefined ? none : present(before.history, source),
    problems: [...chain.problems, ...(before?.problems ?? [])],
  };
}

function refusedMemory(source: Source, trouble: ApiError): Memory {
  const why = `previous audits could not be listed: ${apiErrorText(trouble)}`;
  const evidence = unreadable(why, source);
  return { evidence, history: evidence, problems: [why] };
}

/** Audits older than the window are left to the index, but what was done to them is not. */
function remembered(audits: readonly PreviousAudit[]): readonly PreviousAudit[] {
  const from = audits.length - MAX_TREND_ROWS;
  return audits.filter(
    ({ standing }, at) => at >= from || standing === 'changed' || standing === 'gone',
  );
}

type Text = Awaited<ReturnType<typeof textOf>>;

async function textOf(reads: CachedReads, { entry }: AuditFile) {
  const file = await readEntry(reads, entry, MAX_BYTES);
  if (file.state === 'found') return { state: 'found', text: file.text } as const;
  return { state: 'trouble', why: file.state === 'none' ? 'it is not there' : file.why } as const;
}

async function ownLink(
  file: AuditFile,
  read: (file: AuditFile) => Promise<Text>,
): Promise<{ link?: AuditLink; history: OwnHistory; problems: readonly string[] }> {
  const found = await read(file);
  const link = found.state === 'found' ? readAuditRow(found.text, file) : undefined;
  if (found.state === 'trouble' || link?.state !== 'read') {
    const why = found.state === 'trouble' ? found.why : 'it is no audit';
    const problem = `the audit that this one replaces, ${file.entry.path}, could not be read: ${why}`;
    return { history: { entries: [] }, problems: [problem] };
  }
  const { audited, blob, score, verdict, completed_at = null } = link.link.audit;
  const entry = { audited, blob, score, verdict, completed_at };
  const digest = createHash('sha256').update(withoutHistory(found.text)).digest('hex');
  const history = { entries: link.link.history, replaced: { entry, digest } };
  return { link: link.link, history, problems: [] };
}

/** Where the audits of earlier milestones lie; without a commit there are none yet. */
type MemoryRef =
  | {
      readonly state: 'ref';
      readonly commit: string;
      /** As a source names it: the head of a branch of the audits' own moves with every audit. */
      readonly source: { readonly what: string; readonly commit?: string };
    }
  | { readonly state: 'none' }
  | { readonly state: 'trouble'; readonly what: string; readonly trouble: ApiError };

/** The branch of the documents' own, where `docs` names one, else the policy ref (design: section 4). */
async function memoryRef(
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
