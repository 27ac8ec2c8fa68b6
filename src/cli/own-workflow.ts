import type { Forge } from '../model/forge.ts';
import type { WorkflowJob } from '../model/workflow.ts';
import { isWorkflowFile } from '../workflow/parse/file-names.ts';
import { readWorkflow } from '../workflow/parse/read-workflow.ts';

/** The workflow and job, by the names GitHub shows, in which the audit runs; empty when there is none. */
export interface OwnWorkflow {
  readonly workflow: string;
  readonly job: string;
}

const NONE: OwnWorkflow = { workflow: '', job: '' };

/**
 * Inside of Actions the runner says in which job the audit stands; from outside it is the one whose
 * step uses the audit. Its runs are no evidence: a red audit would make the next one red.
 */
export async function ownWorkflow(forge: Forge, sha: string): Promise<OwnWorkflow> {
  const tree = await forge.tree(sha);
  const entries = tree.ok ? tree.value.entries.filter(({ path }) => isWorkflowFile(path)) : [];
  for (const { path, blob } of entries) {
    const bytes = await forge.blob(blob);
    if (!bytes.ok) continue;
    const file = readWorkflow(path, blob, new TextDecoder().decode(bytes.value));
    if (file.state !== 'present') continue;
    const job = file.workflow.jobs.find(runsAudit);
    if (job !== undefined) return { workflow: file.workflow.name, job: job.name };
  }
  return NONE;
}

function runsAudit({ steps }: WorkflowJob): boolean {
  return steps.some(({ uses }) => /(?:^|\/)milestone-audit(?:\/[^@]*)?@/.test(uses?.uses ?? ''));
}
