import { absent, type Evidence, present, unreadable } from '../../model/evidence.ts';
import type { Changes } from '../../model/repository.ts';
import { apiErrorText } from '../../model/result.ts';
import type { CollectJob } from '../collect-job.ts';

/**
 * Files changed from the base to the audited commit. A comparison lists at most 300 files, a pull
 * request 3,000, so the longer list is asked for when the short one was cut.
 */
export async function collectChanges(job: CollectJob): Promise<Evidence<Changes>> {
  const { target, world } = job;
  const { base, audited } = target.commits;
  if (base === undefined) return absent('there is no base commit to compare with');
  const { owner, name } = target.repository;
  const source = {
    what: `changes from ${base.slice(0, 7)} to ${audited.slice(0, 7)}`,
    url: `${world.event.serverUrl}/${owner}/${name}/compare/${base}...${audited}`,
    commit: audited,
  };
  const compared = await job.reads.compare(base, audited);
  if (!compared.ok) {
    const why = `changes since ${base.slice(0, 7)} could not be read: ${apiErrorText(compared.error)}`;
    job.notice(why);
    return unreadable(why, source);
  }
  const { files } = compared.value;
  const { pull } = target;
  // Of a pull request it is known how many files it changes: a full page may be all of them.
  const whole = pull?.headSha === audited && pull.changedFiles === files.length;
  const truncated = compared.value.truncated && !whole;
  const longer =
    truncated && pull?.headSha === audited ? await job.reads.pullFiles(pull) : undefined;
  const best = longer?.ok ? longer.value : { files, truncated };
  if (best.truncated)
    job.notice(`more files changed than GitHub lists; ${best.files.length} are known`);
  return present({ base, head: audited, files: best.files, truncated: best.truncated }, source);
}
