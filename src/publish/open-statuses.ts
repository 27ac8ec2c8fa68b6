import type { CheckWrite, Forge, StatusWrite } from '../model/forge.ts';
import { err, type Result } from '../model/result.ts';
import { endLeftOpen, type LeftOpen, leftOpenText } from './pending-statuses.ts';

/** A forge whose statuses are kept account of, and the way to end those that were only announced. */
export interface OpenStatuses {
  readonly forge: Forge;
  /**
   * Takes no further write and ends every status that is still pending as `error`. Done once however
   * often it is asked for; a status whose last word is under way is waited for.
   */
  end(why: string): Promise<void>;
  /** Leaves what is open as it is: the audit has come to its end, and to another it belongs. */
  leave(): void;
}

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
  'describeMilestone',
] as const satisfies readonly (keyof Forge)[];

/** What may have reached GitHub: everything but a plain refusal. */
function mayStand(answer: Result<unknown>): boolean {
  return answer.ok || answer.error.kind === 'unreachable' || answer.error.kind === 'limited';
}

class Account {
  readonly #open = new Map<string, LeftOpen>();
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #keep: (text: string) => void;
  #given: Promise<void> | undefined;

  constructor(keep: (text: string) => void) {
    this.#keep = keep;
  }

  get closed(): boolean {
    return this.#given !== undefined;
  }

  idOf(key: string): number | undefined {
    const open = this.#open.get(key);
    return open?.kind === 'check' ? open.id : undefined;
  }

  /**
   * Sends one word of a status. The first is open from before it is sent, if it is no last one: its
   * answer may get lost, or this process before the answer. Any later word that arrives closes it.
   */
  async send<T>(
    key: string,
    opens: LeftOpen | undefined,
    write: () => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const begins = opens !== undefined && !this.#open.has(key);
    if (begins) this.#set(key, opens);
    const sent = write();
    this.#underWay.add(sent);
    try {
      const answer = await sent;
      if (begins ? !mayStand(answer) : answer.ok) this.#set(key, undefined);
      return answer;
    } finally {
      this.#underWay.delete(sent);
    }
  }

  /** A check is known by its id once GitHub has given it one. */
  named(key: string, id: number): void {
    const open = this.#open.get(key);
    if (open?.kind === 'check') this.#set(key, { ...open, id });
  }

  end(forge: Forge, why: string): Promise<void> {
    this.#given ??= this.#endAll(forge, why);
    return this.#given;
  }

  leave(): void {
    if (this.#open.size === 0) return;
    this.#open.clear();
    this.#keep('');
  }

  #set(key: string, open: LeftOpen | undefined): void {
    if (open === undefined && !this.#open.delete(key)) return;
    if (open !== undefined) this.#open.set(key, open);
    this.#keep(leftOpenText([...this.#open.values()]));
  }

  async #endAll(forge: Forge, why: string): Promise<void> {
    // A last word that comes meanwhile takes its status off the list.
    await Promise.allSettled([...this.#underWay]);
    for (const [key, open] of [...this.#open]) {
      const ended = await endLeftOpen(forge, open, why);
      if (ended.ok) this.#set(key, undefined);
    }
  }
}

/** The writes that are refused from the moment the audit was given up. */
function closing(forge: Forge, account: Account): Pick<Forge, (typeof CLOSING)[number]> {
  const entries = CLOSING.map((name) => [
    name,
    (...input: readonly unknown[]) =>
      account.closed
        ? Promise.resolve(err<never>(GIVEN_UP))
        : (forge[name] as (...all: readonly unknown[]) => Promise<unknown>)(...input),
  ]);
  return Object.fromEntries(entries) as unknown as Pick<Forge, (typeof CLOSING)[number]>;
}

const GIVEN_UP = { kind: 'invalid', message: 'the audit was given up' } as const;

/**
 * Keeps account of the required statuses an audit posts, so that none is left pending when the audit
 * is cancelled or breaks: a pending status that nobody ends blocks its pull request for ever.
 *
 * `keep` is told what is open whenever that changes, for whoever comes after a process that was
 * killed without a word.
 */
export function openStatuses(
  forge: Forge,
  keep: (text: string) => void = () => undefined,
): OpenStatuses {
  const account = new Account(keep);

  function setStatus(status: StatusWrite) {
    if (account.closed) return Promise.resolve(err<never>(GIVEN_UP));
    const { sha, context, targetUrl, state } = status;
    const opens: LeftOpen = { kind: 'status', sha, context, targetUrl };
    const key = `status ${sha} ${context}`;
    return account.send(key, state === 'pending' ? opens : undefined, () =>
      forge.setStatus(status),
    );
  }

  const checkKey = ({ sha, name }: Pick<CheckWrite, 'sha' | 'name'>) => `check ${sha} ${name}`;

  async function writeCheck(check: CheckWrite) {
    if (account.closed) return err<never>(GIVEN_UP);
    const { sha, name, externalId, detailsUrl, progress } = check;
    const opens: LeftOpen = { kind: 'check', sha, name, externalId, detailsUrl };
    const begins = progress.state === 'unfinished' ? opens : undefined;
    const key = checkKey(check);
    const id = check.id ?? account.idOf(key);
    const write = id === undefined ? check : { ...check, id };
    const written = await account.send(key, begins, () => forge.writeCheck(write));
    if (written.ok) account.named(key, written.value.id);
    return written;
  }

  /** The check this audit began is its own, though another audit may have begun a newer one since. */
  const findCheck: Forge['findCheck'] = async (sha, name, externalId) => {
    const begun = account.idOf(checkKey({ sha, name }));
    return begun === undefined
      ? forge.findCheck(sha, name, externalId)
      : { ok: true, value: begun };
  };

  return {
    forge: { ...forge, ...closing(forge, account), setStatus, writeCheck, findCheck },
    end: (why) => account.end(forge, why),
    leave: () => account.leave(),
  };
}
