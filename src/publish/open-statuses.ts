import { type Answer, refused } from '../model/answer.ts';
import type { CheckWrite, Forge, StatusWrite } from '../model/forge.ts';

/** A forge whose statuses are kept account of, and the way to end those that were only announced. */
export interface OpenStatuses {
  readonly forge: Forge;
  /**
   * Takes no further write and ends every status that is still pending as `error`. Done once however
   * often it is asked for; a status whose last word is under way is waited for.
   */
  end(why: string): Promise<void>;
}

type End = (why: string) => Promise<unknown>;

/** Writes that must not happen once the audit has been given up. */
const CLOSING = [
  'createComment',
  'updateComment',
  'createBranch',
  'resetBranch',
  'createCommit',
  'createRootCommit',
  'openPull',
  'closePull',
] as const satisfies readonly (keyof Forge)[];

/** What may have reached GitHub: everything but a plain refusal. */
function mayStand(answer: Answer<unknown>): boolean {
  return answer.ok || answer.trouble.kind === 'unreachable' || answer.trouble.kind === 'limited';
}

class Account {
  readonly #open = new Map<string, End>();
  readonly #underWay = new Set<Promise<unknown>>();
  #given: Promise<void> | undefined;

  get closed(): boolean {
    return this.#given !== undefined;
  }

  /** Sends one word of a status. A pending one is open from before it is sent: its answer may get lost. */
  async send<T>(
    key: string,
    end: End | undefined,
    write: () => Promise<Answer<T>>,
  ): Promise<Answer<T>> {
    if (end !== undefined) this.#open.set(key, end);
    const sent = write();
    this.#underWay.add(sent);
    try {
      const answer = await sent;
      if (end === undefined ? answer.ok : !mayStand(answer)) this.#open.delete(key);
      return answer;
    } finally {
      this.#underWay.delete(sent);
    }
  }

  end(why: string): Promise<void> {
    this.#given ??= this.#endAll(why);
    return this.#given;
  }

  async #endAll(why: string): Promise<void> {
    // A last word that comes meanwhile takes its status off the list.
    await Promise.allSettled([...this.#underWay]);
    for (const end of [...this.#open.values()]) await end(why);
  }
}

/**
 * Keeps account of the required statuses an audit posts, so that none is left pending when the audit
 * is cancelled or breaks: a pending status that nobody ends blocks its pull request for ever.
 */
export function openStatuses(forge: Forge): OpenStatuses {
  const account = new Account();
  const givenUp = { kind: 'invalid', message: 'the audit was given up' } as const;

  function setStatus(status: StatusWrite) {
    if (account.closed) return Promise.resolve(refused<never>(givenUp));
    const end: End = (description) => forge.setStatus({ ...status, state: 'error', description });
    const key = `status ${status.sha} ${status.context}`;
    return account.send(key, status.state === 'pending' ? end : undefined, () =>
      forge.setStatus(status),
    );
  }

  async function endCheck(check: CheckWrite, title: string): Promise<void> {
    const found = await forge.findCheck(check.sha, check.name, check.externalId);
    if (!found.ok || found.value === undefined) return;
    const progress = { state: 'ended', conclusion: 'failure' } as const;
    await forge.writeCheck({ ...check, id: found.value, progress, title, summary: title });
  }

  function writeCheck(check: CheckWrite) {
    if (account.closed) return Promise.resolve(refused<never>(givenUp));
    const end: End = (title) => endCheck(check, title);
    const key = `check ${check.sha} ${check.name}`;
    return account.send(key, check.progress.state === 'unfinished' ? end : undefined, () =>
      forge.writeCheck(check),
    );
  }

  const closing = Object.fromEntries(
    CLOSING.map((name) => [
      name,
      (...input: readonly unknown[]) =>
        account.closed
          ? Promise.resolve(refused<never>(givenUp))
          : (forge[name] as (...all: readonly unknown[]) => Promise<unknown>)(...input),
    ]),
  ) as unknown as Pick<Forge, (typeof CLOSING)[number]>;

  return {
    forge: { ...forge, ...closing, setStatus, writeCheck },
    end: (why) => account.end(why),
  };
}
