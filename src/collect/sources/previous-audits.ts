import { createHash } from 'node:crypto';
import {
  type AuditFile,
  type AuditLink,
  auditFiles,
  readAuditRow,
  withoutHistory,
} from '../../audit-chain/read-audit-row.ts';
import { MAX_TREND_ROWS, readChain } from '../../audit-chain/read-chain.ts';
import type { Config } from '../../model/config.ts';
import {
  type Evidence,
  none,
  present,
  type Source,
  type UnreadPart,
  unreadable,
} from '../../model/evidence.ts';
import type { Tree, TreeEntry } from '../../model/forge.ts';
import type { OwnHistory, PreviousAudit } from '../../model/history.ts';
import { compareMilestones, sameSeries } from '../../model/milestone-id.ts';
import { type ApiError, apiErrorText, err, ok, type Result } from '../../model/result.ts';
import type { CachedReads } from '../base/cache.ts';
import type { ReauditVerifier } from '../base/collect-job.ts';
import { type RepositoryText, readEntry } from '../base/repository-text.ts';
import { defineSources } from '../base/source.ts';

/** Maximum size of an audit's JSON, which contains every rule with its proofs. */
const MAX_BYTES = 4 * 1024 * 1024;

interface EarlierAudits {
  readonly evidence: Evidence<readonly PreviousAudit[]>;
  readonly history: Evidence<OwnHistory>;
  readonly problems: readonly string[];
  /** Which request was not answered: what the audit rests on is then unknown. */
  readonly unanswered?: string;
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
  query: AuditsQuery,
): Promise<EarlierAudits> {
  const ref = await auditsRef(reads, query.config, query.policy);
  if (ref.state === 'none') {
    const nothing = none(NO_AUDIT, { what: 'branch of the audits' });
    return { evidence: nothing, history: nothing, problems: [] };
  }
  if (ref.state === 'unreadable') return unlistedAudits({ what: ref.what }, ref.error);
  const { source } = ref;
  const tree = await reads.tree(ref.commit);
  if (!tree.ok) return unlistedAudits(source, tree.error);
  const lost: string[] = [];
  const found = await auditsIn(readerOf(reads, lost), tree.value, query, source);
  const [unanswered] = lost.sort();
  if (unanswered !== undefined) return unreadableAudits(source, unanswered);
  return tree.value.truncated ? cutAudits(source) : found;
}

async function auditsIn(
  reader: Reader,
  { entries }: Tree,
  { config, milestone, verifyReaudit }: AuditsQuery,
  source: Source,
): Promise<EarlierAudits> {
  const files = auditFiles(entries, config);
  const own = files.find((file) => compareMilestones(file.milestone, milestone) === 0);
  const earlier = files.filter(
    (file) =>
      sameSeries(file.milestone, milestone) && compareMilestones(file.milestone, milestone) < 0,
  );
  const read = ({ entry }: AuditFile) => reader(entry);
  const before = own === undefined ? undefined : await ownLink(own, read);
  const committed = {
    entries,
    read: async (entry: TreeEntry) => {
      const file = await reader(entry);
      return file.state === 'found' ? file.text : undefined;
    },
  };
  const chain = await readChain(earlier, read, {
    later: before?.link?.trend ?? [],
    verifyReaudit: async (file) => verifyReaudit?.(file, committed),
  });
  const isEmpty = chain.audits.length === 0 && chain.problems.length === 0;
  return {
    evidence: isEmpty
      ? none(NO_AUDIT, source)
      : present(trendAudits(chain.audits), source, chain.problems.map(unreadAudit)),
    history: before === undefined ? none(NO_AUDIT, source) : present(before.history, source),
    problems: [...chain.problems, ...(before?.problems ?? [])],
  };
}

/** Returns the milestones of all committed audits, or why they cannot be listed. */
export async function auditedMilestones(
  reads: CachedReads,
  config: Config,
  policy: string,
): Promise<Result<readonly string[] | 'truncated'>> {
  const ref = await auditsRef(reads, config, policy);
  if (ref.state === 'none') return ok([]);
  if (ref.state === 'unreadable') return err(ref.error);
  const tree = await reads.tree(ref.commit);
  if (!tree.ok) return tree;
  if (tree.value.truncated) return ok('truncated');
  return ok(auditFiles(tree.value.entries, config).map(({ milestone }) => milestone));
}

function unreadAudit(why: string): UnreadPart {
  return { what: 'an earlier audit', why };
}

const NO_AUDIT = 'there is no earlier audit in the repository';

type Text = Exclude<RepositoryText, { readonly state: 'none' }>;
type Reader = (entry: TreeEntry) => Promise<Text>;

/** Returns a reader of committed files; `lost` gets those that GitHub did not answer for. */
function readerOf(reads: CachedReads, lost: string[]): Reader {
  return async (entry) => {
    const file = await readEntry(reads, entry, MAX_BYTES);
    if (file.state === 'none') return { state: 'unreadable', why: 'it does not exist' };
    if (file.state === 'unreadable' && file.unanswered) {
      lost.push(`the earlier audit ${entry.path} could not be read: ${file.why}`);
    }
    return file;
  };
}

function unlistedAudits(source: Source, error: ApiError): EarlierAudits {
  const why = `previous audits could not be listed: ${apiErrorText(error)}`;
  const known = unreadableAudits(source, why);
  if (error.kind !== 'not-here') return known;
  const { unanswered: _, ...here } = known;
  return here;
}

function unreadableAudits(source: Source, why: string): EarlierAudits {
  const evidence = unreadable(why, source);
  return { evidence, history: evidence, problems: [why], unanswered: why };
}

/** An audit beyond the cut may be the newest, so none of those that are listed is taken for it. */
function cutAudits(source: Source): EarlierAudits {
  const why =
    'the repository has more files than GitHub lists, so an earlier audit may be missing; commit audits to a branch of their own (`docs: branch:NAME`)';
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
  cost: 'low',
  async collect({ reads, config, target, requirements, notice, unanswered }) {
    const { evidence, history, problems, ...more } = await readPreviousAudits(reads, {
      policy: target.commits.policy,
      config,
      milestone: target.milestone.id,
      verifyReaudit: requirements.verifyReaudit,
    });
    for (const problem of problems) notice(problem);
    if (more.unanswered !== undefined) unanswered(more.unanswered);
    return { previous: evidence, history };
  },
});
