import { stringify } from 'yaml';
import type { Survey } from './detect-project.ts';

/** The workflow that audits, for the default branch and for pull requests after their checks have run. */
export function initWorkflow({ workflows, defaultBranch }: Survey, action: string): string {
  return [
    '# Audits the milestone when the checks of a pull request have ended, and after the',
    '# merge. It runs the code of the audit alone and never checks anything out, so pull',
    '# requests of forks are safe.',
    'name: Milestone audit',
    '',
    yaml({
      on: {
        ...(workflows.length > 0 ? { workflow_run: { workflows, types: ['completed'] } } : {}),
        push: { branches: [defaultBranch] },
        workflow_dispatch: {},
      },
    }),
    '',
    '# Nothing by default; the one job below names what it needs.',
    'permissions: {}',
    '',
    "# Audits of one branch wait for each other; a fork's branch of the same name is another.",
    'concurrency:',
    `  group: milestone-audit-${expression('github.event.workflow_run.head_repository.full_name || github.repository')}-${expression('github.event.workflow_run.head_branch || github.ref_name')}`,
    '  cancel-in-progress: false',
    '',
    'jobs:',
    '  audit:',
    '    name: audit',
    '    runs-on: ubuntu-24.04',
    '    timeout-minutes: 30',
    '    permissions:',
    '      actions: read # runs, logs and artifacts',
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

/** An expression of a workflow file. */
function expression(text: string): string {
  return `\${{ ${text} }}`;
}

function yaml(value: unknown): string {
  return stringify(value, { lineWidth: 0, nullStr: '' }).trimEnd();
}

/** A tag is all that can be told without asking GitHub; the strictest pin is a commit. */
function pinning(action: string): readonly string[] {
  if (/@[0-9a-f]{40}\b/.test(action)) return [];
  return ['        # Best pinned by the full commit of this release, with the version behind it.'];
}
