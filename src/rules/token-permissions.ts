import { defineRule, leveled, notApplicable, severityOf } from '../analysis/runner.ts';
import { fileSource, filesProof, judgeWorkflows } from '../analysis/workflow-files.ts';
import { byCodeUnit } from '../lib/canonical-json.ts';
import { plural } from '../lib/format.ts';
import type { RepositoryFiles } from '../model/repository.ts';
import type { Finding, Flaw, Level } from '../model/verdict.ts';
import type { Permission, Permissions, Workflow } from '../model/workflow.ts';
import { headCheckouts } from '../workflow/downloads/head-checkouts.ts';
import { localPath } from '../workflow/parse/uses.ts';

export const tokenPermissions = defineRule({
  id: 'token-permissions',
  title: 'Token permissions',
  needs: ['files'],
  levels: [
    'write-all, or `pull_request_target` that checks out the head',
    'a workflow has no `permissions` at all',
    'some jobs of a workflow have no `permissions`',
    'two or more writes for a whole workflow',
    'one write for a whole workflow',
    'reading only for workflows; writing only for single jobs',
  ],
  remediation: {
    recommendation:
      'Put `permissions: contents: read` at the top of the workflow and each write on the one job that needs it.',
    minutes: 20,
    guardrail: 'Set the repository’s default workflow permissions to read.',
    rollback: 'Give the job the one permission that it turns out to lack.',
    area: 'SEC',
  },
  judge({ files }) {
    return judgeWorkflows(files, (workflows) => judgePermissions(files, workflows));
  },
});

interface Excess {
  readonly level: Level;
  readonly key: string;
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

function judgePermissions(files: RepositoryFiles, all: readonly Workflow[]): Finding {
  const workflows = all.filter(({ kind }) => kind === 'workflow');
  if (workflows.length === 0) return notApplicable('there is no workflow that gets a token');
  const found = workflows
    .flatMap((workflow) => excessOf(workflow, all))
    .sort((a, b) => a.level - b.level);
  const level = found[0]?.level ?? 5;
  return leveled({
    level,
    measured:
      found.length === 0
        ? `${plural(workflows.length, 'workflow')}, ${singleWrites(workflows)}`
        : `${found[0]?.text ?? ''}${found.length > 1 ? ` (and ${found.length - 1} more)` : ''}`,
    proof:
      found.length === 0
        ? filesProof(files, 'no write for the whole workflow')
        : found.map(({ path, line, text }) => ({ text, source: fileSource(files, path, line) })),
    flaws: found.map((one) => flawOf(files, one)),
  });
}

/** Names the write permissions of single jobs, which cost no level. */
function singleWrites(workflows: readonly Workflow[]): string {
  const writes = workflows
    .flatMap(({ permissions, jobs }) => [permissions, ...jobs.map((job) => job.permissions)])
    .flatMap(writesOf)
    .map(({ scope }) => scope);
  if (writes.length === 0) return 'reading only';
  return `writing only in single jobs: ${[...new Set(writes)].sort(byCodeUnit).join(', ')}`;
}

function excessOf(workflow: Workflow, all: readonly Workflow[]): readonly Excess[] {
  return [
    ...fromHead(workflow, all),
    ...writeAll(workflow),
    ...(callersNarrow(workflow, all) ? [] : undeclared(workflow)),
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
      text: 'write-all',
    }));
}

/** A workflow that is only called gets its caller's token, so its callers' permissions are judged. */
function callersNarrow({ path, triggers }: Workflow, all: readonly Workflow[]): boolean {
  if (triggers.some(({ event }) => event !== 'workflow_call')) return false;
  const callers = all.flatMap((workflow) =>
    workflow.jobs
      .filter(({ uses }) => uses?.pin === 'local' && localPath(uses.uses) === path)
      .map((job) => [workflow.permissions, job.permissions]),
  );
  return callers.length > 0 && callers.every((blocks) => blocks.some(isDeclared));
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
  const text = all ? 'no permissions declared' : `job ${first.id} declares no permissions`;
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
