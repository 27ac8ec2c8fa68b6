/** What a gate checks; `other` when its name does not say. */
export type GateTarget = 'test' | 'scan' | 'coverage' | 'lint' | 'type' | 'build' | 'other';

/**
 * A command that counts as a check. In `command`, words are matched in order with anything between them, `|`
 * separates alternatives of one word, `*` is any text, and `$` at the end means that nothing follows.
 */
export interface KnownCheck {
  readonly target: GateTarget;
  readonly command: string;
  readonly source: string;
}

type Row = readonly [target: GateTarget, command: string, source: string];

const npm = 'https://www.npmjs.com/package/';
const pypi = 'https://pypi.org/project/';
const cargo = 'https://doc.rust-lang.org/cargo/commands/';
const crates = 'https://crates.io/crates/';
const dotnet = 'https://learn.microsoft.com/dotnet/core/tools/';
const go = 'https://pkg.go.dev/cmd/go';
const maven = 'https://maven.apache.org/guides/introduction/introduction-to-the-lifecycle.html';
const gradle = 'https://docs.gradle.org/current/userguide/java_testing.html';
const android = 'https://developer.android.com/build/building-cmdline';
const gnu = 'https://www.gnu.org/prep/standards/html_node/Standard-Targets.html';
const deno = 'https://docs.deno.com/runtime/reference/cli/';
const dart = 'https://dart.dev/tools/';
const hex = 'https://hexdocs.pm/';

/** The first row that matches decides; read 2026-11-29. */
const rows: readonly Row[] = [
  ['coverage', 'coverage|coverage3 report|xml|html|json|combine', `${pypi}coverage/`],
  ['coverage', 'nyc|c8 check-coverage|report', `${npm}c8`],
  ['coverage', 'diff-cover', `${pypi}diff-cover/`],
  ['coverage', 'genhtml|gcovr|lcov', 'https://gcovr.com/'],
  ['coverage', 'cargo tarpaulin|llvm-cov', `${crates}cargo-llvm-cov`],
  ['coverage', 'mix coveralls*', `${hex}excoveralls`],
  ['test', 'coverage|coverage3 run', `${pypi}coverage/`],
  ['test', 'nyc|c8', `${npm}c8`],
  ['test', 'pytest|pytest-3|py.test', 'https://docs.pytest.org/en/stable/how-to/usage.html'],
  ['test', 'unittest|nose2|nose|nosetests', 'https://docs.python.org/3/library/unittest.html'],
  ['test', 'tox|nox', 'https://tox.wiki/'],
  ['test', 'behave|robot', 'https://robotframework.org/'],
  [
    'test',
    'python*|py *manage.py test',
    'https://docs.djangoproject.com/en/stable/ref/django-admin/#test',
  ],
  ['test', 'python*|py *setup.py test', 'https://setuptools.pypa.io/'],
  [
    'test',
    'python*|py *runtests.py',
    'https://docs.djangoproject.com/en/dev/internals/contributing/writing-code/unit-tests/',
  ],
  ['test', 'python*|py *trial', 'https://docs.twisted.org/'],
  [
    'test',
    'hatch|pdm|poe|pixi|rye|taskipy|mise test',
    'https://hatch.pypa.io/latest/cli/reference/',
  ],
  ['test', 'hatch|pdm|pixi|rye|mise run test*', 'https://hatch.pypa.io/latest/cli/reference/'],
  ['test', 'jest|vitest|mocha|ava|tap|jasmine|karma|wtr|web-test-runner|qunit', `${npm}jest`],
  [
    'test',
    'playwright|react-scripts|ng|hardhat|truffle|aegir|vue-cli-service test*',
    `${npm}playwright`,
  ],
  ['test', 'cypress run', `${npm}cypress`],
  ['test', 'ng e2e', 'https://angular.dev/cli/e2e'],
  ['test', 'node|tsx --test', 'https://nodejs.org/api/test.html'],
  ['test', 'nx|turbo|lerna|deno|bun|rush test*', `${npm}turbo`],
  ['lint', 'nx|turbo|lerna *lint*', `${npm}nx`],
  ['build', 'go test -run=^$', go],
  ['test', 'go test', go],
  ['test', 'gotestsum|ginkgo|richgo', 'https://pkg.go.dev/gotest.tools/gotestsum'],
  ['test', 'go run *gotestsum*|*ginkgo*', go],
  ['build', 'cargo|cross test|nextest --no-run', `${cargo}cargo-test.html`],
  ['test', 'cargo|cross|${{ test|nextest', `${cargo}cargo-test.html`],
  ['other', 'cargo semver-checks|public-api', `${crates}cargo-semver-checks`],
  ['test', 'dotnet test|vstest', `${dotnet}dotnet-test`],
  ['test', 'dotnet run test', `${dotnet}dotnet-run`],
  [
    'test',
    'vstest.console*',
    'https://learn.microsoft.com/visualstudio/test/vstest-console-options',
  ],
  ['test', 'nunit3-console|xunit.console', 'https://docs.nunit.org/'],
  [
    'test',
    'swift|flutter|mix|sbt|bazel|bazelisk|zig|lein|stack|meson|ninja|forge|gleam|nimble test',
    'the tools’ own help: `test`',
  ],
  ['test', 'dart|flutter test', `${dart}dart-test`],
  ['test', 'stack|cabal *test', 'https://cabal.readthedocs.io/en/stable/cabal-commands.html'],
  ['test', 'sbt *test*', 'https://www.scala-sbt.org/1.x/docs/Testing.html'],
  ['test', 'clojure|clj -*test*', 'https://clojure.org/reference/clojure_cli'],
  [
    'test',
    'xcodebuild test|test-without-building',
    'https://developer.apple.com/documentation/xcode',
  ],
  ['test', 'fastlane test|scan|*test*', 'https://docs.fastlane.tools/actions/scan/'],
  ['test', 'earthly *+*test*', 'https://docs.earthly.dev/docs/earthly-command'],
  ['lint', 'earthly *+*lint*', 'https://docs.earthly.dev/docs/earthly-command'],
  ['test', 'invoke-pester|Invoke-Pester', 'https://pester.dev/docs/commands/Invoke-Pester'],
  ['test', 'Invoke-Build *est*', 'https://github.com/nightroman/Invoke-Build'],
  ['build', 'mvn|mvnw -DskipTests*|-Dmaven.test.skip*', maven],
  ['test', 'mvn|mvnw test|verify|integration-test|*surefire:test|*failsafe:verify', maven],
  ['build', 'gradle|gradlew build -x test|check', gradle],
  ['build', 'gradle|gradlew -x test|check build', gradle],
  ['test', 'gradle|gradlew test|check|verify|build|integrationTest|*:test|*:check|*:build', gradle],
  ['test', 'gradle|gradlew *test*UnitTest|*connected*Test|*connectedCheck|*Tests|*Test', android],
  ['test', 'ant test*', 'https://ant.apache.org/manual/'],
  ['test', 'ctest', 'https://cmake.org/cmake/help/latest/manual/ctest.1.html'],
  [
    'test',
    'cmake --build --target check*|test*',
    'https://cmake.org/cmake/help/latest/manual/cmake.1.html',
  ],
  ['test', 'make|gmake|mingw32-make check|distcheck|installcheck', gnu],
  ['test', 'rspec|bats|busted|phpunit|pest|codecept|behat|kahlan', 'the tools’ own documentation'],
  ['test', 'php *phpunit|*pest', 'https://docs.phpunit.de/'],
  ['test', 'php *artisan test', 'https://laravel.com/docs/testing'],
  ['test', 'rails|rake *test*|*spec*', 'https://guides.rubyonrails.org/testing.html'],
  // The default task of the generators of RSpec, Minitest and Rails runs the tests.
  ['test', 'rake$', 'https://ruby.github.io/rake/'],
  ['test', 'prove', 'https://perldoc.perl.org/prove'],
  ['test', 'R CMD check', 'https://cran.r-project.org/doc/manuals/R-exts.html'],
  ['test', 'Rscript *test*|*rcmdcheck*|*check*', 'https://devtools.r-lib.org/'],
  ['test', 'julia *Pkg.test*', 'https://pkgdocs.julialang.org/v1/api/'],
  ['test', 'julia *runtests.jl', 'https://pkgdocs.julialang.org/v1/creating-packages/'],
  ['test', 'crystal spec', 'https://crystal-lang.org/reference/latest/guides/testing.html'],
  ['test', 'dune runtest|test|@runtest', 'https://dune.readthedocs.io/en/stable/tests.html'],
  ['test', 'rebar3 ct|eunit|proper', 'https://rebar3.org/docs/commands/'],
  ['test', 'nim test*', 'https://nim-lang.org/docs/nims.html'],
  ['test', 'helm unittest|test', 'https://github.com/helm-unittest/helm-unittest'],
  ['lint', 'ct lint', 'https://github.com/helm/chart-testing'],
  ['test', 'ct install', 'https://github.com/helm/chart-testing'],
  ['test', 'molecule test', 'https://ansible.readthedocs.io/projects/molecule/'],
  ['test', 'wine|valgrind *test*', 'https://valgrind.org/docs/manual/manual-core.html'],
  [
    'other',
    'nix flake check',
    'https://nix.dev/manual/nix/latest/command-ref/new-cli/nix3-flake-check',
  ],
  ['test', 'go tool gotestsum|ginkgo', 'https://go.dev/doc/modules/managing-dependencies#tools'],
  ['test', 'dagger call *test*', 'https://docs.dagger.io/reference/cli/'],
  ['test', 'mill|./mill *test*', 'https://mill-build.org/mill/cli/builtin-commands.html'],
  ['test', 'moon *:test*', 'https://moonrepo.dev/docs/commands/run'],
  ['test', 'moon ci|check', 'https://moonrepo.dev/docs/commands/ci'],
  ['test', 'nx *=test*', 'https://nx.dev/nx-api/nx/documents/run-many'],
  ['test', 'wdio run', 'https://webdriver.io/docs/testrunner'],
  ['test', 'testcafe', 'https://testcafe.io/documentation/402639/reference/command-line-interface'],
  ['test', 'detox|maestro test', 'https://docs.maestro.dev/cli/test-suites-and-reports'],
  ['test', 'shellspec|shunit2', 'https://github.com/shellspec/shellspec'],
  ['test', 'newman|k6|schemathesis run', 'https://grafana.com/docs/k6/latest/using-k6/'],
  ['test', 'hurl --test', 'https://hurl.dev/docs/running-tests.html'],
  ['test', 'inspec exec', 'https://docs.chef.io/inspec/cli/'],
  ['test', 'goss validate', 'https://goss.readthedocs.io/'],
  ['test', 'terraform|tofu test', 'https://developer.hashicorp.com/terraform/cli/commands/test'],
  ['test', 'conftest|opa test|verify', 'https://www.conftest.dev/'],
  ['test', 'kubectl kuttl test', 'https://kuttl.dev/docs/cli.html'],
  ['test', 'cargo mutants', `${crates}cargo-mutants`],
  ['test', 'cargo make|xtask *test*|ci', `${crates}cargo-make`],
  ['test', 'elm-test|elm-test-rs', `${npm}elm-test`],
  [
    'test',
    'spago|v|brownie|anchor|scala-cli|bleep|buck|buck2|pants|please|plz|scons|waf|jake|dbt|heft|melos|very_good|patrol|tuist test*',
    'the tools’ own help: `test`',
  ],
  ['test', 'perl *.t', 'https://perldoc.perl.org/Test::More'],
  [
    'test',
    'emacs *ert-run-tests*',
    'https://www.gnu.org/software/emacs/manual/html_node/ert/Running-Tests-in-Batch-Mode.html',
  ],
  ['test', 'backstop test', `${npm}backstopjs`],
  ['scan', 'bundle audit', 'https://github.com/rubysec/bundler-audit'],
  ['scan', 'slither', 'https://github.com/crytic/slither'],
  ['scan', 'kics scan', 'https://docs.kics.io/latest/commands/'],
  ['lint', 'luacheck|erb_lint|erblint|protolint|solhint|vale', 'the tools’ own documentation'],
  ['lint', 'spectral|redocly lint', 'https://redocly.com/docs/cli/commands/lint'],
  ['other', 'kubeconform|kubeval', 'https://github.com/yannh/kubeconform'],
  ['other', 'bundlesize|pa11y-ci|chromatic', `${npm}pa11y-ci`],
  ['other', 'lhci autorun|assert', 'https://github.com/GoogleChrome/lighthouse-ci'],
  ['other', 'go mod verify|-diff', 'https://go.dev/ref/mod#go-mod-verify'],
  ['other', 'git diff --exit-code|--quiet', 'https://git-scm.com/docs/git-diff'],
  ['other', 'great_expectations checkpoint run', 'https://docs.greatexpectations.io/'],
  ['scan', 'pip-audit|pip_audit|safety|bandit|semgrep|opengrep', `${pypi}pip-audit/`],
  ['scan', 'trivy|grype|gitleaks|trufflehog|snyk|osv-scanner|nancy|ggshield', 'https://trivy.dev/'],
  ['scan', 'detect-secrets|detect-secrets-hook', `${pypi}detect-secrets/`],
  [
    'scan',
    'checkov|tfsec|gosec|govulncheck|brakeman|zizmor|codeql|dependency-check*',
    'the tools’ own documentation',
  ],
  ['scan', 'bundle-audit|bundler-audit|better-npm-audit|audit-ci', 'the tools’ own documentation'],
  ['scan', 'docker scout', 'https://docs.docker.com/reference/cli/docker/scout/'],
  ['scan', 'cargo audit|deny|vet', `${crates}cargo-audit`],
  ['scan', 'composer|npm|pnpm|yarn|bun audit', 'https://docs.npmjs.com/cli/commands/npm-audit'],
  ['scan', 'mix deps.audit|hex.audit|sobelow', `${hex}mix_audit`],
  ['scan', 'dotnet list --vulnerable', `${dotnet}dotnet-list-package`],
  ['type', 'mypy|dmypy|pyright|basedpyright|pytype|pyre', `${pypi}mypy/`],
  ['type', 'ty check', 'https://docs.astral.sh/ty/'],
  ['type', 'tsc|vue-tsc|flow|svelte-check|tsd', `${npm}typescript`],
  ['other', 'deno task check*', `${deno}task/`],
  ['type', 'deno check', `${deno}check/`],
  ['type', 'mix dialyzer', `${hex}dialyxir`],
  ['type', 'sorbet|srb|steep', 'https://sorbet.org/'],
  [
    'lint',
    'ruff|flake8|pylint|black|isort|codespell|pydocstyle|pycodestyle|vulture|radon|xenon|deptry|djlint|sqlfluff',
    `${pypi}ruff/`,
  ],
  ['lint', 'import-linter|lint-imports|interrogate|check-manifest', `${pypi}import-linter/`],
  [
    'lint',
    'eslint|prettier|stylelint|standard|xo|oxlint|biome|knip|cspell|commitlint|markdownlint*|publint|dprint',
    `${npm}eslint`,
  ],
  ['other', 'attw|size-limit|api-extractor', `${npm}@arethetypeswrong/cli`],
  ['lint', 'deno lint|fmt', `${deno}lint/`],
  [
    'lint',
    'shellcheck|shfmt|actionlint|yamllint|hadolint|typos|taplo|editorconfig-checker|lychee',
    'https://www.shellcheck.net/',
  ],
  ['lint', 'golangci-lint run|fmt', 'https://golangci-lint.run/'],
  ['lint', 'gofmt|gofumpt|staticcheck|revive', 'https://staticcheck.dev/'],
  ['lint', 'go vet|fmt|*golangci-lint|*staticcheck*', go],
  ['lint', 'cargo clippy|fmt|machete|udeps|sort', `${cargo}cargo-clippy.html`],
  ['lint', 'rustfmt', 'https://github.com/rust-lang/rustfmt'],
  ['lint', 'rubocop|standardrb|reek|haml-lint', 'https://docs.rubocop.org/'],
  ['lint', 'phpcs|phpstan|psalm|php-cs-fixer|pint|rector|phan', 'https://phpstan.org/'],
  ['lint', 'ktlint|detekt|checkstyle|spotless*', 'https://detekt.dev/'],
  ['lint', 'gradle|gradlew *spotlessCheck|*ktlintCheck|*detekt|*lint*', gradle],
  [
    'lint',
    'clang-format|clang-tidy|cppcheck|cpplint',
    'https://clang.llvm.org/docs/ClangFormat.html',
  ],
  ['lint', 'swiftlint|swiftformat', 'https://realm.github.io/SwiftLint/'],
  ['lint', 'flutter|dart analyze|format', `${dart}dart-analyze`],
  ['lint', 'mix format|credo', `${hex}credo`],
  ['lint', 'clj-kondo|cljfmt', 'https://github.com/clj-kondo/clj-kondo'],
  ['lint', 'hlint|ormolu|fourmolu', 'https://github.com/ndmitchell/hlint'],
  ['lint', 'dotnet format|csharpier', `${dotnet}dotnet-format`],
  ['lint', 'pre-commit|prek run', 'https://pre-commit.com/'],
  [
    'lint',
    'terraform|tofu fmt|validate',
    'https://developer.hashicorp.com/terraform/cli/commands/validate',
  ],
  ['lint', 'tflint|ansible-lint|buf', 'the tools’ own documentation'],
  ['lint', 'helm lint', 'https://helm.sh/docs/helm/helm_lint/'],
  ['lint', 'reuse lint', 'https://reuse.readthedocs.io/'],
  ['other', 'twine check', 'https://twine.readthedocs.io/'],
  ['other', 'composer validate', 'https://getcomposer.org/doc/03-cli.md#validate'],
  ['other', 'ansible-playbook --check|--syntax-check', 'https://docs.ansible.com/'],
  ['build', 'go build|install', go],
  ['build', 'cargo build|check|doc|rustc', `${cargo}cargo-build.html`],
  ['build', 'dotnet build|publish|pack', `${dotnet}dotnet-build`],
  ['build', 'docker build', 'https://docs.docker.com/reference/cli/docker/buildx/build/'],
  ['build', 'mvn|mvnw package|install|compile|test-compile', maven],
  ['build', 'gradle|gradlew *assemble*', gradle],
  [
    'build',
    'flit|poetry|uv|hatch|vite|next|swift|bazel|bazelisk|flutter|zig|stack|cabal|dune|nix build',
    'the tools’ own help: `build`',
  ],
  [
    'build',
    'build|pyproject-build|webpack|rollup|esbuild|tsup|cmake|sphinx-build',
    `${pypi}build/`,
  ],
  ['build', 'mkdocs build', 'https://www.mkdocs.org/'],
  ['build', 'mix compile', `${hex}mix`],
  ['build', 'xcodebuild build', 'https://developer.apple.com/documentation/xcode'],
];

/** Every command that counts as a check, in the order in which it is looked up. */
export const KNOWN_CHECKS: readonly KnownCheck[] = rows.map(([target, command, source]) => ({
  target,
  command,
  source,
}));

type WordTest = (word: string) => boolean;

interface Compiled {
  readonly target: GateTarget;
  readonly program: WordTest;
  readonly rest: readonly WordTest[];
  /** Nothing may follow the last word. */
  readonly alone: boolean;
}

function compile({ target, command }: KnownCheck): Compiled {
  const alone = command.endsWith('$') && !command.endsWith('^$');
  const words = (alone ? command.slice(0, -1) : command).split(' ').map(wordTest);
  const [program = () => false, ...rest] = words;
  return { target, program, rest, alone };
}

function wordTest(words: string): WordTest {
  const options = words.split('|').map((word) => word.split('*'));
  return (word) => options.some((parts) => hasParts(word, parts));
}

/** Whether a word is made of the parts, in order, with any text between them. */
function hasParts(word: string, [first = '', ...others]: readonly string[]): boolean {
  const last = others.pop();
  if (last === undefined) return word === first;
  if (word.length < first.length + last.length) return false;
  if (!word.startsWith(first) || !word.endsWith(last)) return false;
  let at = first.length;
  for (const part of others) {
    const found = word.indexOf(part, at);
    if (found === -1 || found + part.length > word.length - last.length) return false;
    at = found + part.length;
  }
  return true;
}

/** Words of the row are found in order, with anything between them. */
function matches({ program, rest, alone }: Compiled, words: readonly string[]): boolean {
  if (!program(words[0] ?? '')) return false;
  if (!alone) return inOrder(rest, words.slice(1));
  const last = rest.at(-1);
  if (last === undefined) return words.length === 1;
  const between = words.slice(1, -1);
  return words.length > 1 && last(words.at(-1) ?? '') && inOrder(rest.slice(0, -1), between);
}

function inOrder(tests: readonly WordTest[], words: readonly string[]): boolean {
  let found = 0;
  for (const word of words) if (tests[found]?.(word)) found += 1;
  return found >= tests.length;
}

const compiled = KNOWN_CHECKS.map(compile);

/** The rows that a program can match, in their order; most rows name their program in full. */
const byProgram = new Map<string, readonly Compiled[]>();

function rowsOf(program: string): readonly Compiled[] {
  const known = byProgram.get(program);
  if (known !== undefined) return known;
  const possible = compiled.filter((_, at) => {
    const [first = ''] = (rows[at]?.[1] ?? '').replace(/\$$/, '').split(' ');
    return first.includes('*') || first.split('|').includes(program);
  });
  if (byProgram.size < MAX_PROGRAMS) byProgram.set(program, possible);
  return possible;
}

/** Maximum number of programs whose rows are kept. */
const MAX_PROGRAMS = 1_000;

/** Whether a program has a row of its own; `build` is also what many projects call their scripts. */
export function isKnownProgram(program: string): boolean {
  return program !== 'build' && rowsOf(program).some((row) => row.program(program));
}

/** Returns what a command checks, by its words on one line; undefined when it is not in the table. */
export function knownCheck(line: string): GateTarget | undefined {
  // The wrapper scripts of Maven and Gradle lie in the repository.
  const named = line
    .replace(/^\S*[/\\](?=(?:mvnw|gradlew)(?:\.bat)?(?: |$))/, '')
    .replace(/^(mvnw|gradlew)\.bat/, '$1');
  const words = named.split(' ');
  return rowsOf(words[0] ?? '').find((row) => matches(row, words))?.target;
}
