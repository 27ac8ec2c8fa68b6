import { absent, type Evidence, present, unreadable } from '../model/evidence.ts';
import type { MilestoneScope } from '../model/further-evidence.ts';
import { compareMilestones } from '../model/milestone-id.ts';
import type { CollectJob } from './collect-job.ts';
import { milestoneIn } from './known-milestone.ts';
import { troubleText } from './trouble-text.ts';

/** GitHub's milestone of the audited milestone's name, with what is open in it. */
export async function collectScope(job: CollectJob): Promise<Evidence<MilestoneScope>> {
  const { id } = job.target.milestone;
  const what = `GitHub milestone of ${id}`;
  const [milestones, commit] = await Promise.all([
    job.reads.milestones(),
    job.reads.commit(job.target.commits.audited),
  ]);
  if (!milestones.ok) {
    const why = `GitHub milestones could not be listed: ${troubleText(milestones.trouble)}`;
    return unreadable(why, { what });
  }
  const own = milestones.value.find(({ title }) =>
    milestoneIn(job.config, title).some((other) => compareMilestones(other, id) === 0),
  );
  if (own === undefined) return absent(`no GitHub milestone is called ${id}`);
  const { number, title, state, openIssues, closedIssues } = own;
  const dueOn = own.dueOn?.slice(0, 10);
  const made = commit.ok ? commit.value.committedAt.slice(0, 10) : '';
  const { owner, name } = job.target.repository;
  const url = `${job.world.event.serverUrl}/${owner}/${name}/milestone/${number}`;
  const late = dueOn !== undefined && made > dueOn;
  const counts = { open: openIssues, closed: closedIssues };
  return present(
    { number, title, state, ...counts, ...(dueOn === undefined ? {} : { dueOn }), late },
    job.target.occasion.kind === 'local' ? { what } : { what, url },
  );
}
