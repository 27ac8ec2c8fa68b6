import type { Lockfile, SettingsFile, Use, Workflow, WorkflowFile } from '../model/workflow.ts';
import { type Fetch, fetchesOf } from './downloads/fetches.ts';
import { type IgnoredFailure, ignoredFailures } from './gates/ignored-failures.ts';
import { type Install, InstallReader } from './installs/installs.ts';
import { type Runtime, RuntimeReader } from './runtimes/runtimes.ts';
import { followScripts } from './scripts/follow-scripts.ts';
import type { Threshold } from './thresholds/threshold-commands.ts';
import { thresholdsOf } from './thresholds/thresholds.ts';
import { type PlacedUnread, unreadParts } from './unread.ts';

/** A `uses` with its location; `job` and `step` are empty where they do not apply. */
export interface PlacedUse extends Use {
  readonly path: string;
  readonly job: string;
  readonly step: string;
}

/** One grant of a `permissions` block, or the lack of any block. */
export interface PermissionFact {
  readonly path: string;
  /** 1-based; the first line of the file where nothing is declared. */
  readonly line: number;
  /** Empty for the whole workflow. */
  readonly job: string;
  readonly scope: string;
  readonly access: 'read' | 'write' | 'none' | 'undeclared';
}

/** An action of the repository that declares a runtime which the runners no longer have. */
interface RemovedRuntime {
  readonly path: string;
  readonly line: number;
  /** `using: node20` */
  readonly text: string;
  readonly why: string;
}

/** What rules need to know of a repository's workflows; every list is sorted by path and line. */
export interface WorkflowFacts {
  readonly uses: readonly PlacedUse[];
  readonly permissions: readonly PermissionFact[];
  readonly mutes: readonly IgnoredFailure[];
  readonly thresholds: readonly Threshold[];
  readonly installs: readonly Install[];
  readonly fetches: readonly Fetch[];
  readonly runtimes: readonly Runtime[];
  /** Actions of the repository that no runner can run any more. */
  readonly removedRuntimes: readonly RemovedRuntime[];
  readonly unread: readonly PlacedUnread[];
}

/** Returns all facts of the readable workflows and actions of one commit. */
export function factsOf(
  files: readonly WorkflowFile[],
  settings: readonly SettingsFile[],
  locks: readonly Lockfile[],
): WorkflowFacts {
  const read = files.flatMap((file) => (file.state === 'present' ? [file.workflow] : []));
  const workflows = followScripts(read, settings);
  const installs = new InstallReader(locks, settings);
  const runtimes = new RuntimeReader(files, settings);
  return {
    uses: byPlace(workflows.flatMap(usesOf)),
    permissions: byPlace(workflows.flatMap(permissionsOf)),
    mutes: byPlace(workflows.flatMap(ignoredFailures)),
    thresholds: thresholdsOf(workflows, settings),
    installs: byPlace(workflows.flatMap((workflow) => installs.installsOf(workflow))),
    fetches: byPlace(workflows.flatMap(fetchesOf)),
    runtimes: byPlace(workflows.flatMap((workflow) => runtimes.runtimesOf(workflow))),
    removedRuntimes: byPlace(workflows.flatMap(removedRuntimes)),
    unread: unreadParts(files),
  };
}

/** Returns the `uses` of a workflow with their locations, in file order of jobs and steps. */
export function usesOf({ path, jobs }: Workflow): PlacedUse[] {
  return jobs.flatMap((job) => {
    const own = [...(job.uses === undefined ? [] : [job.uses]), ...job.images];
    const steps = job.steps.flatMap(({ uses, name }) =>
      uses === undefined ? [] : [{ ...uses, path, job: job.id, step: name }],
    );
    return [...own.map((use) => ({ ...use, path, job: job.id, step: '' })), ...steps];
  });
}

/** Returns the permissions of a workflow; actions have those of their caller. */
function permissionsOf({ kind, path, permissions, jobs }: Workflow): PermissionFact[] {
  if (kind === 'action') return [];
  const scopes = [
    { job: '', permissions, line: 1 },
    ...jobs.map((job) => ({ job: job.id, permissions: job.permissions, line: job.line })),
  ];
  return scopes.flatMap(({ job, permissions: block, line }): PermissionFact[] => {
    if (block.state === 'undeclared') {
      return job === '' ? [{ path, line, job, scope: 'all', access: 'undeclared' }] : [];
    }
    return block.grants.map((grant) => ({ ...grant, path, job }));
  });
}

/** Versions of Node.js that were removed from the runners (GitHub changelog of 2026-09-16, read 2026-11-29). */
const removedNode = /^node(?:12|16|20)$/i;

/** Returns the removed runtime of an action of the repository; nothing for workflows. */
function removedRuntimes({ path, using }: Workflow): readonly RemovedRuntime[] {
  if (using === undefined || !removedNode.test(using.value)) return [];
  const why = `the runners no longer have ${using.value}; use node24`;
  return [{ path, line: using.line, text: `using: ${using.value}`, why }];
}

function byPlace<T extends { readonly path: string; readonly line: number }>(
  facts: readonly T[],
): readonly T[] {
  return facts.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line));
}
