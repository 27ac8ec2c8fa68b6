import type { Forge } from '../model/forge.ts';
import type { Result } from '../model/result.ts';
import type { EventFacts } from '../model/world.ts';
import { UsageError } from './usage-error.ts';

/** What is to be collected: one of the three. */
export type Wanted =
  | { readonly kind: 'sha'; readonly revision: string }
  | { readonly kind: 'pr'; readonly number: number }
  | { readonly kind: 'run'; readonly id: number };

/** The event that would have asked for the same audit, and the commit it is about. */
export interface AskedEvent {
  readonly event: Pick<EventFacts, 'name' | 'payload' | 'sha' | 'ref'>;
  readonly sha: string;
}

export function askedEvent(forge: Forge, wanted: Wanted): Promise<AskedEvent> {
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

/** A commit that the default branch holds was pushed there; any other one may be a pull request's head. */
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
