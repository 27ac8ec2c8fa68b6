import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import type { Permission, Workflow } from '../src/model/workflow.ts';
import { readWorkflow } from '../src/workflow/parse/read-workflow.ts';

const EXAMPLES = 'examples/workflows';
const paths = [
  ...readdirSync(EXAMPLES)
    .sort()
    .map((name) => join(EXAMPLES, name)),
  join('.github', 'workflows', 'audit.yml'),
];

function workflowOf(path: string): Workflow {
  const file = readWorkflow(path, '', readFileSync(path, 'utf8'));
  if (file.state !== 'present') throw new Error(`${path}:${file.line}: ${file.why}`);
  return file.workflow;
}

/** What the audit's job may do; nothing it does not list, because it lists something. */
function grantsOf(workflow: Workflow): readonly Permission[] {
  const job = workflow.jobs.find(({ id }) => id === 'audit');
  return job?.permissions.state === 'declared' ? job.permissions.grants : [];
}

const NEEDED: Readonly<Record<string, string>> = {
  'merge-queue.yml': 'actions: read, contents: read, pull-requests: read, statuses: write',
  'pull-request.yml': 'actions: read, contents: read, pull-requests: write, statuses: write',
  'workflow-run.yml': 'actions: read, contents: read, pull-requests: write, statuses: write',
  'comment.yml': 'actions: read, contents: read, pull-requests: write, statuses: write',
};
const COMMITTING = 'actions: read, contents: write, pull-requests: write, statuses: write';

describe.each(paths)('%s', (path) => {
  const workflow = workflowOf(path);
  const name = path.split(/[\\/]/).at(-1) ?? '';

  it('pins every action to a commit', () => {
    const uses = workflow.jobs.flatMap(({ steps }) => steps.flatMap(({ uses: use }) => use ?? []));
    const loose = uses.filter(({ pin }) => pin !== 'sha' && pin !== 'local');
    expect(uses.length).toBeGreaterThan(0);
    expect(loose.map(({ uses: use }) => use)).toEqual([]);
  });

  it('lets the audit’s job do what it needs and nothing else', () => {
    const grants = grantsOf(workflow).map(({ scope, access }) => `${scope}: ${access}`);
    expect(grants.join(', ')).toBe(NEEDED[name] ?? COMMITTING);
    expect(workflow.permissions.state).toBe('declared');
  });

  it('ends by itself, and never runs a stranger’s code with this repository’s token', () => {
    expect(workflow.jobs.filter(({ timeoutMinutes }) => timeoutMinutes === undefined)).toEqual([]);
    const events = workflow.triggers.map(({ event }) => event);
    expect(events).not.toContain('pull_request_target');
    const checksOut = workflow.jobs.some(({ steps }) =>
      steps.some(({ uses }) => uses?.uses.startsWith('actions/checkout@')),
    );
    expect(checksOut && events.some((event) => /workflow_run|issue_comment/.test(event))).toBe(
      false,
    );
  });
});

it('every event that the audit knows has an example', () => {
  const events = new Set(
    readdirSync(EXAMPLES).flatMap((name) =>
      workflowOf(join(EXAMPLES, name)).triggers.map(({ event }) => event),
    ),
  );
  expect([...events].sort()).toEqual([
    'issue_comment',
    'merge_group',
    'milestone',
    'pull_request',
    'push',
    'schedule',
    'workflow_dispatch',
    'workflow_run',
  ]);
});

it('every example has a concurrency group, of the workflow or of the audit’s job', () => {
  const groups = readdirSync(EXAMPLES).map((name) => {
    const file = parse(readFileSync(join(EXAMPLES, name), 'utf8')) as {
      readonly concurrency?: { readonly group: string };
      readonly jobs: { readonly audit: { readonly concurrency?: { readonly group: string } } };
    };
    return file.concurrency?.group ?? file.jobs.audit.concurrency?.group ?? '';
  });
  expect(groups.filter((group) => !group.includes('${{'))).toEqual([]);
});

it('the audit behind other jobs runs even when they failed: a skipped check would pass', () => {
  const audit = workflowOf(join(EXAMPLES, 'pull-request.yml')).jobs.find(
    ({ id }) => id === 'audit',
  );
  expect(audit?.needs.map(({ value }) => value)).toEqual(['test']);
  expect(audit?.if?.value).toMatch(/^always\(\)/);
});
