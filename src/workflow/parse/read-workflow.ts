import { readYamlTree, type YamlEntry, type YamlMap, type YamlNode } from '../../lib/yaml.ts';
import type {
  Trigger,
  Use,
  Workflow,
  WorkflowFile,
  WorkflowJob,
  WorkflowStep,
} from '../../model/workflow.ts';
import { outputsOf, readJob, readPermissions, runDefaults } from './read-job.ts';
import type { StepDefaults } from './read-step.ts';
import { readSteps } from './read-steps.ts';
import {
  childOf,
  entriesOf,
  entryOf,
  type KeyedText,
  keyedTexts,
  oneOrMany,
  textAt,
  textOf,
} from './tree-access.ts';
import { unreadInAction, unreadInWorkflow } from './unread-keys.ts';
import { imageUse } from './uses.ts';

type Broken = { readonly line: number; readonly why: string };

/**
 * Reads a file of `.github/workflows` into jobs, steps and triggers with 1-based lines. A file that GitHub
 * rejects (invalid YAML, no `on`, no jobs) is `unreadable` with line and reason. Never throws.
 */
export function readWorkflow(path: string, blob: string, text: string): WorkflowFile {
  return readFile(path, blob, text, workflowOf);
}

/** Reads an `action.yml` as a workflow with one job named `action`; see `readWorkflow`. */
export function readAction(path: string, blob: string, text: string): WorkflowFile {
  return readFile(path, blob, text, actionOf);
}

type Reader = (path: string, root: YamlMap, source: string) => Workflow | Broken;

function readFile(path: string, blob: string, text: string, read: Reader): WorkflowFile {
  const tree = readYamlTree(text);
  if (tree.state === 'broken') {
    return { state: 'unreadable', path, blob, line: tree.line, why: tree.why };
  }
  const { root, source } = tree;
  const result =
    root.kind === 'map'
      ? read(path, root, source)
      : { line: root.line, why: 'the file is not a map of keys and values' };
  return 'why' in result
    ? { state: 'unreadable', path, blob, ...result }
    : { state: 'present', path, blob, workflow: result };
}

function workflowOf(path: string, root: YamlMap, source: string): Workflow | Broken {
  const jobs = entryOf(root, 'jobs');
  if (jobs === undefined) return { line: root.line, why: 'the workflow has no "jobs"' };
  if (jobs.value.kind !== 'map') return { line: jobs.line, why: '"jobs" is not a map of jobs' };
  const on = entryOf(root, 'on');
  if (on === undefined) return { line: root.line, why: 'the workflow has no "on"' };
  const broken = jobs.value.entries.find(({ value }) => value.kind !== 'map');
  if (broken !== undefined)
    return { line: broken.line, why: `the job "${broken.key}" is not a map` };
  const unread = unreadInWorkflow(root);
  const inputs =
    on.value.kind === 'map' ? on.value.entries.flatMap(({ value }) => defaultsOf(value)) : [];
  const env = keyedTexts(childOf(root, 'env'));
  const known = { matrix: [], env, inputs };
  const defaults = runDefaults(root, { shell: '', directory: '', source, known });
  return {
    kind: 'workflow',
    path,
    name: textOf(childOf(root, 'name')) || path,
    triggers: readTriggers(on.value),
    permissions: readPermissions(root),
    ...concurrencyOf(root),
    env,
    ...(inputs.length === 0 ? {} : { inputs }),
    jobs: jobs.value.entries.map((job) => readJob(job, defaults)),
    ...(unread.length === 0 ? {} : { unread }),
  };
}

/** Returns the default values of `inputs`; an input without one is empty text unless a caller gives it. */
function defaultsOf(node: YamlNode): readonly KeyedText[] {
  return entriesOf(childOf(node, 'inputs')).flatMap(({ key, value }) => {
    const given = entryOf(value, 'default');
    return given === undefined ? [] : [{ key, line: given.line, value: textOf(given.value) }];
  });
}

function concurrencyOf(root: YamlMap): Pick<Workflow, 'concurrency'> {
  const entry = entryOf(root, 'concurrency');
  if (entry === undefined) return {};
  const group = entry.value.kind === 'map' ? childOf(entry.value, 'group') : entry.value;
  return { concurrency: { value: textOf(group), line: entry.line } };
}

function actionOf(path: string, root: YamlMap, source: string): Workflow | Broken {
  const runs = entryOf(root, 'runs');
  if (runs === undefined) return { line: root.line, why: 'the action has no "runs"' };
  const unread = unreadInAction(root);
  const using = textAt(runs.value, 'using');
  const inputs = defaultsOf(root);
  const known = { matrix: [], env: [], inputs };
  const defaults = { shell: '', directory: '', source, known };
  return {
    kind: 'action',
    path,
    name: textOf(childOf(root, 'name')) || path,
    triggers: [],
    permissions: { state: 'undeclared' },
    env: [],
    ...(using === undefined ? {} : { using }),
    ...(inputs.length === 0 ? {} : { inputs }),
    jobs: [{ ...actionJob(runs.line, runs.value, defaults), ...outputsOf(actionOutputs(root)) }],
    ...(unread.length === 0 ? {} : { unread }),
  };
}

function actionOutputs(root: YamlMap): readonly KeyedText[] {
  return entriesOf(childOf(root, 'outputs')).map(({ key, line, value }) => ({
    key,
    line,
    value: textOf(childOf(value, 'value')),
  }));
}

function actionJob(line: number, runs: YamlNode, defaults: StepDefaults): WorkflowJob {
  return {
    line,
    id: 'action',
    name: 'action',
    needs: [],
    permissions: { state: 'undeclared' },
    runsOn: '',
    env: [],
    images: dockerImage(runs),
    steps: [...readSteps(childOf(runs, 'steps'), defaults), ...containerSteps(runs)],
  };
}

/** A Docker action names a registry image, or a Dockerfile of the repository, which is not a `uses`. */
function dockerImage(runs: YamlNode): readonly Use[] {
  const image = childOf(runs, 'image');
  const text = textOf(image);
  return image !== undefined && text.startsWith('docker://') ? [imageUse(text, image)] : [];
}

/** Returns what a Docker action runs, as steps without `run` and `uses`; none for other actions. */
function containerSteps(runs: YamlNode): readonly WorkflowStep[] {
  if (textOf(childOf(runs, 'using')).toLowerCase() !== 'docker') return [];
  const programs = ['pre-entrypoint', 'entrypoint', 'post-entrypoint'].map((name) => ({
    program: keyed(entryOf(runs, name), 'entrypoint'),
    args: name === 'entrypoint' ? keyed(entryOf(runs, 'args'), 'args') : [],
  }));
  return programs
    .map(({ program, args }) => [...program, ...args])
    .filter((inputs) => inputs.length > 0)
    .map((inputs, index) => ({
      ...{ line: inputs[0]?.line ?? runs.line, index, name: 'Run container', id: '' },
      ...{ with: inputs, env: keyedTexts(childOf(runs, 'env')) },
    }));
}

function keyed(entry: YamlEntry | undefined, key: string): readonly KeyedText[] {
  if (entry === undefined) return [];
  const { line, value } = entry;
  const text = value.kind === 'list' ? value.items.map(inQuotes).join(' ') : textOf(value);
  return [{ key, line, value: text }];
}

/** The runner joins the list of arguments so (actions/runner, ContainerActionHandler, read 2026-11-30). */
function inQuotes(argument: YamlNode): string {
  return `"${textOf(argument).replace(/["\\]/g, '\\$&')}"`;
}

/** Reads the events of `on:` in any form (one, a list, a map) with their filters as written. */
function readTriggers(on: YamlNode | undefined): readonly Trigger[] {
  if (on?.kind !== 'map') {
    return oneOrMany(on)
      .filter(({ value }) => value !== '')
      .map(({ value, line }) => ({ line, event: value, filters: [] }));
  }
  return on.entries.map(({ key, line, value }) => ({
    line,
    event: key,
    filters: filtersOf(key, value),
  }));
}

function filtersOf(event: string, node: YamlNode): Trigger['filters'] {
  if (event === 'schedule' && node.kind === 'list') {
    const values = node.items.flatMap((item) => entriesOf(item).map((e) => textOf(e.value)));
    return [{ key: 'cron', line: node.line, values }];
  }
  return entriesOf(node).map(({ key, line, value }) => ({
    key,
    line,
    values:
      value.kind === 'map' ? value.entries.map((e) => e.key) : oneOrMany(value).map((v) => v.value),
  }));
}
