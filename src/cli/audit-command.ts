import { basename, join } from 'node:path';
import { finalizeAudit } from '../history/finalize-audit.ts';
import { type Audit, renderJson } from '../model/audit.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';
import { evidenceText } from '../model/evidence-text.ts';
import { renderDocument } from '../render/document.ts';
import { printOverall, verdictWords } from '../render/format/labels.ts';
import {
  failOnOf,
  firstPositional,
  flag,
  optionList,
  optionText,
  passes,
  UsageError,
} from './arguments.ts';
import { auditSummary } from './audit-summary.ts';
import { type AuditOrder, checkoutBundle } from './checkout-audit.ts';
import { type Arguments, type Command, quoted, type Terminal, VERSION } from './command.ts';
import { configFromFile, sharedCopy } from './config-file.ts';
import { githubEvidence, type Wanted } from './github-evidence.ts';
import { githubServer } from './github-server.ts';
import { type Offender, offendersOf, type ReadText, withSnippets } from './offenders.ts';
import { type Progress, progressOn } from './progress.ts';
import { writeOutput } from './read-input.ts';
import { PLAIN } from './style.ts';

interface Collected {
  readonly evidence: EvidenceFile;
  readonly readText: ReadText;
}

/** `audit`: collects from GitHub, judges, and prints; without an argument, previews a local checkout. */
export const auditCommand: Command = {
  async run(given, terminal) {
    const quiet = flag(given, 'quiet');
    const progress = progressOn(terminal, quiet);
    const collected = await collect(given, progress);
    const { evidence, audit } = finalizeAudit(collected.evidence, VERSION);
    const written = await write(given, evidence, audit);
    progress.end();
    const failOn =
      optionText(given, 'fail-on') === undefined ? evidence.config.failOn : failOnOf(given);
    if (flag(given, 'json')) terminal.out(renderJson(audit));
    else if (quiet) {
      terminal.out(`${audit.milestone}: ${verdictWords(audit)}, ${printOverall(audit)}\n`);
    } else {
      const found = offendersOf(evidence, audit);
      const offenders = await withSnippets(found, audit.commits.audited, collected.readText);
      const parts = {
        audit,
        offenders,
        next: nextCommand(audit, offenders, given, terminal),
        verbose: flag(given, 'verbose'),
        failOn,
      };
      terminal.out(auditSummary(parts, terminal.style ?? PLAIN));
    }
    if (!quiet) for (const path of written) terminal.err(`written: ${path}\n`);
    return passes(audit, failOn) ? 0 : 1;
  },
};

function collect(given: Arguments, progress: Progress): Promise<Collected> {
  const named = firstPositional(given);
  return named === '' ? checkoutBundle(orderOf(given), progress) : remote(named, given, progress);
}

/** Options that only a local checkout has. */
const LOCAL = ['repo', 'base', 'head', 'reports', 'from', 'extends'] as const;

async function remote(named: string, given: Arguments, progress: Progress): Promise<Collected> {
  const { host, repository, wanted } = auditTarget(named);
  const local = LOCAL.find((name) => given.values[name] !== undefined);
  if (local !== undefined) {
    throw new UsageError(`--${local} is for a checkout and cannot be used with ${named}`);
  }
  const server = await githubServer(repository, host, process.env);
  const inputs = {
    milestone: optionText(given, 'milestone') ?? '',
    'fail-on': optionText(given, 'fail-on') ?? '',
    'wait-minutes': '0',
    'without-milestone': 'audit',
  };
  const config = optionText(given, 'config');
  const evidence = await githubEvidence(wanted, server, inputs, progress, async () =>
    config === undefined ? undefined : configFromFile(config, inputs, sharedCopy(undefined)),
  );
  const notices = server.token === '' ? [NO_TOKEN, ...evidence.notices] : evidence.notices;
  return { evidence: { ...evidence, notices }, readText: async () => undefined };
}

const NO_TOKEN =
  'there is no token, so artifacts and logs could not be read: set GH_TOKEN or GITHUB_TOKEN, or run gh auth login';

function orderOf(given: Arguments): AuditOrder {
  const texts = Object.fromEntries(
    (['milestone', 'base', 'head', 'config', 'extends', 'from'] as const).flatMap((name) => {
      const value = optionText(given, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const failOn = optionText(given, 'fail-on');
  return {
    repo: optionText(given, 'repo') ?? '.',
    reports: optionList(given, 'reports'),
    ...texts,
    ...(failOn === undefined ? {} : { failOn }),
  };
}

/** Writes document, JSON, and evidence under the names that they have in a repository. */
async function write(
  given: Arguments,
  bundle: EvidenceFile,
  audit: Audit,
): Promise<readonly string[]> {
  const { document, json, evidence } = audit.paths;
  const folder = optionText(given, 'out');
  const file = optionText(given, 'evidence');
  const inFolder = (path: string): string => join(folder ?? '', basename(path));
  const outputs = [
    ...(folder === undefined
      ? []
      : [
          [inFolder(document), renderDocument(audit)] as const,
          [inFolder(json), renderJson(audit)] as const,
          [inFolder(evidence).replace(/\.gz$/, ''), evidenceText(bundle)] as const,
        ]),
    ...(file === undefined ? [] : [[file, evidenceText(bundle)] as const]),
  ];
  const paths: string[] = [];
  for (const [path, text] of outputs) paths.push(await writeOutput(path, text));
  return paths;
}

/** Returns the one command that helps most next, as it works when typed. */
function nextCommand(
  audit: Audit,
  offenders: readonly Offender[],
  given: Arguments,
  { program = 'milestone-audit' }: Terminal,
): string {
  const named = firstPositional(given);
  const again = named === '' ? `${program} audit` : `${program} audit ${quoted(named)}`;
  if (audit.outcome === 'PENDING') return again;
  const elsewhere = audit.outcome === 'PREVIEW' ? afterPreview(audit) : undefined;
  if (elsewhere !== undefined) return `${program} ${elsewhere}`;
  const rule = audit.outcome === 'COMPLETE' ? undefined : ruleToExplain(audit, offenders);
  if (rule !== undefined) return `${program} explain ${rule}`;
  const folder = optionText(given, 'out');
  if (folder === undefined) return `${again} --out audit`;
  const json = join(folder, basename(audit.paths.json));
  return `${program} render ${quoted(json)} --view comment`;
}

/** A published commit can be audited; without a workflow there is nothing to audit. */
function afterPreview(audit: Audit): string | undefined {
  if (hasNoWorkflow(audit)) return 'init --dry-run';
  const { repository_url: url, commits } = audit;
  return url === undefined ? undefined : `audit ${url}/commit/${commits.audited}`;
}

function hasNoWorkflow({ notices }: Audit): boolean {
  return notices.some((notice) => notice.startsWith('there is no workflow file'));
}

/** The rule that fails a gate, else the first one that keeps a blocking gate open. */
function ruleToExplain({ gates }: Audit, offenders: readonly Offender[]): string | undefined {
  const failing = offenders.find(({ severity }) => severity === 'error')?.rule;
  const open = gates
    .filter(({ state, optional }) => state === 'not-evaluated' && optional === undefined)
    .flatMap(({ conditions }) => conditions.filter(({ holds }) => holds === null));
  const subject = open.map(({ text }) => text.split(/[\s<>=!]/)[0] ?? '')[0];
  return failing ?? offenders[0]?.rule ?? subject;
}

/** What `audit` is asked to collect from GitHub. */
interface AuditTarget {
  /** Host of a URL; absent in short forms. */
  readonly host?: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly wanted: Wanted;
}

const NAME = String.raw`[\w.-]+\/[\w.-]+`;

/**
 * Parses a URL of a pull request, commit, branch, run, or repository, or its short form:
 * `owner/name#12`, `owner/name@branch`, `owner/name`. Throws a `UsageError` for anything else.
 */
export function auditTarget(text: string): AuditTarget {
  const target = /^https?:\/\//.test(text) ? ofUrl(text) : ofShort(text);
  if (target !== undefined) return target;
  throw new UsageError(
    `${text} is not a pull request, commit, branch or run on GitHub (https://github.com/OWNER/NAME/pull/12 or OWNER/NAME#12); a checkout is named with --repo ${text}`,
  );
}

function ofShort(text: string): AuditTarget | undefined {
  const match = new RegExp(`^(${NAME})(?:#([1-9]\\d{0,14})|@(\\S+))?$`).exec(text);
  const [, repository, number, revision] = match ?? [];
  // `../x` and `./x` are folders.
  if (repository === undefined || /^\.{1,2}\//.test(text)) return undefined;
  return {
    repository,
    wanted:
      number === undefined
        ? { kind: 'sha', revision: revision ?? '' }
        : { kind: 'pr', number: Number(number) },
  };
}

function ofUrl(text: string): AuditTarget | undefined {
  if (!URL.canParse(text)) return undefined;
  const { host, pathname } = new URL(text);
  // A percent sign that encodes nothing is not an address of GitHub.
  if (/%(?![0-9a-f]{2})/i.test(pathname)) return undefined;
  const path = decodeURIComponent(pathname)
    .replace(/(?<!\/)\/+$/, '')
    .replace(/\.git$/, '');
  const [, repository, rest = ''] = new RegExp(`^/(${NAME})(?:/(.+))?$`).exec(path) ?? [];
  const wanted = wantedAt(rest);
  return repository === undefined || wanted === undefined
    ? undefined
    : { host, repository, wanted };
}

/** Pages below a page, such as the files of a pull request, belong to it. */
function wantedAt(path: string): Wanted | undefined {
  if (path === '') return { kind: 'sha', revision: '' };
  const pull = /^pull\/([1-9]\d{0,14})(?:\/|$)/.exec(path)?.[1];
  if (pull !== undefined) return { kind: 'pr', number: Number(pull) };
  const run = /^actions\/runs\/([1-9]\d{0,14})(?:\/|$)/.exec(path)?.[1];
  if (run !== undefined) return { kind: 'run', id: Number(run) };
  const revision = /^(?:commit\/([0-9a-f]{7,40})(?:\/|$)|tree\/(.+)$)/.exec(path);
  const named = revision?.[1] ?? revision?.[2];
  return named === undefined ? undefined : { kind: 'sha', revision: named };
}
