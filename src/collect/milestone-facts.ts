import { templateMilestone } from '../model/audit-paths.ts';
import type { Bundle } from '../model/bundle.ts';
import type { Config } from '../model/config.ts';
import { compareMilestones, findMilestoneId, nextMilestone } from '../model/milestone-id.ts';
import type { CollectJob } from './collect-job.ts';
import { milestoneTitle } from './milestone-title.ts';
import { collectPlan } from './plan.ts';
import { troubleText } from './trouble-text.ts';

/** The milestone's title and the next one's id, by whatever knows them first (design: section 4). */
export async function collectMilestone(job: CollectJob): Promise<Bundle['milestone']> {
  const { id } = job.target.milestone;
  const [plan, folders, github] = await Promise.all([
    collectPlan(job),
    folderIds(job),
    githubMilestones(job),
  ]);
  const known = [...folders, ...github.flatMap((title) => idOf(job.config, title))];
  const own = github.find((title) =>
    idOf(job.config, title).some((other) => compareMilestones(other, id) === 0),
  );
  const titles = [
    job.config.milestone.title,
    plan.state === 'present' ? plan.value.title : undefined,
    own === undefined ? undefined : milestoneTitle(own, id),
    job.target.pull === undefined ? undefined : milestoneTitle(job.target.pull.title, id),
  ];
  const title = titles.find((one) => one !== undefined && one !== '');
  return { id, title: title ?? id, next: nextMilestone(id, known) };
}

function idOf(config: Config, title: string): readonly string[] {
  const id = findMilestoneId(title, config.milestone.pattern);
  return id === undefined ? [] : [id];
}

async function githubMilestones(job: CollectJob): Promise<readonly string[]> {
  const milestones = await job.reads.milestones();
  if (milestones.ok) return milestones.value.map(({ title }) => title).sort();
  job.notice(`GitHub milestones could not be listed: ${troubleText(milestones.trouble)}`);
  return [];
}

/** Ids of the milestones that have a folder, or a file, where the config expects plans. */
async function folderIds({ config, reads, target }: CollectJob): Promise<readonly string[]> {
  const tree = await reads.tree(target.commits.audited);
  if (!tree.ok || !config.plan.includes('{milestone}')) return [];
  const end = config.plan.indexOf('/', config.plan.indexOf('{milestone}'));
  const template = end === -1 ? config.plan : config.plan.slice(0, end);
  const depth = template.split('/').length;
  const paths = tree.value.entries.map(({ path }) => path.split('/').slice(0, depth).join('/'));
  const ids = paths.flatMap((path) => templateMilestone(path, template) ?? []);
  return [...new Set(ids)].flatMap((id) => idOf(config, id)).sort();
}
