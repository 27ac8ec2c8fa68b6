import type { EvidenceFile } from '../../model/evidence-file.ts';
import { compareMilestones, NO_MILESTONE, nextMilestone } from '../../model/milestone-id.ts';
import { apiErrorText } from '../../model/result.ts';
import type { CollectJob } from '../collect-job.ts';
import { milestoneIn, plannedMilestones } from './known-milestone.ts';
import { milestoneTitle } from './milestone-title.ts';
import { collectPlan } from './plan.ts';

/** The milestone's title and the next one's id, by whatever knows them first (design: section 4). */
export async function collectMilestone(job: CollectJob): Promise<EvidenceFile['milestone']> {
  const { id } = job.target.milestone;
  const [plan, folders, github] = await Promise.all([
    collectPlan(job),
    plannedMilestones(job.reads, job.config, job.target.commits.audited),
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
