import { BY_WORST } from '../analysis/fold.ts';
import { defineRule, severityOf } from '../analysis/runner.ts';
import { fileSource, openCallers, unreadItems } from '../analysis/workflow-files.ts';
import { byCodeUnit } from '../lib/canonical-json.ts';
import { quantity } from '../lib/format.ts';
import type { RepositoryFiles } from '../model/repository.ts';
import type { Item } from '../model/rule.ts';
import type { Flaw, Level, Open, Proof } from '../model/verdict.ts';
import type { Permission, Permissions, Workflow } from '../model/workflow.ts';
import { headCheckouts } from '../workflow/downloads/head-checkouts.ts';
import { localPath } from '../workflow/parse/uses.ts';
import { readableWorkflows } from '../workflow/scripts/follow-scripts.ts';

export const tokenPermissions = defineRule({
  id: 'token-permissions',
  title: 'Token permissions',
  controls: ['OSPS-AC-04.01', 'OSPS-AC-04.02'],
  needs: ['files'],
  settles: ['files'],
  levels: [
    'write-all, or a checkout of the head under `pull_request_target`, `workflow_run`, or `issue_comment`',
    'a workflow has no `permissions` at all',
    'some jobs of a workflow have no `permissions`',
    'two or more writes for a whole workflow',
    'one write for a whole workflow',
    'workflows may only read; only single jobs may write',
  ],
  remediation: {
    recommendation:
      'Put `permissions: contents: read` at the top of the workflow and each write on the one job that needs it.',
    minutes: 20,
    guardrail: 'Set the repository’s default workflow permissions to read.',
    rollback: 'Give the job the one permission that it turns out to lack.',
    area: 'SEC',
  },
  table: BY_WORST,
  judge({ files }, { config }) {
    const all = readableWorkflows(files);
    const workflows = all.filter(({ kind }) => kind === 'workflow');
    const found = workflows
      .flatMap((workflow) => excessOf(files, workflow, all))
      .sort((a, b) => a.level - b.level);
    const others = workflows.filter(({ path }) => !found.some((one) => one.path === path));
    return {
      items: [
        ...found.map((one) => itemOf(files, one)),
        ...others.map((workflow): Item<'5'> => {
          return { worst: '5', best: '5', proof: grantsOf(files, workflow) };
        }),
        ...unreadItems(files, 'permission', { worst: '0', best: '5' }, config.workflowKeys),
      ],
      measured: describe(
        workflows,
        found.filter(({ open }) => open === undefined),
      ),
      none: 'there is no workflow that gets a token',
    };
  },
});

/** Something that gives a token more than one job needs. */
interface Excess {
  readonly level: Level;
  readonly key: string;
  readonly path: string;
  readonly line: number;
  readonly text: string;
  /** Why it is perhaps none: a caller that cannot be read may declare the permissions. */
  readonly open?: Open | undefined;
}

function itemOf(files: RepositoryFiles, one: Excess): Item<'0' | '1' | '2' | '3' | '4' | '5'> {
  const { level, path, line, text, open } = one;
  const state = `${level}` as const;
  return {
    worst: state,
    best: open === undefined ? state : 'none',
    proof: [{ text, source: fileSource(files, path, line) }],
    ...(open === undefined ? { flaw: () => flawOf(files, one) } : { open }),
  };
}

/** Lists the declared permissions of a workflow and its jobs, each with its line. */
function grantsOf(files: RepositoryFiles, workflow: Workflow): readonly Proof[] {
  const { path, permissions, jobs } = workflow;
  const blocks = [
    { name: path, permissions },
    ...jobs.map((job) => ({ name: `${path}, job ${job.id}`, permissions: job.permissions })),
  ];
  const declared = blocks.flatMap((block) => {
    if (block.permissions.state === 'undeclared') return [];
    const { grants, line } = block.permissions;
    const text = `${block.name}: ${grants.map(({ scope, access }) => `${scope}: ${access}`).join(', ')}`;
    return [{ text, source: fileSource(files, path, line) }];
  });
  const callers = `${path}: the permissions of its callers`;
  return declared.length > 0 ? declared : [{ text: callers, source: fileSource(files, path) }];
}

function describe(workflows: readonly Workflow[], found: readonly Excess[]): string {
  const [worst, ...others] = found;
  if (worst === undefined) {
    return `${quantity(workflows.length, 'workflow')}, ${singleWrites(workflows)}`;
  }
  return others.length === 0 ? worst.text : `${worst.text} (and ${others.length} more)`;
}

/** Names the write permissions of single jobs, which cost no level. */
function singleWrites(workflows: readonly Workflow[]): string {
  const writes = workflows
    .flatMap(({ permissions, jobs }) => [permissions, ...jobs.map((job) => job.permissions)])
    .flatMap(writesOf)
    .map(({ scope }) => scope);
  if (writes.length === 0) return 'read-only';
  return `writes only in single jobs: ${[...new Set(writes)].sort(byCodeUnit).join(', ')}`;
}

function excessOf(
  files: RepositoryFiles,
  workflow: Workflow,
  all: readonly Workflow[],
): readonly Excess[] {
  return [
    ...fromHead(workflow, all),
    ...writeAll(workflow),
    ...withoutDeclaration(files, workflow, callersOf(workflow, all)),
    ...workflowWrites(workflow),
  ];
}

/** Code of a fork's pull request that runs with the token of the base. */
function fromHead(workflow: Workflow, all: readonly Workflow[]): readonly Excess[] {
  return headCheckouts(workflow, all).map(({ event, line }) => ({
    level: 0,
    key: 'head-checkout',
    path: workflow.path,
    line,
    text: `${event} checks out the head`,
  }));
}

function writeAll(workflow: Workflow): readonly Excess[] {
  return [workflow.permissions, ...workflow.jobs.map(({ permissions }) => permissions)]
    .flatMap(writesOf)
    .filter(({ scope }) => scope === 'all')
    .map(({ line }) => ({
      level: 0,
      key: 'write-all',
      path: workflow.path,
      line,
      text: 'grants all permissions (`write-all`)',
    }));
}

/** A workflow that is only called gets its caller's token, so its callers' permissions are judged. */
function withoutDeclaration(
  files: RepositoryFiles,
  workflow: Workflow,
  callers: readonly (readonly Permissions[])[],
): readonly Excess[] {
  const own = workflow.triggers.some(({ event }) => event !== 'workflow_call');
  if (own) return undeclared(workflow);
  if (callers.length > 0 && callers.every((blocks) => blocks.some(isDeclared))) return [];
  const open = callers.length === 0 ? openCallers(files, workflow) : undefined;
  return undeclared(workflow).map((one) => ({ ...one, open }));
}

/** Returns the permissions of the workflow and job of each call. */
function callersOf({ path }: Workflow, all: readonly Workflow[]) {
  return all.flatMap((workflow) =>
    workflow.jobs
      .filter(({ uses }) => uses?.pin === 'local' && localPath(uses.uses) === path)
      .map((job) => [workflow.permissions, job.permissions]),
  );
}

function isDeclared({ state }: Permissions): boolean {
  return state === 'declared';
}

function undeclared({ path, permissions, jobs }: Workflow): readonly Excess[] {
  if (permissions.state === 'declared') return [];
  const withoutPermissions = jobs.filter((job) => job.permissions.state === 'undeclared');
  const first = withoutPermissions[0];
  if (first === undefined) return [];
  const all = withoutPermissions.length === jobs.length;
  const text = all ? 'declares no permissions' : `job ${first.id} declares no permissions`;
  return [{ level: all ? 1 : 2, key: 'undeclared', path, line: all ? 1 : first.line, text }];
}

/** With a single job, the workflow's permissions are those of the job. */
function workflowWrites({ path, permissions, jobs }: Workflow): readonly Excess[] {
  const writes = writesOf(permissions).filter(({ scope }) => scope !== 'all');
  if (jobs.length < 2) return [];
  const level = writes.length > 1 ? 3 : 4;
  return writes.map(({ scope, line }) => ({
    level,
    key: `wide:${scope}`,
    path,
    line,
    text: `${scope}: write for the whole workflow`,
  }));
}

function writesOf(permissions: Permissions): readonly Permission[] {
  return permissions.state === 'declared'
    ? permissions.grants.filter(({ access }) => access === 'write')
    : [];
}

function flawOf(files: RepositoryFiles, { level, key, path, line, text }: Excess): Flaw {
  return {
    key: `${key}:${path}`,
    severity: severityOf(level),
    observation: `${path}:${line} ${text}.`,
    source: fileSource(files, path, line),
  };
}
