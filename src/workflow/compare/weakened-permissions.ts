import type { Permission, Permissions, Workflow, WorkflowJob } from '../../model/workflow.ts';
import { type Weakening, weakened } from './weakening.ts';

const reach: Readonly<Record<Permission['access'], number>> = { none: 0, read: 1, write: 2 };

/** Jobs whose token may do more than at the base; what the base left undeclared was not narrower. */
export function widenedPermissions(
  base: readonly Workflow[],
  head: readonly Workflow[],
): readonly Weakening[] {
  const before = new Map(base.map((workflow) => [workflow.path, workflow]));
  return head.flatMap((workflow) => {
    const old = before.get(workflow.path);
    if (old === undefined || workflow.kind === 'action') return [];
    const jobs = new Map(old.jobs.map((job) => [job.id, job]));
    return workflow.jobs.flatMap((job) => {
      const twin = jobs.get(job.id);
      return twin === undefined ? [] : widenedJob(old, twin, workflow, job);
    });
  });
}

function widenedJob(
  old: Workflow,
  twin: WorkflowJob,
  now: Workflow,
  job: WorkflowJob,
): Weakening[] {
  const was = effective(old, twin);
  const is = effective(now, job);
  if (was.state === 'undeclared') return [];
  const before = { path: old.path, line: was.line, text: shown(was) };
  if (is.state === 'undeclared') {
    return [weakened('permission-widened', before, { path: now.path, line: 1, text: '' })];
  }
  const wider = is.grants.find(({ scope, access }) => reach[access] > reach[accessTo(was, scope)]);
  if (wider === undefined) return [];
  const own = job.permissions.state === 'declared' ? job.id : '';
  const text = `${wider.scope}: ${wider.access}`;
  return [
    weakened(
      'permission-widened',
      before,
      { path: now.path, line: wider.line, text },
      { job: own },
    ),
  ];
}

function effective(workflow: Workflow, job: WorkflowJob): Permissions {
  return job.permissions.state === 'declared' ? job.permissions : workflow.permissions;
}

function accessTo(
  permissions: Permissions & { state: 'declared' },
  scope: string,
): Permission['access'] {
  const named = permissions.grants.find((grant) => grant.scope === scope);
  const all = permissions.grants.find((grant) => grant.scope === 'all');
  return named?.access ?? all?.access ?? 'none';
}

function shown({ grants }: Permissions & { state: 'declared' }): string {
  return grants.map(({ scope, access }) => `${scope}: ${access}`).join(', ');
}
