import { memoize } from '../../lib/memoize.ts';
import { launchedBy } from './launchers.ts';

/** What a gate checks; `other` when its name does not say. */
export type GateTarget = 'test' | 'scan' | 'coverage' | 'lint' | 'type' | 'build' | 'other';

type Pattern = readonly [GateTarget, RegExp];

/** Matched with the unwrapped command as one line; the first match decides. */
const commands: readonly Pattern[] = [
  [
    'coverage',
    /^(?:coverage(?:3)? (?:report|xml|html|json|combine)|(?:nyc|c8) (?:check-coverage|report)|diff-cover|codecov|coveralls|cargo (?:tarpaulin|llvm-cov)|genhtml|gcovr|lcov)\b/,
  ],
  [
    'test',
    /^(?:pytest|py\.test|unittest|nose2?|nosetests|tox|nox|jest|vitest|mocha|ava|tap|jasmine|karma|ctest|rspec|phpunit|pest|bats|behave|robot|ginkgo|gotestsum|playwright test|cypress run|react-scripts test|ng (?:test|e2e)|wtr|web-test-runner)(?: |$)/,
  ],
  ['test', /^(?:coverage3? run|nyc|c8)\b/],
  [
    'test',
    /^(?:go|cargo|dotnet|swift|flutter|mix|sbt|bazel|deno|bun|hatch|zig|dart|lein|stack|cabal|meson|ninja|forge|nx|turbo|lerna|turbo run|nx run|cargo nextest) (?:\S+ )*?(?:test|nextest|run-tests|vstest)\b/,
  ],
  ['test', /^(?:node|tsx) (?:\S+ )*--test\b/],
  // Where `CARGO` is a variable, it is cargo or a program with its commands, such as cross.
  ['test', /^(?:cross|richgo|\$\{\{ *env\.CARGO *\}\}|\$\{?CARGO\}?) (?:\S+ )*?(?:test|nextest)\b/],
  ['test', /^(?:bin\/)?(?:rails|rake) (?:\S+ )*?(?:test|spec)(?:$|[ :])/],
  // The default task of the generators of RSpec, Minitest and Rails runs the tests.
  ['test', /^(?:bin\/)?rake$/],
  ['test', /^xcodebuild (?:\S+ )*?(?:test|test-without-building)(?: |$)/],
  ['test', /^earthly (?:\S+ )*?[^\s+]*\+\S*test/],
  ['test', /^Invoke-Pester(?: |$)/i],
  [
    'test',
    /^(?:\S*mvnw?|\S*gradlew?) (?:\S+ )*?(?:test|verify|check|integrationTest|\S+:(?:test|check))(?: |$)/,
  ],
  ['test', /^(?:python\S*|php) \S*(?:manage\.py|artisan) test\b/],
  [
    'scan',
    /^(?:pip-audit|pip_audit|safety|bandit|semgrep|trivy|grype|gitleaks|trufflehog|detect-secrets(?:-hook)?|snyk|govulncheck|osv-scanner|checkov|tfsec|gosec|brakeman|bundle-audit|bundler-audit|zizmor|docker scout|cargo (?:audit|deny)|composer audit|codeql|nancy|dependency-check\S*|opengrep|ggshield|better-npm-audit|audit-ci)(?: |$)/,
  ],
  ['scan', /^(?:npm|pnpm|yarn|bun)(?: npm)? audit\b/],
  ['scan', /^dotnet list .*--vulnerable\b/],
  [
    'type',
    /^(?:mypy|dmypy|pyright|basedpyright|pytype|tsc|vue-tsc|flow|pyre|ty check|svelte-check)(?: |$)/,
  ],
  [
    'lint',
    /^(?:ruff|flake8|pylint|black|isort|eslint|prettier|stylelint|shellcheck|shfmt|actionlint|yamllint|hadolint|golangci-lint|go (?:vet|fmt)|gofmt|gofumpt|staticcheck|cargo (?:clippy|fmt)|rubocop|biome|oxlint|pre-commit run|markdownlint\S*|ktlint|detekt|checkstyle|phpcs|phpstan|psalm|codespell|clang-format|clang-tidy|standard|xo|pydocstyle|pycodestyle|vulture|radon|xenon|import-linter|lint-imports|djlint|sqlfluff|ansible-lint|helm lint|terraform (?:fmt|validate)|tflint|dotnet format|swiftlint|typos|commitlint|cspell|knip|deptry|reuse lint)(?: |$)/,
  ],
  [
    'build',
    /^(?:go build|cargo (?:build|check)|dotnet (?:build|publish)|docker (?:buildx )?build|build|flit build|poetry build|uv build|hatch build|webpack|vite build|next build|rollup|esbuild|cmake|\S*mvnw? (?:\S+ )*?(?:package|install|compile)|\S*gradlew? (?:\S+ )*?(?:build|assemble)|mkdocs build|sphinx-build|swift build|bazel build|tsup)(?: |$)/,
  ],
];

const scriptRunner =
  /^(?:npm|pnpm|yarn|bun|deno task|just|task|make|gmake|rake|invoke|inv|composer|hatch|pdm|poe|grunt|gulp|nx|turbo|lerna|tox|nox)$/;
const notScripts =
  /^(?:install|i|ci|add|remove|publish|pack|init|config|cache|version|update|upgrade|link|login|whoami|view|set|self-update|require|dlx|why|list|ls|help|outdated|dedupe|prune|rebuild|store|fetch|import|global)$/;

const byName: readonly Pattern[] = [
  [
    'test',
    /(?:^|[-_:./])(?:tests?|spec|e2e|pytest|unit|integration|smoke|jest|vitest|cypress|playwright)(?:$|[-_:./])/i,
  ],
  ['coverage', /cov(?:erage)?(?:$|[-_:./])/i],
  ['scan', /(?:^|[-_:./])(?:audit|scan|security|secrets?|vuln\w*)(?:$|[-_:./])/i],
  ['type', /(?:^|[-_:./])(?:types?|typecheck|type-?check|tsc|mypy)(?:$|[-_:./])/i],
  ['lint', /(?:^|[-_:./])(?:lint\w*|fmt|format|style|eslint|prettier)(?:$|[-_:./])/i],
  ['build', /(?:^|[-_:./])(?:build|compile|bundle|dist)(?:$|[-_:./])/i],
  [
    'other',
    /(?:^|[-_:./])(?:check\w*|verify\w*|validate\w*|assert\w*|gate\w*|guard\w*|enforce\w*)(?:$|[-_:./])/i,
  ],
];

/** Options that print a version or help and check nothing. */
const asking =
  /^(?:--version|-V|--help|-h|version|help|--collect-only|--list-tests|--showConfig|--show-config)$/;

/** Returns what a command checks, by its words; undefined when it is not a known check. */
export function gateTargetOf(words: readonly string[]): GateTarget | undefined {
  return targetOf(words);
}

const targetOf = memoize((words: readonly string[]): GateTarget | undefined => {
  const inner = unwrap(words);
  const line = inner.slice(0, 24).join(' ');
  if (inner.length === 0 || inner.slice(1, 3).some((word) => asking.test(word))) return undefined;
  const known = commands.find(([, pattern]) => pattern.test(line));
  if (known !== undefined) return known[0];
  const script = scriptName(inner);
  return script === undefined ? undefined : byName.find(([, pattern]) => pattern.test(script))?.[0];
});

/** Returns the tool or script of a gate; it does not depend on options or the step's name. */
export function gateToolOf(words: readonly string[]): string {
  const inner = unwrap(words);
  const script = scriptName(inner);
  const operands = inner.filter((word, index) => index === 0 || /^[\w:@./-]+$/.test(word));
  const verb = operands.slice(1).find((word) => !word.startsWith('-')) ?? '';
  const verbs =
    /^(?:go|cargo|npm|pnpm|yarn|docker|dotnet|coverage|make|\S*mvnw?|\S*gradlew?|ruff|biome)$/;
  if (script !== undefined) return `${inner[0] ?? ''} ${script}`;
  return verbs.test(inner[0] ?? '') ? `${inner[0] ?? ''} ${verb}`.trim() : (inner[0] ?? '');
}

/** Whether the command measures coverage, on its own or while it tests. */
export function measuresCoverage(words: readonly string[]): boolean {
  const line = unwrap(words).join(' ');
  if (gateTargetOf(words) === 'coverage') return true;
  return /^(?:coverage3? run|nyc|c8)\b|(?:^| )--?(?:cov(?:erage|erprofile|er|-\S+)?|coverpkg)(?:[ =]|$)|XPlat Code Coverage|\bjacoco\w*|koverVerify|[:_-]cov(?:erage)?\b/.test(
    line,
  );
}

/** Options of runners whose value is a folder or file, not a script. */
const placeOption =
  /^(?:--filter|-F|--prefix|-C|--dir|--directory|--cwd|--workspace|-w|-f|--file)$/;

/** Returns the script or target that a runner runs, or the file that an interpreter runs. */
function scriptName(words: readonly string[]): string | undefined {
  const [program = '', ...rest] = words;
  const operands = rest.filter(
    (word, at) => !/^-|^\w+=/.test(word) && !placeOption.test(rest[at - 1] ?? ''),
  );
  if (scriptRunner.test(program)) return runnerScript(program, operands);
  const service = composeService(words);
  if (service !== undefined) return service;
  if (/^(?:bash|sh|node|python[\d.]*|ruby|tsx|ts-node|perl|php|deno|bun)$/.test(program)) {
    return operands.find((word) => /[./]/.test(word));
  }
  return /^(?:\.{0,2}\/|[\w-]+\/)/.test(program) || /\.(?:sh|py|rb|js|mjs)$/.test(program)
    ? program
    : undefined;
}

/** Returns the service that Docker Compose runs in the foreground with its own command. */
function composeService(words: readonly string[]): string | undefined {
  const verb = words.findIndex((word) => word === 'run' || word === 'up');
  const compose = /^(?:(?:docker|podman) compose|(?:docker|podman)-compose) /.test(words.join(' '));
  const rest = words.slice(verb + 1);
  if (!compose || verb === -1 || rest.some((word) => /^(?:-d|--detach|--wait)$/.test(word))) {
    return undefined;
  }
  const from = rest.find((word) => word.startsWith('--exit-code-from='))?.replace(/^.*=/, '');
  return from ?? rest.findLast((word) => !word.startsWith('-'));
}

function runnerScript(program: string, operands: readonly string[]): string | undefined {
  if (operands[0] === 'workspace') return runnerScript(program, operands.slice(2));
  const verb = operands[0] === 'run' || operands[0] === 'run-script' ? operands[1] : operands[0];
  if (verb === undefined) return program === 'make' ? 'build' : undefined;
  if (operands[0] !== 'run' && notScripts.test(verb)) return undefined;
  if (program === 'npm' && verb === 't') return 'test';
  return verb;
}

/**
 * Returns the command without its wrappers: `sudo -E poetry run python -m pytest -q` is `pytest -q`. The
 * program's folder is dropped (`./node_modules/.bin/jest` is `jest`); a script of the repository keeps its
 * path.
 */
export function unwrap(words: readonly string[]): readonly string[] {
  return unwrapped(words);
}

const unwrapped = memoize((words: readonly string[]): readonly string[] => {
  let rest = words;
  for (let round = 0; round < 8; round += 1) {
    const next = unwrapOnce(rest);
    if (next === rest) break;
    rest = next;
  }
  const [program = '', ...others] = rest;
  return rest.length === 0 ? rest : [programName(program), ...others];
});

function unwrapOnce(words: readonly string[]): readonly string[] {
  const program = programName(words[0] ?? '');
  const module = pythonModule(program, words);
  if (module !== undefined) return words.slice(module);
  if (program === 'command' && /^-[vV]$/.test(words[1] ?? '')) return words;
  return launchedBy(words) ?? words;
}

/** Returns the position of the module after `python … -m`, if any. */
function pythonModule(program: string, words: readonly string[]): number | undefined {
  if (!/^(?:python|pypy)[\d.]*$|^py$/.test(program)) return undefined;
  let at = 1;
  while (/^-(?!m$)[A-Za-z0-9]/.test(words[at] ?? '')) at += /^-[WX]$/.test(words[at] ?? '') ? 2 : 1;
  return words[at] === '-m' && words[at + 1] !== undefined ? at + 1 : undefined;
}

function programName(word: string): string {
  const folder = /^(?:.*\/)?(?:bin|Scripts)\/([^/]+)$/.exec(word)?.[1];
  return (folder ?? word).replace(/\.(?:exe|cmd)$/, '');
}

/** Returns what a command checks; undefined when its exit code does not matter here. */
export type TargetOf = (words: readonly string[]) => GateTarget | undefined;

/** How the exit code of a failing command is lost. */
export type LossKind =
  | 'or-true'
  | 'errexit-off'
  | 'and-list'
  | 'lost-in-pipe'
  | 'condition'
  | 'background'
  | 'after-exit'
  | 'substitution'
  | 'launcher'
  | 'overwritten'
  | 'trap';

/** A gate in a script whose failure cannot fail the step. */
export interface LostExitCode {
  readonly kind: LossKind;
  readonly line: number;
  readonly target: GateTarget;
  readonly words: readonly string[];
  /** The command with what ignores its failure: `pip-audit || true`. */
  readonly text: string;
}
