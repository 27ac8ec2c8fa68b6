import { defineRule, leveled, notApplicable, severityOf } from '../analysis/runner.ts';
import { fileSource, filesProof, judgeWorkflows } from '../analysis/workflow-files.ts';
import { plural } from '../lib/format.ts';
import type { RepositoryFiles } from '../model/repository.ts';
import type { Finding, Flaw, Level } from '../model/verdict.ts';
import type { Workflow } from '../model/workflow.ts';
import { type Attacker, type Injection, injectionsIn } from '../workflow/template-injection.ts';

export const templateInjection = defineRule({
  id: 'template-injection',
  title: 'Template injection',
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
  judge({ files }) {
    return judgeWorkflows(files, (workflows) => judgeInjections(files, workflows));
  },
});

const LEVELS: Readonly<Record<Attacker, Level>> = { anyone: 0, guarded: 1, pushed: 2, fork: 3 };

function judgeInjections(files: RepositoryFiles, workflows: readonly Workflow[]): Finding {
  if (workflows.length === 0) return notApplicable('there is no workflow');
  const found = injectionsIn(workflows).toSorted((a, b) => LEVELS[a.attacker] - LEVELS[b.attacker]);
  const worst = found[0];
  if (worst === undefined) {
    return leveled({
      level: 5,
      measured: `no outside text becomes code in ${plural(workflows.length, 'workflow file')}`,
      proof: filesProof(files, 'no outside text becomes code'),
    });
  }
  return leveled({
    level: LEVELS[worst.attacker],
    measured: `${plural(found.length, 'expression')} with outside text in code, first ${worst.expression} on ${worst.event}`,
    proof: found.map(({ path, line, expression }) => ({
      text: expression,
      source: fileSource(files, path, line),
    })),
    flaws: found.map((one) => flawOf(files, one)),
  });
}

function flawOf(files: RepositoryFiles, one: Injection): Flaw {
  const { path, line, job, step, expression, event, attacker } = one;
  return {
    key: `${expression}:${path}:${job}:${step}`,
    severity: severityOf(LEVELS[attacker]),
    observation: `${path}:${line} job ${job} pastes ${expression} into code on ${event}.`,
    source: fileSource(files, path, line),
  };
}
