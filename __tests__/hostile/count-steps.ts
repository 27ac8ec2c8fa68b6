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
  }

  stop(): void {
    this.#session.disconnect();
  }

  async stepsOf(read: () => unknown): Promise<number> {
    await this.#session.post('Profiler.takePreciseCoverage');
    read();
    const { result } = await this.#session.post('Profiler.takePreciseCoverage');
    return result
      .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges))
      .reduce((sum, { count }) => sum + count, 0);
  }
}
