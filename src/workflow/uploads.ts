import type { WorkflowStep } from '../model/workflow.ts';

const UPLOAD = /^actions\/upload-artifact(?:\/merge)?@/;

export function isUpload({ uses }: WorkflowStep): boolean {
  return uses !== undefined && UPLOAD.test(uses.uses);
}

/**
 * Returns the artifact names that steps upload, as written with their expressions. `artifact` is the
 * default of the action, `merged-artifacts` that of its merge (their READMEs, read 2026-11-29).
 */
export function uploadNamesIn(steps: readonly WorkflowStep[]): readonly string[] {
  return steps.filter(isUpload).map(({ uses, with: inputs }) => {
    const name = inputs.find(({ key }) => key === 'name')?.value;
    return name ?? (uses?.uses.includes('/merge@') ? 'merged-artifacts' : 'artifact');
  });
}
