import { createHash } from 'node:crypto';
import { canonicalJson } from '../lib/canonical-json.ts';
import { runIdOf, type SignedBy, type Statement, verifyBundle } from '../lib/sigstore.ts';
import type { Audit } from '../model/audit.ts';
import { renderSvr, SVR, svrSchema } from '../render/standards/statements.ts';

/** Predicate type of the statement about an audit. */
export const STATEMENT_TYPE = SVR;

/** What a signed statement must be about, and by whom it must be signed. */
export interface Expected {
  readonly audit: Audit;
  /** The bytes of the audit's JSON. */
  readonly json: string;
  /** Path of the workflow in the audited repository, or `https://…` without the ref. */
  readonly workflow?: string;
  /** Id of the run that signed. */
  readonly run?: string;
  /** Trusted roots as JSON, one per line; default: that of Sigstore's public good instance. */
  readonly trustedRoot?: string;
}

export type SignatureCheck =
  | { readonly state: 'proven'; readonly by: SignedBy }
  | { readonly state: 'refused'; readonly why: string };

/**
 * Verifies a Sigstore bundle without the network, then that the statement is about these bytes and that
 * the signer is the expected one.
 */
export function verifySignature(bundle: string, expected: Expected): SignatureCheck {
  const verified = verifyBundle(bundle, expected.trustedRoot);
  if (verified.state === 'refused') return verified;
  const { statement, by } = verified;
  const why = statementProblem(statement, expected) ?? signerProblem(by, expected);
  return why === undefined ? { state: 'proven', by } : { state: 'refused', why };
}

/** Returns why the statement is not about this audit, or claims what the audit does not show. */
function statementProblem({ text }: Statement, { audit, json }: Expected): string | undefined {
  const read = svrSchema.safeParse(JSON.parse(text));
  if (!read.success) return 'the signed statement is not a Simple Verification Result v0.2';
  const digest = createHash('sha256').update(json).digest('hex');
  const { subject, predicate } = read.data;
  if (!subject.some((one) => one.digest['sha256'] === digest)) {
    const names = subject.map((one) => one.digest['sha256']?.slice(0, 12) ?? 'a commit').join(', ');
    return `it signs ${names}, and the audit has SHA-256 ${digest.slice(0, 12)}`;
  }
  const own = svrSchema.safeParse(JSON.parse(renderSvr(audit) || 'null'));
  if (own.success && canonicalJson(own.data.predicate) === canonicalJson(predicate)) return;
  return 'the signed statement claims other properties than the audit shows';
}

function signerProblem(by: SignedBy, { audit, workflow, run }: Expected): string | undefined {
  if (by.repository !== audit.repository_url) {
    return `${by.repository} signed it, and the audit is of ${audit.repository_url ?? 'a checkout'}`;
  }
  const { audited, merge, policy, same_tree: sameTree } = audit.commits;
  if (![audited, merge, policy, ...sameTree].includes(by.commit)) {
    return `it was signed at commit ${by.commit}, and the audit is of ${audited}`;
  }
  const file = by.workflow.split('@')[0];
  const wanted = workflow?.startsWith('https://') ? workflow : `${by.repository}/${workflow}`;
  if (workflow !== undefined && file !== wanted) return `${file} signed it, not ${wanted}`;
  const id = runIdOf(by.run);
  return run === undefined || id === run ? undefined : `run ${id} signed it, not run ${run}`;
}
