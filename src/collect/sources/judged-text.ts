import type { CollectJob } from '../collect-job.ts';
import { type RepositoryText, readRepositoryText } from '../repository-text.ts';

/** Plan or registry: the text that counts, and the older one it is compared with. */
export interface JudgedText {
  readonly commit: string;
  readonly text: RepositoryText;
  /** Absent when there is nothing to compare with. */
  readonly before?: RepositoryText;
}

/**
 * Plan and registry are read at the audited commit, so that a pull request can propose entries; for
 * forks, Dependabot and `trust: base` at the policy ref, so that nobody excuses himself. A proposal is
 * compared with the policy ref; after the merge, which the policy ref holds already, and in a
 * checkout, which is its own policy, with the base.
 */
export async function readJudgedText(job: CollectJob, path: string): Promise<JudgedText> {
  const { target, config, reads } = job;
  const { audited, policy, base } = target.commits;
  if (!target.trusted || config.trust === 'base') {
    return { commit: policy, text: await readRepositoryText(reads, policy, path) };
  }
  const { kind } = target.occasion;
  const older = kind === 'merged' || kind === 'local' ? base : policy;
  const [text, before] = await Promise.all([
    readRepositoryText(reads, audited, path),
    older === undefined || older === audited ? undefined : readRepositoryText(reads, older, path),
  ]);
  return { commit: audited, text, ...(before === undefined ? {} : { before }) };
}
