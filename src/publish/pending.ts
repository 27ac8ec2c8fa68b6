import { parsedJson } from '../lib/json.ts';
import type { CheckWrite, Forge, StatusWrite } from '../model/forge.ts';
import { apiErrorText, err, ok, type Result } from '../model/result.ts';
import type { World } from '../model/world.ts';

/** A required status or check run that was announced and has no final state yet. */
type PendingStatus =
  | ({ readonly kind: 'status' } & Pick<StatusWrite, 'sha' | 'context' | 'targetUrl'>)
  | ({ readonly kind: 'check' } & Pick<
      CheckWrite,
      'id' | 'sha' | 'name' | 'externalId' | 'detailsUrl'
    >);

/** Name of the step state that passes the pending statuses to the action's `post` step. */
export const PENDING_STATE = 'open_statuses';

const KILLED = 'The audit did not come to its end: its process was killed';

const GIVEN_UP = { kind: 'invalid', message: 'the audit was given up' } as const;

/** A forge that records which statuses are pending, and the ways to finish. */
export interface PendingTracker {
  readonly forge: Forge;
  /**
   * Refuses further writes and ends every pending status as `error`. Waits for writes in progress.
   * Repeated calls end nothing twice.
   */
  end(why: string): Promise<void>;
  /** Forgets the pending statuses: the audit has ended, and a later audit finishes them. */
  leave(): void;
}

/**
 * Tracks the required statuses of an audit, so that none stays pending when the audit is canceled or
 * crashes: a pending status that nobody ends blocks its pull request forever.
 *
 * Calls `keep` with the pending statuses as text whenever they change. `finishPending` reads that
 * text after a killed process.
 */
export function trackPending(
  forge: Forge,
  keep: (text: string) => void = () => undefined,
): PendingTracker {
  const pending = new PendingStatuses(keep);

  /** Refuses the write once the audit was given up. */
  const guarded =
    <A extends readonly unknown[], T>(write: (...input: A) => Promise<Result<T>>) =>
    async (...input: A): Promise<Result<T>> =>
      pending.closed ? err(GIVEN_UP) : write(...input);

  const setStatus = guarded((status: StatusWrite) => {
    const { sha, context, targetUrl, state } = status;
    const started: PendingStatus = { kind: 'status', sha, context, targetUrl };
    return pending.send(`status ${sha} ${context}`, state === 'pending' ? started : undefined, () =>
      forge.setStatus(status),
    );
  });

  const checkKey = ({ sha, name }: Pick<CheckWrite, 'sha' | 'name'>) => `check ${sha} ${name}`;

  const writeCheck = guarded(async (check: CheckWrite) => {
    const { sha, name, externalId, detailsUrl, progress } = check;
    const started: PendingStatus = { kind: 'check', sha, name, externalId, detailsUrl };
    const key = checkKey(check);
    const id = check.id ?? pending.checkId(key);
    const write = id === undefined ? check : { ...check, id };
    const written = await pending.send(
      key,
      progress.state === 'unfinished' ? started : undefined,
      () => forge.writeCheck(write),
    );
    if (written.ok) pending.setCheckId(key, written.value.id);
    return written;
  });

  /** Prefers the check this audit started over a newer one that another audit started since. */
  const findCheck: Forge['findCheck'] = async (sha, name, externalId) => {
    const started = pending.checkId(checkKey({ sha, name }));
    return started === undefined ? forge.findCheck(sha, name, externalId) : ok(started);
  };

  return {
    forge: {
      ...forge,
      createComment: guarded(forge.createComment),
      updateComment: guarded(forge.updateComment),
      createBranch: guarded(forge.createBranch),
      resetBranch: guarded(forge.resetBranch),
      createCommit: guarded(forge.createCommit),
      createRootCommit: guarded(forge.createRootCommit),
      openPull: guarded(forge.openPull),
      closePull: guarded(forge.closePull),
      describeMilestone: guarded(forge.describeMilestone),
      setStatus,
      writeCheck,
      findCheck,
    },
    end: (why) => pending.end(forge, why),
    leave: () => pending.leave(),
  };
}

class PendingStatuses {
  readonly #byKey = new Map<string, PendingStatus>();
  readonly #inProgress = new Set<Promise<unknown>>();
  readonly #keep: (text: string) => void;
  #ended: Promise<void> | undefined;

  constructor(keep: (text: string) => void) {
    this.#keep = keep;
  }

  get closed(): boolean {
    return this.#ended !== undefined;
  }

  checkId(key: string): number | undefined {
    const known = this.#byKey.get(key);
    return known?.kind === 'check' ? known.id : undefined;
  }

  setCheckId(key: string, id: number): void {
    const known = this.#byKey.get(key);
    if (known?.kind === 'check') this.#set(key, { ...known, id });
  }

  /**
   * Sends one state of a status. The first one, unless it is final, is recorded before it is sent:
   * its response may be lost, or this process killed before the response. Any later state that
   * arrives removes the record.
   */
  async send<T>(
    key: string,
    started: PendingStatus | undefined,
    write: () => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const starts = started !== undefined && !this.#byKey.has(key);
    if (starts) this.#set(key, started);
    const sent = write();
    this.#inProgress.add(sent);
    try {
      const result = await sent;
      if (starts ? !mayHaveArrived(result) : result.ok) this.#set(key, undefined);
      return result;
    } finally {
      this.#inProgress.delete(sent);
    }
  }

  end(forge: Forge, why: string): Promise<void> {
    this.#ended ??= this.#endAll(forge, why);
    return this.#ended;
  }

  leave(): void {
    if (this.#byKey.size === 0) return;
    this.#byKey.clear();
    this.#keep('');
  }

  #set(key: string, status: PendingStatus | undefined): void {
    if (status === undefined && !this.#byKey.delete(key)) return;
    if (status !== undefined) this.#byKey.set(key, status);
    this.#keep(printPending([...this.#byKey.values()]));
  }

  async #endAll(forge: Forge, why: string): Promise<void> {
    // A final state that arrives meanwhile removes its status from the list.
    await Promise.allSettled([...this.#inProgress]);
    for (const [key, status] of [...this.#byKey]) {
      const ended = await endPending(forge, status, why);
      if (ended.ok) this.#set(key, undefined);
    }
  }
}

/** Whether a write may have reached GitHub: everything except a plain refusal. */
function mayHaveArrived(result: Result<unknown>): boolean {
  return result.ok || result.error.kind === 'unreachable' || result.error.kind === 'limited';
}

/**
 * Ends every status that a killed audit left pending as `error`, in the action's `post` step.
 * `text` is what `trackPending` passed to `keep`.
 */
export async function finishPending(
  { forge, log, results }: Pick<World, 'forge' | 'log' | 'results'>,
  text: string,
): Promise<{ readonly exitCode: 0 | 1 }> {
  let exitCode: 0 | 1 = 0;
  for (const status of readPending(text)) {
    const ended = await endPending(forge, status, KILLED);
    const name = status.kind === 'status' ? status.context : status.name;
    if (ended.ok) log.info(`${name} on ${status.sha.slice(0, 7)}: no longer pending`);
    else log.error(`${name} on ${status.sha} is still pending: ${apiErrorText(ended.error)}`);
    if (!ended.ok) exitCode = 1;
  }
  await results.summary(`## Milestone audit: broken off\n\n${KILLED}.\n`);
  return { exitCode };
}

/** Returns the step state; empty when nothing is pending. */
function printPending(statuses: readonly PendingStatus[]): string {
  return statuses.length === 0 ? '' : JSON.stringify(statuses);
}

/** Parses what `printPending` wrote and ignores everything else. */
function readPending(text: string): readonly PendingStatus[] {
  const read = parsedJson(text);
  return Array.isArray(read) ? read.filter(isPendingStatus) : [];
}

function isPendingStatus(value: unknown): value is PendingStatus {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  const texts = (...keys: readonly string[]): boolean =>
    keys.every((key) => typeof (value as Readonly<Record<string, unknown>>)[key] === 'string');
  if (value.kind === 'status') return texts('sha', 'context', 'targetUrl');
  return value.kind === 'check' && texts('sha', 'name', 'externalId', 'detailsUrl');
}

/** Sets one pending status to `error`, with the reason. */
function endPending(forge: Forge, status: PendingStatus, why: string): Promise<Result<unknown>> {
  switch (status.kind) {
    case 'status':
      return endStatus(forge, status, why);
    case 'check':
      return endCheck(forge, status, why);
    default:
      return status satisfies never;
  }
}

/**
 * Ends a status as `error`, unless another audit of the commit has posted a newer one. If the
 * statuses cannot be read it is ended too: an error blocks, but is never a false success.
 */
async function endStatus(
  forge: Forge,
  { sha, context, targetUrl }: PendingStatus & { readonly kind: 'status' },
  description: string,
): Promise<Result<unknown>> {
  const known = await forge.statuses(sha);
  if (known.ok) {
    const last = known.value.find((one) => one.context.toLowerCase() === context.toLowerCase());
    const ours = last === undefined || (last.state === 'pending' && last.targetUrl === targetUrl);
    if (!ours) return known;
  }
  return forge.setStatus({ sha, context, targetUrl, state: 'error', description });
}

async function endCheck(
  forge: Forge,
  { id, ...check }: PendingStatus & { readonly kind: 'check' },
  title: string,
): Promise<Result<unknown>> {
  const { sha, name, externalId, detailsUrl } = check;
  const known = id === undefined ? await forge.findCheck(sha, name, externalId) : ok(id);
  if (!known.ok || known.value === undefined) return known;
  return forge.writeCheck({
    ...{ id: known.value, sha, name, externalId, detailsUrl },
    progress: { state: 'ended', conclusion: 'failure' },
    ...{ title, summary: title, text: '', annotations: [] },
  });
}
