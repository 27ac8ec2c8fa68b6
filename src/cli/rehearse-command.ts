import { finalizeAudit } from '../history/finalize-audit.ts';
import {
  composeRehearsal,
  type Rehearsal,
  rehearsedAudit,
  renderRehearsal,
} from '../history/rehearsal.ts';
import { nextTurn } from '../lib/concurrency.ts';
import { readText } from '../local/disk.ts';
import { expandPaths } from '../local/walk-files.ts';
import { type Audit, readAudit } from '../model/audit.ts';
import type { FailOn } from '../model/config.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';
import { readEvidenceText } from '../model/evidence-text.ts';
import { compareMilestones } from '../model/milestone-id.ts';
import { redactEvidence } from '../model/redact-evidence.ts';
import { failOnOf, flag, optionText, passes, UsageError } from './arguments.ts';
import { type Arguments, type Command, jsonText, VERSION } from './command.ts';
import { configFromFile, sharedCopy } from './config-file.ts';
import { type Progress, progressOn } from './progress.ts';
import { underConfig } from './score-command.ts';

/**
 * `rehearse`: judges saved evidence again, under another config or by this version of the rules, and
 * says what would change. The exit code is 1 only if `--fail-on` asks for it.
 */
export const rehearseCommand: Command = {
  async run(given, terminal) {
    const judge = await judgeOf(given);
    const failOn: FailOn = optionText(given, 'fail-on') === undefined ? 'never' : failOnOf(given);
    const progress = progressOn(terminal, flag(given, 'quiet'));
    const { rehearsal, worse } = await rehearseAll(given, judge, progress, (pair) => {
      return passes(pair.before, failOn) && !passes(pair.after, failOn);
    });
    if (flag(given, 'json')) {
      terminal.out(jsonText<'rehearse'>({ schema: 'milestone-rehearsal/1', ...rehearsal }));
    } else terminal.out(renderRehearsal(rehearsal));
    const failed = worse || rehearsal.unreadable.length > 0;
    return failed && failOn !== 'never' ? 1 : 0;
  },
};

/** Judges one file after the other: the evidence of one may need hundreds of megabytes. */
async function rehearseAll(
  given: Arguments,
  judge: (path: string) => Promise<Pair | string>,
  progress: Progress,
  isWorse: (pair: Pair) => boolean,
): Promise<{ readonly rehearsal: Rehearsal; readonly worse: boolean }> {
  const audits: Rehearsal['audits'][number][] = [];
  const unreadable: Rehearsal['unreadable'][number][] = [];
  let worse = false;
  for (const source of await evidenceFiles(given)) {
    progress.step(`judging ${source}`);
    const pair = await judge(source);
    if (typeof pair === 'string') unreadable.push({ source, why: pair });
    else {
      audits.push(rehearsedAudit(source, pair.before, pair.after));
      worse ||= isWorse(pair);
    }
    await nextTurn();
  }
  progress.end();
  return { rehearsal: composeRehearsal({ audits, unreadable }), worse };
}

/** The audit as it is now, and as it would be. */
interface Pair {
  readonly before: Audit;
  readonly after: Audit;
}

/**
 * With a config, the saved one is compared with it under the rules of this version. Without one, the
 * published audit next to the evidence is compared with what this version makes of it. A text says
 * why there are no audits.
 */
async function judgeOf(given: Arguments): Promise<(path: string) => Promise<Pair | string>> {
  const config = optionText(given, 'config');
  const copy = optionText(given, 'extends');
  if (config === undefined) {
    if (copy !== undefined) throw new UsageError('--extends needs --config');
    return async (path) => {
      const file = await readEvidence(path);
      const before = typeof file === 'string' ? file : await publishedAudit(path);
      if (typeof file === 'string' || typeof before === 'string') return String(before);
      return { before, after: auditOf(file) };
    };
  }
  const other = await configFromFile(config, {}, sharedCopy(copy));
  return async (path) => {
    const file = await readEvidence(path);
    if (typeof file === 'string') return file;
    const after = underConfig(file, other.config, other.origin);
    return { before: auditOf(file), after: auditOf(after) };
  };
}

function auditOf(file: EvidenceFile): Audit {
  return finalizeAudit(redactEvidence(file), VERSION).audit;
}

async function readEvidence(path: string): Promise<EvidenceFile | string> {
  const there = await readText(path);
  if (there.state === 'unreadable') return there.why;
  const read = readEvidenceText(there.text);
  return read.state === 'invalid' ? read.why : read.bundle;
}

async function publishedAudit(path: string): Promise<Audit | string> {
  const published = path.replace(EVIDENCE, (_, key: string = '') => `_audit${key}.json`);
  if (published === path) return 'its name does not end in _evidence.json; name a --config';
  const there = await readText(published);
  if (there.state === 'unreadable') return there.why;
  const read = readAudit(there.text);
  return read.state === 'unreadable' ? `${published}: ${read.why}` : read.audit;
}

/** Names of saved evidence; the group is an audit key. */
const EVIDENCE = /_evidence(_[\w.-]{1,60}?)?\.json(?:\.gz)?$/;

/** Returns the evidence files of the arguments; of each repository only the newest milestones if a number is given. */
async function evidenceFiles(given: Arguments): Promise<readonly string[]> {
  const named = given.positionals.length > 0 ? given.positionals : ['.'];
  const { files, missing } = await expandPaths(named);
  const [first] = missing;
  if (first !== undefined) throw new UsageError(`${first.path}: ${first.why}`);
  const paths = files
    .filter((file) => file.named || EVIDENCE.test(file.path))
    .map(({ path }) => path);
  if (paths.length === 0) throw new UsageError('there is no saved evidence in these folders');
  return newestOf(paths, milestonesOf(given));
}

function milestonesOf(given: Arguments): number {
  const text = optionText(given, 'milestones');
  if (text === undefined) return Number.POSITIVE_INFINITY;
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new UsageError(`--milestones must be a whole number above 0 (got ${text})`);
}

/** Paths that differ only in their milestone are of one repository: `docs/M01/M01_evidence.json`. */
function newestOf(paths: readonly string[], count: number): readonly string[] {
  const groups = new Map<string, { readonly milestone: string; readonly path: string }[]>();
  for (const path of paths) {
    const name = path.split(/[\\/]/).at(-1) ?? '';
    const milestone = name.split('_evidence')[0] ?? '';
    const template = path.replaceAll(milestone === '' ? name : milestone, '*');
    groups.set(template, [...(groups.get(template) ?? []), { milestone, path }]);
  }
  return [...groups.values()].flatMap((all) =>
    all
      .sort((a, b) => compareMilestones(b.milestone, a.milestone))
      .slice(0, count)
      .map(({ path }) => path),
  );
}
