import { BY_WORST } from '../analysis/fold.ts';
import { defineRule, severityOf } from '../analysis/runner.ts';
import { fileSource, filesProof, jobIn, unreadItems } from '../analysis/workflow-files.ts';
import { quantity } from '../lib/format.ts';
import type { RepositoryFiles } from '../model/repository.ts';
import type { Item } from '../model/rule.ts';
import type { Flaw, Level } from '../model/verdict.ts';
import { readableWorkflows } from '../workflow/scripts/follow-scripts.ts';
import { type Attacker, type Injection, injectionsIn } from '../workflow/template-injection.ts';

export const templateInjection = defineRule({
  id: 'template-injection',
  title: 'Template injection',
  controls: ['OSPS-BR-01.01'],
  needs: ['files'],
  levels: [
    'text that anyone can choose becomes code in a workflow with the base’s token',
    'the same, behind a condition on who may start the run',
    'text of commits or branches becomes code after a push or another event',
    'text of a pull request becomes code, with a token that can only read',
    '—',
    'no text that others choose becomes code',
  ],
  remediation: {
    recommendation: 'Pass the value through `env` and use it as a quoted variable of the shell.',
    minutes: 20,
    guardrail: 'Keep this rule in a gate, so that a new expression in a script fails the audit.',
    rollback: 'None needed: the variable has the same value.',
    area: 'SEC',
  },
  table: BY_WORST,
  judge({ files }, { config }) {
    const workflows = readableWorkflows(files);
    const found = injectionsIn(workflows).toSorted(
      (a, b) => LEVELS[a.attacker] - LEVELS[b.attacker],
    );
    return {
      items: [
        ...found.map((one) => itemOf(files, one)),
        ...unreadItems(files, 'check', { worst: '0', best: 'none' }, config.workflowKeys),
      ],
      measured: describe(found, workflows.length),
      proof: found.length > 0 ? [] : filesProof(files, 'no outside text becomes code'),
      ...(files.workflows.length === 0 ? { none: 'there is no workflow' } : {}),
    };
  },
});

const LEVELS: Readonly<Record<Attacker, Level>> = { anyone: 0, guarded: 1, pushed: 2, fork: 3 };

function itemOf(files: RepositoryFiles, one: Injection): Item<'0' | '1' | '2' | '3' | '4' | '5'> {
  const state = `${LEVELS[one.attacker]}` as const;
  const { path, line, expression } = one;
  return {
    worst: state,
    best: state,
    proof: [{ text: expression, source: fileSource(files, path, line) }],
    flaw: () => flawOf(files, one),
  };
}

function describe([worst, ...others]: readonly Injection[], files: number): string {
  if (worst === undefined)
    return `no outside text becomes code in ${quantity(files, 'workflow file')}`;
  const count = quantity(others.length + 1, 'expression');
  return `${count} with outside text in code, first ${worst.expression} on ${worst.event}`;
}

function flawOf(files: RepositoryFiles, one: Injection): Flaw {
  const { path, line, job, step, expression, event, attacker } = one;
  return {
    key: `${expression}:${path}:${job}:${step}`,
    severity: severityOf(LEVELS[attacker]),
    observation: `${path}:${line} ${jobIn(path, job)} pastes ${expression} into code on ${event}.`,
    source: fileSource(files, path, line),
  };
}
