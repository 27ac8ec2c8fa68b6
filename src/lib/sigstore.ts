import { bundleFromJSON, isBundleWithDsseEnvelope } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import seeds from '@sigstore/tuf/seeds.json' with { type: 'json' };
import { type Signer, toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import { recordOf } from './json.ts';

/** Content type of in-toto statements in a DSSE envelope (in-toto/attestation, spec/v1/envelope.md). */
const IN_TOTO = 'application/vnd.in-toto+json';

/** Identity tokens of GitHub Actions; an enterprise may have an issuer of its own below that address. */
const ACTIONS = /^https:\/\/token\.actions\.[a-z0-9.-]+(?:\/[\w-]+)?$/;

/** Who signed, according to a certificate that GitHub's identity token was exchanged for. */
export interface SignedBy {
  /** Web address of the repository. */
  readonly repository: string;
  readonly commit: string;
  /** Address of the workflow file, with its ref. */
  readonly workflow: string;
  /** Page of the run attempt. */
  readonly run: string;
  /** Moment of the entry in the transparency log; absent without one. */
  readonly loggedAt?: string;
}

export type VerifiedBundle =
  | { readonly state: 'verified'; readonly statement: Statement; readonly by: SignedBy }
  | { readonly state: 'refused'; readonly why: string };

/** An in-toto statement: what it is about, and what it says of that. */
export interface Statement {
  readonly predicateType: string;
  /** SHA-256 of its subjects, in hexadecimal digits. */
  readonly subjects: readonly string[];
  /** The statement as JSON. */
  readonly text: string;
}

/**
 * Verifies a Sigstore bundle without the network: certificate chain, transparency log, signature, and that
 * GitHub Actions vouched for the signer. `trustedRoots` is one trusted root as JSON, or one per line;
 * default: that of the public good instance that `@sigstore/tuf` has.
 */
export function verifyBundle(bundle: string, trustedRoots = publicRoot()): VerifiedBundle {
  const results = jsonTexts(trustedRoots).map((root) => underRoot(bundle, root));
  const [first = refused('there is no trusted root')] = results;
  return results.find(({ state }) => state === 'verified') ?? first;
}

/** Returns the JSON texts of a file: the whole of it, or one per line. */
export function jsonTexts(text: string): readonly string[] {
  try {
    JSON.parse(text);
    return [text];
  } catch {
    return text.split('\n').filter((line) => line.trim() !== '');
  }
}

function refused(why: string): Extract<VerifiedBundle, { state: 'refused' }> {
  return { state: 'refused', why };
}

function underRoot(text: string, trustedRoot: string): VerifiedBundle {
  try {
    const bundle = bundleFromJSON(JSON.parse(text));
    if (!isBundleWithDsseEnvelope(bundle)) return refused('it signs a file, not a statement');
    const root = TrustedRoot.fromJSON(JSON.parse(trustedRoot));
    // A private instance may have no log; its timestamp authority then shows when it was signed.
    const verifier = new Verifier(toTrustMaterial(root), {
      tlogThreshold: Math.min(1, root.tlogs.length),
      ctlogThreshold: Math.min(1, root.ctlogs.length),
    });
    const signer = verifier.verify(toSignedEntity(bundle));
    const { payload, payloadType } = bundle.content.dsseEnvelope;
    if (payloadType !== IN_TOTO)
      return refused(`it signs ${payloadType}, not an in-toto statement`);
    const issuer = signer.identity?.extensions?.issuer ?? '';
    if (!ACTIONS.test(issuer))
      return refused(`the identity is from ${issuer}, not from GitHub Actions`);
    const [entry] = bundle.verificationMaterial.tlogEntries;
    // Without a trusted log nobody has verified the time that an entry names.
    const loggedAt = root.tlogs.length === 0 ? 0 : Number(entry?.integratedTime ?? 0);
    const statement = statementOf(payload.toString('utf8'));
    return { state: 'verified', statement, by: signedBy(signer, loggedAt) };
  } catch (error) {
    // Both libraries throw on whatever is wrong with a bundle.
    return refused(`the bundle cannot be verified: ${(error as Error).message}`);
  }
}

function publicRoot(): string {
  const { targets } = seeds['https://tuf-repo-cdn.sigstore.dev'];
  return Buffer.from(targets['trusted_root.json'], 'base64').toString('utf8');
}

/** Reads what every statement has (in-toto/attestation, spec/v1/statement.md, read 2026-11-30). */
function statementOf(text: string): Statement {
  const { subject, predicateType } = recordOf(JSON.parse(text));
  const subjects = (Array.isArray(subject) ? subject : []).flatMap((one): string[] => {
    const digest = recordOf(recordOf(one)['digest'])['sha256'];
    return typeof digest === 'string' ? [digest] : [];
  });
  return { predicateType: String(predicateType), subjects, text };
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

/** Returns the id of the run on a run's page. */
export function runIdOf(page: string): string | undefined {
  return /\/actions\/runs\/(\d+)/.exec(page)?.[1];
}
