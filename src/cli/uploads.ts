import type { Workflow, WorkflowJob, WorkflowStep } from '../model/workflow.ts';

/** An artifact upload of a workflow step. */
export interface Upload {
  readonly workflow: string;
  readonly job: string;
  readonly artifact: string;
  readonly path: string;
  /** Whether the workflow runs for pull requests. */
  readonly ofPullRequests: boolean;
}

export function uploadsOf({ name, jobs, triggers }: Workflow): readonly Upload[] {
  const ofPullRequests = triggers.some(({ event }) => event.startsWith('pull_request'));
  return jobs.flatMap((job) =>
    uploadStepsOf(job).map((step) => ({
      workflow: name,
      job: job.id,
      artifact: inputOf(step, 'name') ?? 'artifact',
      path: inputOf(step, 'path') ?? '',
      ofPullRequests,
    })),
  );
}

function uploadStepsOf({ steps }: WorkflowJob): readonly WorkflowStep[] {
  return steps.filter(({ uses }) => /^actions\/upload-artifact@/.test(uses?.uses ?? ''));
}

function inputOf(step: WorkflowStep, key: string): string | undefined {
  return step.with.find((input) => input.key === key)?.value.trim();
}

const KINDS = [
  ['coverage', /cov|lcov|cobertura|jacoco/i],
  ['sbom', /sbom|cyclonedx|spdx/i],
  ['findings', /sarif|scan|trivy|grype|audit|semgrep|codeql/i],
  ['tests', /junit|test|pytest|jest|vitest|surefire|report/i],
] as const;

export type UploadKind = (typeof KINDS)[number][0];

/** Returns the likely kind of an upload by its name and path; `undefined` when neither shows it. */
export function kindOfUpload({
  artifact,
  path,
}: Pick<Upload, 'artifact' | 'path'>): UploadKind | undefined {
  return KINDS.find(([, pattern]) => pattern.test(artifact) || pattern.test(path))?.[0];
}
