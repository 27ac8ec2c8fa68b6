/** Time inside the story: starts where the story says and moves only when something is written. */
export class Clock {
  #now: number;

  constructor(start: string) {
    this.#now = Date.parse(start);
    if (Number.isNaN(this.#now)) throw new Error(`not a time: ${start}`);
  }

  now(): string {
    return isoOf(this.#now);
  }

  /** Moves on by one second and returns the new time, so that no two writes share one. */
  tick(): string {
    this.#now += 1000;
    return this.now();
  }

  /** Never backwards: an earlier time is ignored. */
  advanceTo(time: string): void {
    this.#now = Math.max(this.#now, Date.parse(time));
  }
}

/** GitHub's spelling of a time: whole seconds, UTC. */
export const isoOf = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, 'Z');

export const plusSeconds = (time: string, seconds: number): string =>
  isoOf(Date.parse(time) + seconds * 1000);
