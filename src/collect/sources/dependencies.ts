import { type Evidence, missing, none, present, unreadable } from '../../model/evidence.ts';
import type { DependencyChanges } from '../../model/repository.ts';
import { apiErrorText } from '../../model/result.ts';
import type { CollectJob } from '../base/collect-job.ts';
import { defineSource } from '../base/source.ts';

const NO_BASE = 'there is no base commit to compare dependencies with';

/** Returns what the audited commit changes in the base's dependencies, by GitHub's dependency graph. */
async function collectDependencies(job: CollectJob): Promise<Evidence<DependencyChanges>> {
  const { target, world } = job;
  const { base, audited } = target.commits;
  if (base === undefined) return none(NO_BASE, { what: 'base commit' });
  const { owner, name } = target.repository;
  const between = `dependencies from ${base.slice(0, 7)} to ${audited.slice(0, 7)}`;
  const source = {
    what: between,
    url: `${world.event.serverUrl}/${owner}/${name}/compare/${base}...${audited}`,
    commit: audited,
  };
  const compared = await job.reads.dependencyChanges(base, audited);
  if (compared.ok) {
    const { warning } = compared.value;
    if (warning !== undefined) job.notice(`GitHub says of the ${between}: ${warning}`);
    return present(compared.value, source);
  }
  const { error } = compared;
  if (error.kind === 'not-here') return missing(error.message);
  if (error.kind === 'missing') {
    return missing(
      `GitHub does not compare the ${between}: it needs the dependency graph and, on private repositories, Advanced Security (${error.message})`,
    );
  }
  const why = `${between} could not be compared: ${apiErrorText(error)}`;
  job.notice(why);
  return unreadable(why, source);
}

export const dependencies = defineSource({
  kind: 'dependencies',
  from: 'github',
  cost: 'high',
  optional: true,
  collect: collectDependencies,
});
