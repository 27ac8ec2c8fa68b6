import { addsOnlyGenerated } from '../model/audit-paths.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';
import type { Forge, ListedRun } from '../model/forge.ts';
import { err, ok, orNone, type Result } from '../model/result.ts';
import type { Progress, WorkflowRun } from '../model/run.ts';
import type { PullRequest } from '../model/target.ts';
import type { EventFacts, World } from '../model/world.ts';
import { isOwnWorkflow } from './sources/own-job.ts';
import { isEvidenceWorkflow } from './sources/source-match.ts';
import { pullsOfHead } from './trigger/pulls-of-head.ts';

/**
 * Returns the event without what it says about the pull request, which may have changed since: the
 * pull request is then read again.
 */
export function withoutPullFacts(event: EventFacts): EventFacts {
  const pull = event.payload['pull_request'];
  if (typeof pull !== 'object' || pull === null) return event;
  const { number } = pull as { readonly number?: unknown };
  return { ...event, payload: { ...event.payload, pull_request: { number } } };
}

/**
 * Returns what changed while the audit was made, as a sentence: a run that started, ended, was
 * repeated or deleted, or a pull request of the head that was opened, closed, or got another base.
 * Undefined when nothing changed. A new head is not such a change: it has an audit of its own.
 */
export async function changeSince(
  { forge, event }: Pick<World, 'forge' | 'event'>,
  file: Pick<EvidenceFile, 'target' | 'config' | 'evidence'>,
  pulls: readonly PullRequest[],
): Promise<Result<string | undefined>> {
  const [pullChange, runChange] = await Promise.all([
    changeOfPulls(forge, file, pulls),
    changeOfRuns(forge, event, file),
  ]);
  return !pullChange.ok || pullChange.value !== undefined ? pullChange : runChange;
}

async function changeOfPulls(
  forge: Forge,
  { target, config }: Pick<EvidenceFile, 'target' | 'config'>,
  pulls: readonly PullRequest[],
): Promise<Result<string | undefined>> {
  const [first] = pulls;
  if (target.occasion.kind !== 'pull-request' || first === undefined) return ok(undefined);
  const listed = await currentPulls(forge, first);
  if (!listed.ok) return listed;
  const own = listed.value.find(({ number }) => number === first.number);
  if (own === undefined) return ok(`pull request #${first.number} is no longer listed`);
  const { head } = target.commits;
  if (own.headSha !== head) {
    const between = orNone(await forge.compare(head, own.headSha));
    if (!between.ok) return err(between.error);
    // Only our own commit on top: the other facts still count. Else the new head is audited later.
    if (!between.value || !addsOnlyGenerated(between.value, head, config)) return ok(undefined);
  }
  return ok(differenceOfPulls(pulls, pullsOfHead(listed.value, own.headSha)));
}

async function currentPulls(
  forge: Forge,
  { number, headOwner, headRef, fork }: PullRequest,
): Promise<Result<readonly PullRequest[]>> {
  if (headOwner === undefined) {
    const pull = await forge.pull(number);
    return pull.ok ? ok([pull.value]) : pull;
  }
  const listed = await forge.pullsByHead(headOwner, headRef);
  return listed.ok ? ok(listed.value.filter((pull) => pull.fork === fork)) : listed;
}

function differenceOfPulls(
  before: readonly PullRequest[],
  now: readonly PullRequest[],
): string | undefined {
  for (const { number, baseRef, state } of before) {
    const current = now.find((pull) => pull.number === number);
    if (current === undefined || current.state !== state) {
      return `pull request #${number} is no longer ${state}`;
    }
    if (current.baseRef !== baseRef) {
      return `pull request #${number} now goes into ${current.baseRef} and not ${baseRef}`;
    }
  }
  const known = new Set(before.map(({ number }) => number));
  const added = now.find(({ number, state }) => state === 'open' && !known.has(number));
  return added && `pull request #${added.number} was opened for the same head`;
}

async function changeOfRuns(
  forge: Forge,
  event: EventFacts,
  { target, config, evidence }: Pick<EvidenceFile, 'target' | 'config' | 'evidence'>,
): Promise<Result<string | undefined>> {
  const { audited, sameTree } = target.commits;
  const commits = [audited, ...sameTree];
  const lists = await Promise.all(commits.map((sha) => forge.runs(sha)));
  const now: ListedRun[] = [];
  for (const list of lists) {
    if (!list.ok) return list;
    now.push(...list.value);
  }
  const counts = (run: Pick<ListedRun, 'id' | 'workflow' | 'path'>): boolean =>
    !isOwnWorkflow(event, run) && isEvidenceWorkflow(config, run);
  const before = evidence.runs.state === 'present' ? evidence.runs.value : [];
  return ok(
    differenceOfRuns(
      before.filter((run) => run.relation !== 'stale' && counts(run)),
      now.filter(counts),
    ),
  );
}

function differenceOfRuns(
  before: readonly WorkflowRun[],
  now: readonly ListedRun[],
): string | undefined {
  const known = new Map(before.map((run) => [run.id, run]));
  const listed = new Set(now.map(({ id }) => id));
  const lost = before.find(({ id }) => !listed.has(id));
  if (lost !== undefined) return `run ${lost.id} of ${lost.workflow} was deleted`;
  for (const run of [...now].sort((a, b) => a.id - b.id)) {
    const what = `run ${run.id} of ${run.workflow}`;
    const attempt = known.get(run.id)?.attempts.at(-1);
    if (attempt === undefined) return `${what} started`;
    if (attempt.number !== run.attempt) return `${what} was run again`;
    if (endOf(attempt.progress) !== endOf(run.progress)) return `${what} ended`;
  }
  return undefined;
}

function endOf(progress: Progress): string {
  return progress.state === 'ended' ? progress.conclusion : '';
}
