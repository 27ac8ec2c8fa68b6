import { stringify } from 'yaml';
import type { WorkflowJob } from '../model/workflow.ts';
import type { Project } from './detect-project.ts';
import type { TestStep } from './test-steps.ts';
import type { TestTool } from './test-tools.ts';
import { kindOfUpload } from './uploads.ts';

const UPLOAD = 'actions/upload-artifact@b7c566a772e6b6bfb58ed0dc250532a479d7789f';
const UPLOAD_VERSION = 'v6.0.0';

/** A change of a workflow that `init` proposes. */
export interface Proposal {
  /** Where it goes: a sentence. */
  readonly where: string;
  /** What to do once before, outside of the workflow; empty when nothing. */
  readonly once: readonly string[];
  /** YAML of the steps, below `steps:`. */
  readonly steps: string;
  /** Artifact that the steps upload; undefined when the log of the step is the evidence. */
  readonly artifact?: string;
}

/** Returns the steps that make the tests of a project evidence, one proposal per test step without a report. */
export function proposedTests(project: Project): readonly Proposal[] {
  const { tests, uploads } = project;
  const reported = (one: TestStep): boolean =>
    uploads.some(
      (upload) =>
        upload.workflow === one.workflow.name &&
        upload.job === one.job.id &&
        kindOfUpload(upload) === 'tests',
    );
  if (tests.length === 0) return newTests(project);
  return tests.filter((one) => !reported(one)).flatMap((one) => changedStep(one, project));
}

function newTests({ tools, manifests }: Project): readonly Proposal[] {
  return tools.slice(0, 1).map((tool) => {
    const addition = additionOf(tool, tool.plain, textOf(manifests));
    const command = [tool.plain, addition.arguments].filter((part) => part !== '').join(' ');
    const variables = [
      ...addition.variables,
      ...(tool.arguments === '' && tool.variable !== undefined ? [tool.variable] : []),
    ];
    const environment = variables.length === 0 ? {} : { env: Object.fromEntries(variables) };
    return {
      where: 'No workflow runs tests. In a job that runs on pull requests:',
      once: addition.once,
      ...reportSteps(
        { name: tool.name, run: command, ...environment },
        `${prefixOf(addition.reports)}-${tool.name.replace(/[^a-z]+/g, '-')}`,
        addition.reports,
      ),
    };
  });
}

function changedStep(one: TestStep, project: Project): readonly Proposal[] {
  const { workflow, job, step, text, tool } = one;
  const at = `${workflow.path}:${step.run?.line ?? step.line}, job ${job.id}`;
  if (tool === undefined) {
    const where = `${at}: the test runner behind \`${text}\` is not known. Have it write JUnit XML, and upload it:`;
    return [{ where, once: [], ...reportSteps(undefined, artifactOf(job, []), ['junit.xml']) }];
  }
  const addition = additionOf(tool, text, textOf(project.manifests));
  if (addition.reports.length === 0 && addition.arguments === '') return [];
  const passed = passedOn(one, tool, addition);
  const changed = passed.command !== text || passed.variables.length > 0;
  const folder = step.run?.directory?.replace(/^\.\//, '').replace(/\/$/, '') ?? '';
  return [
    {
      where: `${at}: ${changed ? 'in place of' : 'after'} \`${text}\`:`,
      once: [...addition.once, ...passed.once],
      ...reportSteps(
        changed ? rewritten(one, tool, passed, folder) : undefined,
        artifactOf(job, addition.reports),
        addition.reports.map((path) => (folder === '' ? path : `${folder}/${path}`)),
      ),
    },
  ];
}

/** Returns the step with another command; what it had stays. */
function rewritten(
  { step, text }: TestStep,
  tool: TestTool,
  { command, variables }: Passed,
  folder: string,
): object {
  const script = step.run?.text ?? text;
  const shell = step.run?.shell ?? '';
  const env = [...step.env.map(({ key, value }) => [key, value] as const), ...variables];
  const entries = [
    ['name', step.name.startsWith('Run ') ? tool.name : step.name],
    ['id', step.id],
    ['if', step.if?.value ?? ''],
    [
      'run',
      (script.split(text).length === 2 ? script.replace(text, () => command) : command).trimEnd(),
    ],
    ['working-directory', folder],
    // `pwsh` is the default on Windows.
    ['shell', shell === 'pwsh' ? '' : shell],
    ['env', env.length === 0 ? '' : Object.fromEntries(env)],
  ] as const;
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}

type Variable = readonly [name: string, value: string];

interface Addition {
  readonly arguments: string;
  readonly variables: readonly Variable[];
  readonly reports: readonly string[];
  /** What a person does once before. */
  readonly once: readonly string[];
}

/** Returns what a command lacks to write reports: nothing that it already has, and coverage only where it is measured. */
function additionOf(tool: TestTool, command: string, manifests: string): Addition {
  const written = writtenReport(tool, command);
  const { coverage } = tool;
  const measures = coverage?.shown.test(`${command}\n${manifests}`) === true;
  const lacks = (options: string): string =>
    options
      .split(/ (?=--?\w)/)
      .filter((option) => !command.includes(nameOf(option)))
      .join(' ');
  return {
    arguments: [
      written === undefined ? tool.arguments : '',
      measures ? lacks(coverage?.arguments ?? '') : '',
    ]
      .filter((part) => part !== '')
      .join(' '),
    variables: tool.needs === undefined ? [] : [tool.needs],
    once: [
      ...(tool.once === undefined ? [] : [tool.once]),
      ...(measures && coverage?.once?.unless.test(manifests) === false ? [coverage.once.what] : []),
    ],
    reports: [
      ...(written === undefined ? tool.reports : [written]),
      ...(measures ? (coverage?.reports ?? []) : []),
    ],
  };
}

/** Returns the report that the command already writes, when its own option names it. */
function writtenReport({ arguments: options }: TestTool, command: string): string | undefined {
  const option = options
    .split(' ')
    .map(nameOf)
    .find((name) => name.startsWith('--') && /junit|outputfile|out$/i.test(name));
  const at = option === undefined ? -1 : command.indexOf(option);
  if (option === undefined || at === -1) return undefined;
  return /^[= ](\S+)/.exec(command.slice(at + option.length))?.[1];
}

/** Returns the name of an option without its value. */
function nameOf(option: string): string {
  return option.split(/[= ]/, 1)[0] ?? '';
}

/** How the addition reaches the runner. */
interface Passed {
  readonly command: string;
  readonly variables: readonly Variable[];
  /** What only a person can change. */
  readonly once: readonly string[];
}

/** Returns the command with the addition, or the variables that carry it through a wrapper. */
function passedOn(
  { text, wrapper }: TestStep,
  tool: TestTool,
  { arguments: options, variables }: Addition,
): Passed {
  const onlyVariable = tool.arguments === '' ? tool.variable : undefined;
  if (onlyVariable !== undefined) {
    return { command: text, variables: [...variables, onlyVariable], once: [] };
  }
  if (options === '') return { command: text, variables: [], once: [] };
  if (wrapper === undefined) {
    // What follows ` -- ` belongs to the tests, not to the runner.
    const [own = text, ...rest] = text.split(/ (?=-- )/);
    return { command: [`${own} ${options}`, ...rest].join(' '), variables, once: [] };
  }
  if (tool.variable !== undefined) {
    const through = wrapper.variable === undefined ? [] : [wrapper.variable];
    return {
      command: text,
      variables: [...through, ...variables, [tool.variable[0], options]],
      once: [],
    };
  }
  if (wrapper.separator !== undefined) {
    const separator = text.includes(' -- ') ? ' ' : wrapper.separator;
    return { command: `${text}${separator}${options}`, variables, once: [] };
  }
  const once = [`add \`${options}\` to the command that \`${text}\` runs`];
  return { command: text, variables, once };
}

function textOf(manifests: Project['manifests']): string {
  return manifests.map(({ text }) => text).join('\n');
}

/** Characters that an artifact's name cannot have (actions/upload-artifact, README "Inputs", read 2026-11-29). */
const NOT_IN_A_NAME = /["<>:|*?\r\n\\/]/;

/** Returns a name that no other job of the run has: jobs of one matrix differ by its values. */
function artifactOf({ id, matrix }: WorkflowJob, reports: readonly string[]): string {
  const prefix = prefixOf(reports);
  if (matrix === undefined) return `${prefix}-${id}`;
  const keys = namingKeys(matrix.legs);
  return [
    prefix,
    id,
    ...(keys === undefined
      ? [expression('strategy.job-index')]
      : keys.map((key) => expression(`matrix.${key}`))),
  ].join('-');
}

/** Where the log has the tests, only coverage is uploaded. */
function prefixOf(reports: readonly string[]): 'coverage' | 'tests' {
  const kinds = reports.map((path) => kindOfUpload({ artifact: '', path }));
  return kinds.length > 0 && kinds.every((kind) => kind === 'coverage') ? 'coverage' : 'tests';
}

/** Returns the keys whose values tell the jobs of a matrix apart; undefined when none of them can be in a name. */
function namingKeys(jobs: readonly string[] | 'dynamic'): readonly string[] | undefined {
  if (jobs === 'dynamic') return undefined;
  const values = jobs.map((job) => new Map(job.split(', ').map((pair) => splitOnce(pair, '='))));
  const keys = [...(values[0]?.keys() ?? [])].filter(
    (key) => /^[\w-]+$/.test(key) && values.every((job) => job.has(key)),
  );
  const names = values.map((job) => keys.map((key) => job.get(key)).join('-'));
  const clear =
    new Set(names).size === names.length && !names.some((name) => NOT_IN_A_NAME.test(name));
  return clear ? keys : undefined;
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}

/** Returns a workflow expression. */
function expression(text: string): string {
  return `\${{ ${text} }}`;
}

/** Returns a step and the upload of its reports, as YAML below `steps:`. */
export function reportSteps(
  test: object | undefined,
  artifact: string,
  reports: readonly string[],
): Pick<Proposal, 'steps' | 'artifact'> {
  const upload = {
    name: `Upload ${reports.length === 1 ? 'the report' : 'the reports'}`,
    if: 'always()',
    uses: UPLOAD,
    with: {
      name: artifact,
      path: reports.length === 1 ? reports[0] : `${reports.join('\n')}\n`,
      'if-no-files-found': 'error',
      // A report in a hidden folder is uploaded only when that is asked for.
      ...(reports.some((path) => /(?:^|\/)\./.test(path)) ? { 'include-hidden-files': true } : {}),
    },
  };
  const steps = [...(test === undefined ? [] : [test]), ...(reports.length === 0 ? [] : [upload])];
  const yaml = stringify(steps, { lineWidth: 0 }).trimEnd();
  return {
    steps: yaml
      .replaceAll(UPLOAD, `${UPLOAD} # ${UPLOAD_VERSION}`)
      .split('\n')
      .map((line) => (line === '' ? line : `      ${line}`))
      .join('\n'),
    ...(reports.length === 0 ? {} : { artifact }),
  };
}
