/** One step of the CI flow, with how long it took. */
export interface FlowStep {
  readonly name: string;
  readonly conclusion: string;
  /** `null` when it never ran or no run tells. */
  readonly seconds: number | null;
}

/** The part of an audit's JSON that the flow is read from. */
export interface FlowSource {
  readonly evidence: {
    readonly flow: readonly {
      readonly name: string;
      readonly conclusion: string;
      readonly seconds?: number | null | undefined;
    }[];
  };
  readonly runs: readonly {
    readonly jobs: readonly {
      readonly steps: readonly { readonly name: string; readonly seconds: number | null }[];
    }[];
  }[];
}

/** Steps shown; a longer chain is no picture. */
const MAX_STEPS = 30;

/**
 * The chain of steps with their times. Where an older version wrote none, they are those of the job that
 * it was taken from: the first with all of them in order.
 */
export function flowSteps({ evidence, runs }: FlowSource): readonly FlowStep[] {
  const { flow } = evidence;
  if (flow.length === 0) return [];
  const jobs = runs.flatMap((run) => run.jobs);
  const times = jobs.map(({ steps }) => timesOf(flow, steps)).find((one) => one !== undefined);
  return flow
    .map(({ name, conclusion, seconds }, at) => ({
      name,
      conclusion,
      seconds: seconds === undefined ? (times?.[at] ?? null) : seconds,
    }))
    .slice(0, MAX_STEPS);
}

function timesOf(
  flow: FlowSource['evidence']['flow'],
  steps: FlowSource['runs'][number]['jobs'][number]['steps'],
): readonly (number | null)[] | undefined {
  let from = 0;
  const times: (number | null)[] = [];
  for (const { name } of flow) {
    const at = steps.findIndex((step, index) => index >= from && step.name === name);
    if (at === -1) return undefined;
    times.push(steps[at]?.seconds ?? null);
    from = at + 1;
  }
  return times;
}
