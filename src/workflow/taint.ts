import type { Workflow, WorkflowJob, WorkflowStep } from '../model/workflow.ts';
import { type Expression, expressionsIn } from './parse/expression.ts';
import type { KeyedText } from './parse/tree-access.ts';
import { isAction, localPath } from './parse/uses.ts';
import { scriptOfStep } from './shell/placed-commands.ts';

/**
 * Contexts that others fill with free text (GitHub Docs, "Script injections", and zizmor's list of contexts, read
 * 2026-11-29). Numbers, ids, SHAs and logins cannot hold code. `*` is a member of a list.
 */
const FREE_TEXT = [
  'github.head_ref',
  'github.event.issue|pull_request|discussion|release|milestone.title|body|description|name',
  'github.event.comment|review|review_comment.body',
  'github.event.pull_request.head.ref|label',
  'github.event.pull_request.head.repo.default_branch|description|homepage',
  'github.event.forkee.description|homepage',
  'github.event.head_commit.message',
  'github.event.head_commit.author|committer.name|email',
  'github.event.commits.*.message',
  'github.event.commits.*.author|committer.name|email',
  'github.event.pages.*.page_name',
  'github.event.workflow_run.head_branch|display_title',
  'github.event.workflow_run.head_commit.message',
  'github.event.workflow_run.head_commit.author|committer.name|email',
  'github.event.workflow_run.head_repository.default_branch|description|homepage',
  'github.event.workflow_run.pull_requests.*.head.ref',
  'github.event.changes.*.from',
].map((path) => path.split('.').map((key) => key.split('|')));

/** Whether a context is such a text, or with `whole` an object that holds one. */
function isFreeText(path: string, whole: boolean): boolean {
  const keys = path.toLowerCase().split('.');
  return FREE_TEXT.some(
    (text) =>
      (whole || keys.length >= text.length) &&
      keys
        .slice(0, text.length)
        .every((key, at) => key === '*' || text[at]?.some((one) => one === '*' || one === key)),
  );
}

/** Outputs of actions that hold names of files and branches, which the author of a pull request chooses. */
const namesAsOutputs: readonly (readonly [uses: string, output: RegExp])[] = [
  ['tj-actions/changed-files', /_files$/],
  ['tj-actions/branch-names', /branch$|^ref_/],
  ['dorny/paths-filter', /_files$/],
  ['trilom/file-changes-action', /^files/],
  ['jitterbit/get-changed-files', /./],
  ['xt0rted/pull-request-comment-branch', /ref$/],
];

/** Names that hold the text of others, such as `env.T` and `steps.t.outputs.title`, and what is cited for each. */
export type Tainted = ReadonlyMap<string, string>;

/** Returns the key of a name: GitHub ignores the case of all but variables. */
export function nameOf(path: string): string {
  return /^env\./i.test(path) ? `env${path.slice(3)}` : path.toLowerCase();
}

/** Returns the expressions of a text that hold the text of others. */
export function taintedIn(
  text: string,
  names: Tainted,
): readonly { readonly offset: number; readonly context: string }[] {
  return expressionsIn(text).flatMap(({ tree, offset, whole }) => {
    // What is not understood is taken at its word.
    const unread = namesFreeText(whole) ? [whole] : [];
    const [context] = tree === undefined ? unread : contextsIn(tree, names, false);
    return context === undefined ? [] : [{ offset, context }];
  });
}

/** Functions whose value has the text of their arguments; any other gives a boolean or a hash. */
const keepsText = /^(?:format|join|tojson|fromjson|\|\|)$/;

/** Returns the texts of others that can be in the value of an expression; of an object with `whole`. */
function contextsIn(tree: Expression, names: Tainted, whole: boolean): readonly string[] {
  if (tree.kind === 'value') return [];
  if (tree.kind === 'path') {
    if (typeof tree.of !== 'string') return contextsIn(tree.of, names, true);
    return contextsAt([tree.of, ...tree.keys].join('.'), names, whole);
  }
  const { name, args } = tree;
  const inner = whole || /^(?:join|tojson)$/.test(name);
  if (keepsText.test(name)) return args.flatMap((arg) => contextsIn(arg, names, inner));
  // A condition of `case` and the left side of `&&` do not become the value.
  const values = name === 'case' ? args.filter((_, at) => at % 2 === 1) : [];
  const results = name === 'case' || name === '&&' ? [...values, ...args.slice(-1)] : [];
  return results.flatMap((arg) => contextsIn(arg, names, whole));
}

function contextsAt(path: string, names: Tainted, whole: boolean): readonly string[] {
  if (isFreeText(path, whole))
    return [whole ? `toJSON(${path})` : path.replace(/\.(\d+)/g, '[$1]')];
  const name = nameOf(path);
  const found = names.get(name) ?? namesByAction(name, names)[0];
  if (found !== undefined) return [found];
  return whole
    ? [...names].flatMap(([key, context]) => (key.startsWith(`${name}.`) ? [context] : []))
    : [];
}

/** Returns an output of an action that names files or branches, as `steps.changed` holds the action. */
function namesByAction(name: string, names: Tainted): readonly string[] {
  const [, step = '', output = ''] = /^(steps\.[\w-]+)\.outputs\.([\w-]+)$/.exec(name) ?? [];
  const uses = names.get(step);
  const found = namesAsOutputs.some(
    ([action, pattern]) => isAction(uses, action) && pattern.test(output),
  );
  return found ? [name] : [];
}

/** What the steps of a job can refer to, and the outputs of the job. */
interface JobTaint {
  readonly at: ReadonlyMap<WorkflowStep, Tainted>;
  readonly outputs: readonly string[];
}

/** Maximum depth of actions that call actions. */
const MAX_DEPTH = 4;

/** Follows the text of others through the steps of a job; `given` are its inputs and needed jobs. */
export function followTaint(
  job: WorkflowJob,
  env: readonly KeyedText[],
  given: Tainted,
  actions: ReadonlyMap<string, Workflow>,
  depth = 0,
): JobTaint {
  const at = new Map<WorkflowStep, Tainted>();
  let names = withEnv(given, [...env, ...(job.env ?? [])]);
  for (const step of job.steps) {
    const own = withEnv(names, step.env);
    at.set(step, own);
    const handed = [...handedOn(step, own), ...outputsOfAction(step, own, actions, depth)].map(
      (name) => [name, name] as const,
    );
    const uses = step.uses === undefined ? [] : [[`steps.${step.id}`, step.uses.uses] as const];
    names = new Map([...names, ...handed, ...uses].map(([key, context]) => [nameOf(key), context]));
  }
  const outputs = (job.outputs ?? []).filter(({ value }) => taintedIn(value, names).length > 0);
  return { at, outputs: outputs.map(({ key }) => key) };
}

/** The inner variable replaces the outer one. */
function withEnv(names: Tainted, env: readonly KeyedText[]): Tainted {
  const next = new Map(names);
  for (const { key, value } of env) {
    const [found] = taintedIn(value, next);
    if (found === undefined) next.delete(`env.${key}`);
    else next.set(`env.${key}`, found.context);
  }
  return next;
}

/** Returns the inputs of a call that hold the text of others. */
export function taintedInputs(given: readonly KeyedText[], names: Tainted): Tainted {
  return new Map(
    given.flatMap(({ key, value }) =>
      taintedIn(value, names)
        .slice(0, 1)
        .map(({ context }) => [nameOf(`inputs.${key}`), context] as const),
    ),
  );
}

function outputsOfAction(
  { id, uses, with: given }: WorkflowStep,
  names: Tainted,
  actions: ReadonlyMap<string, Workflow>,
  depth: number,
): readonly string[] {
  const job = uses?.pin === 'local' ? actions.get(localPath(uses.uses))?.jobs[0] : undefined;
  if (job === undefined || depth > MAX_DEPTH) return [];
  const { outputs } = followTaint(job, [], taintedInputs(given, names), actions, depth + 1);
  return outputs.map((output) => `steps.${id}.outputs.${output}`);
}

/** Returns the variables and outputs that a step fills with the text of others. */
function handedOn(step: WorkflowStep, names: Tainted): readonly string[] {
  const script = scriptOfStep(step)?.script.text;
  const outputs = `steps.${step.id}.outputs.`;
  if (script !== undefined) {
    return /GITHUB_(?:OUTPUT|ENV)|::set-(?:output|env)/.test(script)
      ? writtenFrom(script, names, variableOfShell, byShell(script, outputs))
      : [];
  }
  if (!isAction(step.uses?.uses, 'actions/github-script')) return [];
  const code = step.with.find(({ key }) => key === 'script')?.value ?? '';
  const text = code.replaceAll('context.payload.', 'github.event.');
  return writtenFrom(text, names, variableOfJavaScript, byJavaScript(outputs));
}

const variableOfShell = /\$(?:env:)?\{?(\w+)/g;
const variableOfJavaScript = /(?<![.\w'"])(?:process\.env\.)?(\w+)/g;

/** Whether a text of JavaScript names such a context: `github.event.issue?.title.trim()`. */
function namesFreeText(text: string): boolean {
  const paths = text.match(/\bgithub(?:\??\.\w+|\[\d+\])+/g) ?? [];
  return paths.some((path) => isFreeText(path.replace(/\?|\]/g, '').replaceAll('[', '.'), false));
}

/** A name that a line sets, with the text that it gets. */
type Written = readonly [name: string, text: string];
/** Returns what a line writes; `rest` returns the lines after it. */
type LineReader = (line: string, rest: () => string) => readonly Written[];

/** Maximum number of lines of a here-document. */
const MAX_HERE = 100;

/** A variable of a script that is set from a text. */
const assigned = /^\s*(?:export |local |readonly |const |let |var |\$)?(\w+) ?=(?!=) ?(\S.*)$/;

/** Returns the names that a script sets to the text of others, line by line. */
function writtenFrom(
  script: string,
  names: Tainted,
  variable: RegExp,
  writtenBy: LineReader,
): readonly string[] {
  const env = [...names.keys()].filter((name) => name.startsWith('env.'));
  const variables = new Set(env.map((name) => name.slice('env.'.length)));
  const holds = (text: string): boolean =>
    taintedIn(text, names).length > 0 ||
    (variable === variableOfJavaScript && namesFreeText(text)) ||
    [...text.matchAll(variable)].some(([, name = '']) => variables.has(name));
  const lines = script.split('\n');
  return lines.flatMap((line, at) => {
    const [, name = '', value = ''] = assigned.exec(line) ?? [];
    if (holds(value)) variables.add(name);
    const written =
      name === '' ? writtenBy(line, () => lines.slice(at + 1, at + MAX_HERE).join('\n')) : [];
    return written.filter(([, text]) => holds(text)).map(([key]) => key);
  });
}

/** `echo "title=$T" >> "$GITHUB_OUTPUT"`, `echo "::set-output name=title::$T"`, and a here-document. */
function byShell(script: string, outputs: string): LineReader {
  const toEnv = !/GITHUB_OUTPUT|::set-output/.test(script);
  return (line, rest) => {
    // The command `set-env` works where ACTIONS_ALLOW_UNSECURE_COMMANDS allows it.
    const env = /GITHUB_ENV|::set-env/.test(line) || (toEnv && !line.includes('GITHUB_OUTPUT'));
    const written = line.matchAll(/(?:name=|(?<![\w-]))([\w-]+)(::|=|<<)/g);
    return [...written].map(({ 0: all, 1: key = '', 2: operator, index }) => [
      `${env ? 'env.' : outputs}${key}`,
      operator === '<<' ? rest() : line.slice(index + all.length),
    ]);
  };
}

function byJavaScript(outputs: string): LineReader {
  return (line) => {
    const result = /^\s*return\b(.*)/.exec(line)?.[1];
    if (result !== undefined) return [[`${outputs}result`, result]];
    const [, verb, key = '', given = ''] =
      /\bcore\.(setOutput|exportVariable)\(\s*["']([\w-]+)["']\s*,(.*)/.exec(line) ?? [];
    if (verb === undefined) return [];
    return [[`${verb === 'setOutput' ? outputs : 'env.'}${key}`, given]];
  };
}
