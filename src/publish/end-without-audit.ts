import { resolveConfig } from '../config/resolve-config.ts';
import { readSettings } from '../config/settings.ts';
import type { Config } from '../model/config.ts';
import type { World } from '../model/world.ts';
import { toMarkdown } from '../render/markdown/serialize.ts';
import { code, heading, paragraph, prose, root } from '../render/markdown/tree.ts';
import { type Conclusion, concludeError, concludeWithoutMilestone } from './conclude.ts';
import { postStatus, statusTarget } from './post-status.ts';

/** Why there is no audit. `sha` is known as soon as the event's commit is. */
export type WithoutAudit =
  | { readonly state: 'skipped'; readonly why: string }
  | { readonly state: 'no-milestone'; readonly sha: string; readonly why: string }
  /** The pull request has a newer head, whose own event audits it. */
  | { readonly state: 'superseded'; readonly sha: string; readonly why: string }
  | { readonly state: 'stopped'; readonly sha?: string; readonly message: string }
  /** The commit has no workflow run and no report was passed: there is nothing to audit. */
  | { readonly state: 'nothing-ran'; readonly sha: string; readonly why: string };

/**
 * Ends a run without an audit: one message in log and summary, no comment, no document, and a final
 * status if the commit is known. `together` is the end that it shares with other pull requests of
 * the same head. Returns the exit code.
 */
export async function endWithoutAudit(
  world: World,
  end: WithoutAudit,
  config: Config = fallbackConfig(world),
  together?: Conclusion,
): Promise<{ readonly exitCode: 0 | 1 }> {
  if (end.state === 'skipped') {
    world.log.info(end.why);
    return { exitCode: 0 };
  }
  if (end.state === 'superseded') return endSuperseded(world, end);
  const conclusion = together ?? concludeWithout(end, config);
  logEnd(world, end, conclusion);
  await world.results.summary(summaryOf(end, conclusion));
  if (end.state === 'nothing-ran') {
    world.results.output('verdict', 'red');
    world.results.output('outcome', 'INSUFFICIENT_EVIDENCE');
  }
  world.results.output('reason', messageOf(end));
  world.results.output('audited-sha', end.sha ?? '');
  const posted = end.sha === undefined || (await post(world, config, end.sha, conclusion));
  return { exitCode: posted ? conclusion.exitCode : 1 };
}

type Superseded = Extract<WithoutAudit, { readonly state: 'superseded' }>;
/** An end that has a status. */
export type Concluded = Exclude<WithoutAudit, { readonly state: 'skipped' | 'superseded' }>;

/** Posts no status: the commit was not judged and is no longer the one to merge. */
async function endSuperseded(
  world: World,
  { sha, why }: Superseded,
): Promise<{ readonly exitCode: 0 }> {
  world.log.info(why);
  const title = 'Milestone audit: skipped';
  const lines = [paragraph(prose(why)), paragraph('Commit ', code(sha))];
  await world.results.summary(toMarkdown(root(heading(2, title), ...lines)));
  world.results.output('reason', why);
  world.results.output('audited-sha', '');
  return { exitCode: 0 };
}

function messageOf(end: Concluded): string {
  return end.state === 'stopped' ? end.message : end.why;
}

/** Returns how a run without an audit ends. Without a config, its inputs decide. */
export function concludeWithout(end: Concluded, config: Config | undefined): Conclusion {
  if (end.state !== 'no-milestone') return concludeError(messageOf(end));
  return concludeWithoutMilestone(config?.withoutMilestone === 'fail' ? 'fail' : 'pass');
}

function logEnd(world: World, end: Concluded, { state, description }: Conclusion): void {
  if (state === 'success') world.log.info(`${description}: ${messageOf(end)}`);
  else world.log.error(messageOf(end));
}

function summaryOf(end: Concluded, { state, description }: Conclusion): string {
  const title = state === 'success' ? description : 'Milestone audit: nothing was audited';
  const lines = messageOf(end)
    .split('\n')
    .map((line) => paragraph(prose(line)));
  const commit = end.sha === undefined ? [] : [paragraph('Commit ', code(end.sha))];
  return toMarkdown(root(heading(2, title), ...lines, ...commit));
}

/** Returns whether the status was posted, or the config or a permission is the reason that it was not. */
async function post(
  world: World,
  config: Config,
  sha: string,
  conclusion: Conclusion,
): Promise<boolean> {
  const target = statusTarget(world, config, world.forge.repository, [sha]);
  const description = conclusion.description.replaceAll('\n', ' ');
  const receipt = await postStatus(target, { state: conclusion.state, description });
  if (receipt.state === 'published') world.results.output('status-url', receipt.url);
  if (receipt.state === 'failed') world.log.error(`the status could not be posted: ${receipt.why}`);
  if (receipt.state === 'skipped') world.log.info(`status: skipped, ${receipt.why}`);
  return receipt.state !== 'failed';
}

/** Without a valid config the inputs name the status, and if they are invalid too, the defaults. */
function fallbackConfig(world: World): Config {
  const given = readSettings(world.inputs);
  const settings = given.state === 'valid' ? given : readSettings({});
  if (settings.state === 'invalid') throw new Error('no inputs cannot be wrong inputs');
  return resolveConfig({}, settings.settings);
}
