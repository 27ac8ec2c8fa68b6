import { join } from 'node:path';
import { rerunOne } from '../history/rerun-chain.ts';
import type { Expected, SignatureCheck } from '../history/signature.ts';
import { readText } from '../local/disk.ts';
import type { Audit } from '../model/audit.ts';
import { flag, optionText, UsageError } from './arguments.ts';
import { type Arguments, type ExitCode, jsonText, type Terminal, VERSION } from './command.ts';
import { readAuditFile, readInput } from './read-input.ts';

/**
 * `verify --bundle`: checks a signed statement about one audit, and recomputes that audit. Prints what is
 * proven by the signature, what by recomputation, and what by neither. The exit code is 0 only when both
 * prove what they can.
 */
export async function verifySigned(given: Arguments, terminal: Terminal): Promise<ExitCode> {
  const path = optionText(given, 'audit');
  const bundle = optionText(given, 'bundle');
  if (path === undefined || bundle === undefined) {
    throw new UsageError('--bundle FILE needs --audit AUDIT.json, and --audit needs --bundle');
  }
  const [audit, json, bundles] = await Promise.all([
    readAuditFile(path),
    readInput(path),
    readInput(bundle),
  ]);
  const { verifySignature } = await import('../history/signature.ts');
  const expected = { audit, json, ...(await expectedSigner(given)) };
  const checks = bundlesIn(bundles).map((one) => verifySignature(one, expected));
  const signed = checks.find(({ state }) => state === 'proven') ?? checks[0];
  if (signed === undefined) throw new UsageError(`${bundle} has no bundle`);
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
function bundlesIn(text: string): readonly string[] {
  try {
    JSON.parse(text);
    return [text];
  } catch {
    return text.split('\n').filter((line) => line.trim() !== '');
  }
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
