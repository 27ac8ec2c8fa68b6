import { type Evidence, none, present, unreadable } from '../../model/evidence.ts';
import type { BranchRules } from '../../model/forge.ts';
import type { CoverageRule } from '../../model/repository.ts';
import { apiErrorText } from '../../model/result.ts';
import type { CollectJob } from '../base/collect-job.ts';
import { defineSources } from '../base/source.ts';

/** Returns what protection and rulesets of the base branch require. */
async function collectBranchRules(job: CollectJob) {
  const branch = job.target.pull?.baseRef ?? job.target.defaultBranch;
  const source = { what: `rules of branch ${branch}` };
  const rules = await job.reads.branchRules(branch);
  if (rules.ok) {
    const checks = [...new Set(rules.value.requiredChecks)].sort();
    return {
      requiredChecks: present(checks, source),
      coverageRule: coverageEvidence(rules.value, source),
    };
  }
  const why = `rules of branch ${branch} could not be read: ${apiErrorText(rules.error)}`;
  job.notice(why);
  return { requiredChecks: unreadable(why, source), coverageRule: unreadable(why, source) };
}

function coverageEvidence(
  { coverage }: BranchRules,
  source: { readonly what: string },
): Evidence<CoverageRule> {
  if (coverage === undefined) return none('no ruleset restricts code coverage', source);
  return 'unread' in coverage ? unreadable(coverage.unread, source) : present(coverage, source);
}

export const branchRules = defineSources({
  from: { requiredChecks: 'github', coverageRule: 'github' },
  cost: 'high',
  collect: collectBranchRules,
});
