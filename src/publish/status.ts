import { shorten } from '../lib/sanitize.ts';
import type { Config } from '../model/config.ts';
import type { CheckWrite, Forge, StatusState } from '../model/forge.ts';
import { ok, type Result } from '../model/result.ts';
import type { Target } from '../model/target.ts';
import type { Receipt, World } from '../model/world.ts';
import { CHECK_LIMIT, MAX_STATUS_POINTS, sizeIn } from '../render/markdown/size.ts';
import { type Conclusion, conclude, concludeTogether } from './conclude.ts';
import { commitUrl, linksFrom, runUrl } from './links.ts';
import { annotationsOf, logSummary } from './log-summary.ts';
import { type Publisher, type PublishJob, receiptOf, skipped, urlFrom } from './publisher.ts';

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
  readonly check?: { readonly summary: string; readonly annotations: CheckWrite['annotations'] };
}

/**
 * The required status: a commit status, a check run, or both. It is the last destination, so that
 * its final state takes every other receipt into account. `announce` posts it as pending first.
 */
export const requiredStatus: Publisher = {
  name: publisher,
  async publish(job, earlier) {
    const { state, description } = conclusionOf(job, earlier);
    await logSummary(job.log, job.audit, job.event);
    job.log.info(description);
    const target = finalTarget(job, earlier);
    const receipt = hasNewerAudit(job, earlier)
      ? await restoreNewerStatus(target)
      : await postStatus(target, { state, description, check: checkContent(job, earlier) });
    job.results.output('status-url', urlFrom([receipt], publisher) ?? '');
    return receipt;
  },
};

/** Posts the pending status: the audit's first write, so that an older success does not count. */
export function announce(
  world: Pick<World, 'forge' | 'event'>,
  target: Target,
  config: Config,
): Promise<Receipt> {
  const content = { state: 'pending', description: 'The audit is under way' } as const;
  return postStatus(auditTarget(world, target, config), content);
}

/** Returns how the audit ends, together with those of other pull requests of the same head. */
export function conclusionOf(job: PublishJob, receipts: readonly Receipt[]): Conclusion {
  const own = ownConclusion(job, receipts);
  const pull = job.target.pull?.number;
  if (job.others.length === 0 || pull === undefined) return own;
  return concludeTogether([{ ...own, pull }, ...job.others]) ?? own;
}

/** Returns how this audit alone ends, given the receipts of its destinations. */
export function ownConclusion(job: PublishJob, receipts: readonly Receipt[]): Conclusion {
  if (job.ending !== undefined) return job.ending;
  const { statusDescription } = job.render(linksFrom(job, receipts));
  return conclude(job.audit, receipts, job.config, statusDescription);
}

/** Returns what distinguishes one required status of a commit from another. */
export function statusKey(config: StatusTarget['config']): string {
  return JSON.stringify([config.status, statusContext(config), config.dryRun]);
}

/**
 * Whether the status of a newer or better audit of the same commit stays. With several pull requests of
 * one head, each must have one: the status is the worst of all. When something changed meanwhile, a
 * better audit is as old as ours.
 */
export function hasNewerAudit(job: PublishJob, receipts: readonly Receipt[]): boolean {
  if (job.config.status === 'check' || !isOutdone(receipts)) return false;
  const isOld = receipts.some((receipt) => receipt.state === 'skipped' && receipt.better === true);
  if (job.ending !== undefined && isOld) return false;
  return job.others.every(({ newer }) => newer === true);
}

/** Whether a publisher left its place to a newer or better audit of the same commit. */
export function isOutdone(receipts: readonly Receipt[]): boolean {
  return receipts.some((receipt) => receipt.state === 'skipped' && receipt.newer === true);
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

/**
 * The audited commit, every commit the audit itself made on top of it, and the branch's head when
 * it is one of them: required checks count on the newest commit only.
 */
function auditTarget(
  world: Pick<World, 'forge' | 'event'>,
  { commits, repository }: Target,
  config: Config,
): StatusTarget {
  const shas = new Set([commits.audited, ...commits.generated, commits.head]);
  return statusTarget(world, config, repository, [...shas]);
}

/**
 * Adds the commit of the document, and the link: the comment of an open pull request, the document
 * after the merge, otherwise the run. Comment and document keep their address between audits, so
 * the same audit posts the same status.
 */
function finalTarget(job: PublishJob, receipts: readonly Receipt[]): StatusTarget {
  const target = auditTarget(job, job.target, job.config);
  const document = urlFrom(receipts, 'document');
  const comment = urlFrom(receipts, 'comment');
  const first = job.target.occasion.kind === 'merged' ? document : comment;
  const shas = [...new Set([...target.shas, ...documentCommits(job, receipts)])];
  return { ...target, shas, url: first ?? comment ?? document ?? target.url };
}

/** Returns the document's commit, unless it is on a branch of its own. */
function documentCommits(job: PublishJob, receipts: readonly Receipt[]): readonly string[] {
  if (job.config.docs.kind === 'branch') return [];
  return receipts.flatMap((receipt) =>
    receipt.state === 'published' && receipt.publisher === 'document' && receipt.sha !== undefined
      ? [receipt.sha]
      : [],
  );
}

function checkContent(
  job: PublishJob,
  receipts: readonly Receipt[],
): NonNullable<StatusContent['check']> {
  const pages = job.render(linksFrom(job, receipts));
  return {
    // A getter, because only a check run needs the page.
    get summary() {
      return pages.check ?? pages.comment;
    },
    annotations: annotationsOf(job.audit),
  };
}

/** Returns the names to post under. Two of the same name would both be required. */
function namesFor(config: StatusTarget['config']): {
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

/** Writes on one commit after another. Returns the first refusal, or the audited commit's receipt. */
async function onEachCommit(
  { shas }: StatusTarget,
  write: (sha: string) => Promise<Receipt>,
  isRefusal: (receipt: Receipt) => boolean = ({ state }) => state !== 'published',
): Promise<Receipt> {
  const receipts: Receipt[] = [];
  for (const sha of shas) receipts.push(await write(sha));
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
    return publishedOn(target, sha, await target.forge.setStatus(status));
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
    return written.ok
      ? { publisher, state: 'published', url: written.value.url, sha }
      : receiptOf(publisher, written.error);
  });
}

async function writeCheckRun(
  { forge, config, url }: StatusTarget,
  name: string,
  { state, description, check }: StatusContent,
  sha: string,
): Promise<Result<{ readonly id: number; readonly url: string }>> {
  // Our check run is found by this id: anyone can use its name, and GitHub chooses its suite.
  const externalId = `milestone-audit/${config.auditKey}`;
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

/**
 * Leaves the status to a newer or better audit of the same commit. When our pending status came after
 * that audit's final one, the final one is posted again. The details, which show our audit, end in the
 * same state.
 */
export async function restoreNewerStatus(target: StatusTarget): Promise<Receipt> {
  const { status: context, check } = namesFor(target.config);
  if (context === undefined || target.config.dryRun) {
    return skipped(publisher, 'an audit of this commit has published its status');
  }
  const receipt = await onEachCommit(
    target,
    (sha) => restoreOn(target, sha, context),
    ({ state }) => state === 'failed',
  );
  const state = 'restored' in receipt ? receipt.restored : undefined;
  if (check !== undefined) {
    const description = 'The status of a newer or better audit of this commit stays';
    await writeCheckRuns(target, check, { state: state ?? 'error', description });
  }
  return receipt;
}

async function restoreOn({ forge, ...target }: StatusTarget, sha: string, context: string) {
  const known = await forge.statuses(sha);
  if (!known.ok) return receiptOf(publisher, known.error);
  const ours = known.value.filter((one) => one.context.toLowerCase() === context.toLowerCase());
  const last = ours.find(({ state }) => state !== 'pending');
  if (last === undefined || ours[0]?.state !== 'pending') {
    const receipt = skipped(publisher, 'a newer or better audit of this commit posts it');
    return { ...receipt, ...(last === undefined ? {} : { restored: last.state }) };
  }
  const { state, description, targetUrl = '' } = last;
  const write = { sha, state, context, description, targetUrl };
  const receipt = publishedOn({ forge, ...target }, sha, await forge.setStatus(write));
  return receipt.state === 'published'
    ? { ...receipt, note: 'of a newer or better audit', restored: state }
    : receipt;
}
