import { defineRule, severityOf } from '../analysis/runner.ts';
import { fileSource, openCallers, openPart, unreadItems } from '../analysis/workflow-files.ts';
import { plural } from '../lib/format.ts';
import type { RepositoryFiles } from '../model/repository.ts';
import type { CountStates, Item } from '../model/rule.ts';
import type { Flaw, Level, Proof } from '../model/verdict.ts';
import type { Workflow } from '../model/workflow.ts';
import { allGates, type Gate } from '../workflow/gates/all-gates.ts';
import { type IgnoredFailure, ignoredFailures } from '../workflow/gates/ignored-failures.ts';
import { readableWorkflows } from '../workflow/scripts/follow-scripts.ts';
import { type AcceptedKeys, unreadOf } from '../workflow/unread.ts';

/** What weighs most on both ends: a test that cannot fail its run, and one that can. */
const STATES = [
  'ignored-test',
  'ignored-major',
  'ignored-minor',
  'blocking',
  'blocking-test',
] as const;
type State = (typeof STATES)[number];

export const unmutedGates = defineRule({
  id: 'unmuted-gates',
  title: 'Blocking checks',
  controls: ['OSPS-QA-03.01'],
  needs: ['files'],
  settles: ['files'],
  levels: [
    'no test can fail a run: the failures of every test are ignored',
    'two or more test, scan or coverage steps are non-blocking',
    'one test, scan or coverage step is non-blocking',
    'steps are non-blocking under a live deferral of this rule',
    'only other checks are non-blocking, or an expression decides for some matrix jobs',
    'there is at least one check, and every check is blocking',
  ],
  remediation: {
    recommendation:
      'Remove `|| true`, `continue-on-error` and `if: false` from the step; mark known failures in the tool, or defer this rule.',
    minutes: 30,
    guardrail: 'Keep this rule in a gate, so that a new non-blocking check fails the audit.',
    rollback: 'Ignore the failures again under a deferral with an expiry.',
    area: 'CI',
  },
  deferralCap: 3,
  table: { states: STATES, level: levelOf },
  judge({ files }, { config }) {
    const workflows = readableWorkflows(files);
    const gates = allGates(workflows);
    // A check whose failure is ignored twice counts once.
    const nonBlocking = gates.filter(({ mute }) => mute?.certain === true).length;
    const sometimes = gates.filter(({ mute }) => mute?.certain === false).length;
    return {
      items: [
        ...ignoredChecks(workflows, gates)
          .sort(majorsFirst)
          .map((one) => ignoredItem(files, one)),
        ...gates
          .filter(({ mute }) => mute?.certain !== true)
          .map((gate) => blockingItem(files, gate)),
        ...(gates.length === 0 ? foreignItems(files, config.workflowKeys) : []),
        ...unreadItems(
          files,
          'check',
          { worst: 'ignored-test', best: 'blocking-test' },
          config.workflowKeys,
        ),
      ],
      measured: `${nonBlocking} of ${plural(gates.length, 'check')} non-blocking${sometimes === 0 ? '' : `, ${sometimes} more in some runs or jobs`}`,
      proof: gates.map((gate) => gateProof(files, gate)),
      none: 'no workflow runs a check',
    };
  },
});

/** Without a check of its own, the checks may be in a reusable workflow of another repository. */
function foreignItems(
  files: RepositoryFiles,
  accepted: AcceptedKeys | undefined,
): readonly Item<State>[] {
  return unreadOf('check', files.workflows, accepted)
    .filter(({ foreign }) => foreign)
    .map((part) => ({
      worst: 'ignored-test',
      best: 'none',
      times: 'any',
      open: openPart(files, part),
    }));
}

function levelOf(count: CountStates<State>): Level {
  const major = count('ignored-test', 'ignored-major');
  if (count('ignored-test') > 0 && count('blocking-test') === 0) return 0;
  if (major > 0) return major === 1 ? 2 : 1;
  return count('ignored-minor') > 0 ? 4 : 5;
}

function ignoredState({ target, certain }: Pick<IgnoredFailure, 'target' | 'certain'>): State {
  if (!certain || !MAJOR_TARGETS.includes(target)) return 'ignored-minor';
  return target === 'test' ? 'ignored-test' : 'ignored-major';
}

function ignoredItem(files: RepositoryFiles, one: IgnoredFailure): Item<State> {
  const state = ignoredState(one);
  return {
    worst: state,
    best: state,
    proof: [{ text: one.text, source: fileSource(files, one.path, one.line) }],
    flaw: (most) => flawOf(files, one, most),
  };
}

/** A workflow file that cannot be read may call this check and ignore its failures. */
function blockingItem(files: RepositoryFiles, gate: Gate): Item<State> {
  const best = gate.target === 'test' ? 'blocking-test' : 'blocking';
  const open = gate.via.length === 0 ? openCallers(files, gate.workflow) : undefined;
  if (open === undefined) return { worst: best, best };
  return { worst: ignoredState({ target: gate.target, certain: true }), best, open };
}

function gateProof(files: RepositoryFiles, { path, line, tool, target }: Gate): Proof {
  return { text: `${tool} (${target})`, source: fileSource(files, path, line) };
}

/** Returns ignored failures of checks, also in callers; an upload, for example, may fail. */
function ignoredChecks(workflows: readonly Workflow[], gates: readonly Gate[]): IgnoredFailure[] {
  const all = workflows.flatMap(ignoredFailures);
  const checking = new Set(
    (all.length === 0 ? [] : gates).flatMap(({ path, workflow, job, step }) => [
      keyOf(path, job.id, step.name),
      keyOf(workflow.path, job.id, step.name),
      keyOf(workflow.path, job.id, ''),
    ]),
  );
  const own = all.filter(({ path, job, step }) => checking.has(keyOf(path, job, step)));
  const known = new Set(own.map(locationKey));
  const called = new Map(
    majorFirst(gates.filter(({ via }) => via.length > 0))
      .flatMap(({ via, target }) =>
        via.flatMap(({ mutes }) => mutes.map((mute) => ({ ...mute, target }))),
      )
      .filter((mute) => !known.has(locationKey(mute)))
      .toReversed()
      .map((mute) => [locationKey(mute), mute]),
  );
  return [...own, ...called.values()];
}

/** An ignored failure at a call covers every check behind it, and counts for the weightiest. */
function majorFirst(gates: readonly Gate[]): readonly Gate[] {
  const rank = ({ target }: Gate): number => (MAJOR_TARGETS.includes(target) ? 0 : 1);
  return gates.toSorted((a, b) => rank(a) - rank(b));
}

function locationKey({ path, line, kind }: IgnoredFailure): string {
  return JSON.stringify([path, line, kind]);
}

function keyOf(path: string, job: string, step: string): string {
  return JSON.stringify([path, job, step]);
}

const MAJOR_TARGETS: readonly Gate['target'][] = ['test', 'scan', 'coverage'];

function isMajor(one: IgnoredFailure): boolean {
  return ignoredState(one) !== 'ignored-minor';
}

function majorsFirst(a: IgnoredFailure, b: IgnoredFailure): number {
  return Number(isMajor(b)) - Number(isMajor(a));
}

function checkOf(target: Gate['target']): string {
  return target === 'other' ? 'a check' : `a ${target} check`;
}

function flawOf(files: RepositoryFiles, one: IgnoredFailure, most: Level): Flaw {
  const where = one.step === '' ? `job ${one.job}` : `job ${one.job}, step ${one.step}`;
  const does = one.kind === 'if-false' ? 'never runs' : 'ignores failures of';
  return {
    key: `${one.kind}:${one.path}:${one.job}:${one.step}`,
    severity: isMajor(one) ? severityOf(most) : 'low',
    observation: `${one.path}:${one.line} ${does} ${checkOf(one.target)} (${where}): ${one.text}.`,
    source: fileSource(files, one.path, one.line),
  };
}
