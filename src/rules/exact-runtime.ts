import { leveled, notApplicable } from '../analysis/fold.ts';
import { defineRule, severityOf } from '../analysis/runner.ts';
import { unknown } from '../analysis/unconverted.ts';
import { fileSource, judgeWorkflows } from '../analysis/workflow-files.ts';
import { plural } from '../lib/format.ts';
import type { RepositoryFiles } from '../model/repository.ts';
import type { Finding, Flaw, Level } from '../model/verdict.ts';
import type { Workflow } from '../model/workflow.ts';
import { type Exactness, type Runtime, RuntimeReader } from '../workflow/runtimes/runtimes.ts';

export const exactRuntime = defineRule({
  id: 'exact-runtime',
  title: 'Exact runtime',
  needs: ['files'],
  levels: [
    'runtimes are used, and no version is set',
    'a runtime is `latest`',
    'some runtimes are set, others only used',
    'a range or `lts`',
    'a minor version (`3.10`)',
    'the exact version of every runtime (`3.10.6`, or a version file)',
  ],
  remediation: {
    recommendation:
      'Name the exact version in the setup action (such as `python-version: 3.10.6`), or in a version file that it reads.',
    minutes: 15,
    guardrail: 'Keep the version in one file (`.python-version`, `.nvmrc`) that all jobs read.',
    rollback: 'Name the former version.',
    area: 'REPRO',
  },
  judge({ files }) {
    return judgeWorkflows(files, (workflows) => judgeRuntimes(files, workflows));
  },
});

function judgeRuntimes(files: RepositoryFiles, workflows: readonly Workflow[]): Finding {
  const reader = new RuntimeReader(files.workflows, files.settings);
  const runtimes = workflows.flatMap((workflow) => reader.runtimesOf(workflow));
  if (runtimes.length === 0) return notApplicable('no workflow uses a runtime');
  const level = levelOf(runtimes.map(({ exactness }) => exactness));
  const undetermined = runtimes.find(({ exactness }) => exactness === 'unknown');
  if (undetermined !== undefined && level > 0) {
    const { runtime, path, line } = undetermined;
    return unknown(`the version of ${runtime} cannot be told (${path}:${line})`);
  }
  const inexact = runtimes.filter(({ exactness }) => exactness !== 'exact');
  return leveled({
    level,
    measured: summarize(runtimes),
    proof: (inexact.length > 0 ? inexact : runtimes).map((runtime) => ({
      text: describe(runtime),
      source: fileSource(files, runtime.path, runtime.line),
    })),
    flaws: [...inexact].sort(leastExactFirst).map((runtime) => flawOf(files, runtime, level)),
  });
}

function levelOf(all: readonly Exactness[]): Level {
  const has = (one: Exactness): boolean => all.includes(one);
  if (all.every((one) => one === 'unset')) return 0;
  if (has('latest')) return 1;
  if (has('unset')) return 2;
  if (has('range')) return 3;
  return has('minor') ? 4 : 5;
}

const LEAST_EXACT: readonly Exactness[] = ['unset', 'latest', 'range', 'minor'];

/** Sorts by exactness, the least exact first; equal ones stay in file order. */
function leastExactFirst(a: Runtime, b: Runtime): number {
  return LEAST_EXACT.indexOf(a.exactness) - LEAST_EXACT.indexOf(b.exactness);
}

function summarize(runtimes: readonly Runtime[]): string {
  const names = [...new Set(runtimes.map(describe))].sort();
  return names.length <= 3
    ? names.join(', ')
    : `${names.slice(0, 3).join(', ')} and ${plural(names.length - 3, 'other')}`;
}

function describe({ runtime, version, from }: Runtime): string {
  const where = from === '' || version === '' ? '' : ` (${from})`;
  return version === '' ? `${runtime} without a version` : `${runtime} ${version}${where}`;
}

function flawOf(files: RepositoryFiles, one: Runtime, level: Level): Flaw {
  const { path, line, job, runtime, exactness } = one;
  return {
    key: `${exactness}:${path}:${job}:${runtime}`,
    severity: severityOf(level),
    observation: `${path}:${line} job ${job} runs ${describe(one)}: ${exactness}, not exact.`,
    source: fileSource(files, path, line),
  };
}
