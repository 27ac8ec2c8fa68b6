import { readText, writeText } from '../local/disk.ts';
import type { Coverage } from '../model/deferral.ts';
import { RULES } from '../rules/registry.ts';
import { addDeferral, type NewDeferral } from './add-deferral.ts';
import { firstPositional, optionList, optionText } from './arguments.ts';
import type { Arguments, Command } from './command.ts';
import { UsageError } from './usage-error.ts';

const REGISTRY = 'docs/milestones/deferred.yml';

const TEXTS = ['issue', 'reason', 'owner', 'discovered', 'until', 'exit'] as const;

/** `defer`: one more entry at the end of the deferral registry; what is there stays as it is. */
export const deferCommand: Command = {
  async run(given, terminal) {
    const entry = entryOf(given);
    const path = optionText(given, 'registry') ?? REGISTRY;
    const read = await readText(path);
    // A registry that is not there begins with this entry; any other trouble must not lose one.
    if (read.state === 'unreadable' && !read.why.endsWith('does not exist')) {
      throw new UsageError(read.why);
    }
    const added = addDeferral(read.state === 'read' ? read.text : '', entry);
    if (added.state === 'refused') throw new UsageError(`${path}: ${added.problems.join('; ')}`);
    await writeText(path, added.text);
    terminal.out(`${entry.id} was added to ${path}\n`);
    return 0;
  },
};

function entryOf(given: Arguments): NewDeferral {
  const id = firstPositional(given);
  const missing = TEXTS.filter((name) => (optionText(given, name) ?? '').trim() === '');
  if (missing.length > 0) {
    throw new UsageError(`missing: ${missing.map((name) => `--${name}`).join(', ')}`);
  }
  const text = (name: (typeof TEXTS)[number]): string => (optionText(given, name) ?? '').trim();
  return {
    id,
    issue: text('issue'),
    covers: coversOf(given),
    reason: text('reason'),
    owner: text('owner'),
    discovered: text('discovered'),
    until: text('until'),
    exit: text('exit'),
  };
}

function coversOf(given: Arguments): Coverage {
  const globs = optionList(given, 'tests');
  const rule = optionText(given, 'rule');
  const threshold = optionText(given, 'threshold');
  const named = [globs.length > 0, rule !== undefined, threshold !== undefined].filter(Boolean);
  if (named.length !== 1) {
    throw new UsageError(
      'say what it covers by one of --tests GLOB, --rule RULE --level N and --threshold NAME',
    );
  }
  if (threshold !== undefined) return { kind: 'threshold', threshold };
  if (rule === undefined) return { kind: 'tests', globs };
  if (!RULES.some(({ id }) => id === rule)) throw new UsageError(`there is no rule ${rule}`);
  const level = Number(optionText(given, 'level') ?? Number.NaN);
  if (!Number.isInteger(level) || level < 0 || level > 5) {
    throw new UsageError('--level is a whole number from 0 to 5');
  }
  return { kind: 'rule', rule, level };
}
