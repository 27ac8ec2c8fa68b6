import { joinPath } from '../../lib/glob.ts';
import type {
  At,
  SettingsFile,
  Use,
  Workflow,
  WorkflowFile,
  WorkflowJob,
  WorkflowStep,
} from '../../model/workflow.ts';
import { valuesOf } from '../parse/known-values.ts';
import type { KeyedText } from '../parse/tree-access.ts';
import { imageTag, localPath, pathAsCalled } from '../parse/uses.ts';
import { gateTargetOf, unwrap } from '../shell/classify-command.ts';
import { commandVariants } from '../shell/command-variants.ts';
import { placedCommands, runsInContainer, withEnv } from '../shell/placed-commands.ts';
import { matrixValues, usedValues, versionLines, withOutputs } from './runtime-values.ts';
import { type Exactness, exactnessOf, versionIn } from './runtime-version.ts';
import {
  commandSetup,
  managedFiles,
  OBEYED_FILES,
  runtimeOfImage,
  runtimeOfProgram,
  type SetupAction,
  setupActionsOf,
} from './setup-actions.ts';

/** A runtime that a job sets up, or uses without setting it up. */
export interface Runtime {
  readonly path: string;
  readonly job: string;
  /** Step that sets it up or first uses it; empty for the job's container. */
  readonly step: string;
  readonly line: number;
  /** `python`, `node`, `go`, … */
  readonly runtime: string;
  /** As written; empty when none is. */
  readonly version: string;
  readonly exactness: Exactness;
  /** Where the version is from: `.python-version:1`, or `written 3.10` of a number that YAML reads as 3.1. */
  readonly from: string;
  /** It is one of several versions that a matrix or a list asks for; absent otherwise. */
  readonly several?: true;
  /** Only tools of the build need it: no check of the job runs on it, and the repository has no project for it. */
  readonly tool?: true;
  /** Path of an action of the repository that could not be read, and may set it up; absent otherwise. */
  readonly unread?: string;
}

/** A version that a setup can get. */
type Value = At<string> & {
  readonly written?: string;
  /** The run chooses it, by its event for example. */
  readonly chosen?: true;
};

/** A job or step that calls a workflow or action of the repository, with what it passes. */
interface Caller {
  /** What it calls. */
  readonly path: string;
  readonly workflow: Workflow;
  readonly job: WorkflowJob;
  readonly given: readonly KeyedText[];
}

function callsIn(workflow: Workflow): readonly Caller[] {
  return workflow.jobs.flatMap((job) =>
    [job, ...job.steps].flatMap(({ uses, with: given = [] }) =>
      uses?.pin === 'local' ? [{ path: localPath(uses.uses), workflow, job, given }] : [],
    ),
  );
}

/** Maximum depth of workflows and actions that pass an input on. */
const MAX_CALLS = 4;

/** The value of an input that only the run knows. */
const UNKNOWN = `\${{ github.run_id }}`;

/** Finds the runtimes of workflows; jobs may set them up through the repository's own actions. */
export class RuntimeReader {
  readonly #settings: ReadonlyMap<string, SettingsFile>;
  readonly #actions = new Map<string, Workflow>();
  readonly #unread: ReadonlySet<string>;
  readonly #callers = new Map<string, Caller[]>();

  /** `unread`: paths of settings files that exist and were not read. */
  constructor(
    files: readonly WorkflowFile[],
    settings: readonly SettingsFile[],
    unread: readonly string[] = [],
  ) {
    this.#unread = new Set(unread);
    this.#settings = new Map(settings.map((file) => [file.path, file]));
    const workflows = files.flatMap((file) => (file.state === 'present' ? [file.workflow] : []));
    for (const workflow of workflows) {
      if (workflow.kind === 'action') this.#actions.set(pathAsCalled(workflow), workflow);
      for (const call of callsIn(workflow)) {
        this.#callers.set(call.path, [...(this.#callers.get(call.path) ?? []), call]);
      }
    }
  }

  /** Returns the runtimes of a workflow in file order; one that is used without setup is `unset`. */
  runtimesOf(workflow: Workflow): readonly Runtime[] {
    return workflow.jobs.flatMap((job) => {
      const place = { path: workflow.path, job: job.id };
      const set = [
        ...containerRuntimes(job, place),
        ...job.steps.flatMap((step) => this.#setUp(step, job, place, workflow)),
        ...commandRuntimes(workflow, job, place),
      ];
      const inside = job.steps.flatMap((step) => this.#setInside(step, 0));
      // The caller of an action sets up what the action uses.
      const used = workflow.kind === 'action' ? [] : usedRuntimes(workflow, job, place);
      const versioned = set.filter(({ exactness }) => exactness !== 'unset');
      const withVersion = new Set(versioned.map(({ runtime }) => runtime));
      // When only one of two setups of a runtime has a version, that one decides.
      const kept = set.filter(
        ({ runtime, exactness }) => exactness !== 'unset' || !withVersion.has(runtime),
      );
      const known = new Set([...kept.map(({ runtime }) => runtime), ...inside]);
      const unread = this.#unreadAction(job.steps, 0);
      const managed = managedIn(workflow, job);
      const unset = used
        .filter(({ runtime }) => !known.has(runtime))
        .map((one) => this.#obeyed(one, managed))
        .map((one) => (this.#isTool(one, workflow, job) ? { ...one, tool: true as const } : one))
        .map((one) => (unread === undefined || one.version !== '' ? one : { ...one, unread }));
      return [...kept, ...unset].toSorted((a, b) => a.line - b.line);
    });
  }

  /** Returns a runtime with the version of a file that a manager or the program itself reads. */
  #obeyed(one: Runtime, managed: readonly string[]): Runtime {
    for (const path of [...managed, ...(OBEYED_FILES[one.runtime] ?? [])]) {
      const found = this.#versionAt(path, one.runtime);
      if (found === 'unread') return { ...one, exactness: 'unknown', from: path };
      if (found !== undefined) {
        return runtime({ ...one, from: `${path}:${found.line}` }, found.version);
      }
    }
    return one;
  }

  #isTool({ runtime: name, version }: Runtime, workflow: Workflow, job: WorkflowJob): boolean {
    const manifest = MANIFESTS[name];
    if (version !== '' || manifest === undefined) return false;
    const own = [...this.#settings.keys()].filter((path) => !/(?:^|\/)docs?\//.test(path));
    if (own.some((path) => manifest.test(path))) return false;
    return !placedCommands(workflow, job).some(({ words }) => {
      const target = gateTargetOf(words);
      const program = runtimeOfProgram(unwrap(words)[0] ?? '') ?? runtimeOfProgram(words[0] ?? '');
      return program === name && (target === 'test' || target === 'coverage' || target === 'type');
    });
  }

  /** Returns the values of a version: of the matrix with their lines, or what its expressions can be. */
  #values(
    text: string,
    line: number,
    step: WorkflowStep,
    job: WorkflowJob,
    workflow: Workflow,
    runtime: string,
  ): readonly Value[] {
    const direct = matrixValues(text, line, job);
    if (direct.length !== 1 || !direct[0]?.value.includes('${{')) return direct;
    const known = {
      matrix: usedValues(job),
      env: [...workflow.env, ...(job.env ?? []), ...step.env],
      inputs: this.#inputs(workflow),
    };
    const sources = {
      jobs: workflow.jobs,
      actionJob: (uses: string) => this.#actions.get(localPath(uses))?.jobs[0],
      versionAt: (path: string) => this.#versionIn(path, runtime),
    };
    // A later step has no output yet.
    const before = { ...job, steps: job.steps.slice(0, step.index) };
    const read = withOutputs(text, before, sources);
    const all = valuesOf(read, known);
    if (all !== undefined) return all.map((value): Value => ({ value, line }));
    const values = valuesOf(read, known, 'choices') ?? [text];
    return values.map((value): Value => ({ value, line, chosen: true }));
  }

  /** Returns what the callers in the repository pass to a workflow or action; a default where one passes nothing. */
  #inputs(called: Workflow, depth = 0): readonly KeyedText[] {
    const callers = this.#callers.get(pathAsCalled(called)) ?? [];
    const defaults = (called.inputs ?? []).filter(
      ({ key }) =>
        callers.length === 0 || callers.some(({ given }) => given.every((one) => one.key !== key)),
    );
    return [...callers.flatMap((caller) => this.#passedBy(caller, depth)), ...defaults];
  }

  /** The expressions of a caller are about its own matrix and inputs. */
  #passedBy({ workflow, job, given }: Caller, depth: number): readonly KeyedText[] {
    if (depth > MAX_CALLS) return given.map((one) => ({ ...one, value: UNKNOWN }));
    const known = {
      matrix: usedValues(job),
      env: [...workflow.env, ...(job.env ?? [])],
      inputs: given.some(({ value }) => value.includes('${{'))
        ? this.#inputs(workflow, depth + 1)
        : [],
    };
    return given.flatMap(({ value, ...rest }) =>
      (valuesOf(value, known) ?? [UNKNOWN]).map((one) => ({ ...rest, value: one })),
    );
  }

  #setUp(step: WorkflowStep, job: WorkflowJob, place: Place, workflow: Workflow): Runtime[] {
    const { uses } = step;
    if (uses === undefined) return [];
    return setupActionsOf(uses.uses).flatMap((action) =>
      this.#setUpBy(action, uses, step, job, place, workflow),
    );
  }

  #setUpBy(
    action: SetupAction,
    uses: Use,
    step: WorkflowStep,
    job: WorkflowJob,
    place: Place,
    workflow: Workflow,
  ): Runtime[] {
    const base = { ...place, step: step.name, runtime: action.runtime };
    const version = step.with.find(({ key }) => key === action.input);
    const file = step.with.some(({ key }) => key === action.fileInput);
    const absent = version === undefined && !file && action.optional === true;
    if (absent || version?.value === 'false') return [];
    if (version !== undefined && version.value.trim() !== '') {
      // pnpm/setup gets the name of the runtime too: `node@24`.
      const given = { ...version, value: version.value.replace(/^(?:node|bun|deno)@/, '') };
      const values = versionLines(given).flatMap((text) =>
        this.#values(text.value, text.line, step, job, workflow, action.runtime),
      );
      // A number that YAML shortens is nobody's choice: 3.10 runs 3.1.
      const several =
        new Set(values.map(({ value }) => value)).size > 1 &&
        values.every(({ written, chosen }) => written === undefined && chosen !== true);
      return values.map(({ value, line, written }) => {
        const from = written === undefined ? '' : `written ${written}`;
        const one = runtime({ ...base, line, from }, value);
        return several ? { ...one, several } : one;
      });
    }
    const ref = action.ref === true ? uses.uses.replace(/^.*@/, '') : '';
    if (/^(?:\d|stable|beta|nightly)/.test(ref) && ref.length < 40) {
      return [runtime({ ...base, line: uses.line, from: '' }, ref)];
    }
    return [this.#fromFile(step, action, { ...base, line: uses.line })];
  }

  #fromFile(
    step: WorkflowStep,
    action: SetupAction,
    base: Omit<Runtime, 'version' | 'exactness' | 'from'>,
  ): Runtime {
    const named = step.with.find(({ key }) => key === action.fileInput);
    const line = named?.line ?? base.line;
    for (const path of named === undefined ? action.files : [named.value]) {
      const found = this.#versionAt(path, action.runtime);
      if (found === 'unread')
        return { ...base, line, version: '', exactness: 'unknown', from: path };
      if (found !== undefined) {
        return runtime({ ...base, line, from: `${path}:${found.line}` }, found.version);
      }
    }
    if (named === undefined) return { ...base, line, version: '', exactness: 'unset', from: '' };
    return { ...base, line, version: '', exactness: 'unknown', from: named.value };
  }

  #versionIn(path: string, runtime: string): string | undefined {
    const found = this.#versionAt(path, runtime);
    return found === 'unread' ? undefined : found?.version;
  }

  #versionAt(path: string, runtime: string) {
    const full = joinPath('', path);
    const file = this.#settings.get(full);
    if (file !== undefined) return versionIn(file, runtime);
    return this.#unread.has(full) ? 'unread' : undefined;
  }

  /** Returns the first action of the repository that these steps use and that could not be read. */
  #unreadAction(steps: readonly WorkflowStep[], depth: number): string | undefined {
    if (depth > 5) return undefined;
    return steps.reduce<string | undefined>((found, { uses }) => {
      if (found !== undefined || uses?.pin !== 'local') return found;
      const path = joinPath('', uses.uses);
      const action = this.#actions.get(path);
      if (action === undefined) return path;
      return this.#unreadAction(
        action.jobs.flatMap((job) => job.steps),
        depth + 1,
      );
    }, undefined);
  }

  /** Returns what an action of the repository sets up, directly or through other actions. */
  #setInside(step: WorkflowStep, depth: number): readonly string[] {
    if (step.uses?.pin !== 'local' || depth > 5) return [];
    const action = this.#actions.get(localPath(step.uses.uses));
    return (action?.jobs ?? []).flatMap(({ steps }) =>
      steps.flatMap((inner) => {
        const own = inner.uses === undefined ? [] : setupActionsOf(inner.uses.uses);
        return own.length === 0
          ? this.#setInside(inner, depth + 1)
          : own.map(({ runtime: name }) => name);
      }),
    );
  }
}

type Place = Pick<Runtime, 'path' | 'job'>;

function runtime(base: Omit<Runtime, 'version' | 'exactness'>, version: string): Runtime {
  return { ...base, version, exactness: exactnessOf(version) };
}

function commandRuntimes(workflow: Workflow, job: WorkflowJob, place: Place): readonly Runtime[] {
  return placedCommands(workflow, job).flatMap((command) => {
    const { env, step, line } = command;
    const variants = commandVariants(command, workflow, job);
    return variants.flatMap(({ words }) => {
      const found = commandSetup(words.map((word) => withEnv(word, env)).join(' '));
      if (found === undefined) return [];
      const base = { ...place, step: step.name, line, runtime: found.runtime, from: '' };
      const one = runtime(base, found.version);
      return [variants.length > 1 ? { ...one, several: true as const } : one];
    });
  });
}

/** Returns the files from which the managers in a job set up all runtimes. */
function managedIn(workflow: Workflow, job: WorkflowJob): readonly string[] {
  const lines = placedCommands(workflow, job).map(({ words }) => words.join(' '));
  return [...job.steps.map(({ uses }) => uses?.uses ?? ''), ...lines].flatMap(managedFiles);
}

/** Files of a project in a language; without one, only tools of the build use it. */
const MANIFESTS: Readonly<Record<string, RegExp>> = {
  python: /(?:^|\/)(?:pyproject\.toml|setup\.cfg|tox\.ini|pytest\.ini|noxfile\.py)$/,
  node: /(?:^|\/)package\.json$/,
};

function containerRuntimes(job: WorkflowJob, place: Place): Runtime[] {
  const found = job.images.filter(isContainer).flatMap((image) => {
    const name = runtimeOfImage(image.uses);
    if (name === undefined) return [];
    const version = imageTag(image.uses).replace(/-.*$/s, '');
    const base = { ...place, step: '', line: image.line, runtime: name, from: image.uses };
    const tagged = runtime(base, version === '' ? 'latest' : version);
    return [image.pin === 'digest' ? { ...tagged, version, exactness: 'exact' as const } : tagged];
  });
  // A job has one container; several images are those of its matrix.
  return found.length > 1 ? found.map((one) => ({ ...one, several: true as const })) : found;
}

function isContainer(image: Use): boolean {
  return image.role === 'container';
}

function usedRuntimes(workflow: Workflow, job: WorkflowJob, place: Place): Runtime[] {
  // A container image determines its runtimes; its pin is checked elsewhere.
  if (job.images.some(isContainer)) return [];
  const seen = new Map<string, Runtime>();
  for (const { words, step, line } of placedCommands(workflow, job)) {
    const program = words[0] === 'sudo' ? words[1] : words[0];
    const name = runtimeOfProgram(program ?? '');
    if (name === undefined || seen.has(name) || runsInContainer(step)) continue;
    const base = { ...place, step: step.name, line, runtime: name, from: program ?? '' };
    seen.set(name, { ...base, version: '', exactness: 'unset' });
  }
  return [...seen.values()];
}
