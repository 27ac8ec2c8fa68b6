import { type Evidence, present, unreadable } from '../../model/evidence.ts';
import { apiErrorText } from '../../model/result.ts';
import type { CollectJob } from '../base/collect-job.ts';
import { defineSource } from '../base/source.ts';

/** Returns the contexts that the base branch's protection and rulesets require. */
async function collectRequiredChecks(job: CollectJob): Promise<Evidence<readonly string[]>> {
  const branch = job.target.pull?.baseRef ?? job.target.defaultBranch;
  const source = { what: `rules of branch ${branch}` };
  const rules = await job.reads.branchRules(branch);
  if (rules.ok) return present([...new Set(rules.value.requiredChecks)].sort(), source);
  const why = `rules of branch ${branch} could not be read: ${apiErrorText(rules.error)}`;
  job.notice(why);
  return unreadable(why, source);
}

export const requiredChecks = defineSource({
  kind: 'requiredChecks',
  from: 'github',
  cost: 'high',
  collect: collectRequiredChecks,
});
