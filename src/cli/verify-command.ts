import { parse } from 'yaml';
import * as z from 'zod';
import { chainProblems, type Rerun, rerunChain } from '../history/rerun-chain.ts';
import { quantity } from '../lib/format.ts';
import { joinPath } from '../lib/glob.ts';
import { MAX_EVIDENCE_BYTES, unpacked } from '../lib/gzip.ts';
import { type Checkout, openCheckout } from '../local/checkout.ts';
import { gitForge } from '../local/git-forge.ts';
import { historyPaths } from '../model/audit-paths.ts';
import type { Config } from '../model/config.ts';
import { flag, optionText, UsageError } from './arguments.ts';
import { type Command, jsonText, VERSION } from './command.ts';
import { configOfCheckout } from './config-file.ts';
import { verifySigned } from './verify-signature.ts';

/** Options about a signed statement. */
const SIGNED = ['bundle', 'audit', 'evidence', 'trusted-root', 'signer-workflow', 'run'];

/**
 * `verify`: recomputes every committed audit, or with `--bundle` checks a signed one. The exit code is 1 when a file differs from its evidence
 * or its evidence is missing, unless `unverifiable.yml` next to the audits accepts the audit.
 */
export const verifyCommand: Command = {
  async run(given, terminal) {
    if (SIGNED.some((name) => given.values[name] !== undefined)) {
      return verifySigned(given, terminal);
    }
    const opened = await openCheckout(optionText(given, 'repo') ?? '.');
    if (opened.state === 'none') throw new UsageError(opened.why);
    const config = await configOfCheckout(opened.checkout.root, given);
    const result = await verified(opened.checkout, config);
    if (flag(given, 'json')) terminal.out(jsonText<'verify'>(result));
    else terminal.out(inWords(result));
    return result.problems.length > 0 || result.files.some(isUnproven) ? 1 : 0;
  },
};

/** A verified file; `accepted` is the reason that `unverifiable.yml` gives. */
type Verified = Rerun & { readonly accepted?: string };

interface Verification {
  readonly files: readonly Verified[];
  readonly problems: readonly string[];
}

function isUnproven({ state, accepted }: Verified): boolean {
  return accepted === undefined && (state === 'differs' || state === 'evidence-missing');
}

/** Reads at the checked-out commit, not in the work tree, which can contain unfinished changes. */
async function verified(checkout: Checkout, config: Config): Promise<Verification> {
  const forge = gitForge(checkout, { owner: 'local', name: 'repository' });
  try {
    const tree = await forge.tree(checkout.head);
    if (!tree.ok)
      throw new UsageError(`the files of the commit cannot be read: ${tree.error.message}`);
    const { entries } = tree.value;
    const blobs = new Map(entries.map(({ path, blob }) => [path, blob]));
    const read = async (path: string): Promise<string | undefined> => {
      const blob = blobs.get(path);
      const bytes = blob === undefined ? undefined : await forge.blob(blob);
      return bytes?.ok === true ? unpacked(bytes.value, MAX_EVIDENCE_BYTES) : undefined;
    };
    const shelf = { entries, read };
    const accepted = await acceptedAudits(config, read);
    const files = await rerunChain(shelf, config, VERSION);
    return {
      files: files.map((file) => {
        const reason = accepted.get(file.digest ?? '');
        return reason === undefined ? file : { ...file, accepted: reason };
      }),
      problems: await chainProblems(shelf, config),
    };
  } finally {
    forge.close();
  }
}

const acceptedSchema = z.array(z.strictObject({ audit: z.string(), reason: z.string().min(1) }));

/** Returns the reasons of `unverifiable.yml` by the SHA-256 of an audit's JSON or document. */
async function acceptedAudits(
  config: Config,
  read: (path: string) => Promise<string | undefined>,
): Promise<ReadonlyMap<string, string>> {
  const index = historyPaths(config)?.index;
  const path = index && joinPath(index, '../unverifiable.yml');
  const text = path === undefined ? undefined : await read(path);
  if (text === undefined) return new Map();
  const entries = acceptedSchema.safeParse(parse(text));
  if (!entries.success) {
    throw new UsageError(
      `${path} must be a list of \`audit\` (SHA-256 of its JSON or document) and \`reason\`: ${entries.error.issues[0]?.message}`,
    );
  }
  return new Map(entries.data.map(({ audit, reason }) => [audit.replace(/^sha256:/, ''), reason]));
}

const WORDS: Readonly<Record<Rerun['state'], { readonly sign: string; readonly word: string }>> = {
  reproduced: { sign: '✓', word: 'reproduced' },
  differs: { sign: '✗', word: 'differs' },
  'evidence-missing': { sign: '✗', word: 'evidence missing' },
  'other-rules': { sign: '?', word: 'made by other rules' },
};

function inWords({ files, problems }: Verification): string {
  if (files.length === 0) return 'no audit is committed here\n';
  const lines = files
    .filter(({ state }) => state !== 'reproduced')
    .map(({ path, state, why, digest, accepted }) => {
      const { sign, word } = WORDS[state];
      if (accepted !== undefined) return `! ${path}: ${word} (${why}); accepted: ${accepted}`;
      const id = digest === undefined || state === 'other-rules' ? '' : ` [sha256:${digest}]`;
      return `${sign} ${path}: ${word}: ${why}${id}`;
    });
  const counts = Object.entries(WORDS).flatMap(([state, { word }]) => {
    const count = files.filter((one) => one.state === state && one.accepted === undefined).length;
    return count === 0 ? [] : [`${count} ${word}`];
  });
  const accepted = files.filter((one) => one.accepted !== undefined).length;
  const all = accepted === 0 ? counts : [...counts, `${accepted} accepted`];
  const sum = `${quantity(files.length, 'file')} made by audits: ${all.join(', ')}`;
  return `${[...lines, ...problems.map((one) => `✗ ${one}`), sum].join('\n')}\n`;
}
