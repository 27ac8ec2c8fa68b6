import { memoize } from '../lib/memoize.ts';
import type { Workflow, WorkflowJob, WorkflowStep } from '../model/workflow.ts';
import { lineAt } from './parse/script-lines.ts';
import type { KeyedText } from './parse/tree-access.ts';
import { isAction, localPath } from './parse/uses.ts';
import { scriptOfStep } from './shell/placed-commands.ts';

/**
 * Who can choose the text that becomes code, worst first. `anyone`: everybody, in a workflow with the base's
 * token and secrets. `guarded`: the same behind a condition on the person. `pushed`: text that arrives with a merged
 * commit, such as its message. `fork`: a pull request, whose token can only read.
 */
export type Attacker = 'anyone' | 'guarded' | 'pushed' | 'fork';

/** An expression whose text GitHub pastes into code before the code runs. */
export interface Injection {
  readonly path: string;
  readonly line: number;
  readonly job: string;
  readonly step: string;
  /** `github.event.issue.title` */
  readonly expression: string;
  /** The event that makes it dangerous. */
  readonly event: string;
  readonly attacker: Attacker;
}

/**
 * Contexts that others fill with free text (GitHub Docs, "Script injections", and zizmor's list of contexts, read
 * 2026-11-29). Numbers, ids, SHAs and logins cannot hold code.
 */
const freeText =
  /\bgithub\.(?:head_ref|event\.(?:(?:issue|pull_request|discussion|release|milestone)\.(?:title|body|description|name)|(?:comment|review|review_comment)\.body|pull_request\.head\.(?:ref|label|repo\.(?:default_branch|description|homepage))|forkee\.(?:description|homepage)|(?:head_commit|commits(?:\[\d+\]|\.\*)?)\.(?:message|(?:author|committer)\.(?:name|email))|pages(?:\[\d+\]|\.\*)?\.page_name|workflow_run\.(?:head_branch|display_title|head_commit\.(?:message|(?:author|committer)\.(?:name|email))|head_repository\.(?:default_branch|description|homepage)|pull_requests(?:\[\d+\]|\.\*)?\.head\.ref)|changes\.\w+\.from))\b/i;

/** Whole objects that hold such a text. */
const wholeObject = /\btoJSON\(\s*github(?:\.event(?:\.[\w.]+)?)?\s*\)/i;

/** Events that run with the base's token for text of people without write access. */
const privileged =
  /^(?:pull_request_target|workflow_run|issues|issue_comment|discussion|discussion_comment|pull_request_review|pull_request_review_comment|fork|gollum|watch)$/;

/** Conditions on who may start the run. */
const guard =
  /author_association|github\.(?:actor|triggering_actor)\s*==|sender\.login\s*==|user\.login\s*==|head\.repo\.full_name\s*==|head\.repo\.fork\b|collaborator|labeled|label\.name/;

/** Returns the expressions of attackers that become code in a workflow, also through `env` and inputs. */
export function injectionsIn(workflows: readonly Workflow[]): readonly Injection[] {
  const inputs = inputsOf(workflows);
  return workflows.flatMap((workflow) =>
    workflow.jobs.flatMap((job) =>
      job.steps.flatMap((step) => injectionsOf(workflow, job, step, inputs(workflow))),
    ),
  );
}

function injectionsOf(
  workflow: Workflow,
  job: WorkflowJob,
  step: WorkflowStep,
  passed: Passed,
): readonly Injection[] {
  const env = [...workflow.env, ...(job.env ?? []), ...step.env];
  const place = { path: workflow.path, job: job.id, step: step.name };
  return codeOf(step).flatMap(({ text, lineOf }) =>
    [...text.matchAll(/\$\{\{((?:(?!\$\{\{)[^}]|\}(?!\}))*)\}\}/g)].flatMap((match) => {
      const found =
        tainted(plainContexts(match[1] ?? ''), env, passed.inputs) ??
        outputOf(match[1] ?? '', job, passed);
      if (found === undefined) return [];
      const events = passed.events.length > 0 ? passed.events : eventsOf(workflow);
      const { event, attacker } = worstEvent(events, guarded(job, step));
      return [{ ...place, line: lineOf(match.index), expression: found, event, attacker }];
    }),
  );
}

interface Code {
  readonly text: string;
  readonly lineOf: (offset: number) => number;
}

/** Inputs of actions that run their text as code. */
const codeInputs: readonly (readonly [uses: RegExp, input: string])[] = [
  [/^actions\/github-script@/i, 'script'],
  [/^azure\/(?:cli|powershell)@/i, 'inlineScript'],
  [/^appleboy\/ssh-action@/i, 'script'],
  [/^jannekem\/run-python-script-action@/i, 'script'],
  [/^reactivecircus\/android-emulator-runner@/i, 'script'],
];

/** Returns the code of a step: its script, its shell, and inputs that an action runs. */
function codeOf(step: WorkflowStep): readonly Code[] {
  const script = scriptOfStep(step)?.script;
  const own =
    script === undefined
      ? []
      : [
          { text: script.text, lineOf: lineAt(script) },
          { text: script.shell, lineOf: () => script.line },
        ];
  const name = codeInputs.find(([uses]) => uses.test(step.uses?.uses ?? ''))?.[1];
  const input = step.with.find(({ key }) => key.toLowerCase() === name?.toLowerCase());
  if (name === undefined || input === undefined) return own;
  // A block is below its key.
  const first = input.value.trimEnd().includes('\n') ? input.line + 1 : input.line;
  const read = lineAt({ text: input.value, line: first, shell: '' });
  return [...own, { text: input.value, lineOf: read }];
}

/** Returns the attacker's context in an expression, also where `env` or an input holds it. */
function tainted(
  inner: string,
  env: readonly KeyedText[],
  inputs: ReadonlyMap<string, string>,
): string | undefined {
  // A comparison or a test of the text gives a boolean, and `fromJSON` of a test as well.
  const dotted = inner.replace(/\['([\w-]{1,100})'\]/g, '.$1');
  const shown = dotted.replace(
    /\b(?:contains|startsWith|endsWith)\([^()]{0,500}\)|(?<![\w.[\]*])[\w.[\]*]{1,300}\s{0,20}[!=]=/g,
    '',
  );
  const direct = freeText.exec(shown)?.[0] ?? wholeObject.exec(shown)?.[0];
  if (direct !== undefined) return direct;
  const [, context, name] = /\b(env|inputs)\.([\w-]+)/.exec(shown) ?? [];
  if (context === 'inputs') return inputs.get(name ?? '');
  const value = env.findLast(({ key }) => key === name)?.value ?? '';
  return value.includes('${{') ? freeText.exec(value)?.[0] : undefined;
}

/** Writes `github.event['issue'].title` as `github.event.issue.title`. */
function plainContexts(inner: string): string {
  return inner.replace(/\[\s{0,10}'([\w-]{1,100})'\s{0,10}\]/g, '.$1');
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

/** Returns an output of an earlier step in an expression that holds an attacker's text. */
function outputOf(inner: string, job: WorkflowJob, passed: Passed): string | undefined {
  const [whole, id, output = ''] = /\bsteps\.([\w-]+)\.outputs\.([\w-]+)/.exec(inner) ?? [];
  const step = job.steps.find((one) => one.id === id && id !== '');
  if (whole === undefined || step === undefined) return undefined;
  const named = namesAsOutputs.some(
    ([uses, pattern]) => isAction(step.uses?.uses, uses) && pattern.test(output),
  );
  return named || writesTainted(step, output, passed) ? whole : undefined;
}

/** Whether a script writes an attacker's text into its output: `echo "title=$TITLE" >> "$GITHUB_OUTPUT"`. */
function writesTainted({ run, env }: WorkflowStep, output: string, { inputs }: Passed): boolean {
  const lines = (run?.text ?? '').split('\n').filter((line) => line.includes(`${output}=`));
  const names = env
    .filter(
      ({ value }) =>
        value.includes('${{') && tainted(plainContexts(value), [], inputs) !== undefined,
    )
    .map(({ key }) => key);
  return lines.some((line) =>
    [...line.matchAll(/\$(?:env:)?\{?(\w+)/g)].some(([, name]) => names.includes(name ?? '')),
  );
}

function eventsOf({ triggers }: Workflow): readonly string[] {
  return triggers.map(({ event }) => event);
}

function guarded(job: WorkflowJob, step: WorkflowStep): boolean {
  return [job.if, step.if].some((condition) => guard.test(condition?.value ?? ''));
}

function worstEvent(events: readonly string[], behind: boolean) {
  const open = events.find((event) => privileged.test(event));
  if (open !== undefined) {
    return { event: open, attacker: behind ? 'guarded' : 'anyone' } as const;
  }
  const other = events.find((event) => event !== 'pull_request' && event !== 'workflow_call');
  if (other === undefined && events.includes('pull_request')) {
    return { event: 'pull_request', attacker: 'fork' } as const;
  }
  return { event: other ?? events[0] ?? 'workflow_call', attacker: 'pushed' } as const;
}

/** What callers pass to a called workflow or action, as far as attackers choose it. */
interface Passed {
  readonly inputs: ReadonlyMap<string, string>;
  readonly events: readonly string[];
}

const NOTHING: Passed = { inputs: new Map(), events: [] };

/** Finds the inputs that local callers fill with an attacker's text, and the events of those callers. */
function inputsOf(workflows: readonly Workflow[]): (workflow: Workflow) => Passed {
  const calls = workflows.flatMap((workflow) =>
    workflow.jobs.flatMap((job) => [
      { workflow, uses: job.uses, given: job.with ?? [] },
      ...job.steps.map(({ uses, with: given }) => ({ workflow, uses, given })),
    ]),
  );
  const local = calls.filter(({ uses }) => uses?.pin === 'local');
  return memoize(({ path }: Workflow): Passed => {
    const called = path.replace(/\/?action\.ya?ml$/, '');
    const mine = local.filter(({ uses }) => localPath(uses?.uses ?? '') === called);
    if (mine.length === 0) return NOTHING;
    const inputs = mine.flatMap(({ given }) =>
      given.flatMap(({ key, value }) => {
        const found = value.includes('${{') ? freeText.exec(value)?.[0] : undefined;
        return found === undefined ? [] : [[key, found] as const];
      }),
    );
    const events = mine.flatMap(({ workflow }) => eventsOf(workflow));
    return { inputs: new Map(inputs), events: [...new Set(events)] };
  });
}
