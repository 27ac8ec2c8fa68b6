import { join } from 'node:path';
import { resolveConfig } from '../config/resolve-config.ts';
import { readSettings } from '../config/settings.ts';
import { chainProblems, type Rerun, rerunChain } from '../history/rerun-chain.ts';
import { plural } from '../lib/format.ts';
import { type Checkout, openCheckout } from '../local/checkout.ts';
import { readText } from '../local/disk.ts';
import { gitForge } from '../local/git-forge.ts';
import type { Config } from '../model/config.ts';
import { flag, optionText, UsageError } from './arguments.ts';
import { type Arguments, type Command, VERSION } from './command.ts';
import { configFromFile, sharedCopy } from './config-file.ts';

const CONFIG = '.github/milestone-audit.yml';

/** `verify`: recomputes every committed audit; exit code 1 when a file differs from its evidence. */
export const verifyCommand: Command = {
  async run(given, terminal) {
    const opened = await openCheckout(optionText(given, 'repo') ?? '.');
    if (opened.state === 'none') throw new UsageError(opened.why);
    const config = await configOf(opened.checkout, given);
    const { files, problems } = await verified(opened.checkout, config);
    if (flag(given, 'json')) terminal.out(`${JSON.stringify({ files, problems }, null, 2)}\n`);
    else terminal.out(inWords(files, problems));
    return problems.length > 0 || files.some(({ state }) => state === 'differs') ? 1 : 0;
  },
};

async function configOf({ root }: Checkout, given: Arguments): Promise<Config> {
  const shared = sharedCopy(optionText(given, 'extends'));
  const named = optionText(given, 'config');
  if (named !== undefined) return (await configFromFile(named, {}, shared)).config;
  const path = join(root, CONFIG);
  const there = await readText(path);
  if (there.state === 'read') return (await configFromFile(path, {}, shared, CONFIG)).config;
  const settings = readSettings({});
  if (settings.state === 'invalid') throw new Error('no input is always valid');
  return resolveConfig({}, settings.settings);
}

/** Reads at the checked-out commit, not in the work tree, which can contain unfinished changes. */
async function verified(
  checkout: Checkout,
  config: Config,
): Promise<{ readonly files: readonly Rerun[]; readonly problems: readonly string[] }> {
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
      return bytes?.ok === true
        ? new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.value)
        : undefined;
    };
    const shelf = { entries, read };
    return {
      files: await rerunChain(shelf, config, VERSION),
      problems: await chainProblems(shelf, config),
    };
  } finally {
    forge.close();
  }
}

const SIGNS = { same: '✓', differs: '✗', unproved: '?' } as const;

function inWords(files: readonly Rerun[], problems: readonly string[]): string {
  if (files.length === 0) return 'no audit is committed here\n';
  const count = (state: Rerun['state']): number =>
    files.filter((one) => one.state === state).length;
  const lines = files
    .filter(({ state }) => state !== 'same')
    .map(({ path, state, why }) => `${SIGNS[state]} ${path}: ${why}`);
  const found = problems.map((one) => `✗ ${one}`);
  const sum = `${plural(files.length, 'file')} that audits made: ${count('same')} made again to the byte, ${count('differs')} not, ${count('unproved')} without what it takes`;
  return `${[...lines, ...found, sum].join('\n')}\n`;
}
