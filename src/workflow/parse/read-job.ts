import type { YamlEntry, YamlNode } from '../../lib/yaml.ts';
import type { WorkflowJob } from '../../model/workflow.ts';
import { readMatrix } from './read-matrix.ts';
import { readPermissions } from './read-permissions.ts';
import { readStep, type StepDefaults } from './read-step.ts';
import { readImages, readUse } from './read-use.ts';
import { childOf, itemsOf, keyedTexts, looseAt, oneOrMany, textAt, textOf } from './tree-access.ts';

/** One job of a workflow; `defaults` are the workflow's. */
export function readJob(
  { key, line, value: node }: YamlEntry,
  defaults: StepDefaults,
): WorkflowJob {
  const matrix = readMatrix(node);
  const uses = readUse(node, 'reusable-workflow');
  const runsOn = textOf(childOf(node, 'runs-on'));
  const stepDefaults = jobDefaults(node, runsOn, defaults);
  return {
    line,
    id: key,
    name: textOf(childOf(node, 'name')) || key,
    ...optionals(node),
    needs: oneOrMany(childOf(node, 'needs')),
    permissions: readPermissions(node),
    ...(matrix === undefined ? {} : { matrix }),
    runsOn,
    env: keyedTexts(childOf(node, 'env')),
    ...(uses === undefined ? {} : { uses }),
    images: readImages(node),
    steps: itemsOf(childOf(node, 'steps')).map((step, index) =>
      readStep(step, index, stepDefaults),
    ),
  };
}

function optionals(node: YamlNode): Pick<WorkflowJob, 'if' | 'continueOnError' | 'timeoutMinutes'> {
  const condition = textAt(node, 'if');
  const continueOnError = looseAt<boolean>(node, 'continue-on-error', 'boolean');
  const timeoutMinutes = looseAt<number>(node, 'timeout-minutes', 'number');
  return {
    ...(condition === undefined ? {} : { if: condition }),
    ...(continueOnError === undefined ? {} : { continueOnError }),
    ...(timeoutMinutes === undefined ? {} : { timeoutMinutes }),
  };
}

/** `defaults.run` of a workflow or job over the ones it inherits. */
export function runDefaults(node: YamlNode, inherited: StepDefaults): StepDefaults {
  const run = childOf(childOf(node, 'defaults'), 'run');
  return {
    ...inherited,
    shell: textOf(childOf(run, 'shell')) || inherited.shell,
    directory: textOf(childOf(run, 'working-directory')) || inherited.directory,
  };
}

function jobDefaults(node: YamlNode, runsOn: string, inherited: StepDefaults): StepDefaults {
  const declared = runDefaults(node, inherited);
  const windowsOnly = /windows/i.test(runsOn) && !runsOn.includes('${{');
  return declared.shell === '' && windowsOnly ? { ...declared, shell: 'pwsh' } : declared;
}
