import { join } from 'node:path';
import { checkConfig } from '../config/check-config.ts';
import { openRepository, type Repository } from '../local/checkout.ts';
import { createText, readText } from '../local/disk.ts';
import { ownCommit } from '../local/repository-identity.ts';
import { RULES } from '../rules/registry.ts';
import { readWorkflow } from '../workflow/parse/read-workflow.ts';
import { flag, optionText, UsageError } from './arguments.ts';
import { auditWorkflow, runsForEveryPullRequest } from './audit-workflow.ts';
import { type Command, VERSION } from './command.ts';
import { detectProject, type Project } from './detect-project.ts';
import { initReport } from './init-report.ts';
import { startingConfig } from './starting-config.ts';

const CONFIG = '.github/milestone-audit.yml';
const WORKFLOW = '.github/workflows/milestone-audit.yml';

/** `init`: writes a configuration and a workflow for the repository, and proposes what adds evidence. */
export const initCommand: Command = {
  async run(given, terminal) {
    const repository = await workTree(optionText(given, 'repo') ?? '.');
    const project = await detectProject(repository);
    const files = [
      [CONFIG, startingConfig(project), configGaps],
      [WORKFLOW, auditWorkflow(project, await actionOf(optionText(given, 'action'))), workflowGaps],
    ] as const;
    for (const file of files) {
      terminal.out(await put(repository.root, file, project, flag(given, 'dry-run')));
    }
    terminal.out(`\n${initReport(project)}`);
    terminal.err(`next: ${terminal.program ?? 'milestone-audit'} audit, then commit both files\n`);
    return 0;
  },
};

type NewFile = readonly [
  path: string,
  text: string,
  gapsOf: (present: string, project: Project) => readonly string[],
];

/** Writes a file unless it exists, and returns what happened: its text, or what the one that exists lacks. */
async function put(
  root: string,
  [path, text, gapsOf]: NewFile,
  project: Project,
  dryRun: boolean,
): Promise<string> {
  const place = join(root, path);
  const present = await readText(place);
  if (present.state === 'read') {
    const gaps = gapsOf(present.text, project).map((gap) => `  ${gap}\n`);
    return `── ${path} (exists, unchanged)\n${gaps.join('')}`;
  }
  if (!dryRun) await create(place, text);
  return `── ${path} (${dryRun ? 'would be written' : 'written'})\n\n${text}\n`;
}

async function workTree(folder: string): Promise<Repository> {
  const opened = await openRepository(folder);
  if (opened.state === 'none') throw new UsageError(opened.why);
  if (!opened.repository.bare) return opened.repository;
  throw new UsageError('a bare repository has no work tree to write into');
}

async function create(path: string, text: string): Promise<void> {
  const created = await createText(path, text);
  if (created.state === 'refused') throw new UsageError(created.why);
  if (created.state === 'exists') throw new UsageError(`${path} exists and cannot be read`);
}

/** Returns the problems of a config that is there already. */
function configGaps(text: string): readonly string[] {
  const checked = checkConfig(CONFIG, text, RULES);
  if (checked.state === 'valid') return [];
  return checked.problems.map(({ message }) => message);
}

/** Returns what a workflow that is there already does not cover. */
function workflowGaps(text: string, { workflows }: Project): readonly string[] {
  const file = readWorkflow(WORKFLOW, '', text);
  if (file.state === 'unreadable') return [`line ${file.line}: ${file.why}`];
  const { triggers } = file.workflow;
  const followed = triggers.flatMap(({ event, filters }) =>
    event === 'workflow_run'
      ? filters.flatMap(({ key, values }) => (key === 'workflows' ? values : []))
      : [],
  );
  const missed = workflows.map(({ name }) => name).filter((name) => !followed.includes(name));
  const every =
    workflows.some(runsForEveryPullRequest) ||
    triggers.some(({ event }) => event.startsWith('pull_request'));
  return [
    ...missed.map((name) => `add "${name}" to on.workflow_run.workflows: its runs are evidence`),
    ...(every
      ? []
      : ['add pull_request to on: no workflow runs on every pull request, so some get no audit']),
  ];
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
