import type { KeyedText } from '../parse/tree-access.ts';
import type { GateTarget } from '../shell/classify-command.ts';

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
export function actionTargetOf(uses: string): GateTarget | undefined {
  return actions.find(([, pattern]) => pattern.test(uses))?.[0];
}

/** The input that tells a gating action to pass whatever it finds, if there is one. */
export function mutingInput(inputs: readonly KeyedText[]): KeyedText | undefined {
  return inputs.find(({ key, value }) =>
    mutingInputs.some(([name, off]) => name.test(key) && off.test(value.trim())),
  );
}
