import { defineRule, severityOf } from '../analysis/runner.ts';
import { countedRuns, missingRun, type RanStep, ranSteps, runSource } from '../analysis/runs.ts';
import { filesProof } from '../analysis/workflow-files.ts';
import { attemptOutcome, currentAttempt } from '../model/current-attempt.ts';
import type { Source } from '../model/evidence.ts';
import type { Item } from '../model/rule.ts';
import type { WorkflowRun } from '../model/run.ts';
import type { Flaw, Open } from '../model/verdict.ts';
import { gatesOfStep, type StepGate } from '../workflow/gates/gates.ts';

/** Scanners of source code, of the tools' own documentation (read 2026-11-30). */
const SCANNERS =
  /^(?:github\/codeql-action\/analyze|codeql|semgrep\b|opengrep|bandit|gosec|securego\/gosec|brakeman|sobelow|slither|sonar-scanner|sonarsource\/sonar|returntocorp\/semgrep)/i;

/**
 * Scanners that only upload what they find: the step passes, and a check of code scanning decides (GitHub,
 * "Triaging code scanning alerts in pull requests", read 2026-11-30).
 */
const UPLOADING = /codeql/i;
const CODE_SCANNING = /codeql|code scanning/i;

/** Path that GitHub gives the runs of CodeQL's default setup, which has no workflow file. */
const DEFAULT_SETUP = 'dynamic/github-code-scanning/codeql';

type State = 'none' | 'scanned' | 'blocking';

/** A scan that ran. */
interface Scan {
  readonly what: string;
  readonly source: Source;
  /** Why its failure is ignored, with file and line; empty when it is not. */
  readonly ignoredBy: string;
  /** It only uploads what it finds. */
  readonly uploads: boolean;
}

export const sastGate = defineRule({
  id: 'sast-gate',
  title: 'Static analysis gate',
  controls: ['OSPS-VM-06.02'],
  needs: ['runs', 'files'],
  uses: ['requiredChecks'],
  settles: ['runs', 'files', 'requiredChecks'],
  levels: [
    'no static analysis ran for this commit',
    '—',
    '—',
    'static analysis ran, and what it finds blocks nothing',
    '—',
    'static analysis ran, and what it finds blocks',
  ],
  remediation: {
    recommendation:
      'Run a scanner of the source code in a step that fails on findings; with CodeQL, require its code scanning check.',
    minutes: 60,
    guardrail: 'Require the check in a ruleset.',
    rollback: 'Make the step informative again.',
    area: 'SEC',
  },
  table: {
    states: ['none', 'scanned', 'blocking'],
    level(count) {
      if (count('blocking') > 0) return 5;
      return count('scanned') > 0 ? 3 : 0;
    },
  },
  judge({ runs, files, requiredChecks }, _, gaps) {
    const setup = defaultSetup(runs);
    if (files.workflows.length === 0 && setup.runs === 0) {
      const none = `there is no workflow file at ${files.commit.slice(0, 12)}`;
      return { items: [], measured: '', none };
    }
    const lostFiles = gaps('files');
    const lost = [...lostFiles, ...gaps('runs'), ...missingRun(runs), ...setup.open];
    const steps = ranSteps(files, runs, ({ step }) => gatesOfStep(step).some(isScan))
      .filter(({ outcome }) => outcome === 'passed' || outcome === 'failed')
      // A step of a called workflow may be another one while a file cannot be read.
      .filter(({ run, written }) => lostFiles.length === 0 || written.workflow.path === run.path);
    const scans = [...steps.map(scanOf), ...setup.scans];
    const required = requiredChecks.state === 'present' ? requiredChecks.value : [];
    const blocks = required.some((name) => CODE_SCANNING.test(name));
    const known = scans.map((one) => scanItem(one, blocks));
    const uploads = scans.some((one) => one.ignoredBy === '' && one.uploads);
    const open = [...lost, ...(uploads && !blocks ? gaps('requiredChecks') : [])];
    const nothing = known.length === 0 && open.length === 0 ? [noScan()] : [];
    const blocking = known.some(({ worst }) => worst === 'blocking');
    return {
      items: [...known, ...nothing, ...open.map((one) => openItem(one))],
      measured: measuredOf(scans.length, blocking),
      proof: scans.length === 0 ? filesProof(files, 'no step scans the code') : scans.map(proofOf),
    };
  },
});

/** Returns the runs of CodeQL's default setup; one that failed has perhaps not scanned the code. */
function defaultSetup(all: readonly WorkflowRun[]) {
  const runs = countedRuns(all).counted.filter(({ path }) => path === DEFAULT_SETUP);
  const ended = runs.map((run) => {
    const attempt = currentAttempt(run);
    return { outcome: attemptOutcome(attempt), source: runSource(run, attempt) };
  });
  return {
    runs: runs.length,
    scans: ended
      .filter(({ outcome }) => outcome === 'passed')
      .map(({ source }): Scan => {
        return { what: 'CodeQL default setup', source, ignoredBy: '', uploads: true };
      }),
    open: ended
      .filter(({ outcome }) => outcome === 'failed')
      .map(({ source }): Open => {
        const why = 'its run failed, perhaps before it scanned';
        return { kind: 'runs', what: 'scan of the CodeQL default setup', why, source };
      }),
  };
}

function scanOf({ run, attempt, job, step, written, ignoredBy }: RanStep): Scan {
  const tools = gatesOfStep(written.step).filter(isScan);
  return {
    what: `step ${step.name}`,
    source: runSource(run, attempt, job, step),
    ignoredBy,
    uploads: tools.every(({ tool }) => UPLOADING.test(tool)),
  };
}

function isScan({ tool, target }: StepGate): boolean {
  return target === 'scan' && SCANNERS.test(tool);
}

function scanItem({ what, source, ignoredBy, uploads }: Scan, required: boolean): Item<State> {
  if (ignoredBy === '' && (!uploads || required)) return { worst: 'blocking', best: 'blocking' };
  const why = ignoredBy === '' ? 'no required check asks for its result' : ignoredBy;
  return {
    worst: 'scanned',
    best: 'scanned',
    flaw: (most): Flaw => ({
      key: 'informative',
      severity: severityOf(most),
      observation: `What the ${what} finds blocks nothing: ${why}.`,
      source,
    }),
  };
}

function noScan(): Item<State> {
  const flaw: Item<State>['flaw'] = (most) => ({
    key: 'no-scan',
    severity: severityOf(most),
    observation: 'No step that ran for this commit scans the source code.',
    lacking: true,
  });
  return { worst: 'none', best: 'none', flaw };
}

function openItem(open: Open): Item<State> {
  return { worst: 'none', best: 'blocking', open };
}

function measuredOf(scans: number, blocking: boolean): string {
  if (scans === 0) return 'no static analysis found';
  return blocking ? 'static analysis blocks' : 'static analysis ran without blocking';
}

function proofOf({ what, source, ignoredBy }: Scan) {
  const text = ignoredBy === '' ? 'ran' : `ran, failure ignored by ${ignoredBy}`;
  return { text: `${what}: ${text}`, source };
}
