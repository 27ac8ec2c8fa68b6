import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A step as the workflow file has it. */
export interface WorkflowStep {
  readonly name: string;
  readonly run?: string;
  readonly uses?: string;
  readonly if?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string>>;
  readonly 'working-directory'?: string;
}

export interface RecordedStep {
  readonly name: string;
  readonly seconds: number;
  readonly conclusion: 'success' | 'failure' | 'skipped';
}

export interface RecordedJob {
  readonly steps: readonly RecordedStep[];
  readonly log: string;
  readonly uploads: readonly {
    readonly name: string;
    readonly files: ReadonlyMap<string, string>;
  }[];
}

export interface JobPlace {
  /** A clean checkout of the job's own. */
  readonly checkout: string;
  readonly env: NodeJS.ProcessEnv;
  readonly say: (line: string) => void;
}

type Upload = RecordedJob['uploads'][number];

interface StepEnd {
  readonly conclusion: RecordedStep['conclusion'];
  readonly output: string;
  readonly upload?: Upload;
}

/**
 * Runs the steps of a job in order, as GitHub's runner would: `run` steps really, in `bash -e`;
 * uploads by taking the files; every other action is what the recorder did beforehand. After a
 * failure only steps with `if: always()` go on.
 */
export function runJob(steps: readonly WorkflowStep[], place: JobPlace): RecordedJob {
  const recorded: RecordedStep[] = [];
  const log: string[] = [];
  const uploads: Upload[] = [];
  for (const step of steps) {
    const failed = recorded.some(({ conclusion }) => conclusion === 'failure');
    if (failed && step.if !== 'always()') {
      recorded.push({ name: step.name, seconds: 0, conclusion: 'skipped' });
      continue;
    }
    const began = performance.now();
    const end = runStep(step, place);
    const seconds = Math.max(1, Math.round((performance.now() - began) / 1000));
    recorded.push({ name: step.name, seconds, conclusion: end.conclusion });
    log.push(`=== ${step.name}`, end.output.trimEnd());
    if (end.upload !== undefined) uploads.push(end.upload);
    place.say(`  ${step.name}: ${end.conclusion}, ${seconds} s`);
  }
  return { steps: recorded, log: `${log.join('\n')}\n`, uploads };
}

function runStep(step: WorkflowStep, place: JobPlace): StepEnd {
  if (step.run !== undefined) return runScript(step, step.run, place);
  const heading = [`##[group]Run ${step.uses}`, ...withLines(step), '##[endgroup]'];
  if (step.uses?.startsWith('actions/upload-artifact@')) return upload(step, heading, place);
  const note = `Recorded as done: the recorder cloned the repository and runs on Node ${process.version}.`;
  return { conclusion: 'success', output: [...heading, note].join('\n') };
}

function withLines(step: WorkflowStep): readonly string[] {
  const entries = Object.entries(step.with ?? {});
  return entries.length === 0
    ? []
    : ['with:', ...entries.map(([key, value]) => `  ${key}: ${value}`)];
}

function runScript(step: WorkflowStep, script: string, place: JobPlace): StepEnd {
  const { status, error, stdout } = spawnSync('bash', ['-e', '-c', `exec 2>&1\n${script}`], {
    cwd: join(place.checkout, step['working-directory'] ?? '.'),
    env: { ...place.env, ...step.env },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error) throw error;
  const lines = script.trimEnd().split('\n');
  const heading = [
    `##[group]Run ${lines[0]}`,
    ...lines,
    'shell: /usr/bin/bash -e {0}',
    '##[endgroup]',
  ];
  const ending = status === 0 ? [] : [`##[error]Process completed with exit code ${status}.`];
  const output = [...heading, stdout.trimEnd(), ...ending].filter((line) => line !== '').join('\n');
  return { conclusion: status === 0 ? 'success' : 'failure', output };
}

function upload(step: WorkflowStep, heading: readonly string[], place: JobPlace): StepEnd {
  const path = join(place.checkout, step.with?.['path'] ?? '');
  if (!existsSync(path)) {
    const message = `##[error]No files were found with the provided path: ${step.with?.['path']}.`;
    return { conclusion: 'failure', output: [...heading, message].join('\n') };
  }
  // As upload-artifact does: the root of the artifact is the folder, or the folder of the one file.
  const files = statSync(path).isDirectory() ? filesBelow(path) : [[basename(path), path] as const];
  return {
    conclusion: 'success',
    output: [...heading, `${files.length} file(s) uploaded`].join('\n'),
    upload: {
      name: step.with?.['name'] ?? 'artifact',
      files: new Map(files.map(([name, from]) => [name, readFileSync(from, 'utf8')])),
    },
  };
}

function filesBelow(folder: string): readonly (readonly [string, string])[] {
  return readdirSync(folder)
    .sort()
    .map((name) => [name, join(folder, name)] as const);
}
