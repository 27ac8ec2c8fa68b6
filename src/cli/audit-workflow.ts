import { stringify } from 'yaml';
import type { Workflow } from '../model/workflow.ts';
import type { Project } from './detect-project.ts';

/** Returns the workflow that audits pull requests after their checks, and the default branch. */
export function auditWorkflow({ workflows, defaultBranch }: Project, action: string): string {
  const names = workflows.map(({ name }) => name).sort();
  return [
    '# Audits each pull request when its checks have ended, and the default branch.',
    '# It runs only the code of the audit, so pull requests from forks are safe.',
    'name: Milestone audit',
    '',
    yaml({
      on: {
        ...(names.length > 0 ? { workflow_run: { workflows: names, types: ['completed'] } } : {}),
        ...(workflows.some(runsForEveryPullRequest) ? {} : { pull_request: null }),
        push: { branches: [defaultBranch] },
        workflow_dispatch: null,
      },
    }),
    '',
    '# Nothing by default; the job below names what it needs.',
    'permissions: {}',
    '',
    "# Audits of one branch wait for each other. A fork's branch is another branch.",
    'concurrency:',
    `  group: milestone-audit-${expression('github.event.workflow_run.head_repository.full_name || github.repository')}-${expression('github.event.workflow_run.head_branch || github.head_ref || github.ref_name')}`,
    '  cancel-in-progress: false',
    '',
    'jobs:',
    '  audit:',
    '    name: audit',
    '    runs-on: ubuntu-24.04',
    '    timeout-minutes: 30',
    '    permissions:',
    '      actions: read # runs, logs, and artifacts',
    '      contents: write # commits the document after the merge',
    '      pull-requests: write # the comment',
    '      statuses: write # the status to require',
    '    steps:',
    '      - name: audit',
    ...pinning(action),
    `        uses: ${action}`,
    '',
  ].join('\n');
}

/** A workflow with path filters has no run for some pull requests, and then no `workflow_run` starts the audit. */
export function runsForEveryPullRequest({ triggers }: Workflow): boolean {
  return triggers.some(
    ({ event, filters }) =>
      event.startsWith('pull_request') &&
      !filters.some(({ key }) => /^(?:paths|branches)(?:-ignore)?$/.test(key)),
  );
}

/** Returns a workflow expression. */
function expression(text: string): string {
  return `\${{ ${text} }}`;
}

function yaml(value: unknown): string {
  return stringify(value, { lineWidth: 0, nullStr: '' }).trimEnd();
}

/** Without GitHub only the tag is known; a commit is the strictest pin. */
function pinning(action: string): readonly string[] {
  if (/@[0-9a-f]{40}\b/.test(action)) return [];
  return ['        # Best pinned to the full commit of this release, with the version behind it.'];
}
