import { join } from 'node:path';
import { stringify } from 'yaml';
import { checkConfig } from '../config/check-config.ts';
import { quantity } from '../lib/format.ts';
import { openRepository, type Repository } from '../local/checkout.ts';
import { createText, readText } from '../local/disk.ts';
import { ownCommit } from '../local/repository-identity.ts';
import type { Workflow } from '../model/workflow.ts';
import { RULES } from '../rules/registry.ts';
import { readWorkflow } from '../workflow/parse/read-workflow.ts';
import { flag, optionText, UsageError } from './arguments.ts';
import { type Command, jsonText, VERSION } from './command.ts';
import type { CommandJson } from './command-json.ts';
import { detectProject, type Project } from './detect-project.ts';
import { proposedTests, reportSteps } from './proposed-steps.ts';
import { startingConfig } from './starting-config.ts';
import { kindOfUpload } from './uploads.ts';

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
    const put: PutFile[] = [];
    for (const file of files) {
      put.push(await putFile(repository.root, file, project, flag(given, 'dry-run')));
    }
    const report = { detected: detectedIn(project), proposals: proposalsFor(project) };
    terminal.out(
      flag(given, 'json')
        ? jsonText<'init'>({ files: put, ...report })
        : `${put.map(fileText).join('')}\n${reportText(report)}`,
    );
    terminal.err(`next: ${terminal.program ?? 'milestone-audit'} audit, then commit both files\n`);
    return 0;
  },
};

type NewFile = readonly [
  path: string,
  text: string,
  gapsOf: (present: string, project: Project) => readonly string[],
];

type Init = CommandJson['init'];
type PutFile = Init['files'][number];

/** Writes a file unless it exists, and returns what happened: its text, or what the one that exists lacks. */
async function putFile(
  root: string,
  [path, text, gapsOf]: NewFile,
  project: Project,
  dryRun: boolean,
): Promise<PutFile> {
  const place = join(root, path);
  const present = await readText(place);
  if (present.state === 'read') {
    return { path, state: 'exists', text: null, gaps: gapsOf(present.text, project) };
  }
  if (!dryRun) await create(place, text);
  return { path, state: dryRun ? 'would-be-written' : 'written', text, gaps: [] };
}

function fileText({ path, state, text, gaps }: PutFile): string {
  if (state === 'exists') {
    return `── ${path} (exists, unchanged)\n${gaps.map((gap) => `  ${gap}\n`).join('')}`;
  }
  return `── ${path} (${state.replaceAll('-', ' ')})\n\n${text}\n`;
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

/** Returns the workflow that audits pull requests after their checks, and the default branch. */
function auditWorkflow({ workflows, defaultBranch }: Project, action: string): string {
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
    `  group: milestone-audit-${expression('github.event.workflow_run.head_repository.full_name || github.event.pull_request.head.repo.full_name || github.repository')}-${expression('github.event.workflow_run.head_branch || github.head_ref || github.ref_name')}`,
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
function runsForEveryPullRequest({ triggers }: Workflow): boolean {
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

/** Returns what was detected, and which changes of the workflows add missing evidence. */
function reportText({ detected, proposals }: Pick<Init, 'detected' | 'proposals'>): string {
  const { unreadable, ...found } = detected;
  const rows = Object.entries(found).map(([what, names]) => {
    const shown = names.length === 0 ? 'none' : names.join(', ');
    return `  ${what.replaceAll('_', ' ').padEnd(14)}${shown}`;
  });
  return [
    'Detected in this repository:',
    ...rows,
    ...unreadable.map((one) => `  unreadable: ${one}`),
    '',
    ...(proposals.length === 0
      ? ['The workflows upload everything that an audit reads.']
      : ['Changes that add evidence. Each is optional:', '', ...proposals.flatMap(printed)]),
    '',
  ].join('\n');
}

function detectedIn(project: Project): Init['detected'] {
  const { languages, tools, tests, workflows, uploads, milestones, broken } = project;
  const runners = tests.flatMap(({ tool }) => tool ?? []);
  const unique = (names: readonly string[]): readonly string[] => [...new Set(names)];
  return {
    languages: languages.map(([name, files]) => `${name} (${quantity(files, 'file')})`),
    test_runners: unique((runners.length > 0 ? runners : tools).map(runnerName)),
    workflows: unique(workflows.map(({ name }) => name)),
    uploads: unique(uploads.map(({ artifact, workflow }) => `${artifact} (${workflow})`)),
    milestones: unique(milestones.map(({ id, where }) => `${id} (${where})`)),
    unreadable: broken,
  };
}

/** Where the log is the evidence, nothing has to be added, and nothing is proposed. */
function runnerName({ name, reports }: Project['tools'][number]): string {
  return reports.length === 0 ? `${name} (its log is read)` : name;
}

function proposalsFor(project: Project): Init['proposals'] {
  const kinds = new Set(project.uploads.map(kindOfUpload));
  return [
    ...proposedTests(project).map(({ where, once, steps }) => ({ where, once, steps })),
    ...(project.tests.length === 0 && project.tools.length === 0 ? [NO_RUNNER] : []),
    ...(kinds.has('findings') ? [] : [scanOf(project)]),
  ];
}

function printed({ where, once, steps }: Init['proposals'][number]): readonly string[] {
  const before = once.map((what) => `      # once: ${what}`);
  return [where, ...before, ...(steps === '' ? [] : [steps]), ''];
}

const NO_RUNNER = {
  where: 'No test runner was recognized. Have yours write JUnit XML, and upload it as an artifact.',
  once: [],
  steps: '',
};

/** The scans that package managers bring, with a report that an audit reads; the others need a tool of their own. */
const SCANS = [
  [
    /^package-lock\.json$/,
    'npm audit --audit-level=high --json > npm-audit.json',
    'npm-audit.json',
  ],
  [
    /^pnpm-lock\.yaml$/,
    'pnpm audit --audit-level high --json > pnpm-audit.json',
    'pnpm-audit.json',
  ],
] as const;

function scanOf({ paths }: Project): Init['proposals'][number] {
  const found = SCANS.find(([name]) => paths.some((path) => name.test(path)));
  if (found === undefined) {
    const where =
      'A vulnerability scan and a secret scan: run scanners that write SARIF, such as osv-scanner, Trivy, or\ngitleaks, and upload their files.';
    return { where, once: [], steps: '' };
  }
  const [, run, report] = found;
  const { steps } = reportSteps({ name: 'Vulnerability scan', run }, 'scan', [report]);
  const where =
    'A vulnerability scan of the dependencies. It fails the job when it finds something:';
  return { where, once: [], steps };
}
