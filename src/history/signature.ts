import { createHash } from 'node:crypto';
import { bundleFromJSON, isBundleWithDsseEnvelope } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import seeds from '@sigstore/tuf/seeds.json' with { type: 'json' };
import { type Signer, toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import { canonicalJson } from '../lib/canonical-json.ts';
import type { Audit } from '../model/audit.ts';
import { renderSvr, svrSchema } from '../render/standards/statements.ts';

/** Content type of in-toto statements in a DSSE envelope (in-toto/attestation, spec/v1/envelope.md). */
const IN_TOTO = 'application/vnd.in-toto+json';

/** What a signed statement must be about, and by whom it must be signed. */
export interface Expected {
  readonly audit: Audit;
  /** The bytes of the audit's JSON. */
  readonly json: string;
  /** Path of the workflow in the audited repository, or `https://…` without the ref. */
  readonly workflow?: string;
  /** Id of the run that signed. */
  readonly run?: string;
  /** A trusted root as JSON; default: the one of the public good instance that `@sigstore/tuf` has. */
  readonly trustedRoot?: string;
}

/** Who signed, according to a certificate that GitHub's identity token was exchanged for. */
export interface SignedBy {
  readonly repository: string;
  readonly commit: string;
  /** Address of the workflow file, with its ref. */
  readonly workflow: string;
  /** Page of the run attempt. */
  readonly run: string;
  /** Moment of the entry in the transparency log; absent without one. */
  readonly loggedAt?: string;
}

export type SignatureCheck =
  | { readonly state: 'proven'; readonly by: SignedBy }
  | { readonly state: 'refused'; readonly why: string };

/**
 * Verifies a Sigstore bundle without the network: certificate chain, transparency log, and signature, then
 * that the statement is about these bytes and that the signer is the expected one.
 */
export function verifySignature(bundle: string, expected: Expected): SignatureCheck {
  try {
    const { payload, signer, loggedAt } = opened(bundle, expected.trustedRoot);
    const by = signedBy(signer, loggedAt);
    const why = statementProblem(payload, expected) ?? signerProblem(by, signer, expected);
    return why === undefined ? { state: 'proven', by } : refused(why);
  } catch (error) {
    // Both libraries throw on whatever is wrong with a bundle.
    return refused(`the bundle cannot be verified: ${(error as Error).message}`);
  }
}

function refused(why: string): SignatureCheck {
  return { state: 'refused', why };
}

function opened(text: string, trustedRoot: string | undefined) {
  const bundle = bundleFromJSON(JSON.parse(text));
  if (!isBundleWithDsseEnvelope(bundle)) throw new Error('it signs a file, not a statement');
  const root = TrustedRoot.fromJSON(JSON.parse(trustedRoot ?? publicRoot()));
  // A private instance may have no log; its timestamp authority then shows when it was signed.
  const verifier = new Verifier(toTrustMaterial(root), {
    tlogThreshold: Math.min(1, root.tlogs.length),
    ctlogThreshold: Math.min(1, root.ctlogs.length),
  });
  const signer = verifier.verify(toSignedEntity(bundle));
  const { payload, payloadType } = bundle.content.dsseEnvelope;
  if (payloadType !== IN_TOTO) throw new Error(`it signs ${payloadType}, not an in-toto statement`);
  const [entry] = bundle.verificationMaterial.tlogEntries;
  return {
    payload: payload.toString('utf8'),
    signer,
    // Without a trusted log nobody has verified the time that an entry names.
    loggedAt: root.tlogs.length === 0 ? 0 : Number(entry?.integratedTime ?? 0),
  };
}

function publicRoot(): string {
  const { targets } = seeds['https://tuf-repo-cdn.sigstore.dev'];
  return Buffer.from(targets['trusted_root.json'], 'base64').toString('utf8');
}

/** Extensions of the certificate (sigstore/fulcio, docs/oid-info.md, read 2026-11-30). */
const EXTENSIONS = {
  workflow: '1.3.6.1.4.1.57264.1.9',
  repository: '1.3.6.1.4.1.57264.1.12',
  commit: '1.3.6.1.4.1.57264.1.13',
  run: '1.3.6.1.4.1.57264.1.21',
} as const;

function signedBy({ identity }: Signer, loggedAt: number): SignedBy {
  const values = new Map(
    (identity?.oids ?? []).map(({ oid, value }) => [oid?.id.join('.') ?? '', value]),
  );
  const read = (name: keyof typeof EXTENSIONS): string => utf8String(values.get(EXTENSIONS[name]));
  return {
    repository: read('repository'),
    commit: read('commit'),
    workflow: read('workflow'),
    run: read('run'),
    ...(loggedAt > 0 ? { loggedAt: new Date(loggedAt * 1000).toISOString() } : {}),
  };
}

/** Returns the text of a UTF8String in DER; empty for anything else. */
function utf8String(der: Buffer | undefined): string {
  if (der?.[0] !== 0x0c) return '';
  const [, first = 0] = der;
  const header = first < 0x80 ? 2 : 2 + (first & 0x7f);
  return der.subarray(header).toString('utf8');
}

/** Returns why the statement is not about this audit, or claims what the audit does not show. */
function statementProblem(payload: string, { audit, json }: Expected): string | undefined {
  const read = svrSchema.safeParse(JSON.parse(payload));
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

function signerProblem(
  by: SignedBy,
  { identity }: Signer,
  { audit, workflow, run }: Expected,
): string | undefined {
  const issuer = identity?.extensions?.issuer ?? '';
  if (!/^https:\/\/token\.actions\.[a-z0-9.-]+$/.test(issuer)) {
    return `the identity is from ${issuer}, not from GitHub Actions`;
  }
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
  const id = /\/actions\/runs\/(\d+)/.exec(by.run)?.[1];
  return run === undefined || id === run ? undefined : `run ${id} signed it, not run ${run}`;
}
