import { actionForge } from '../github/forge.ts';
import { workspaceFiles } from '../local/workspace-files.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';
import { evidenceText } from '../model/evidence-text.ts';
import type { Forge } from '../model/forge.ts';
import type { Result } from '../model/result.ts';
import type { WorkflowJob } from '../model/workflow.ts';
import type { EventFacts, World } from '../model/world.ts';
import { isWorkflowFile } from '../workflow/parse/file-names.ts';
import { readWorkflow } from '../workflow/parse/read-workflow.ts';
import { flag, optionList, optionText, UsageError } from './arguments.ts';
import { type Arguments, type Command, VERSION } from './command.ts';
import { gather, terminalPorts } from './gather.ts';
import { type Progress, progressOn } from './progress.ts';
import { writeOutput } from './read-input.ts';

/** Workflow and job in which the audit runs, by the names GitHub shows; empty when there is none. */
interface OwnWorkflow {
  readonly workflow: string;
  readonly job: string;
}

const NONE: OwnWorkflow = { workflow: '', job: '' };

/**
 * Returns the job that runs the audit. On Actions the runner names it; elsewhere it is the job with a
 * step that uses the audit. Its runs are no evidence: a red audit would make the next audit red.
 */
async function ownWorkflow(forge: Forge, sha: string): Promise<OwnWorkflow> {
  const tree = await forge.tree(sha);
  const entries = tree.ok ? tree.value.entries.filter(({ path }) => isWorkflowFile(path)) : [];
  for (const { path, blob } of entries) {
    const bytes = await forge.blob(blob);
    if (!bytes.ok) continue;
    const file = readWorkflow(path, blob, new TextDecoder().decode(bytes.value));
    if (file.state !== 'present') continue;
    const job = file.workflow.jobs.find(runsAudit);
    if (job !== undefined) return { workflow: file.workflow.name, job: job.name };
  }
  return NONE;
}

function runsAudit({ steps }: WorkflowJob): boolean {
  return steps.some(({ uses }) => {
    const [action = '', ...ref] = uses?.uses.split('@') ?? [];
    return ref.length > 0 && action.split('/').includes('milestone-audit');
  });
}

/** `collect`: writes all evidence of one audit from GitHub into a file. */
export const collectCommand: Command = {
  async run(given, terminal) {
    const wanted = wantedOf(given);
    const inputs = inputsOf(given);
    const addresses = githubAddresses(optionText(given, 'repository'), process.env);
    const progress = progressOn(terminal, flag(given, 'quiet'));
    const bundle = await collectBundle(wanted, addresses, inputs, progress);
    progress.end();
    const output = optionText(given, 'output');
    if (output === undefined) terminal.out(evidenceText(bundle));
    else progress.say(`written: ${await writeOutput(output, evidenceText(bundle))}`);
    return 0;
  },
};

function wantedOf(given: Arguments): Wanted {
  const named = (['sha', 'pr', 'run'] as const).filter((name) => optionText(given, name));
  const [kind] = named;
  if (kind === undefined || named.length > 1) {
    throw new UsageError('name one of --sha SHA, --pr N and --run ID');
  }
  const value = optionText(given, kind) ?? '';
  if (kind === 'sha') return { kind, revision: value };
  if (!/^[1-9]\d{0,14}$/.test(value)) throw new UsageError(`--${kind} is a number, not ${value}`);
  return kind === 'pr' ? { kind, number: Number(value) } : { kind, id: Number(value) };
}

function inputsOf(given: Arguments): World['inputs'] {
  const minutes = optionText(given, 'wait-minutes') ?? '';
  // The bounds of the input are checked before the first request.
  if (!(Number(minutes) >= 0 && Number(minutes) <= 360)) {
    throw new UsageError(`--wait-minutes is a number from 0 to 360, not ${minutes}`);
  }
  return {
    milestone: optionText(given, 'milestone') ?? '',
    workflows: optionList(given, 'workflows').join('\n'),
    artifacts: optionList(given, 'artifacts').join('\n'),
    'wait-minutes': minutes,
    'without-milestone': 'audit',
  };
}

async function collectBundle(
  wanted: Wanted,
  { env, token, serverUrl }: GithubAddresses,
  inputs: World['inputs'],
  progress: Progress,
): Promise<EvidenceFile> {
  const forge = actionForge(env, token, VERSION);
  const { owner, name } = forge.repository;
  progress.follow(() => `Asking GitHub about ${owner}/${name}: ${forge.requests()} requests`);
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
  return gather(world, async () => undefined);
}

/** What requests to a GitHub server need. */
interface GithubAddresses {
  /** The environment, with defaults filled in. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly token: string;
  /** Address of the pages for people. */
  readonly serverUrl: string;
}

/**
 * Returns the addresses from the option and from the variables that Actions sets. For an Enterprise
 * server the address of the API is enough: `https://host/api/v3` has GraphQL at
 * `https://host/api/graphql` (GitHub Enterprise Server docs, "Forming calls with GraphQL", read
 * 2026-11-23).
 */
function githubAddresses(
  repository: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): GithubAddresses {
  const named = repositoryNamed(repository ?? env['GITHUB_REPOSITORY'] ?? '');
  const token = env['GITHUB_TOKEN'] ?? '';
  if (token === '') {
    throw new UsageError(
      'GITHUB_TOKEN is not set; give it a token that may read actions, contents and pull requests',
    );
  }
  const api = (env['GITHUB_API_URL'] || 'https://api.github.com').replace(/\/$/, '');
  if (!URL.canParse(api)) throw new UsageError(`GITHUB_API_URL is no address: ${api}`);
  return {
    env: {
      ...env,
      GITHUB_REPOSITORY: named,
      GITHUB_API_URL: api,
      GITHUB_GRAPHQL_URL: env['GITHUB_GRAPHQL_URL'] || `${api.replace(/\/v3$/, '')}/graphql`,
    },
    token,
    serverUrl: env['GITHUB_SERVER_URL'] || serverOf(api),
  };
}

function repositoryNamed(text: string): string {
  if (/^[\w.-]+\/[\w.-]+$/.test(text)) return text;
  throw new UsageError(
    text === '' ? '--repository OWNER/NAME is missing' : `--repository is OWNER/NAME, not ${text}`,
  );
}

function serverOf(api: string): string {
  return api === 'https://api.github.com' ? 'https://github.com' : new URL(api).origin;
}

/** What to collect: exactly one of the three. */
type Wanted =
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
  const { sha } = given(await forge.commit(revision), `commit ${revision}`);
  const branch = given(await forge.defaultBranch(), 'the repository');
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
