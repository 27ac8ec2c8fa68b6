import type { RateLimits } from '../github/rate-limits.ts';
import { quantity } from '../lib/format.ts';
import { indexByPath } from '../lib/memoize.ts';
import { workspaceFiles } from '../local/workspace-files.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';
import type { Forge } from '../model/forge.ts';
import type { Result } from '../model/result.ts';
import type { WorkflowJob } from '../model/workflow.ts';
import type { EventFacts, World } from '../model/world.ts';
import { isWorkflowFile } from '../workflow/parse/file-names.ts';
import { readWorkflow } from '../workflow/parse/read-workflow.ts';
import { UsageError } from './arguments.ts';
import { type ChooseConfig, gather, terminalPorts } from './gather.ts';
import { forgeOf, type GithubServer } from './github-server.ts';
import type { Progress } from './progress.ts';

/** Workflow and job in which the audit runs, by the names GitHub shows; empty when there is none. */
type OwnWorkflow = Pick<EventFacts, 'workflow' | 'workflowPath' | 'job'>;

const NONE: OwnWorkflow = { workflow: '', job: '' };

/**
 * Returns the job that runs the audit. On Actions the runner names it; elsewhere it is the job with a
 * step that uses the audit. Its runs are no evidence: a red audit would make the next audit red. A
 * pull request must not declare other workflows the audit's, so the default branch has to agree on
 * every file that it has.
 */
async function ownWorkflow(forge: Forge, sha: string): Promise<OwnWorkflow> {
  const branch = await forge.defaultBranch();
  const [tree, trusted] = await Promise.all([
    forge.tree(sha),
    branch.ok ? forge.tree(branch.value) : branch,
  ]);
  if (!tree.ok || !trusted.ok) return NONE;
  for (const { path, blob } of tree.value.entries.filter((one) => isWorkflowFile(one.path))) {
    const own = await auditIn(forge, path, blob);
    const known = indexByPath(trusted.value.entries).get(path);
    if (own === undefined) continue;
    const agrees =
      known === undefined ||
      known.blob === blob ||
      (await auditIn(forge, path, known.blob)) !== undefined;
    if (agrees) return own;
  }
  return NONE;
}

/** Returns the job of a workflow file that uses the audit. */
async function auditIn(forge: Forge, path: string, blob: string): Promise<OwnWorkflow | undefined> {
  const bytes = await forge.blob(blob);
  if (!bytes.ok) return undefined;
  const file = readWorkflow(path, blob, new TextDecoder().decode(bytes.value));
  if (file.state !== 'present') return undefined;
  const job = file.workflow.jobs.find(runsAudit);
  return job && { workflow: file.workflow.name, workflowPath: path, job: job.name };
}

function runsAudit({ steps }: WorkflowJob): boolean {
  return steps.some(({ uses }) =>
    /(?:^|\/)milestone-audit(?:\/[^@]{0,200})?@/.test((uses?.uses ?? '').slice(0, 500)),
  );
}

/** Collects the evidence of one commit, pull request, or run. Throws a `UsageError` when it cannot be read. */
export async function githubEvidence(
  wanted: Wanted,
  server: GithubServer,
  inputs: World['inputs'],
  progress: Progress,
  choose: ChooseConfig = async () => undefined,
  limits: Partial<RateLimits> = {},
): Promise<EvidenceFile> {
  const forge = forgeOf(server, limits);
  const { repository, serverUrl } = server;
  progress.step(`Collecting from ${repository}`);
  progress.follow(() => quantity(forge.requests(), 'request'));
  const { event, sha } = await askedEvent(forge, wanted);
  const own = await ownWorkflow(forge, sha);
  const world: World = {
    ...terminalPorts(progress),
    inputs,
    event: {
      ...event,
      ...own,
      // No run starts this audit, but its own jobs must be recognized.
      runId: -1,
      runAttempt: 0,
      runNumber: 0,
      runnerName: '',
      serverUrl,
      actor: '',
    },
    forge,
    files: workspaceFiles('.', '.'),
  };
  return gather(world, choose);
}

/** What to collect. `sha` is a commit, branch or tag; empty: the default branch. */
export type Wanted =
  | { readonly kind: 'sha'; readonly revision: string }
  | { readonly kind: 'pr'; readonly number: number }
  | { readonly kind: 'run'; readonly id: number };

/** Returns the event that starts the same audit on GitHub, and its commit. */
interface AskedEvent {
  readonly event: Pick<EventFacts, 'name' | 'payload' | 'sha' | 'ref'>;
  readonly sha: string;
}

function askedEvent(forge: Forge, wanted: Wanted): Promise<AskedEvent> {
  switch (wanted.kind) {
    case 'pr':
      return ofPull(forge, wanted.number);
    case 'run':
      return ofRun(forge, wanted.id);
    case 'sha':
      return ofCommit(forge, wanted.revision);
    default:
      return wanted satisfies never;
  }
}

async function ofPull(forge: Forge, number: number): Promise<AskedEvent> {
  const { headSha } = given(await forge.pull(number), `pull request #${number}`);
  const event = { name: 'pull_request', payload: { number }, sha: headSha, ref: '' };
  return { event, sha: headSha };
}

async function ofRun(forge: Forge, id: number): Promise<AskedEvent> {
  const { headSha } = given(await forge.run(id), `run ${id}`);
  const payload = { workflow_run: { id } };
  return { event: { name: 'workflow_run', payload, sha: headSha, ref: '' }, sha: headSha };
}

/** A commit on the default branch was pushed there; any other commit can be the head of a pull request. */
async function ofCommit(forge: Forge, revision: string): Promise<AskedEvent> {
  const branch = given(await forge.defaultBranch(), 'the repository');
  const { sha } = given(await forge.commit(revision || branch), `commit ${revision}`);
  const compared = await forge.compare(branch, sha);
  const merged = compared.ok && compared.value.mergeBase === sha;
  const ref = merged ? `refs/heads/${branch}` : '';
  return { event: { name: 'push', payload: {}, sha, ref }, sha };
}

function given<T>(answer: Result<T>, what: string): T {
  if (answer.ok) return answer.value;
  const { error } = answer;
  const hint = error.kind === 'missing' ? ' (or the token may not see it)' : '';
  throw new UsageError(`${what} could not be read: ${error.message}${hint}`);
}
