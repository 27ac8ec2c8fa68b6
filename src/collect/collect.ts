import { setMaxListeners } from 'node:events';
import { resultInTurns } from '../lib/concurrency.ts';
import type { EvidenceFile, EvidenceKind, EvidenceSet } from '../model/evidence-file.ts';
import { redactionSteps } from '../model/redact-evidence.ts';
import { err, type Result } from '../model/result.ts';
import type { World } from '../model/world.ts';
import { whyNothingStarted } from '../workflow/expected-runs.ts';
import type { CollectJob, Requirements } from './base/collect-job.ts';
import type { Dependencies, EvidenceSource } from './base/source.ts';
import type { Configured } from './configure.ts';
import { withChangedCoverage } from './sources/changes.ts';
import { collectMilestone } from './sources/milestone.ts';
import { SOURCES } from './sources/registry.ts';
import type { Identified } from './trigger/identify.ts';
import type { Stopped, Trigger } from './trigger/trigger.ts';

/** What collecting starts from: where the event led, and the config read there. */
export interface CollectInput {
  readonly trigger: Pick<Trigger, 'reads'>;
  readonly identified: Pick<Identified, 'target' | 'notices'>;
  readonly configured: Pick<Configured, 'config' | 'origin' | 'notices'>;
}

/**
 * Returns everything the audit is judged by, as plain data. The sources run concurrently, except
 * where one depends on another. What could not be read becomes unreadable or absent evidence and a
 * notice that names it; nothing is thrown. `unanswered` gets the questions without an answer that
 * the audit rests on. Secrets are removed here, before anything is judged.
 */
export async function collect(
  world: World,
  { trigger, identified, configured }: CollectInput,
  requirements: Requirements,
  unanswered: CollectJob['unanswered'] = () => undefined,
): Promise<EvidenceFile> {
  const { target } = identified;
  const { config, origin } = configured;
  const notices = new Set<string>();
  const minutes = config.waitMinutes + COLLECT_MINUTES;
  const deadline = deadlineIn(minutes);
  const limited = <T extends object>(port: T): T => withDeadline(port, deadline, minutes);
  const job: CollectJob = {
    world: { ...world, forge: limited(world.forge) },
    reads: limited(trigger.reads),
    target,
    config,
    requirements,
    wanted: (kind) => requirements.kinds?.has(kind) ?? true,
    notice: (sentence) => void notices.add(sentence),
    unanswered,
  };
  const { evidence, plan } = runSources(job);
  const [collected, milestone] = await Promise.all([evidence, collectMilestone(job, plan)]);
  const steps = redactionSteps({
    schema: 'milestone-evidence/1',
    target,
    config,
    configOrigin: origin,
    tool: requirements.madeBy,
    evidence: withChangedCoverage(collected),
    milestone,
    // Sources run concurrently, so the order of their notices means nothing.
    notices: [...new Set([...configured.notices, ...identified.notices, ...[...notices].sort()])],
  });
  return resultInTurns(steps);
}

/** Starts every source of the registry; each awaits the kinds of evidence it depends on. */
function runSources(job: CollectJob): {
  readonly evidence: Promise<EvidenceSet>;
  readonly plan: Promise<EvidenceSet['plan']>;
} {
  const started = new Map<EvidenceSource<never>, Promise<Partial<EvidenceSet>>>();
  const evidenceOf = async (kind: EvidenceKind) => (await start(SOURCES[kind]))[kind];
  const start = (source: EvidenceSource<never>): Promise<Partial<EvidenceSet>> => {
    const known = started.get(source);
    if (known !== undefined) return known;
    const dependencies = source.after.map((kind) => [kind, evidenceOf(kind)] as const);
    const evidence = source.collect(
      job,
      Object.fromEntries(dependencies) as Dependencies<EvidenceKind>,
    );
    started.set(source, evidence);
    return evidence;
  };
  const all = Promise.all(Object.values(SOURCES).map(start));
  return {
    evidence: all.then((found) => Object.assign({}, ...found) as EvidenceSet),
    plan: start(SOURCES.plan).then(({ plan }) => plan as EvidenceSet['plan']),
  };
}

export interface NothingRan {
  readonly state: 'nothing-ran';
  readonly sha: string;
  readonly why: string;
}

/** Notices that explain why there is nothing: a pull request whose runs could not be listed. */
const MAX_NOTICES = 5;

/**
 * Returns why there is nothing at all to audit: the commit has no run, not even of other code, and
 * no report was supplied. That is a mistake in the setup and not a verdict on the code
 * (docs/adr/0001-no-run-at-all.md); so is a token that may not list runs.
 */
export function nothingRan({
  target,
  evidence,
  notices,
}: EvidenceFile): NothingRan | Stopped | undefined {
  const { runs, tests, coverage, findings } = evidence;
  const sha = target.commits.audited;
  if (target.occasion.kind === 'local' || runs.state === 'present') return undefined;
  if ([tests, coverage, findings].some((reports) => reports.state === 'present')) return undefined;
  const { expectedRuns } = evidence;
  if (expectedRuns?.state === 'present' && whyNothingStarted(expectedRuns.value) !== undefined) {
    return undefined;
  }
  const why = [runs.why, ...notices.slice(0, MAX_NOTICES)].join('\n');
  return runs.state === 'missing'
    ? { state: 'nothing-ran', sha, why }
    : { state: 'stopped', sha, message: runs.why };
}

/** Maximum minutes of collecting, besides the wait for unfinished runs. Jobs often have 15 to 30. */
const COLLECT_MINUTES = 10;

/** Returns a signal that aborts after these minutes. It does not keep the process alive. */
function deadlineIn(minutes: number): AbortSignal {
  const signal = AbortSignal.timeout(minutes * 60_000);
  // Each open request listens.
  setMaxListeners(0, signal);
  return signal;
}

/**
 * Returns a port whose requests are answered with an error once the deadline has passed, open ones
 * too. What they would have read becomes unreadable evidence.
 */
export function withDeadline<T extends object>(port: T, deadline: AbortSignal, minutes: number): T {
  const late = err<never>({
    kind: 'unreachable',
    message: `collecting takes at most ${minutes} minutes`,
  });
  return new Proxy(port, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...input: unknown[]) => unlessLate(() => value.apply(target, input));
    },
  });

  function unlessLate(request: () => unknown): unknown {
    if (deadline.aborted) return Promise.resolve(late);
    const answer = request();
    return answer instanceof Promise ? raced(answer) : answer;
  }

  /** The listener is removed with the answer, so that the signal does not keep what was read. */
  function raced(answer: Promise<Result<unknown>>): Promise<Result<unknown>> {
    return new Promise((resolve, reject) => {
      const end = (): void => resolve(late);
      deadline.addEventListener('abort', end, { once: true });
      answer.then(resolve, reject).finally(() => deadline.removeEventListener('abort', end));
    });
  }
}
