import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { initializeCA, initializeCTLog, initializeTLog } from '@sigstore/mock';

/*
 * A Sigstore of our own: a certificate authority, its log, and a transparency log, all in memory. It
 * signs a statement as `actions/attest` does on a runner, and returns the trusted root that proves it.
 */

const IN_TOTO = 'application/vnd.in-toto+json';
const ISSUER = 'https://token.actions.githubusercontent.com';

/** What the identity token of a run says. */
export interface Identity {
  /** Web address of the repository. */
  readonly repository: string;
  readonly commit: string;
  /** Path of the workflow file. */
  readonly workflow: string;
  readonly run: number;
  readonly issuer?: string;
}

export interface SignedStatement {
  /** The Sigstore bundle, as one line of JSON. */
  readonly bundle: string;
  /** JSON of the trusted root, for `--trusted-root`. */
  readonly trustedRoot: string;
}

const MINUTE = 60_000;

/**
 * Returns the statement signed by a run with this identity, and logged some minutes after its
 * certificate was issued, which is valid for ten. The authority of the mock is valid from now on, for
 * a year, so everything happens tomorrow.
 */
export async function signStatement(
  statement: string,
  identity: Identity,
  minutes = 0,
): Promise<SignedStatement> {
  const issued = new Date(Date.now() + 24 * 60 * MINUTE);
  const logged = new Date(issued.getTime() + minutes * MINUTE);
  const ctLog = await initializeCTLog(keys());
  const ca = await initializeCA(keys('secp384r1'), ctLog, issued);
  const log = await initializeTLog('https://rekor.example', keys(), logged);
  const signer = keys();
  const workflow = `${identity.repository}/${identity.workflow}@refs/heads/main`;
  const certificate = await ca.issueCertificate({
    publicKey: Uint8Array.from(derOf(signer.publicKey)),
    subjectAltName: workflow,
    extensions: [
      ['8', identity.issuer ?? ISSUER],
      ['9', workflow],
      ['12', identity.repository],
      ['13', identity.commit],
      ['21', `${identity.repository}/actions/runs/${identity.run}/attempts/1`],
    ].map(([last, value = '']) => ({ oid: `1.3.6.1.4.1.57264.1.${last}`, value })),
  });
  const payload = Buffer.from(statement);
  const signature = sign('sha256', encoded(payload), signer.privateKey);
  const entry = await log.log({
    apiVersion: '0.0.1',
    kind: 'dsse',
    spec: {
      envelopeHash: { algorithm: 'sha256', value: sha256(payload).toString('hex') },
      payloadHash: { algorithm: 'sha256', value: sha256(payload).toString('hex') },
      signatures: [{ signature: signature.toString('base64'), verifier: '' }],
    },
  } as never);
  const [made] = Object.values(entry);
  if (made === undefined) throw new Error('the log returned no entry');
  return {
    bundle: JSON.stringify(
      bundleOf({ certificate: bytesOf(certificate), payload, signature, entry: made }),
    ),
    trustedRoot: JSON.stringify(rootOf(bytesOf(ca.rootCertificate), ctLog, log)),
  };
}

function keys(namedCurve = 'prime256v1') {
  return generateKeyPairSync('ec', { namedCurve });
}

function derOf(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'spki' });
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** The bytes that are signed (secure-systems-lab/dsse, protocol.md). */
function encoded(payload: Buffer): Buffer {
  const head = `DSSEv1 ${IN_TOTO.length} ${IN_TOTO} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

interface Made {
  readonly certificate: Buffer;
  readonly payload: Buffer;
  readonly signature: Buffer;
  readonly entry: Awaited<ReturnType<Awaited<ReturnType<typeof initializeTLog>>['log']>>[string];
}

function bundleOf({ certificate, payload, signature, entry }: Made): object {
  const { inclusionProof, signedEntryTimestamp } = entry.verification;
  return {
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: {
      certificate: { rawBytes: certificate.toString('base64') },
      tlogEntries: [
        {
          logIndex: String(entry.logIndex),
          logId: { keyId: Buffer.from(entry.logID, 'hex').toString('base64') },
          kindVersion: { kind: 'dsse', version: '0.0.1' },
          integratedTime: String(entry.integratedTime),
          inclusionPromise: { signedEntryTimestamp },
          inclusionProof: {
            logIndex: String(inclusionProof.logIndex),
            rootHash: Buffer.from(inclusionProof.rootHash, 'hex').toString('base64'),
            treeSize: String(inclusionProof.treeSize),
            hashes: [],
            checkpoint: { envelope: inclusionProof.checkpoint },
          },
          canonicalizedBody: entry.body,
        },
      ],
    },
    dsseEnvelope: {
      payload: payload.toString('base64'),
      payloadType: IN_TOTO,
      signatures: [{ sig: signature.toString('base64') }],
    },
  };
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

function rootOf(
  rootCertificate: Buffer,
  ctLog: { readonly publicKey: Buffer; readonly logID: ArrayBufferView },
  log: { readonly publicKey: Buffer },
): object {
  const validFor = { start: '2020-01-01T00:00:00Z' };
  const logOf = (publicKey: Buffer, keyId: Buffer): object => ({
    baseUrl: 'https://rekor.example',
    hashAlgorithm: 'SHA2_256',
    publicKey: {
      rawBytes: publicKey.toString('base64'),
      keyDetails: 'PKIX_ECDSA_P256_SHA_256',
      validFor,
    },
    logId: { keyId: keyId.toString('base64') },
  });
  return {
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    tlogs: [logOf(log.publicKey, sha256(log.publicKey))],
    ctlogs: [logOf(ctLog.publicKey, bytesOf(ctLog.logID))],
    certificateAuthorities: [
      {
        subject: { organization: 'sigstore.mock', commonName: 'sigstore' },
        uri: 'https://fulcio.example',
        certChain: { certificates: [{ rawBytes: rootCertificate.toString('base64') }] },
        validFor,
      },
    ],
    timestampAuthorities: [],
  };
}
