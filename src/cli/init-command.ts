import { join } from 'node:path';
import { stringify } from 'yaml';
import { openRepository } from '../local/checkout.ts';
import { createText } from '../local/disk.ts';
import { ownCommit } from '../local/repository-identity.ts';
import { flag, optionText, UsageError } from './arguments.ts';
import { type Command, VERSION } from './command.ts';
import { type Survey, surveyOf } from './detect-project.ts';
import { initAdvice, initConfig } from './init-config.ts';

const CONFIG = '.github/milestone-audit.yml';
const WORKFLOW = '.github/workflows/milestone-audit.yml';

/** `init`: writes a configuration and a workflow for the repository, and lists missing evidence. */
export const initCommand: Command = {
  async run(given, terminal) {
    const opened = await openRepository(optionText(given, 'repo') ?? '.');
    if (opened.state === 'none') throw new UsageError(opened.why);
    const { repository } = opened;
    if (repository.bare) throw new UsageError('a bare repository has no work tree to write into');
    const survey = await surveyOf(repository);
    const files = [
      [CONFIG, initConfig(survey)],
      [WORKFLOW, initWorkflow(survey, await actionOf(optionText(given, 'action')))],
    ] as const;
    for (const [path, text] of files) {
      const fate = flag(given, 'dry-run')
        ? 'would be written'
        : await create(join(repository.root, path), text);
      terminal.out(`── ${path} (${fate})\n${fate === KEPT ? '' : `\n${text}\n`}`);
    }
    terminal.out(`\n${initAdvice(survey)}`);
    terminal.err(`next: ${terminal.program ?? 'milestone-audit'} audit, then commit both files\n`);
    return 0;
  },
};

const KEPT = 'is there already and was left as it is';

async function create(path: string, text: string): Promise<string> {
  const created = await createText(path, text);
  switch (created.state) {
    case 'created':
      return 'written';
    case 'exists':
      return KEPT;
    case 'refused':
      throw new UsageError(created.why);
    default:
      return created satisfies never;
  }
}

const ACTION = 'milestone-audit/milestone-audit';

/** Returns the commit of this program if it is known, else its release tag, which is immutable. */
async function actionOf(given: string | undefined): Promise<string> {
  if (given === undefined) {
    const own = await ownCommit(process.argv[1] ?? '');
    if (own === undefined) return `${ACTION}@v${VERSION}`;
    return `${ACTION}@${own.sha}${own.released ? ` # v${VERSION}` : ''}`;
  }
  if (/^[\w.-]+\/[\w./-]+@[\w./-]+$/.test(given)) return given;
  throw new UsageError(`--action must be OWNER/NAME@REF (got ${given})`);
}

/** Returns the audit workflow for the default branch and for pull requests after their checks. */
function initWorkflow({ workflows, defaultBranch }: Survey, action: string): string {
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

/** Returns a workflow expression. */
function expression(text: string): string {
  return `\${{ ${text} }}`;
}

function yaml(value: unknown): string {
  return stringify(value, { lineWidth: 0, nullStr: '' }).trimEnd();
}

/** Without GitHub only the tag is known; a commit would be the strictest pin. */
function pinning(action: string): readonly string[] {
  if (/@[0-9a-f]{40}\b/.test(action)) return [];
  return ['        # Best pinned by the full commit of this release, with the version behind it.'];
}
