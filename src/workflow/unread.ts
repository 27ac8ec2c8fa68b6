import { memoize } from '../lib/memoize.ts';
import type {
  Concern,
  Unread,
  Use,
  Workflow,
  WorkflowFile,
  WorkflowJob,
} from '../model/workflow.ts';
import { localPath, pathAsCalled } from './parse/uses.ts';
import { readShell } from './shell/commands.ts';
import { scriptOfStep } from './shell/placed-commands.ts';
import { unresolvedCommands } from './shell/unresolved-commands.ts';

/** A part of a workflow file that is not understood, with its file. */
export interface PlacedUnread extends Unread {
  readonly path: string;
  /** It runs in another repository. */
  readonly foreign?: boolean;
}

/** Keys that the config declares irrelevant, with the reason; the option `workflow-keys`. */
export type AcceptedKeys = Readonly<Record<string, string>>;

/**
 * Returns everything in the workflow files that is not understood: unknown keys and values, scripts that cannot
 * be read, commands and images that an expression decides, and called files that are not in the repository.
 * What each could hide is in `hides`, so a rule stays known where nothing concerns it. Keys that the config
 * accepts are left out. Sorted by path and line.
 */
export function unreadParts(
  files: readonly WorkflowFile[],
  accepted: AcceptedKeys = {},
): readonly PlacedUnread[] {
  return allUnread(files).filter(({ key }) => key === undefined || !Object.hasOwn(accepted, key));
}

/** Returns the unread parts that could hide something of a concern. */
export function unreadOf(
  concern: Concern,
  files: readonly WorkflowFile[],
  accepted: AcceptedKeys = {},
): readonly PlacedUnread[] {
  return unreadParts(files, accepted).filter(({ hides }) => hides.includes(concern));
}

const allUnread = memoize((files: readonly WorkflowFile[]): readonly PlacedUnread[] => {
  const workflows = files.flatMap((file) => (file.state === 'present' ? [file.workflow] : []));
  const known = new Set(workflows.map(pathAsCalled));
  return workflows
    .flatMap((workflow) => [
      ...(workflow.unread ?? []).map((one) => ({ ...one, path: workflow.path })),
      ...workflow.jobs.flatMap((job) => [
        ...scriptsOf(workflow, job),
        ...commandsOf(workflow, job),
        ...callsOf(workflow, job, known),
        ...imagesOf(workflow, job),
      ]),
    ])
    .toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line));
});

const IN_SCRIPTS: readonly Concern[] = ['check', 'install', 'download'];
const IN_CALLED: readonly Concern[] = [...IN_SCRIPTS, 'runtime'];

function scriptsOf({ path }: Workflow, job: WorkflowJob): readonly PlacedUnread[] {
  return job.steps.flatMap((step) => {
    const script = scriptOfStep(step)?.script;
    const gaps = script === undefined ? [] : readShell(script).gaps;
    const what = `script of ${step.name === '' ? 'a step' : `"${step.name}"`}`;
    const line = script?.line ?? step.line;
    return gaps.map(({ why, hides }) => ({
      ...{ path, line, what, why, hides, job: job.id, step: step.name },
    }));
  });
}

function commandsOf(workflow: Workflow, job: WorkflowJob): readonly PlacedUnread[] {
  return unresolvedCommands(workflow, job).map(({ command: { line, text, step }, why }) => ({
    ...{ path: workflow.path, line, what: text, why, hides: IN_SCRIPTS },
    ...{ job: job.id, step: step.name },
  }));
}

/**
 * Actions of the repository that are not there (built or checked out by a step), and reusable workflows of other
 * repositories: what runs in them cannot be seen.
 */
function callsOf(
  { path }: Workflow,
  job: WorkflowJob,
  known: ReadonlySet<string>,
): readonly PlacedUnread[] {
  const uses = [
    ...(job.uses === undefined ? [] : [{ use: job.uses, step: '' }]),
    ...job.steps.flatMap(({ uses: use, name }) => (use === undefined ? [] : [{ use, step: name }])),
  ];
  return uses.flatMap(({ use, step }): readonly PlacedUnread[] => {
    const why = whyUnseen(use, known);
    if (why === undefined) return [];
    const place = { path, line: use.line, what: `uses: ${use.uses}`, job: job.id, step };
    return use.pin === 'local'
      ? [{ ...place, why, hides: [...IN_CALLED, 'uses'] }]
      : [{ ...place, why, hides: IN_CALLED, foreign: true }];
  });
}

function whyUnseen({ uses, pin, kind }: Use, known: ReadonlySet<string>): string | undefined {
  if (pin === 'local' && !known.has(localPath(uses))) return 'the called file was not read';
  return kind === 'reusable-workflow' && pin !== 'local'
    ? 'the workflow is in another repository'
    : undefined;
}

/** What such an image downloads is an item of its rule. */
function imagesOf({ path }: Workflow, job: WorkflowJob): readonly PlacedUnread[] {
  return job.images
    .filter(({ uses, role }) => role === 'container' && uses.includes('${{'))
    .map(({ uses, line }) => ({
      ...{ path, line, what: uses, why: 'an expression decides which image runs' },
      hides: ['runtime'],
      ...{ job: job.id, step: '' },
    }));
}
