import type { Script, WorkflowJob, WorkflowStep } from '../../model/workflow.ts';
import type { KeyedText } from '../parse/tree-access.ts';
import { type GateTarget, gateTargetOf, gateToolOf } from '../shell/classify-command.ts';
import { commandsOf } from '../shell/commands.ts';
import { type LossKind, type LostExitCode, lostExitCodes } from '../shell/lost-exit-codes.ts';
import { scriptOfStep } from '../shell/placed-commands.ts';
import { unwrap } from '../shell/unwrap-command.ts';

const actions: readonly (readonly [GateTarget, RegExp])[] = [
  [
    'scan',
    /^(?:github\/codeql-action\/analyze|actions\/dependency-review-action|aquasecurity\/(?:trivy|tfsec)\S*|anchore\/scan-action|gitleaks\/gitleaks-action|trufflesecurity\/trufflehog|pypa\/gh-action-pip-audit|snyk\/actions|ossf\/scorecard-action|google\/osv-scanner-action|bridgecrewio\/checkov-action|securego\/gosec|golang\/govulncheck-action|returntocorp\/semgrep-action|semgrep\/\S+|zizmorcore\/\S+|rustsec\/audit-check|EmbarkStudios\/cargo-deny-action|step-security\/\S*scan\S*|sonarsource\/sonar\S*)/i,
  ],
  [
    'coverage',
    /^(?:codecov\/codecov-action|coverallsapp\/github-action|irongut\/CodeCoverageSummary|orgoro\/coverage|py-cov-action\/\S+|insightsengineering\/coverage-action|davelosert\/vitest-coverage-report-action)/i,
  ],
  [
    'lint',
    /^(?:golangci\/golangci-lint-action|pre-commit\/action|astral-sh\/ruff-action|chartboost\/ruff-action|psf\/black|super-linter\/super-linter|github\/super-linter|reviewdog\/\S+|ludeeus\/action-shellcheck|hadolint\/hadolint-action|crate-ci\/typos|DavidAnson\/markdownlint-cli2-action|wagoid\/commitlint-github-action|amannn\/action-semantic-pull-request)/i,
  ],
  [
    'test',
    /^(?:cypress-io\/github-action|GabrielBB\/xvfb-action|coactions\/setup-xvfb|helm\/chart-testing-action)/i,
  ],
  [
    'build',
    /^(?:docker\/build-push-action|pypa\/cibuildwheel|hynek\/build-and-inspect-python-package)/i,
  ],
];

/** Inputs with which a gating action is told to pass whatever it finds. */
const mutingInputs: readonly (readonly [RegExp, RegExp])[] = [
  [
    /^(?:fail[-_]?build|fail[-_]?on[-_]?error|fail[-_]?ci[-_]?if[-_]?error|fail[-_]?action|fail[-_]?on[-_]?findings|fail[-_]?on[-_]?vuln\w*|fail)$/i,
    /^(?:false|none|never)$/i,
  ],
  [
    /^(?:warn[-_]?only|soft[-_]?fail|continue[-_]?on[-_]?error|no[-_]?fail|ignore[-_]?failures?)$/i,
    /^true$/i,
  ],
  [/^exit[-_]?code$/i, /^0$/],
];

/** What an action gates, by its name; undefined for one that is no known gate. */
function actionTargetOf(uses: string): GateTarget | undefined {
  return actions.find(([, pattern]) => pattern.test(uses))?.[0];
}

/** The input that tells a gating action to pass whatever it finds, if there is one. */
function mutingInput(inputs: readonly KeyedText[]): KeyedText | undefined {
  return inputs.find(({ key, value }) =>
    mutingInputs.some(([name, off]) => name.test(key) && off.test(value.trim())),
  );
}

export type MuteKind = LossKind | 'flag' | 'input' | 'continue-on-error' | 'if-false';

/** What mutes one command or action, before it is known where it stands. */
export interface StepMute {
  readonly kind: MuteKind;
  readonly line: number;
  readonly text: string;
}

/** A command or action of a step that can fail the build, and what keeps it from doing so. */
export interface StepGate {
  readonly target: GateTarget;
  /** What it is known by, whatever its options: `pytest`, `npm test`, `github/codeql-action/analyze`. */
  readonly tool: string;
  readonly line: number;
  readonly text: string;
  /** Its words without wrappers and without what mutes it: the same command in two commits has the same. */
  readonly command: string;
  /** How often it is run again before it counts as failed; 0 for once. */
  readonly retries: number;
  readonly mute?: StepMute;
}

const order: readonly GateTarget[] = ['test', 'scan', 'coverage', 'type', 'lint', 'build', 'other'];

/** Options with which a tool reports and still succeeds, or passes when it found nothing to do. */
const mutingFlag =
  /^--(?:exit-zero(?:-even-if-changed)?|soft-fail|no-fail(?:-on-\S+)?|passWithNoTests|pass-with-no-tests|allow-no-tests|suppress-no-test-exit-code|no-exit-code|warn-only|if-present|exit-code=0|allow-empty|no-error|advisory-only|force-exit-zero)(?:=true)?$/;

/** Steps are asked about by several readers; the gates of each are found once. */
const cache = new WeakMap<WorkflowStep, readonly StepGate[]>();

/** The gates of a step in file order, each with the mute that stands on its own command or inputs. */
export function gatesOfStep(step: WorkflowStep): readonly StepGate[] {
  const gates = cache.get(step) ?? [...commandGates(step), ...actionGates(step)];
  cache.set(step, gates);
  return gates;
}

/** The weightiest target among a step's gates; `other` when it has none. */
export function targetOfStep(step: WorkflowStep): GateTarget {
  return weightiest(gatesOfStep(step).map(({ target }) => target));
}

/** The weightiest target among a job's gates; `other` when it has none. */
export function targetOfJob(job: WorkflowJob): GateTarget {
  return weightiest(job.steps.map(targetOfStep));
}

function weightiest(targets: readonly GateTarget[]): GateTarget {
  return order.find((target) => targets.includes(target)) ?? 'other';
}

function commandGates(step: WorkflowStep): StepGate[] {
  const found = scriptOfStep(step);
  return found === undefined ? [] : scriptGates(found.script, found.retries);
}

function scriptGates(run: Script, retried: number): StepGate[] {
  const lost = new Map(lostExitCodes(run).map((loss) => [loss.words, loss]));
  return commandsOf(run).flatMap(({ words, line, text }) => {
    const loss = lost.get(words);
    const target = loss?.target ?? gateTargetOf(words);
    if (target === undefined) return [];
    const mute = loss === undefined ? flagMute(words, line, text) : lossMute(loss);
    const command = unwrap(words)
      .filter((word) => !mutingFlag.test(word))
      .join(' ');
    const retries = Math.max(retried, retriesOf(words));
    const gate = { target, tool: gateToolOf(words), line, text, command, retries };
    return [mute === undefined ? gate : { ...gate, mute }];
  });
}

const retryOption = /^--(?:reruns|retries|retry|max-retries|flaky-test-attempts)$/;

function retriesOf(words: readonly string[]): number {
  const at = words.findIndex((word) => retryOption.test(word.replace(/=.*$/, '')));
  const count = Number(/=(\d+)$/.exec(words[at] ?? '')?.[1] ?? words[at + 1]);
  return at === -1 || !Number.isInteger(count) ? 0 : count;
}

function lossMute({ kind, line, text }: LostExitCode): StepMute {
  return { kind, line, text };
}

function flagMute(words: readonly string[], line: number, text: string): StepMute | undefined {
  return flagOf(words) === undefined ? undefined : { kind: 'flag', line, text };
}

function flagOf(words: readonly string[]): string | undefined {
  return words.find(
    (word, index) => mutingFlag.test(word) || (word === '--exit-code' && words[index + 1] === '0'),
  );
}

function actionGates({ uses, with: inputs }: WorkflowStep): StepGate[] {
  const target = uses === undefined ? undefined : actionTargetOf(uses.uses);
  if (uses === undefined || target === undefined) return [];
  const input = mutingInput(inputs);
  const tool = uses.uses.replace(/@.*$/, '');
  const gate = { target, tool, line: uses.line, text: uses.uses, command: tool, retries: 0 };
  if (input === undefined) return [gate];
  const text = `${input.key}: ${input.value}`;
  return [{ ...gate, mute: { kind: 'input', line: input.line, text } }];
}
