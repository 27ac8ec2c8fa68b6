import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { rerunOne } from '../history/rerun-chain.ts';
import type { Expected, SignatureCheck } from '../history/signature.ts';
import { readText } from '../local/disk.ts';
import type { Audit } from '../model/audit.ts';
import type { Attestations } from '../model/forge.ts';
import { apiErrorText } from '../model/result.ts';
import { flag, optionText, UsageError } from './arguments.ts';
import { type Arguments, type ExitCode, jsonText, type Terminal, VERSION } from './command.ts';
import { forgeOf, githubServer } from './github-server.ts';
import { readAuditFile, readInput } from './read-input.ts';

/**
 * `verify --bundle` and `verify --attestation`: checks a signed statement about one audit, and recomputes
 * that audit. Prints what is proven by the signature, what by recomputation, and what by neither. The exit
 * code is 0 only when both prove what they can.
 */
export async function verifySigned(given: Arguments, terminal: Terminal): Promise<ExitCode> {
  const path = optionText(given, 'audit');
  const bundle = optionText(given, 'bundle');
  if (path === undefined || (bundle === undefined) === !flag(given, 'attestation')) {
    throw new UsageError('name --audit AUDIT.json, and either --bundle FILE or --attestation');
  }
  const [audit, json] = await Promise.all([readAuditFile(path), readInput(path)]);
  const bundles = bundle === undefined ? await attested(audit, json) : await bundlesIn(bundle);
  const expected = { audit, json, ...(await expectedSigner(given)) };
  const signed = await checkOf(bundles, expected);
  const evidence = await evidenceText(optionText(given, 'evidence'), path, audit);
  const again = rerunOne(audit, json, evidence, VERSION);
  const reproduced = again.state === 'reproduced';
  const asked = { workflow: 'workflow' in expected, run: 'run' in expected };
  const unproven = unprovenParts(signed, reproduced, asked);
  terminal.out(
    flag(given, 'json')
      ? jsonText<'verify'>({
          signature: signed,
          recomputation: { state: again.state, why: again.why },
          unproven,
        })
      : `${[signatureLine(signed), recomputationLine(audit, again), `? by neither: ${unproven.join('; ')}`].join('\n')}\n`,
  );
  return signed.state === 'proven' && reproduced ? 0 : 1;
}

/** Returns the check of the bundle that proves most. */
async function checkOf(
  { bundles, unread }: Attestations,
  expected: Expected,
): Promise<SignatureCheck> {
  const { verifySignature } = await import('../history/signature.ts');
  const checks = bundles.map((one) => verifySignature(one, expected));
  const proven = checks.find(({ state }) => state === 'proven');
  if (proven !== undefined) return proven;
  const why = [...checks.map((one) => (one.state === 'refused' ? one.why : '')), ...unread];
  return { state: 'refused', why: [...new Set(why)].join('; ') };
}

/** Returns by whom and with which trusted root it must be signed, as far as options say it. */
async function expectedSigner(
  given: Arguments,
): Promise<Pick<Expected, 'workflow' | 'run' | 'trustedRoot'>> {
  const root = optionText(given, 'trusted-root');
  const workflow = optionText(given, 'signer-workflow');
  const run = optionText(given, 'run');
  return {
    ...(workflow === undefined ? {} : { workflow }),
    ...(run === undefined ? {} : { run }),
    ...(root === undefined ? {} : { trustedRoot: await readInput(root) }),
  };
}

/** `gh attestation download` writes one bundle per line; others write one as indented JSON. */
async function bundlesIn(path: string): Promise<Attestations> {
  const { jsonTexts } = await import('../lib/sigstore.ts');
  const bundles = jsonTexts(await readInput(path));
  if (bundles.length === 0) throw new UsageError(`${path} has no bundle`);
  return { bundles, unread: [] };
}

/** Asks GitHub for the attestations of the audit's bytes; the answer is not trusted but verified. */
async function attested(
  { repository_url: url, milestone }: Audit,
  json: string,
): Promise<Attestations> {
  if (url === undefined) {
    throw new UsageError('an audit of a local checkout has no attestation on GitHub');
  }
  const { host, pathname } = new URL(url);
  const server = await githubServer(pathname.slice(1), host, process.env);
  const digest = `sha256:${createHash('sha256').update(json).digest('hex')}`;
  const { STATEMENT_TYPE } = await import('../history/signature.ts');
  const answer = await forgeOf(server).attestations(digest, STATEMENT_TYPE);
  if (!answer.ok) return { bundles: [], unread: [apiErrorText(answer.error)] };
  const { bundles, unread } = answer.value;
  if (bundles.length > 0 || unread.length > 0) return answer.value;
  const why = `${url} has no attestation of the audit of ${milestone} with SHA-256 ${digest.slice(7, 19)}`;
  return { bundles, unread: [why] };
}

/** Returns the evidence, from the named file or next to the audit. */
async function evidenceText(
  named: string | undefined,
  path: string,
  { paths }: Audit,
): Promise<string | undefined> {
  const file = paths.evidence.slice(paths.evidence.lastIndexOf('/') + 1);
  const beside = [file, file.replace(/\.gz$/, '')].map((name) => join(path, '..', name));
  for (const one of named === undefined ? beside : [named]) {
    const read = await readText(one);
    if (read.state === 'read') return read.text;
    if (named !== undefined) throw new UsageError(read.why);
  }
  return undefined;
}

function signatureLine(check: SignatureCheck): string {
  if (check.state === 'refused') return `✗ by the signature: nothing: ${check.why}`;
  const { workflow, commit, run, loggedAt } = check.by;
  const time = loggedAt === undefined ? '' : `, logged ${loggedAt}`;
  return `✓ by the signature: ${workflow} at commit ${commit.slice(0, 12)} signed these bytes and their properties in ${run}${time}`;
}

function recomputationLine(audit: Audit, { state, why }: ReturnType<typeof rerunOne>): string {
  if (state !== 'reproduced') return `✗ by recomputation: nothing: ${why}`;
  const score = audit.score === null ? 'no score' : `score ${audit.score.toFixed(1)}`;
  const sha256 = audit.evidence.sha256?.slice(0, 12);
  return `✓ by recomputation: the evidence ${sha256} gives this audit byte for byte (${audit.verdict ?? 'no verdict'}, ${score})`;
}

/** Returns what neither the signature nor the recomputation proves. */
function unprovenParts(
  { state }: SignatureCheck,
  again: boolean,
  asked: { readonly workflow: boolean; readonly run: boolean },
): readonly string[] {
  return [
    ...(state === 'proven' ? [] : ['who made the audit']),
    ...(state === 'proven' && !asked.workflow
      ? ['that this workflow is the right one (--signer-workflow)']
      : []),
    ...(state === 'proven' && !asked.run ? ['that this run is the right one (--run)'] : []),
    ...(again ? [] : ['that the audit follows from its evidence']),
    'that the evidence is what GitHub held: collect it again to compare',
  ];
}
