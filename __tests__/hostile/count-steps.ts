import { Session } from 'node:inspector/promises';

/**
 * Counts how often each block of code runs (V8's block coverage), which no busy machine changes. The
 * libraries that read for us count too. Steps inside of a regular expression or a built-in function
 * are not counted; `npm run patterns` checks the former, `npm run bench:hostile` measures both.
 */
export class StepCounter {
  readonly #session = new Session();

  async start(): Promise<void> {
    this.#session.connect();
    await this.#session.post('Profiler.enable');
    await this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    await this.#take();
  }

  stop(): void {
    this.#session.disconnect();
  }

  /** Counts from the end of the count before: taking is what costs, and what runs between is little. */
  async stepsOf(read: () => unknown): Promise<number> {
    read();
    return this.#take();
  }

  async #take(): Promise<number> {
    const { result } = await this.#session.post('Profiler.takePreciseCoverage');
    return result
      .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges))
      .reduce((sum, { count }) => sum + count, 0);
  }
}
