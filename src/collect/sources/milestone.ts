import { isGeneratedPath, templateMilestone } from '../../model/audit-paths.ts';
import type { Config } from '../../model/config.ts';
import type { EvidenceFile } from '../../model/evidence-file.ts';
import {
  compareMilestones,
  findMilestoneId,
  NO_MILESTONE,
  nextMilestone,
} from '../../model/milestone-id.ts';
import { type ApiError, apiErrorText, err, ok, orNone, type Result } from '../../model/result.ts';
import type { CachedReads } from '../base/cache.ts';
import type { CollectJob } from '../base/collect-job.ts';
import { milestoneTitle } from './plan.ts';

/** Returns the milestone's title and the next one's id, from the first place that has them (design: section 4). */
export async function collectMilestone(
  job: CollectJob,
  collectedPlan: Promise<EvidenceFile['evidence']['plan']>,
): Promise<EvidenceFile['milestone']> {
  const { id } = job.target.milestone;
  const [plan, folders, github] = await Promise.all([
    collectedPlan,
    plannedIn(job),
    githubMilestones(job),
  ]);
  const known = [...folders, ...github.flatMap((title) => milestoneIn(job.config, title))];
  const own = github.find((title) =>
    milestoneIn(job.config, title).some((other) => compareMilestones(other, id) === 0),
  );
  const titles = [
    job.config.milestone.title,
    plan.state === 'present' ? plan.value.title : undefined,
    own === undefined ? undefined : milestoneTitle(own, id),
    job.target.pull === undefined ? undefined : milestoneTitle(job.target.pull.title, id),
  ];
  const title = titles.find((one) => one !== undefined && one !== '');
  return { id, title: title ?? id, next: id === NO_MILESTONE ? '' : nextMilestone(id, known) };
}

async function githubMilestones(job: CollectJob): Promise<readonly string[]> {
  const milestones = await job.reads.milestones();
  if (milestones.ok) return milestones.value.map(({ title }) => title).sort();
  job.notice(`GitHub milestones could not be listed: ${apiErrorText(milestones.error)}`);
  return [];
}

async function plannedIn({ reads, config, target }: CollectJob): Promise<readonly string[]> {
  const planned = await plannedMilestones(reads, config, target.commits.audited);
  return planned.ok ? planned.value.ids : [];
}

/**
 * Returns the ids of milestones that have a folder or file where the config expects plans. Files of an
 * audit do not count: otherwise the first audit would make its milestone the only known one.
 */
async function plannedMilestones(
  reads: CachedReads,
  config: Config,
  commit: string,
): Promise<Result<{ readonly ids: readonly string[]; readonly truncated: boolean }>> {
  const tree = await reads.tree(commit);
  if (!tree.ok) return tree;
  const { truncated } = tree.value;
  if (!config.plan.includes('{milestone}')) return ok({ ids: [], truncated });
  const end = config.plan.indexOf('/', config.plan.indexOf('{milestone}'));
  const template = end === -1 ? config.plan : config.plan.slice(0, end);
  const depth = template.split('/').length;
  const before = template.slice(0, template.indexOf('{milestone}'));
  const ids = tree.value.entries
    .filter(({ path }) => path.startsWith(before) && !isGeneratedPath(path, config))
    .map(({ path }) => path.split('/').slice(0, depth).join('/'))
    .flatMap((path) => templateMilestone(path, template) ?? []);
  return ok({ ids: [...new Set(ids)].flatMap((id) => milestoneIn(config, id)).sort(), truncated });
}

function isWithoutMilestones(error: ApiError): boolean {
  return (
    error.kind === 'gone' ||
    error.kind === 'not-here' ||
    (error.kind === 'refused' && error.reason === 'feature')
  );
}

/** Returns the id that a text names, as a list of none or one. */
export function milestoneIn(config: Config, text: string): readonly string[] {
  const id = findMilestoneId(text, config.milestone.pattern);
  return id === undefined ? [] : [id];
}

/**
 * Returns why an id from the input or the config is a typing error: the repository has milestones, and
 * not this one. Without any milestone, every id is accepted. Otherwise a typing error would be audited,
 * published, and committed under a wrong name. Milestones that could not be listed are an error.
 */
export async function whyUnknownMilestone(
  reads: CachedReads,
  config: Config,
  commit: string,
  required: { readonly id: string; readonly from: string },
): Promise<Result<string | undefined>> {
  const isRequired = (id: string): boolean => compareMilestones(id, required.id) === 0;
  const [planned, answer] = await Promise.all([
    plannedMilestones(reads, config, commit),
    reads.milestones(),
  ]);
  if (!planned.ok) return planned;
  const { ids, truncated } = planned.value;
  if (truncated || ids.some(isRequired)) return ok(undefined);
  // A repository without issues has no milestones, and neither has a local checkout.
  const listed = orNone(answer, isWithoutMilestones);
  if (!listed.ok) return err(listed.error);
  const titles = (listed.value ?? []).map(({ title }) => title);
  const known = [...new Set([...ids, ...titles.flatMap((title) => milestoneIn(config, title))])];
  if (known.length === 0 || known.some(isRequired)) return ok(undefined);
  const plan = config.plan.replaceAll('{milestone}', required.id);
  const why = `the ${required.from} says milestone ${required.id}, which nothing here knows (known: ${known.sort(compareMilestones).join(', ')}); correct it, or write ${plan} or a GitHub milestone first`;
  return ok(why);
}
