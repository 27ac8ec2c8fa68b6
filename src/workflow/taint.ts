import type { Workflow, WorkflowJob, WorkflowStep } from '../model/workflow.ts';
import type { KeyedText } from './parse/tree-access.ts';
import { isAction, localPath } from './parse/uses.ts';
import { scriptOfStep } from './shell/placed-commands.ts';

/**
 * Contexts that others fill with free text (GitHub Docs, "Script injections", and zizmor's list of contexts, read
 * 2026-11-29). Numbers, ids, SHAs and logins cannot hold code.
 */
const freeText =
  /\bgithub\.(?:head_ref|event\.(?:(?:issue|pull_request|discussion|release|milestone)\.(?:title|body|description|name)|(?:comment|review|review_comment)\.body|pull_request\.head\.(?:ref|label|repo\.(?:default_branch|description|homepage))|forkee\.(?:description|homepage)|(?:head_commit|commits(?:\[\d+\]|\.\*)?)\.(?:message|(?:author|committer)\.(?:name|email))|pages(?:\[\d+\]|\.\*)?\.page_name|workflow_run\.(?:head_branch|display_title|head_commit\.(?:message|(?:author|committer)\.(?:name|email))|head_repository\.(?:default_branch|description|homepage)|pull_requests(?:\[\d+\]|\.\*)?\.head\.ref)|changes\.\w+\.from))\b/i;

/** Whole objects that hold such a text. */
const wholeObject = /\btoJSON\(\s*github(?:\.event(?:\.[\w.]+)?)?\s*\)/i;

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

/** Returns the expressions of a text that hold the text of others. */
export function taintedIn(
  text: string,
  names: Tainted,
): readonly { readonly offset: number; readonly context: string }[] {
  return [...text.matchAll(/\$\{\{((?:(?!\$\{\{)[^}]|\}(?!\}))*)\}\}/g)].flatMap((match) => {
    const context = contextIn(match[1] ?? '', names);
    return context === undefined ? [] : [{ offset: match.index, context }];
  });
}

function contextIn(inner: string, names: Tainted): string | undefined {
  // `github.event['issue'].title` is `github.event.issue.title`. A comparison or a test of a text gives a boolean.
  const shown = inner
    .replace(/\[\s{0,10}'([\w-]{1,100})'\s{0,10}\]/g, '.$1')
    .replace(
      /\b(?:contains|startsWith|endsWith)\([^()]{0,500}\)|(?<![\w.[\]*])[\w.[\]*]{1,300}\s{0,20}[!=]=/g,
      '',
    );
  const direct = freeText.exec(shown)?.[0] ?? wholeObject.exec(shown)?.[0];
  if (direct !== undefined) return direct;
  const used = shown.matchAll(/\b(?:env|inputs|(?:(?:steps|needs)\.[\w-]+\.outputs))\.[\w-]+/g);
  return [...used].flatMap(([name]) => names.get(name) ?? namesByAction(name, names))[0];
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
    names = new Map([...names, ...handed, ...uses]);
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
        .map(({ context }) => [`inputs.${key}`, context] as const),
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
    return /GITHUB_(?:OUTPUT|ENV)|::set-output/.test(script)
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
    (variable === variableOfJavaScript && freeText.test(text)) ||
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
    const env = line.includes('GITHUB_ENV') || (toEnv && !line.includes('GITHUB_OUTPUT'));
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
