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
import { baseName } from '../parse/file-names.ts';
import { type KnownValues, valuesOf } from '../parse/known-values.ts';
import { PassedInputs } from '../parse/passed-inputs.ts';
import { imageTag, localPath } from '../parse/uses.ts';
import { commandVariants, knownIn } from '../shell/command-variants.ts';
import { placedCommands, withEnv } from '../shell/placed-commands.ts';
import {
  runtimeOfImage,
  runtimeOfProgram,
  type SetupAction,
  setupActionsOf,
} from './setup-actions.ts';
import { managedVersions } from './version-managers.ts';

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
  /** Path of an action of the repository that could not be read, and may set it up; absent otherwise. */
  readonly unread?: string;
}

/** Finds the runtimes of workflows; jobs may set them up through the repository's own actions. */
export class RuntimeReader {
  readonly #settings: ReadonlyMap<string, SettingsFile>;
  readonly #actions = new Map<string, Workflow>();
  readonly #unread: ReadonlySet<string>;
  readonly #inputs: PassedInputs;

  /** `unread`: paths of settings files that exist and were not read. */
  constructor(
    files: readonly WorkflowFile[],
    settings: readonly SettingsFile[],
    unread: readonly string[] = [],
  ) {
    this.#unread = new Set(unread);
    this.#settings = new Map(settings.map((file) => [file.path, file]));
    this.#inputs = new PassedInputs(
      files.flatMap((file) => (file.state === 'present' ? [file.workflow] : [])),
    );
    for (const file of files) {
      if (file.state !== 'present' || file.workflow.kind !== 'action') continue;
      this.#actions.set(file.path.replace(/\/?action\.ya?ml$/, ''), file.workflow);
    }
  }

  /** Returns the runtimes of a workflow in file order; one that is used without setup is `unset`. */
  runtimesOf(workflow: Workflow): readonly Runtime[] {
    return workflow.jobs.flatMap((job) => {
      const place = { path: workflow.path, job: job.id };
      const set = [
        ...containerRuntimes(job, place),
        ...job.steps.flatMap((step) => this.#setUp(step, workflow, job)),
        ...this.#managed(workflow, job),
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
      const unset = used
        .filter(({ runtime }) => !known.has(runtime))
        .map((one) => (unread === undefined ? one : { ...one, unread }));
      return [...kept, ...unset].toSorted((a, b) => a.line - b.line);
    });
  }

  #setUp(step: WorkflowStep, workflow: Workflow, job: WorkflowJob): Runtime[] {
    const { uses } = step;
    if (uses === undefined) return [];
    return setupActionsOf(uses.uses).flatMap((action) =>
      this.#setUpBy(action, uses, step, workflow, job),
    );
  }

  #setUpBy(
    action: SetupAction,
    uses: Use,
    step: WorkflowStep,
    workflow: Workflow,
    job: WorkflowJob,
  ): Runtime[] {
    const base = { path: workflow.path, job: job.id, step: step.name, runtime: action.runtime };
    const inherited = knownIn(workflow, job);
    const known = {
      ...inherited,
      env: [...inherited.env, ...step.env],
      inputs: this.#inputs.of(workflow),
    };
    const version = step.with.find(({ key }) => key === action.input);
    const file = step.with.some(({ key }) => key === action.fileInput);
    const absent = version === undefined && !file && action.optional === true;
    if (absent || version?.value === 'false') return [];
    if (version !== undefined && version.value.trim() !== '') {
      const values = versionLines(version).flatMap((text) =>
        versionValues(text.value, text.line, job, known),
      );
      // A number that YAML shortens is nobody's choice: 3.10 runs 3.1.
      const several =
        new Set(values.map(({ value }) => value)).size > 1 &&
        values.every(({ written }) => written === undefined);
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

  /** Returns the runtimes that version managers set up in scripts, one for each value of a matrix. */
  #managed(workflow: Workflow, job: WorkflowJob): Runtime[] {
    return placedCommands(workflow, job).flatMap((command) => {
      const { step, line } = command;
      const variants = commandVariants(command, workflow, job);
      const several = variants.length > 1 ? ({ several: true } as const) : {};
      return variants.flatMap(({ words, env }) =>
        managedVersions(words).flatMap(({ runtime: name, version, files }) => {
          const base = { path: workflow.path, job: job.id, step: step.name, line, runtime: name };
          if (version !== '') {
            return [{ ...runtime({ ...base, from: '' }, withEnv(version, env)), ...several }];
          }
          return files
            .flatMap((path) => {
              const found = this.#versionAt(path, name);
              if (found === undefined) return [];
              if (found !== 'unread') {
                return [runtime({ ...base, from: `${path}:${found.line}` }, found.version)];
              }
              return [{ ...base, version: '', exactness: 'unknown' as const, from: path }];
            })
            .slice(0, 1);
        }),
      );
    });
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

  #versionAt(
    path: string,
    runtime: string,
  ): { readonly version: string; readonly line: number } | 'unread' | undefined {
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

/** Returns the versions of an input; the lines of a block are below its key. */
function versionLines({ value, line }: At<string>): readonly At<string>[] {
  const first = value.trimEnd().includes('\n') ? line + 1 : line;
  return value.split('\n').flatMap((text, index) =>
    text
      .split(',')
      .map((part) => ({ value: part.trim(), line: first === line ? line : first + index }))
      .filter((part) => part.value !== ''),
  );
}

/** Returns the values of a version's expressions with their lines, or the text itself where one is not known. */
function versionValues(
  text: string,
  line: number,
  job: WorkflowJob,
  known: KnownValues,
): readonly (At<string> & { readonly written?: string })[] {
  const key = /^\$\{\{ *matrix\.([\w.-]+) *\}\}$/.exec(text)?.[1];
  const own = (job.matrix?.values ?? []).filter((value) => value.key === key);
  if (own.length > 0 && !own.some(({ value }) => value.includes('${{'))) return own;
  const values = valuesOf(text, known) ?? [text];
  return values.map((value) => ({ value, line }));
}

function containerRuntimes(job: WorkflowJob, place: Place): Runtime[] {
  return job.images.filter(isContainer).flatMap((image) => {
    const name = runtimeOfImage(image.uses);
    if (name === undefined) return [];
    const version = imageTag(image.uses).replace(/-.*$/s, '');
    const base = { ...place, step: '', line: image.line, runtime: name, from: image.uses };
    const tagged = runtime(base, version === '' ? 'latest' : version);
    return [image.pin === 'digest' ? { ...tagged, version, exactness: 'exact' as const } : tagged];
  });
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
    if (name === undefined || seen.has(name)) continue;
    const base = { ...place, step: step.name, line, runtime: name, from: program ?? '' };
    seen.set(name, { ...base, version: '', exactness: 'unset' });
  }
  return [...seen.values()];
}

/** How exact a runtime's version is; the levels of the rule `exact-runtime`. */
export type Exactness = 'exact' | 'minor' | 'range' | 'latest' | 'unset' | 'unknown';

/**
 * `3.10.6` is exact, `3.10` a minor, `3`, `18.x`, `>=3.9` and `lts/*` ranges, `latest`, `stable` and
 * `3.13-dev` are `latest`; an expression is unknown.
 */
export function exactnessOf(version: string): Exactness {
  const text = version
    .trim()
    .replace(
      /^(?:v|pypy-?|pyston-?|graalpy-?|node-|go|python-|ruby-?|jruby-?|truffleruby-?|temurin-?|zulu-?|corretto-?)(?=\d)/i,
      '',
    );
  if (text === '') return 'unset';
  if (text.includes('${{') || text.includes('$')) return 'unknown';
  if (
    /-dev$|-?nightly$|^(?:latest|node|current|stable|nightly|beta|canary|edge|head|main|master|maint|system|\*|x)$/i.test(
      text,
    )
  )
    return 'latest';
  if (/^=?\d+\.\d+\.\d[\w.+-]*$|^nightly-\d{4}-\d\d-\d\d$/.test(text))
    return /\.[xX*]$/.test(text) ? 'minor' : 'exact';
  if (/^~?\d+\.\d+(?:\.[xX*])?t?$/.test(text)) return 'minor';
  return 'range';
}

/** Returns the version that a version file names for a runtime, with its 1-based line; undefined for none. */
function versionIn(
  file: SettingsFile,
  runtime: string,
): { version: string; line: number } | undefined {
  const pattern = patternOf(baseName(file.path), runtime);
  const lines = file.text.split('\n');
  const index = lines.findIndex((line) => pattern.test(line));
  const version = pattern.exec(lines[index] ?? '')?.[1]?.trim();
  return version === undefined ? undefined : { version, line: index + 1 };
}

const toolNames: Readonly<Record<string, string>> = { node: 'node(?:js)?', go: 'go(?:lang)?' };

function patternOf(name: string, runtime: string): RegExp {
  if (name === '.tool-versions') return new RegExp(`^${toolNames[runtime] ?? runtime}\\s+(\\S+)`);
  if (name === 'go.mod') return /^(?:toolchain go|go )(\d\S*)/;
  if (name === 'package.json') return new RegExp(`^\\s*"${runtime}"\\s*:\\s*"([^"]+)"`);
  if (name === 'pyproject.toml') return /^\s*requires-python\s*=\s*["']([^"']+)["']/;
  if (name === 'global.json') return /"version"\s*:\s*"([^"]+)"/;
  if (name === 'rust-toolchain.toml') return /^\s*channel\s*=\s*"([^"]+)"/;
  if (/mise\.toml$/.test(name)) return new RegExp(`^\\s*"?${runtime}"?\\s*=\\s*"([^"]+)"`);
  if (name === '.sdkmanrc') return /^java=(\S+)/;
  return /^\s*([^#\s]\S*)\s*$/;
}
