import { defineRule, severityOf } from '../analysis/runner.ts';
import { missingRun, type RanStep, ranSteps, runSource } from '../analysis/runs.ts';
import { filesProof } from '../analysis/workflow-files.ts';
import type { Item } from '../model/rule.ts';
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

type State = 'none' | 'scanned' | 'blocking';

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
    if (files.workflows.length === 0) {
      const none = `there is no workflow file at ${files.commit.slice(0, 12)}`;
      return { items: [], measured: '', none };
    }
    const lostFiles = gaps('files');
    const lost = [...lostFiles, ...gaps('runs'), ...missingRun(runs)];
    const steps = ranSteps(files, runs, ({ step }) => gatesOfStep(step).some(isScan))
      .filter(({ outcome }) => outcome === 'passed' || outcome === 'failed')
      // A step of a called workflow may be another one while a file cannot be read.
      .filter(({ run, written }) => lostFiles.length === 0 || written.workflow.path === run.path);
    const required = requiredChecks.state === 'present' ? requiredChecks.value : [];
    const blocks = required.some((name) => CODE_SCANNING.test(name));
    const known = steps.map((one) => stepItem(one, blocks));
    const uploads = steps.some((one) => one.ignoredBy === '' && isUpload(one));
    const open = [...lost, ...(uploads && !blocks ? gaps('requiredChecks') : [])];
    const nothing = known.length === 0 && open.length === 0 ? [noScan()] : [];
    const blocking = known.some(({ worst }) => worst === 'blocking');
    return {
      items: [...known, ...nothing, ...open.map((one) => openItem(one))],
      measured: measuredOf(steps.length, blocking),
      proof: steps.length === 0 ? filesProof(files, 'no step scans the code') : steps.map(proofOf),
    };
  },
});

function isScan({ tool, target }: StepGate): boolean {
  return target === 'scan' && SCANNERS.test(tool);
}

function isUpload({ written }: RanStep): boolean {
  return gatesOfStep(written.step)
    .filter(isScan)
    .every(({ tool }) => UPLOADING.test(tool));
}

function stepItem(one: RanStep, required: boolean): Item<State> {
  if (one.ignoredBy === '' && (!isUpload(one) || required)) {
    return { worst: 'blocking', best: 'blocking' };
  }
  const source = runSource(one.run, one.attempt, one.job, one.step);
  const why = one.ignoredBy === '' ? 'no required check asks for its result' : one.ignoredBy;
  return {
    worst: 'scanned',
    best: 'scanned',
    flaw: (most): Flaw => ({
      key: 'informative',
      severity: severityOf(most),
      observation: `What the step ${one.step.name} finds blocks nothing: ${why}.`,
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

function measuredOf(steps: number, blocking: boolean): string {
  if (steps === 0) return 'no static analysis found';
  return blocking ? 'static analysis blocks' : 'static analysis ran without blocking';
}

function proofOf({ run, attempt, job, step, ignoredBy }: RanStep) {
  const text = ignoredBy === '' ? 'ran' : `ran, failure ignored by ${ignoredBy}`;
  return { text: `step ${step.name}: ${text}`, source: runSource(run, attempt, job, step) };
}
