import { createHash } from 'node:crypto';
import {
  type AuditFile,
  type AuditLink,
  auditFiles,
  readAuditRow,
  withoutHistory,
} from '../../audit-chain/read-audit-row.ts';
import { MAX_TREND_ROWS, readChain } from '../../audit-chain/read-chain.ts';
import { MAX_EVIDENCE_BYTES, unpacked } from '../../lib/gzip.ts';
import type { Config } from '../../model/config.ts';
import {
  type Evidence,
  none,
  present,
  type Source,
  type UnreadPart,
  unreadable,
} from '../../model/evidence.ts';
import type { TreeEntry } from '../../model/forge.ts';
import type { OwnHistory, PreviousAudit } from '../../model/history.ts';
import { compareMilestones, sameSeries } from '../../model/milestone-id.ts';
import { type ApiError, apiErrorText, err, ok, type Result } from '../../model/result.ts';
import type { CachedReads } from '../base/cache.ts';
import type { ReauditVerifier } from '../base/collect-job.ts';
import { readEntry } from '../base/repository-text.ts';
import { defineSources } from '../base/source.ts';

/** Maximum size of an audit's JSON, which contains every rule with its proofs. */
const MAX_BYTES = 4 * 1024 * 1024;

/** The earlier audits in the repository. */
interface EarlierAudits {
  readonly evidence: Evidence<readonly PreviousAudit[]>;
  readonly history: Evidence<OwnHistory>;
  readonly problems: readonly string[];
}

export interface AuditsQuery {
  /** Commit. */
  readonly policy: string;
  readonly config: Config;
  readonly milestone: string;
  /** Without it, re-audits are not verified. */
  readonly verifyReaudit?: ReauditVerifier;
}

/**
 * Reads the audits at the policy ref, or on the branch of `docs`: those of earlier milestones of the
 * same series, oldest first, and the history of the audited milestone itself. An audit that cannot be
 * read is named in `problems` and hides no other.
 */
export async function readPreviousAudits(
  reads: CachedReads,
  { policy, config, milestone, verifyReaudit }: AuditsQuery,
): Promise<EarlierAudits> {
  const why = 'there is no earlier audit in the repository';
  const ref = await auditsRef(reads, config, policy);
  if (ref.state === 'none') {
    const nothing = none(why, { what: 'branch of the audits' });
    return { evidence: nothing, history: nothing, problems: [] };
  }
  if (ref.state === 'unreadable') return unreadableAudits({ what: ref.what }, ref.error);
  const { source } = ref;
  const tree = await reads.tree(ref.commit);
  if (!tree.ok) return unreadableAudits(source, tree.error);
  const files = auditFiles(tree.value.entries, config);
  const own = files.find((file) => compareMilestones(file.milestone, milestone) === 0);
  const earlier = files.filter(
    (file) =>
      sameSeries(file.milestone, milestone) && compareMilestones(file.milestone, milestone) < 0,
  );
  const read = (file: AuditFile) => textOf(reads, file);
  const before = own === undefined ? undefined : await ownLink(own, read);
  const { entries } = tree.value;
  const committed = { entries, read: (entry: TreeEntry) => committedText(reads, entry) };
  const chain = await readChain(earlier, read, {
    later: before?.link?.trend ?? [],
    verifyReaudit: async (file) => verifyReaudit?.(file, committed),
  });
  return {
    evidence:
      chain.audits.length === 0 && chain.problems.length === 0
        ? none(why, source)
        : present(trendAudits(chain.audits), source, chain.problems.map(unreadAudit)),
    history: before === undefined ? none(why, source) : present(before.history, source),
    problems: [...chain.problems, ...(before?.problems ?? [])],
  };
}

/** Returns the milestones of all committed audits, or why they cannot be listed. */
export async function auditedMilestones(
  reads: CachedReads,
  config: Config,
  policy: string,
): Promise<Result<readonly string[]>> {
  const ref = await auditsRef(reads, config, policy);
  if (ref.state === 'none') return ok([]);
  if (ref.state === 'unreadable') return err(ref.error);
  const tree = await reads.tree(ref.commit);
  if (!tree.ok) return tree;
  return ok(auditFiles(tree.value.entries, config).map(({ milestone }) => milestone));
}

function unreadAudit(why: string): UnreadPart {
  return { what: 'an earlier audit', why };
}

function unreadableAudits(source: Source, error: ApiError): EarlierAudits {
  const why = `previous audits could not be listed: ${apiErrorText(error)}`;
  const evidence = unreadable(why, source);
  return { evidence, history: evidence, problems: [why] };
}

/** Leaves out audits older than the trend, except those whose file was changed or deleted. */
function trendAudits(audits: readonly PreviousAudit[]): readonly PreviousAudit[] {
  const from = audits.length - MAX_TREND_ROWS;
  return audits.filter(
    ({ standing }, at) => at >= from || standing === 'changed' || standing === 'gone',
  );
}

async function committedText(reads: CachedReads, entry: TreeEntry): Promise<string | undefined> {
  const bytes = await reads.blob(entry.blob);
  return bytes.ok ? unpacked(bytes.value, MAX_EVIDENCE_BYTES) : undefined;
}

type Text = Awaited<ReturnType<typeof textOf>>;

async function textOf(reads: CachedReads, { entry }: AuditFile) {
  const file = await readEntry(reads, entry, MAX_BYTES);
  if (file.state === 'found') return { state: 'found', text: file.text } as const;
  return {
    state: 'unreadable',
    why: file.state === 'none' ? 'it is not there' : file.why,
  } as const;
}

async function ownLink(
  file: AuditFile,
  read: (file: AuditFile) => Promise<Text>,
): Promise<{ link?: AuditLink; history: OwnHistory; problems: readonly string[] }> {
  const found = await read(file);
  const link = found.state === 'found' ? readAuditRow(found.text, file) : undefined;
  if (found.state === 'unreadable' || link?.state !== 'read') {
    const why = found.state === 'unreadable' ? found.why : 'it is no audit';
    const problem = `the audit that this one replaces, ${file.entry.path}, could not be read: ${why}`;
    return { history: { entries: [] }, problems: [problem] };
  }
  const { audited, blob, score, verdict, completed_at = null } = link.link.audit;
  const entry = { audited, blob, score, verdict, completed_at };
  const digest = createHash('sha256').update(withoutHistory(found.text)).digest('hex');
  const history = { entries: link.link.history, replaced: { entry, digest } };
  return { link: link.link, history, problems: [] };
}

/** Where the audits of earlier milestones are. */
type AuditsRef =
  | {
      readonly state: 'ref';
      readonly commit: string;
      /** Without a commit for a documents branch, whose head changes with every audit. */
      readonly source: { readonly what: string; readonly commit?: string };
    }
  | { readonly state: 'none' }
  | { readonly state: 'unreadable'; readonly what: string; readonly error: ApiError };

/** Returns the head of the branch that `docs` names, else the policy ref (design: section 4). */
async function auditsRef(
  reads: Pick<CachedReads, 'branchHead'>,
  { docs }: Pick<Config, 'docs'>,
  policy: string,
): Promise<AuditsRef> {
  if (docs.kind !== 'branch') {
    const source = { what: 'previous audits at the policy ref', commit: policy };
    return { state: 'ref', commit: policy, source };
  }
  const what = `previous audits on the branch ${docs.branch}`;
  const head = await reads.branchHead(docs.branch);
  if (head.ok) return { state: 'ref', commit: head.value, source: { what } };
  const { error } = head;
  return error.kind === 'missing' ? { state: 'none' } : { state: 'unreadable', what, error };
}

export const previousAudits = defineSources({
  from: { previous: 'local', history: 'local' },
  after: [],
  cost: 'low',
  async collect({ reads, config, target, requirements, notice }) {
    const { evidence, history, problems } = await readPreviousAudits(reads, {
      policy: target.commits.policy,
      config,
      milestone: target.milestone.id,
      verifyReaudit: requirements.verifyReaudit,
    });
    for (const problem of problems) notice(problem);
    return { previous: evidence, history };
  },
});
