import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { setPermissions } from '../../sandbox/edit-story.ts';
import { queuePull } from '../../sandbox/queue-pull.ts';
import { type ActionEnd, runAction } from '../../sandbox/runner/run-action.ts';
import {
  type EventName,
  type Sandbox,
  type Story,
  startSandbox,
} from '../../sandbox/start-sandbox.ts';
import { type Contexts, filledIn, holds } from './expression.ts';
import { m01, warm } from './stage.ts';

const ROOT = join(import.meta.dirname, '../..');
const OURS = /^(?:milestone-audit\/milestone-audit@|\.\/\.milestone-audit$)/;
/** What a token may do when neither workflow nor job says so, in a new repository. */
const RESTRICTED = { contents: 'read', packages: 'read' };

interface Step {
  readonly uses?: string;
  readonly if?: string | boolean;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly if?: string | boolean;
  readonly permissions?: Permissions;
  readonly concurrency?: Concurrency;
  readonly strategy?: { readonly matrix?: { readonly include?: readonly object[] } };
  readonly steps?: readonly Step[];
}

type Permissions = Readonly<Record<string, string>>;
type Concurrency = string | { readonly group: string };

/** A workflow file, or the piece of one that a page shows. */
interface Workflow {
  readonly permissions?: Permissions;
  readonly concurrency?: Concurrency;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** What came of the steps of ours in one run of a workflow. */
export interface Played {
  readonly ends: readonly ActionEnd[];
  /** Concurrency groups, filled in. */
  readonly groups: readonly string[];
  readonly sandbox: Sandbox;
}

/** How the story and the machine are before the event. */
export interface Scene {
  readonly change?: (story: Story) => void;
  /** Files that earlier steps left in the workspace. */
  readonly workspace?: Readonly<Record<string, string>>;
}

/**
 * Plays the steps of ours in a workflow through the embedded GitHub: with the permissions, conditions,
 * matrix and inputs that the file gives, expressions judged by GitHub's own evaluator.
 */
export async function playWorkflow(
  text: string,
  event: EventName,
  scene: Scene = {},
): Promise<Played> {
  const workflow = parse(text) as Workflow;
  const story = m01();
  const jobs = Object.values(workflow.jobs).filter(({ steps = [] }) => steps.some(isOurs));
  setPermissions(story, grants(jobs[0]?.permissions ?? workflow.permissions));
  scene.change?.(story);
  const sandbox = await startSandbox(story, {});
  try {
    prepare(sandbox, event);
    // One event and one run, however many legs its jobs have.
    const told = sandbox.event(event, {});
    const ends: ActionEnd[] = [];
    const groups: string[] = [];
    for (const { job, contexts } of matrixJobsOf(jobs, told)) {
      groups.push(...groupsOf([workflow.concurrency, job.concurrency], contexts));
      for (const step of stepsToRun(job, contexts)) {
        ends.push(await runStep(step, told, contexts, sandbox, scene));
      }
    }
    return { ends, groups, sandbox };
  } finally {
    await sandbox.close();
  }
}

function matrixJobsOf(jobs: readonly Job[], told: ReturnType<Sandbox['event']>) {
  return jobs.flatMap((job) =>
    (job.strategy?.matrix?.include ?? [{}]).map((matrix) => ({
      job,
      contexts: contextsOf(told, matrix),
    })),
  );
}

function groupsOf(
  given: readonly (Concurrency | undefined)[],
  contexts: Contexts,
): readonly string[] {
  return given.flatMap((one) =>
    one === undefined ? [] : [filledIn(typeof one === 'string' ? one : one.group, contexts)],
  );
}

function stepsToRun(job: Job, contexts: Contexts): readonly Step[] {
  if (!holds(job.if, contexts)) return [];
  return (job.steps ?? []).filter((step) => isOurs(step) && holds(step.if, contexts));
}

function isOurs({ uses = '' }: Step): boolean {
  return OURS.test(uses);
}

function grants(given: Permissions | undefined) {
  return { ...NOTHING, ...(given ?? RESTRICTED) } as Parameters<typeof setPermissions>[1];
}

const NOTHING = Object.fromEntries(
  ['actions', 'checks', 'contents', 'pull-requests', 'statuses'].map((key) => [key, 'none']),
);

/** Events about the default branch come after the merge; the queue has the pull request in it. */
function prepare(sandbox: Sandbox, event: EventName): void {
  if (['push', 'schedule', 'milestone', 'workflow_dispatch'].includes(event)) sandbox.merge();
  const [pull] = sandbox.world.pulls;
  if (event === 'merge_group' && pull !== undefined) queuePull(sandbox.world, pull);
}

function contextsOf(told: ReturnType<Sandbox['event']>, matrix: object): Contexts {
  const { payload, github } = told;
  const { inputs = {} } = payload as { readonly inputs?: object };
  return { github: { ...github, event: payload }, inputs, matrix, needs: {} };
}

async function runStep(
  step: Step,
  told: ReturnType<Sandbox['event']>,
  contexts: Contexts,
  sandbox: Sandbox,
  { workspace = {} }: Scene,
): Promise<ActionEnd> {
  const folder = await mkdtemp(join(tmpdir(), 'milestone-audit-played-'));
  try {
    for (const [path, text] of Object.entries(workspace)) {
      await mkdir(dirname(join(folder, 'workspace', path)), { recursive: true });
      await writeFile(join(folder, 'workspace', path), text);
    }
    const given = Object.entries(step.with ?? {}).map(([key, value]) => [
      key,
      filledIn(String(value), contexts),
    ]);
    return await runAction({
      action: process.env['MILESTONE_AUDIT_ACTION'] || ROOT,
      folder,
      token: sandbox.token,
      inputs: Object.fromEntries(given) as Record<string, string>,
      event: { name: told.name, payload: told.payload },
      github: told.github,
      warm,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
