import { startAuditRun } from './audit-run.ts';
import { fullName, userOf } from './lookup.ts';
import { issueComment, mergeGroup, milestone, schedule } from './rarer-events.ts';
import {
  type EventName,
  type EventOptions,
  onBranch,
  pullOf,
  type Told,
  tip,
} from './told-event.ts';
import { simpleCommitJson } from './views/commit.ts';
import { pullJson } from './views/pull.ts';
import { repoJson } from './views/repository.ts';
import { runJson, workflowJson } from './views/run.ts';
import { userJson } from './views/user.ts';
import { htmlOf, type Json, type View } from './views/view.ts';
import type { Run, World } from './world.ts';

export type { EventName, EventOptions } from './told-event.ts';

/** What the runner would hand to the action: the payload of the event, and the `github` context. */
export interface SandboxEvent {
  readonly name: EventName;
  readonly payload: Json;
  /** Keys as in the context (`run_id`, `sha`, …); the runner makes `GITHUB_RUN_ID`, … of them. */
  readonly github: Record<string, string>;
}

/** GITHUB_SHA is the test merge commit, or the base's tip once the pull request is closed. */
function pullRequest(view: View, options: EventOptions): Told {
  const { world } = view;
  const pull = pullOf(world, options.pull);
  const open = pull.state === 'open' && pull.mergeCommitSha !== null;
  return {
    payload: {
      action: options.action ?? 'synchronize',
      number: pull.number,
      pull_request: pullJson(view, pull),
      ...(options.action === undefined ? { before: pull.baseSha, after: pull.headSha } : {}),
    },
    sha: open ? (pull.mergeCommitSha ?? '') : tip(world, pull.baseRef),
    ref: open ? `refs/pull/${pull.number}/merge` : `refs/heads/${pull.baseRef}`,
    headRef: pull.headRef,
    baseRef: pull.baseRef,
    standing: {
      event: 'pull_request',
      headRepo: pull.headRepo,
      headBranch: pull.headRef,
      headSha: pull.headSha,
      pull: pull.number,
      title: pull.title,
    },
  };
}

function finishedRun(world: World, id: number | undefined): Run {
  const finished = world.runs.filter((run) => run.workflow.path !== world.audit.workflow);
  const found = id === undefined ? finished.at(-1) : finished.find((run) => run.id === id);
  if (!found) throw new Error(`the story has no run ${id ?? ''}`);
  return found;
}

function workflowRun(view: View, options: EventOptions): Told {
  const { world } = view;
  const run = finishedRun(world, options.run);
  return {
    ...onBranch(world, 'workflow_run', world.repo.defaultBranch),
    payload: {
      action: 'completed',
      workflow_run: runJson(view, run),
      workflow: workflowJson(view, run.workflow),
    },
  };
}

function push(view: View, options: EventOptions): Told {
  const { world } = view;
  const branch = options.branch ?? world.repo.defaultBranch;
  const told = onBranch(world, 'push', branch);
  const head = world.repo.store.mustCommit(told.sha);
  const before = head.parents[0] ?? '0'.repeat(40);
  const html = htmlOf(view, world.repo);
  const commit = { ...simpleCommitJson(head), distinct: true, url: `${html}/commit/${head.sha}` };
  return {
    ...told,
    payload: {
      ref: told.ref,
      before,
      after: told.sha,
      base_ref: null,
      created: head.parents.length === 0,
      deleted: false,
      forced: false,
      compare: `${html}/compare/${before.slice(0, 12)}...${told.sha.slice(0, 12)}`,
      commits: [commit],
      head_commit: commit,
      pusher: { name: head.author.name, email: head.author.email },
    },
  };
}

function workflowDispatch(view: View, options: EventOptions): Told {
  const branch = options.branch ?? view.world.repo.defaultBranch;
  return {
    ...onBranch(view.world, 'workflow_dispatch', branch),
    payload: {
      inputs: options.inputs ?? {},
      ref: `refs/heads/${branch}`,
      workflow: view.world.audit.workflow,
    },
  };
}

const TELL: Record<EventName, (view: View, options: EventOptions) => Told> = {
  pull_request: pullRequest,
  workflow_run: workflowRun,
  push,
  workflow_dispatch: workflowDispatch,
  merge_group: mergeGroup,
  schedule,
  milestone,
  issue_comment: issueComment,
};

function contextOf(view: View, run: Run, told: Told, name: EventName): Record<string, string> {
  const { world } = view;
  const { repo } = world;
  const actor = userOf(world, run.actor);
  return {
    action: '__self',
    actor: actor.login,
    actor_id: String(actor.id),
    api_url: view.api,
    base_ref: told.baseRef ?? '',
    event_name: name,
    graphql_url: world.enterprise ? view.api.replace(/v3$/, 'graphql') : `${view.api}/graphql`,
    head_ref: told.headRef ?? '',
    job: world.audit.job,
    ref: told.ref,
    ref_name: told.ref.replace(/^refs\/(heads|tags|pull)\//, ''),
    ref_protected: 'false',
    ref_type: 'branch',
    repository: fullName(repo),
    repository_id: String(repo.id),
    repository_owner: repo.owner,
    repository_owner_id: String(userOf(world, repo.owner).id),
    retention_days: '90',
    run_attempt: '1',
    run_id: String(run.id),
    run_number: String(run.number),
    server_url: world.serverUrl,
    sha: told.sha,
    triggering_actor: actor.login,
    workflow: run.workflow.name,
    workflow_ref: `${fullName(repo)}/${run.workflow.path}@${told.ref}`,
    workflow_sha: told.sha,
  };
}

/** Lets an event happen: starts the audit's own run, and tells what its runner would be given. */
export function makeEvent(view: View, name: EventName, options: EventOptions): SandboxEvent {
  const told = TELL[name](view, options);
  const run = startAuditRun(view.world, told.standing);
  const shared = {
    repository: repoJson(view, view.world.repo),
    sender: userJson(view, run.actor),
  };
  return {
    name,
    payload: { ...told.payload, ...shared },
    github: contextOf(view, run, told, name),
  };
}
