import {
  type EventName,
  type EventOptions,
  type Faults,
  type Sandbox,
  type Story,
  startSandbox,
} from '../../sandbox/start-sandbox.ts';
import type { Inputs } from '../../src/model/world.ts';
import { audit } from '../../src/pipeline.ts';
import { worldIn } from '../history/world-in.ts';

/** How one audit ended. */
export interface Ended {
  readonly exitCode: 0 | 1;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** State and description of the last status. */
  readonly status: string;
  readonly described: string;
}

/** A GitHub that serves one story, and audits in this process, from the event to the exit code. */
export interface OnWorld {
  readonly sandbox: Sandbox;
  readonly audit: (name: EventName, inputs?: Inputs, options?: EventOptions) => Promise<Ended>;
}

export async function onWorld<T>(
  story: Story,
  use: (world: OnWorld) => Promise<T>,
  faults?: Faults,
): Promise<T> {
  const sandbox = await startSandbox(story, faults === undefined ? {} : { faults });
  const run: OnWorld['audit'] = async (name, inputs = {}, options = {}) => {
    const log: string[] = [];
    const outputs: Record<string, string> = {};
    const world = worldIn(sandbox, name, inputs, log, options);
    const output = (key: string, value: string): void => {
      outputs[key] = value;
    };
    const results = { ...world.results, output };
    const { exitCode } = await audit({ ...world, results });
    const last = sandbox.world.statuses.at(-1);
    const [status, described] = [last?.state ?? 'none', last?.description ?? ''];
    return { exitCode, log: log.join('\n'), outputs, status, described };
  };
  try {
    return await use({ sandbox, audit: run });
  } finally {
    await sandbox.close();
  }
}
