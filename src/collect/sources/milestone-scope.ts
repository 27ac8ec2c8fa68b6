import { type Evidence, none, present, unreadable } from '../../model/evidence.ts';
import type { Commit, Milestone, MilestoneItem } from '../../model/forge.ts';
import { compareMilestones } from '../../model/milestone-id.ts';
import type { MilestoneScope, ScopeItem } from '../../model/repository.ts';
import { apiErrorText, ok, type Result } from '../../model/result.ts';
import type { CollectJob } from '../base/collect-job.ts';
import { defineSource } from '../base/source.ts';
import { milestoneIn } from './milestone.ts';

/** Maximum number of merged pull requests whose reviews are read, one request each. */
const MAX_PULLS = 40;

const MAX_OPEN = 20;

const MAX_DESCRIPTION = 2000;

/** Days before the audited commit; what left the milestone earlier was planning. */
const DAYS_BEFORE = 30;

/** Returns GitHub's milestone of the same name: its own data, its contents, and what left it. */
async function collectScope(job: CollectJob): Promise<Evidence<MilestoneScope>> {
  const { id } = job.target.milestone;
  const what = `GitHub milestone of ${id}`;
  const [milestones, commit] = await Promise.all([
    job.reads.milestones(),
    job.reads.commit(job.target.commits.audited),
  ]);
  if (!milestones.ok) {
    const why = `GitHub milestones could not be listed: ${apiErrorText(milestones.error)}`;
    return unreadable(why, { what });
  }
  const own = milestones.value.find(({ title }) =>
    milestoneIn(job.config, title).some((other) => compareMilestones(other, id) === 0),
  );
  if (own === undefined) return none(`no GitHub milestone is called ${id}`, { what });
  const asOf = commit.ok ? commit.value.committedAt : '';
  const { owner, name } = job.target.repository;
  const url = `${job.world.event.serverUrl}/${owner}/${name}/milestone/${own.number}`;
  const value = { ...ownFacts(own, asOf), ...(await contentsOf(job, own, commit)) };
  return present(value, job.target.occasion.kind === 'local' ? { what } : { what, url });
}

function ownFacts(own: Milestone, asOf: string): MilestoneScope {
  const { number, title, state, openIssues, closedIssues, description } = own;
  const dueOn = own.dueOn?.slice(0, 10);
  return {
    number,
    title,
    state,
    open: openIssues,
    closed: closedIssues,
    ...(dueOn === undefined ? {} : { dueOn }),
    late: dueOn !== undefined && asOf.slice(0, 10) > dueOn,
    ...(asOf === '' ? {} : { asOf }),
    description: description.slice(0, MAX_DESCRIPTION),
  };
}

type Contents = Pick<MilestoneScope, 'openItems' | 'movedOut' | 'pulls' | 'unread'>;

/** A failed request is named and hides no other result. */
async function contentsOf(
  job: CollectJob,
  own: Milestone,
  commit: Result<Commit>,
): Promise<Contents> {
  const asOf = commit.ok ? commit.value.committedAt : '';
  const [items, moved] = await Promise.all([
    job.reads.milestoneItems(own.number),
    job.reads.movedOut(own.title, daysBefore(asOf)),
  ]);
  const inside = items.ok ? items.value : [];
  const pulls = items.ok ? await pullsOf(job, inside) : items;
  const refusals = [items, moved, pulls, commit].flatMap((one) =>
    one.ok ? [] : [apiErrorText(one.error)],
  );
  const now = new Set(inside.map(({ number }) => number));
  const left = moved.ok && items.ok ? moved.value.filter(({ number }) => !now.has(number)) : [];
  return {
    ...(items.ok ? { openItems: openOf(inside) } : {}),
    ...(moved.ok && items.ok ? { movedOut: onceEach(left) } : {}),
    ...(pulls.ok ? { pulls: pulls.value } : {}),
    ...(refusals.length === 0 ? {} : { unread: [...new Set(refusals)].join('; ') }),
  };
}

function openOf(items: readonly MilestoneItem[]): readonly ScopeItem[] {
  return items
    .filter(({ state }) => state === 'open')
    .slice(0, MAX_OPEN)
    .map(bare);
}

function bare({ number, title, url }: ScopeItem): ScopeItem {
  return { number, title, url };
}

/** Keeps the last time each item left; events come newest first. */
function onceEach<T extends { readonly number: number }>(moved: readonly T[]): readonly T[] {
  const last = moved.filter(
    ({ number }, at) => moved.findIndex((other) => other.number === number) === at,
  );
  return last.sort((a, b) => a.number - b.number);
}

function daysBefore(moment: string): string {
  const time = Date.parse(moment);
  return Number.isNaN(time)
    ? ''
    : new Date(time - DAYS_BEFORE * 86_400_000).toISOString().replace('.000', '');
}

async function pullsOf(
  job: CollectJob,
  items: readonly MilestoneItem[],
): Promise<Result<NonNullable<MilestoneScope['pulls']>>> {
  const merged = items.filter(({ kind, state }) => kind === 'pull' && state === 'merged');
  const checked = merged.slice(-MAX_PULLS);
  const reviews = await Promise.all(
    checked.map(({ number, author }) => job.reads.reviews({ number, author })),
  );
  const refusal = reviews.find((one) => !one.ok);
  if (refusal?.ok === false) return refusal;
  const unreviewed = checked.filter((_, at) => {
    const one = reviews[at];
    return one?.ok === true && one.value.length === 0;
  });
  return ok({
    looked: checked.length,
    of: merged.length,
    unreviewed: unreviewed.map(bare),
  });
}

export const milestoneScope = defineSource({
  kind: 'scope',
  from: 'github',
  cost: 'high',
  optional: true,
  collect: collectScope,
});
