import type { Script, Workflow, WorkflowJob, WorkflowStep } from '../../model/workflow.ts';
import type { KeyedText } from '../parse/tree-access.ts';
import { isOfInstall } from '../scripts/script-calls.ts';
import {
  type GateTarget,
  gateTargetOf,
  gateToolOf,
  type LossKind,
  type LostExitCode,
  unwrap,
} from '../shell/classify-command.ts';
import { type Command, commandsOf } from '../shell/commands.ts';
import { testedFiles } from '../shell/exit-status.ts';
import { knownCheck } from '../shell/known-checks.ts';
import { lostExitCodes } from '../shell/lost-exit-codes.ts';
import { losingOption, withoutLosingOptions } from '../shell/lost-options.ts';
import { type CalledScript, calledScripts, scriptOfStep } from '../shell/placed-commands.ts';
import { outputFails } from './later-steps.ts';

export type IgnoreKind = LossKind | 'input' | 'continue-on-error' | 'if-false' | 'cancelled';

/** What ignores the failure of a command or action, without its location. */
export interface StepIgnoredFailure {
  readonly kind: IgnoreKind;
  /** The file of the script that has it; absent in the workflow itself. */
  readonly path?: string;
  readonly line: number;
  readonly text: string;
  /** The file that stores the failure for a later step; absent when none does. */
  readonly file?: string;
  /** False where only some jobs of a matrix have it. */
  readonly certain?: false;
}

/** A command or action of a step that can fail the build, and what ignores its failure. */
export interface StepGate {
  readonly target: GateTarget;
  /** The name of the tool without options: `pytest`, `npm test`, `github/codeql-action/analyze`. */
  readonly tool: string;
  /** The script of the repository that runs it; absent in the workflow itself. */
  readonly script?: Pick<CalledScript, 'path' | 'name' | 'call'>;
  readonly line: number;
  readonly text: string;
  /** Its words without wrappers and without options that ignore failures, to match it between commits. */
  readonly command: string;
  /** Number of retries before it counts as failed. */
  readonly retries: number;
  readonly mute?: StepIgnoredFailure;
}

const order: readonly GateTarget[] = ['test', 'scan', 'coverage', 'type', 'lint', 'build', 'other'];

/** Gates by step: several readers need them. */
const cache = new WeakMap<WorkflowStep, readonly StepGate[]>();

/** Returns the gates of a step in file order, each with what ignores its failure in the command or inputs. */
export function gatesOfStep(step: WorkflowStep): readonly StepGate[] {
  const gates = cache.get(step) ?? [...commandGates(step), ...actionGates(step)];
  cache.set(step, gates);
  return gates;
}

/**
 * Returns the gates of a step, without what ignores a failure that a later step of the job looks for, and with
 * failures that are stored in an output by which nothing fails.
 */
export function gatesInJob(
  workflow: Workflow,
  job: WorkflowJob,
  step: WorkflowStep,
): readonly StepGate[] {
  const writes = /GITHUB_OUTPUT|::set-output/.test(step.run?.text ?? '');
  const loses = writes && !outputFails(workflow, job, step);
  const gates = loses ? commandGates(step, false) : gatesOfStep(step);
  return gates.map((gate): StepGate => {
    const { mute, ...rest } = gate;
    if (mute?.file === undefined) return gate;
    const later = job.steps.slice(step.index + 1);
    return later.some(({ run }) => testedFiles(run?.text ?? '').includes(mute.file ?? ''))
      ? rest
      : gate;
  });
}

/** Returns the most important target of a step's gates; `other` when it has none. */
export function targetOfStep(step: WorkflowStep): GateTarget {
  return mostImportant(gatesOfStep(step).map(({ target }) => target));
}

/** Returns the most important target of a job's gates; `other` when it has none. */
export function targetOfJob(job: WorkflowJob): GateTarget {
  return mostImportant(job.steps.map(targetOfStep));
}

function mostImportant(targets: readonly GateTarget[]): GateTarget {
  return order.find((target) => targets.includes(target)) ?? 'other';
}

/** Returns the gates of the step's script and of the scripts of the repository that it calls. */
function commandGates(step: WorkflowStep, readOutputs = true): StepGate[] {
  const found = scriptOfStep(step);
  if (found === undefined) return [];
  const byWords = new Map<readonly string[], CalledScript[]>();
  for (const one of calledScripts(step)) {
    // What an install runs prepares the checks, and `--ignore-scripts` is no weakening.
    if (isOfInstall(one.name)) continue;
    byWords.set(one.words, [...(byWords.get(one.words) ?? []), one]);
  }
  return new ScriptGates(byWords, found.retries, readOutputs).gatesOf(found.script);
}

type CallsByWords = ReadonlyMap<readonly string[], readonly CalledScript[]>;

class ScriptGates {
  readonly #called: CallsByWords;
  readonly #retried: number;
  readonly #readOutputs: boolean;

  constructor(called: CallsByWords, retried: number, readOutputs: boolean) {
    this.#called = called;
    this.#retried = retried;
    this.#readOutputs = readOutputs;
  }

  gatesOf(run: Script, called?: CalledScript): StepGate[] {
    const losses = lostExitCodes(run, gateTargetOf, this.#readOutputs);
    const lost = new Map(losses.map((loss) => [loss.words, loss]));
    return commandsOf(run).flatMap((command) => {
      const inside = this.#inside(command.words);
      // A call counts by its name only where what it runs is not known.
      if (inside !== undefined && (inside.length > 0 || this.#prints(command.words))) return inside;
      return this.#gateOf(command, lost.get(command.words), called);
    });
  }

  #inside(words: readonly string[]): StepGate[] | undefined {
    return this.#called.get(words)?.flatMap((one) => this.gatesOf(one.script, one));
  }

  /** Whether a command only prints, so that it checks nothing whatever its name is. */
  #prints(words: readonly string[]): boolean {
    const scripts = this.#called.get(words);
    if (scripts === undefined) return printing.test(words[0] ?? '');
    return scripts.every(({ script }) =>
      commandsOf(script).every((one) => this.#prints(one.words)),
    );
  }

  #gateOf(
    { words, line, text }: Command,
    loss: LostExitCode | undefined,
    called: CalledScript | undefined,
  ): StepGate[] {
    const target = loss?.target ?? gateTargetOf(words);
    // A script in the background whose name alone says test is a service for the next commands.
    const service =
      loss?.kind === 'background' && knownCheck(unwrap(words).join(' ')) === undefined;
    if (target === undefined || service || isQuestion(words, loss)) return [];
    const own = loss === undefined ? ignoringFlag(words, line, text) : lostExitCode(loss);
    const path = called === undefined ? {} : { path: called.path };
    const mute = own === undefined ? called?.lost : { ...own, ...path };
    const command = withoutLosingOptions(unwrap(words)).join(' ');
    const retries = Math.max(this.#retried, retriesOf(words));
    const gate = {
      ...{ target, tool: gateToolOf(words), line, text, command, retries },
      ...(called === undefined ? {} : { script: called }),
    };
    return [mute === undefined ? gate : { ...gate, mute }];
  }
}

/**
 * Returns whether a command asks for a difference and decides what follows, such as whether there is
 * anything to commit: `if ! git diff --quiet; then git commit …`. One that fails the step is a check.
 */
function isQuestion(words: readonly string[], loss: LostExitCode | undefined): boolean {
  const decides = loss?.kind === 'condition' || loss?.kind === 'and-list';
  return decides && /^git diff(?: |$)/.test(unwrap(words).join(' '));
}

const printing = /^(?:|echo|printf|true|:|exit|sleep|Write-Host|Write-Output)$/;

const retryOption = /^--(?:reruns|retries|retry|max-retries|flaky-test-attempts)$/;

function retriesOf(words: readonly string[]): number {
  const at = words.findIndex((word) => retryOption.test(word.replace(/=.*$/s, '')));
  const count = Number(/=(\d+)$/.exec(words[at] ?? '')?.[1] ?? words[at + 1]);
  return at === -1 || !Number.isInteger(count) ? 0 : count;
}

function lostExitCode({ words: _, target: __, ...rest }: LostExitCode): StepIgnoredFailure {
  return rest;
}

function ignoringFlag(
  words: readonly string[],
  line: number,
  text: string,
): StepIgnoredFailure | undefined {
  return losingOption(words) === undefined ? undefined : { kind: 'flag', line, text };
}

function actionGates({ uses, with: inputs }: WorkflowStep): StepGate[] {
  const target = uses === undefined ? undefined : actionTargetOf(uses.uses);
  if (uses === undefined || target === undefined) return [];
  const input = ignoringInput(inputs);
  const tool = uses.uses.replace(/@.*$/s, '');
  const command = [tool, ...inputs.flatMap(inputOption)].join(' ');
  const gate = { target, tool, line: uses.line, text: uses.uses, command, retries: 0 };
  if (input === undefined) return [gate];
  const text = `${input.key}: ${input.value}`;
  return [{ ...gate, mute: { kind: 'input', line: input.line, text } }];
}

/** Inputs that name the lowest severity that fails, of the actions' own documentation (read 2026-11-29). */
const severityInput = /^(?:fail-on-severity|severity-cutoff|severity-threshold|fail-severity)$/;

/** Inputs that make an action fail, without which it only reports. */
const strictInput =
  /^(?:fail[-_]on[-_](?:failure|error|parse[-_]error|empty)|fail[-_]below[-_](?:min|threshold)|require[-_](?:tests|passed[-_]tests)|fail[-_]ci[-_]if[-_]error|exit[-_]code)$/i;

/** How an input that decides what fails is written as an option of a command. */
const inputOptions: readonly (readonly [key: RegExp, value: RegExp, option: string])[] = [
  [/^only-new-issues$/, /^true$/, '--only-new-issues'],
  [/^fail_on$/, /^errors$/, '--only-errors'],
  [strictInput, /^(?:true|[1-9]\d*)$/, '--fail-'],
];

/** Returns an input as options of a command, to compare it between commits. */
function inputOption({ key, value: given }: KeyedText): readonly string[] {
  const value = given.trim();
  if (severityInput.test(key)) return [`--severity=${severitiesFrom(value)}`];
  if (key === 'severity') return [`--severity=${value.toLowerCase()}`];
  if (key === 'args' || key === 'targets') return value.split(/\s+/);
  const found = inputOptions.find(([name, values]) => name.test(key) && values.test(value))?.[2];
  return found === undefined ? [] : [found === '--fail-' ? `${found}${key.toLowerCase()}` : found];
}

/** Returns the severities from the lowest that fails upwards, so that a shorter list checks less. */
function severitiesFrom(lowest: string): string {
  const order = ['negligible', 'low', 'moderate', 'medium', 'high', 'critical'];
  const at = order.indexOf(lowest.toLowerCase());
  return at === -1 ? lowest : order.slice(at).join(',');
}

/**
 * An action that only uploads (`codecov/codecov-action`, `coverallsapp/github-action`) is not listed: it checks
 * nothing, and what the service decides is a status of its own.
 */
const actions: readonly (readonly [GateTarget, RegExp])[] = [
  [
    'scan',
    /^(?:github\/codeql-action\/analyze|actions\/dependency-review-action|aquasecurity\/(?:trivy|tfsec)\S*|anchore\/scan-action|gitleaks\/gitleaks-action|trufflesecurity\/trufflehog|pypa\/gh-action-pip-audit|snyk\/actions|ossf\/scorecard-action|google\/osv-scanner-action|bridgecrewio\/checkov-action|securego\/gosec|golang\/govulncheck-action|returntocorp\/semgrep-action|semgrep\/\S+|zizmorcore\/\S+|rustsec\/audit-check|EmbarkStudios\/cargo-deny-action|step-security\/\S*scan\S*|sonarsource\/sonar\S*)/i,
  ],
  [
    'coverage',
    /^(?:irongut\/CodeCoverageSummary|orgoro\/coverage|py-cov-action\/\S+|insightsengineering\/coverage-action|aki77\/simplecov-report-action|vladopajic\/go-test-coverage|VeryGoodOpenSource\/very_good_coverage|davelosert\/vitest-coverage-report-action)/i,
  ],
  [
    'lint',
    /^(?:golangci\/golangci-lint-action|pre-commit\/action|astral-sh\/ruff-action|chartboost\/ruff-action|psf\/black|isort\/isort-action|super-linter\/super-linter|github\/super-linter|reviewdog\/\S+|ludeeus\/action-shellcheck|hadolint\/hadolint-action|crate-ci\/typos|DavidAnson\/markdownlint-cli2-action|wagoid\/commitlint-github-action|amannn\/action-semantic-pull-request)/i,
  ],
  [
    'test',
    /^(?:dorny\/test-reporter|mikepenz\/action-junit-report|EnricoMi\/publish-unit-test-result-action|phoenix-actions\/test-reporting|cypress-io\/github-action|helm\/chart-testing-action)/i,
  ],
  [
    'other',
    /^(?:obi1kenobi\/cargo-semver-checks-action|gradle\/(?:actions\/wrapper-validation|wrapper-validation-action))/i,
  ],
  [
    'build',
    /^(?:docker\/(?:build-push|bake)-action|pypa\/cibuildwheel|hynek\/build-and-inspect-python-package)/i,
  ],
];

/** Inputs that make a gating action pass whatever it finds. */
const ignoringInputs: readonly (readonly [RegExp, RegExp])[] = [
  [
    /^(?:fail[-_]?build|fail[-_]?on[-_]?error|fail[-_]?action|fail[-_]?on[-_]?findings|fail[-_]?on[-_]?vuln\w*|fail[-_]?on[-_]?failure|fail[-_]?below[-_]?(?:min|threshold)|fail[-_]?on|fail[-_]?level)$/i,
    /^(?:false|none|never|nothing)$/i,
  ],
  [
    /^(?:warn[-_]?only|soft[-_]?fail|continue[-_]?on[-_]?error|no[-_]?fail|ignore[-_]?failures?)$/i,
    /^true$/i,
  ],
  [/^exit[-_]?code$/i, /^0$/],
];

/** Returns what an action checks, by its name; undefined for an unknown action. */
function actionTargetOf(uses: string): GateTarget | undefined {
  return actions.find(([, pattern]) => pattern.test(uses))?.[0];
}

/** Returns the input that makes a gating action pass whatever it finds, if any. */
function ignoringInput(inputs: readonly KeyedText[]): KeyedText | undefined {
  return inputs.find(({ key, value }) =>
    ignoringInputs.some(([name, off]) => name.test(key) && off.test(value.trim())),
  );
}
