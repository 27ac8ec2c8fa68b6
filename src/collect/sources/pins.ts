import { mapConcurrent } from '../../lib/concurrency.ts';
import { type Evidence, present } from '../../model/evidence.ts';
import type { PinResolution } from '../../model/repository.ts';
import { apiErrorText } from '../../model/result.ts';
import type { Use, WorkflowFile } from '../../model/workflow.ts';
import type { CollectJob } from '../base/collect-job.ts';
import { defineSource } from '../base/source.ts';
import { filesAt } from './repository-files.ts';

/** Maximum number of different pins that are looked up. A notice says when there are more. */
const MAX_PINS = 100;
const AT_ONCE = 10;

interface Pin {
  readonly owner: string;
  readonly name: string;
  readonly sha: string;
}

/** Returns, for each commit an action is pinned to, whether it exists in the action's own repository. */
async function collectPins(job: CollectJob): Promise<Evidence<readonly PinResolution[]>> {
  const files = await filesAt(job, job.target.commits.audited);
  if (files.state !== 'present') return files;
  const pins = uniquePins(files.value.workflows);
  if (pins.length > MAX_PINS) {
    job.notice(
      `${pins.length} different action pins are used; the first ${MAX_PINS} were looked up`,
    );
  }
  const resolved = await mapConcurrent(pins, AT_ONCE, async (pin) => {
    const at = pins.indexOf(pin);
    return at < MAX_PINS ? resolve(job, pin) : notLookedUp(pin);
  });
  return present(resolved, { ...files.source, what: 'commits that actions are pinned to' });
}

async function resolve(job: CollectJob, { owner, name, sha }: Pin): Promise<PinResolution> {
  const repository = `${owner}/${name}`;
  const answer = await job.reads.foreignCommit({ owner, name }, sha);
  if (answer.ok) return { repository, sha, ...answer.value };
  const why = apiErrorText(answer.error);
  job.notice(`whether ${repository} has commit ${sha.slice(0, 7)} is unknown: ${why}`);
  return { repository, sha, state: 'unknown', tags: [], why };
}

function notLookedUp({ owner, name, sha }: Pin): PinResolution {
  const why = `more than ${MAX_PINS} pins`;
  return { repository: `${owner}/${name}`, sha, state: 'unknown', tags: [], why };
}

function uniquePins(workflows: readonly WorkflowFile[]): readonly Pin[] {
  const pins = new Map<string, Pin>();
  for (const use of workflows.flatMap(usesOf)) {
    const match = /^([\w.-]+)\/([\w.-]+)(?:\/[^@]*)?@([0-9a-f]{40})$/i.exec(use.uses);
    if (match === null || use.pin !== 'sha') continue;
    const [, owner = '', name = '', sha = ''] = match;
    pins.set(`${owner}/${name}@${sha}`.toLowerCase(), { owner, name, sha: sha.toLowerCase() });
  }
  return [...pins.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, pin]) => pin);
}

function usesOf(file: WorkflowFile): readonly Use[] {
  if (file.state !== 'present') return [];
  return file.workflow.jobs.flatMap((job) => [
    ...(job.uses === undefined ? [] : [job.uses]),
    ...job.steps.flatMap((step) => (step.uses === undefined ? [] : [step.uses])),
  ]);
}

export const pins = defineSource({
  kind: 'pins',
  from: 'github',
  cost: 'high',
  collect: collectPins,
});
