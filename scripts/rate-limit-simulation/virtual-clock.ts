const real = { immediate: setImmediate };

interface Timer {
  readonly run: () => void;
  readonly every: number | undefined;
  at: number;
}

/** What the program keeps of a timer; only those that it asks for do anything. */
interface Handle {
  readonly id: number;
  readonly ref: () => Handle;
  readonly unref: () => Handle;
  readonly hasRef: () => boolean;
  readonly [Symbol.toPrimitive]: () => number;
}

/** Rounds of the event loop without any news, after which nothing but a timer can bring some. */
const QUIET_ROUNDS = 4;

/**
 * Time that stands still while anything is done and jumps to the next timer when nothing is: hours of
 * waiting go by in no time, and whatever is reckoned with the clock agrees with it.
 */
export class VirtualClock {
  #now: number;
  #last = 0;
  readonly #timers = new Map<number, Timer>();
  /** Requests and the like that are under way in real time; time stands still for them. */
  busy = 0;

  constructor(start: string) {
    this.#now = Date.parse(start);
  }

  now = (): number => this.#now;

  sleep = (milliseconds: number): Promise<void> =>
    new Promise((done) => this.#start(done, milliseconds));

  /** Takes the place of the clock and the timers of this process; gives the way back. */
  install(): () => void {
    const kept = {
      setTimeout: globalThis.setTimeout,
      clearTimeout: globalThis.clearTimeout,
      setInterval: globalThis.setInterval,
      clearInterval: globalThis.clearInterval,
    };
    const { now } = Date;
    const stop = (handle: unknown): void => void this.#timers.delete(Number(handle));
    type Run = (...input: readonly unknown[]) => void;
    const timer =
      (repeats: boolean) =>
      (run: Run, after?: number, ...input: readonly unknown[]) =>
        this.#start(() => run(...input), after ?? 0, repeats);
    Object.assign(globalThis, {
      setTimeout: timer(false),
      setInterval: timer(true),
      clearTimeout: stop,
      clearInterval: stop,
    });
    Date.now = this.now;
    return () => {
      Object.assign(globalThis, kept);
      Date.now = now;
    };
  }

  /** Lets time go on until the work is done. Gives the seconds that went by. */
  async drive(work: Promise<unknown>): Promise<number> {
    const began = this.#now;
    let done = false;
    const finish = (): void => {
      done = true;
    };
    work.then(finish, finish);
    while (!done) {
      await this.#quiet(() => done);
      if (!done) this.#jump();
    }
    return (this.#now - began) / 1000;
  }

  async #quiet(done: () => boolean): Promise<void> {
    for (let rounds = 0; rounds < QUIET_ROUNDS && !done(); rounds += 1) {
      await new Promise((next) => real.immediate(next));
      if (this.busy > 0) rounds = 0;
    }
  }

  #jump(): void {
    const next = Math.min(...[...this.#timers.values()].map(({ at }) => at));
    if (next === Number.POSITIVE_INFINITY) return;
    this.#now = Math.max(this.#now, next);
    for (const [id, timer] of [...this.#timers]) {
      if (timer.at > this.#now || !this.#timers.has(id)) continue;
      if (timer.every === undefined) this.#timers.delete(id);
      else timer.at = this.#now + timer.every;
      timer.run();
    }
  }

  #start(run: () => void, after: number, repeats = false): Handle {
    this.#last += 1;
    const id = this.#last;
    const wait = Math.max(1, Math.ceil(after));
    this.#timers.set(id, { run, at: this.#now + wait, every: repeats ? wait : undefined });
    const handle: Handle = {
      id,
      ref: () => handle,
      unref: () => handle,
      hasRef: () => true,
      [Symbol.toPrimitive]: () => id,
    };
    return handle;
  }
}
