import { shorten } from '../lib/sanitize.ts';
import type { Config } from '../model/config.ts';
import type { CheckWrite, Forge, StatusState, WrittenCheck } from '../model/forge.ts';
import { ok, type Result } from '../model/result.ts';
import type { Target } from '../model/target.ts';
import type { Receipt, World } from '../model/world.ts';
import { CHECK_LIMIT, MAX_STATUS_POINTS, sizeIn } from '../render/markdown/size.ts';
import { commitUrl, runUrl } from './links.ts';
import { receiptOf, skipped } from './publisher.ts';
import { withoutRecord } from './status-record.ts';

const publisher = 'status';

/** Maximum length of a check's title. GitHub documents no limit and shows about this much. */
const MAX_TITLE_POINTS = 140;

/** Where the required status is posted: on which commits, under which name, linking where. */
export interface StatusTarget {
  readonly forge: Forge;
  readonly config: Pick<Config, 'status' | 'statusName' | 'auditKey' | 'dryRun'>;
  /** The audited commit first, then every commit that the audit itself made on top of it. */
  readonly shas: readonly string[];
  /** The link of the status. */
  readonly url: string;
  /** Prefix of the address of a commit's page, where people see its statuses. */
  readonly commits?: string;
}

/** What the status shows. A commit status has only the description. */
export interface StatusContent {
  readonly state: StatusState;
  /** Shortened to 140 code points. */
  readonly description: string;
  readonly check?: {
    readonly summary: string;
    readonly annotations?: CheckWrite['annotations'];
  };
}

/** Returns what distinguishes one required status of a commit from another. */
export function statusKey(config: StatusTarget['config']): string {
  return JSON.stringify([config.status, statusContext(config), config.dryRun]);
}

/** Returns the status context to require. The audit key separates the audits of one repository. */
export function statusContext({ statusName, auditKey }: StatusTarget['config']): string {
  return auditKey === '' ? statusName : `${statusName} (${auditKey})`;
}

/** Returns a target on these commits that links to the workflow run. */
export function statusTarget(
  { forge, event }: Pick<World, 'forge' | 'event'>,
  config: StatusTarget['config'],
  repository: Target['repository'],
  shas: readonly string[],
): StatusTarget {
  const url = runUrl(event, repository);
  return { forge, config, shas, url, commits: commitUrl(event, repository) };
}

/** Returns the names to post under. Two of the same name would both be required. */
export function namesFor(config: StatusTarget['config']): {
  readonly status?: string;
  readonly check?: string;
} {
  const context = statusContext(config);
  switch (config.status) {
    case 'status':
      return { status: context };
    case 'check':
      return { check: context };
    case 'both':
      return { status: context, check: `${context} details` };
    case 'none':
      return {};
    default:
      return config.status satisfies never;
  }
}

/**
 * Posts the required status, check run, or both, on every commit of the target. Both are tried even
 * when one is refused, the required one first: the details never show a success before it has one.
 * Returns the receipt of the required one; an error of the other is its note.
 */
export async function postStatus(target: StatusTarget, content: StatusContent): Promise<Receipt> {
  if (target.config.dryRun) return skipped(publisher, 'dry run');
  const names = namesFor(target.config);
  const status =
    names.status === undefined ? undefined : await writeStatuses(target, names.status, content);
  const shown = status === undefined || status.state === 'published' ? content : unproven(content);
  const check =
    names.check === undefined ? undefined : await writeCheckRuns(target, names.check, shown);
  const main = status ?? check ?? skipped(publisher, '`status: none`');
  if (status?.state !== 'published' || check === undefined || check.state === 'published') {
    return main;
  }
  return { ...status, note: 'why' in check ? `check run: ${check.why}` : 'check run: unchanged' };
}

/** Returns what the details show when the required status could not be posted. */
function unproven(content: StatusContent): StatusContent {
  if (content.state !== 'success') return content;
  const description = `The required status could not be posted. ${content.description}`;
  return { ...content, state: 'error', description };
}

/** Writes on each commit. Returns the first refusal, or the audited commit's receipt. */
export async function onEachCommit(
  { shas }: StatusTarget,
  write: (sha: string) => Promise<Receipt>,
  isRefusal: (receipt: Receipt) => boolean = ({ state }) => state !== 'published',
): Promise<Receipt> {
  const receipts = await Promise.all(shas.map(write));
  return (
    receipts.find(isRefusal) ??
    receipts[0] ??
    skipped(publisher, 'there is no commit to post it on')
  );
}

function publishedOn(
  { commits }: StatusTarget,
  sha: string,
  answer: Result<{ readonly url: string }>,
): Receipt {
  if (!answer.ok) return receiptOf(publisher, answer.error);
  // GitHub gives a status an address of the API only.
  const url = commits === undefined ? answer.value.url : commits + sha;
  return { publisher, state: 'published', url, sha };
}

function writeStatuses(
  target: StatusTarget,
  context: string,
  { state, description: text }: StatusContent,
): Promise<Receipt> {
  const description = shorten(text, MAX_STATUS_POINTS);
  return onEachCommit(target, async (sha) => {
    const status = { sha, state, context, description, targetUrl: target.url };
    const written = await target.forge.setStatus(status);
    const targetUrl = withoutRecord(target.url);
    // GitHub documents no maximum length of the link, and the record only makes it longer.
    const isRefused = !written.ok && written.error.kind === 'invalid' && targetUrl !== target.url;
    const posted = isRefused ? await target.forge.setStatus({ ...status, targetUrl }) : written;
    return publishedOn(target, sha, posted);
  });
}

/** Writes one check run per commit, started with the audit and found at its end by external id. */
function writeCheckRuns(
  target: StatusTarget,
  name: string,
  content: StatusContent,
): Promise<Receipt> {
  return onEachCommit(target, async (sha) => {
    const written = await writeCheckRun(target, name, content, sha);
    if (!written.ok) return receiptOf(publisher, written.error);
    const { url, insteadBecause: why } = written.value;
    const note = why && `a new check run, because the one that was started stays pending: ${why}`;
    return { publisher, state: 'published', url, sha, ...(note && { note }) };
  });
}

/** Our check run is found by this id: anyone can use its name, and GitHub chooses its suite. */
export function externalIdOf({ auditKey }: StatusTarget['config']): string {
  return `milestone-audit/${auditKey}`;
}

async function writeCheckRun(
  { forge, config, url }: StatusTarget,
  name: string,
  { state, description, check }: StatusContent,
  sha: string,
): Promise<Result<WrittenCheck>> {
  const externalId = externalIdOf(config);
  // An audit starts a new check run, as GitHub does for a job that runs again, because annotations
  // can only be added to an existing one. Its end finds the one it started.
  const known = state === 'pending' ? ok(undefined) : await forge.findCheck(sha, name, externalId);
  if (!known.ok) return known;
  return forge.writeCheck({
    ...(known.value === undefined ? {} : { id: known.value }),
    sha,
    name,
    externalId,
    detailsUrl: url,
    progress: progressOf(state),
    title: shorten(description, MAX_TITLE_POINTS),
    summary: fitting(check?.summary, description),
    text: '',
    annotations: check?.annotations ?? [],
  });
}

function progressOf(state: StatusState): CheckWrite['progress'] {
  switch (state) {
    case 'pending':
      return { state: 'unfinished', status: 'in_progress' };
    case 'success':
      return { state: 'ended', conclusion: 'success' };
    case 'failure':
    case 'error':
      return { state: 'ended', conclusion: 'failure' };
    default:
      return state satisfies never;
  }
}

function fitting(page: string | undefined, otherwise: string): string {
  if (page === undefined || sizeIn(CHECK_LIMIT.unit, page) > CHECK_LIMIT.max) return otherwise;
  return page;
}
