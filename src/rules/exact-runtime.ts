import { defineRule, severityOf } from '../analysis/runner.ts';
import { fileSource, jobIn, unreadItems, whySilent } from '../analysis/workflow-files.ts';
import { quantity } from '../lib/format.ts';
import type { RepositoryFiles } from '../model/repository.ts';
import type { CountStates, Item } from '../model/rule.ts';
import type { Flaw, Level, Open } from '../model/verdict.ts';
import { type Runtime, RuntimeReader } from '../workflow/runtimes/runtimes.ts';
import { readableWorkflows } from '../workflow/scripts/follow-scripts.ts';

const STATES = ['unset', 'latest', 'range', 'minor', 'exact'] as const;
type State = (typeof STATES)[number];

export const exactRuntime = defineRule({
  id: 'exact-runtime',
  title: 'Exact runtime',
  needs: ['files'],
  settles: ['files'],
  levels: [
    'no runtime has a version',
    'some runtimes have a version, others have none',
    'a runtime is `latest`',
    'a runtime has a range or `lts`',
    'a runtime has a minor version (`3.10`)',
    'every runtime has an exact version (`3.10.6`), or several versions on purpose (a matrix)',
  ],
  remediation: {
    recommendation:
      'Name the exact version in the setup action (such as `python-version: 3.10.6`), or in a version file that it reads.',
    minutes: 15,
    guardrail: 'Keep the version in one file (`.python-version`, `.nvmrc`) that all jobs read.',
    rollback: 'Name the former version.',
    area: 'REPRO',
  },
  table: { states: STATES, level: levelOf },
  judge({ files }, { config }) {
    const unread = (files.unread ?? []).map(({ path }) => path);
    const reader = new RuntimeReader(files.workflows, files.settings, unread);
    const runtimes = readableWorkflows(files).flatMap((workflow) => reader.runtimesOf(workflow));
    return {
      items: [
        ...runtimes.map((one) => itemOf(files, one)).sort(leastExactFirst),
        ...unreadItems(files, 'runtime', { worst: 'unset', best: 'exact' }, config.workflowKeys),
      ],
      measured: summarize(runtimes.filter((one) => stateOf(one) !== undefined)),
      none: 'no workflow uses a runtime',
    };
  },
});

function levelOf(count: CountStates<State>): Level {
  if (count('unset') > 0) return count(...STATES) === count('unset') ? 0 : 1;
  if (count('latest') > 0) return 2;
  if (count('range') > 0) return 3;
  return count('minor') > 0 ? 4 : 5;
}

/** Returns the state of a version; undefined when it is not known. Several versions are a choice. */
function stateOf({ exactness, several, unread, tool }: Runtime): State | undefined {
  if (unread !== undefined || exactness === 'unknown') return undefined;
  if (tool === true) return 'minor';
  return several === true && exactness !== 'unset' ? 'exact' : exactness;
}

function itemOf(files: RepositoryFiles, one: Runtime): Item<State> {
  const state = stateOf(one);
  const proof = [{ text: describe(one), source: fileSource(files, one.path, one.line) }];
  if (state !== undefined) {
    const flaw = (most: Level): Flaw => flawOf(files, one, most);
    return { worst: state, best: state, proof, ...(state === 'exact' ? {} : { flaw }) };
  }
  // The version that an action sets is counted where the action is read.
  const best = one.unread === undefined ? 'exact' : 'none';
  return { worst: 'unset', best, proof, open: openOf(files, one) };
}

function openOf(files: RepositoryFiles, { path, line, runtime, unread, from }: Runtime): Open {
  const place = `${path}:${line}`;
  const why =
    unread === undefined
      ? `the version at ${place} ${/^$|\$\{\{/.test(from) ? 'is behind an expression' : `is in a file, and ${whySilent(files, from)}`}`
      : `the action ${unread} was not read, and may set it up for ${place}`;
  const what = `version of ${runtime}`;
  return { kind: 'files', what, why, source: fileSource(files, path, line) };
}

/** Sorts the least exact first; equal ones stay in file order. */
function leastExactFirst(a: Item<State>, b: Item<State>): number {
  const rank = ({ best }: Item<State>): number => STATES.indexOf(best === 'none' ? 'exact' : best);
  return rank(a) - rank(b);
}

function summarize(runtimes: readonly Runtime[]): string {
  const names = [...new Set(runtimes.map(describe))].sort();
  return names.length <= 3
    ? names.join(', ')
    : `${names.slice(0, 3).join(', ')} and ${quantity(names.length - 3, 'other')}`;
}

function describe({ runtime, version, from }: Runtime): string {
  const where = from === '' || version === '' ? '' : ` (${from})`;
  return version === '' ? `${runtime} without a version` : `${runtime} ${version}${where}`;
}

const DESCRIPTIONS: Readonly<Record<State, string>> = {
  unset: '',
  latest: ', which changes with every release',
  range: ', a range of versions',
  minor: ', not a patch release',
  exact: '',
};

function flawOf(files: RepositoryFiles, one: Runtime, most: Level): Flaw {
  const { path, line, job, runtime, exactness, version, tool } = one;
  const known = exactness === 'unknown' ? '' : DESCRIPTIONS[exactness];
  const built = /(?:-|^)(?:head|dev|nightly|debug|master|main|trunk|canary)$/.test(version);
  const what =
    tool === true ? ', for a tool of the build' : built ? ', a development version' : known;
  return {
    key: `${exactness}:${path}:${job}:${runtime}`,
    severity: severityOf(most),
    observation: `${path}:${line} ${jobIn(path, job)} runs ${describe(one)}${what}.`,
    source: fileSource(files, path, line),
  };
}
