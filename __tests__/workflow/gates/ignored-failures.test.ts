import { expect, it } from '@jest/globals';
import { allGates } from '../../../src/workflow/gates/all-gates.ts';
import { ignoredFailures } from '../../../src/workflow/gates/ignored-failures.ts';
import { lostExitCodes } from '../../../src/workflow/shell/lost-exit-codes.ts';
import { fixtureText, workflowOf } from '../fixture-files.ts';

const lost = (text: string, shell = '') =>
  lostExitCodes({ text, line: 1, shell }).map(({ kind, line }) => `${line} ${kind}`);

it.each([
  ['pytest || true', '1 or-true'],
  ['pytest || :', '1 or-true'],
  ['pytest || echo "failed"', '1 or-true'],
  ['pytest || exit 0', '1 or-true'],
  ['pytest || { echo "failed"; }', '1 or-true'],
  ['pytest || true && echo', '1 or-true'],
  ['pytest || code=$?\necho done', '1 or-true'],
  ['cd app\n(cd tests && pytest) || true', '2 or-true'],
  ['{ pytest; echo; } || :', '1 or-true'],
  ['timeout 60 python -m pytest \\\n  -q || true', '1 or-true'],
  ['out=$(pytest) || true', '1 or-true'],
  ['bash -c "pytest || true"', '1 or-true'],
  ['set +e\npytest\nexit 0', '2 errexit-off'],
  ['set +e\npytest\necho "code $?"', '2 errexit-off'],
  ['set +o errexit; pytest; true', '1 errexit-off'],
  ['bash -c "pytest; exit 0"', '1 errexit-off'],
  ['pytest | tee out.txt', '1 lost-in-pipe'],
  ['pytest 2>&1 |\n  grep -v warning |\n  tee out.txt', '1 lost-in-pipe'],
  ['pytest && echo ok\necho done', '1 and-list'],
  ['if [ -d a ]; then pytest && echo ok; fi\necho done', '1 and-list'],
  ['set +e\nfor d in a b; do pytest; done\necho done', '2 errexit-off'],
  ['if pytest; then echo ok; fi', '1 condition'],
  ['pytest &\nsleep 1', '1 background'],
  ["trap 'exit 0' EXIT\npytest", '2 trap'],
  ['check() { pytest; }\ncheck || true', '2 or-true'],
  ['pytest || /usr/bin/true', '1 or-true'],
  ['echo "result=$(go test ./...)" >> "$GITHUB_OUTPUT"', '1 substitution'],
  ['export OUT=$(cargo test)', '1 substitution'],
  ['make report ARGS="`npm test`"', '1 substitution'],
  ['find . -name "*_test.py" -exec python3 -m pytest {} \\;', '1 launcher'],
  ['find . -type d -exec sh -c "cd {} && npm test" \\;', '1 launcher'],
  ['pytest a & one=$!\npytest b & two=$!\nwait $one $two', '1 background'],
  ['run() {\n  "$@" || return 1\n}\nrun pytest || true', '4 or-true'],
  ['set +e\nrun() {\n  "$@"\n}\nrun pytest\necho done', '5 errexit-off'],
  ['for n in 1 2; do pytest && exit 0; done\necho "all failed"', '1 and-list'],
  ['if pytest; then exit 0; fi\necho "failed"', '1 condition'],
])('finds the lost exit code in %j', (text, expected) => {
  expect(lost(text)).toEqual([expected]);
});

it.each([
  'pytest',
  'pytest; exit 0',
  'pytest; true',
  'pytest || exit 1',
  'pytest || false',
  'pytest || { echo "failed"; exit 1; }',
  'pytest || echo "failed" && exit 1',
  'pytest || code=$?\nnpm run report\nexit ${code:-0}',
  'failed=0\npytest || failed=1\n(( failed )) && exit 1',
  'pytest || npm test',
  'set +e\npytest',
  'set +e\npytest\ncode=$?\nset -e\nexit $code',
  'set +e\npytest\nif [ $? -ne 0 ]; then exit 1; fi\necho ok',
  'pytest | tee out.txt; exit ${PIPESTATUS[0]}',
  'set -o pipefail\npytest | tee out.txt',
  'echo y | pytest',
  'cd app && pytest\necho done',
  'pytest && echo ok',
  'if [ -d a ]; then pytest && echo ok; fi',
  '(pytest && echo ok)\necho done',
  'if ! pytest; then echo bad; exit 1; fi',
  'if command -v pytest; then echo found; fi',
  'pytest & wait $!',
  'for n in 1 2 3; do npm test && exit 0; sleep 5; done\nexit 1',
  'for n in 1 2 3; do if npm test; then exit 0; fi; done\necho "failed 3 times"; exit 1',
  'retry() { for n in 1 2; do "$@" && return 0; done; return 1; }\nretry pytest',
  'try() { for n in 1 2; do pytest && return 0; done; return 1; }\ntry',
  'errors=()\npytest || errors+=(unit)\n[ ${#errors[@]} -eq 0 ] || exit 1',
  'find . -name "*_test.py" -exec pytest {} +',
  'git ls-files "*.sh" | xargs shellcheck',
  '[ -z "$(gofmt -l .)" ]',
  'run() { echo "+ $*"; time "$@"; }\nrun pytest',
  'set +e\nfiles=$(go fmt ./...)\nif [ -n "$files" ]; then exit 1; fi\nexit 0',
  'test -z "$(ruff format --diff .)"',
  'TOTAL=$(coverage report | grep TOTAL)',
  'echo "total=$(coverage report --format=total)"',
  'for id in $ids; do wait $id; done\npytest & wait -n',
  'for dir in a b; do (cd $dir && pytest); done',
  'coverage report >> "$GITHUB_STEP_SUMMARY" || true',
  'coverage report | tee -a $GITHUB_STEP_SUMMARY',
  'python tests/make_data.py || true',
  'rm -rf build || true',
  'docker stop db || true; kill $PID || :',
  '# pytest || true',
  'echo "pytest || true"',
  'cat <<EOF\npytest || true\nEOF',
  'pytest --version || true',
])('finds no lost exit code in %j', (text) => {
  expect(lost(text)).toEqual([]);
});

it('finds no lost exit code in a pipe with shell: bash, which sets pipefail', () => {
  expect([lost('pytest | tee out.txt', 'bash'), lost('pytest\necho', 'bash {0}')]).toEqual([
    [],
    ['1 errexit-off'],
  ]);
});

it.each([
  ['node tests/server.js &\nnpx cypress run', []],
  ['npm run test:server &\nnpx cypress run', []],
  ['pytest &\nsleep 9', ['pytest &']],
])('a script in the background of %j is a service, a known check is not', (run, expected) => {
  const text = `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: ${JSON.stringify(run)}\n`;
  expect(ignoredFailures(workflowOf(text)).map((one) => one.text)).toEqual(expected);
});

it('reports each ignored failure with target, line and text', () => {
  const mutes = ignoredFailures(workflowOf(fixtureText('muted')));
  expect(mutes.map(({ line, kind, target, text }) => [line, kind, target, text])).toEqual([
    [6, 'or-true', 'scan', 'pip-audit || true'],
    [8, 'or-true', 'scan', 'bandit -r src || :'],
    [9, 'or-true', 'scan', 'safety check || echo "ignored"'],
    [10, 'flag', 'scan', 'gitleaks detect --exit-code 0'],
    [12, 'continue-on-error', 'scan', 'continue-on-error: true'],
    [14, 'if-false', 'scan', 'if: false'],
    [19, 'input', 'scan', 'exit-code: 0'],
    [20, 'lost-in-pipe', 'test', 'pytest | tee out.txt'],
    [22, 'continue-on-error', 'test', 'continue-on-error: true'],
  ]);
});

it('reports nothing for the same workflow without ignored failures', () => {
  expect(ignoredFailures(workflowOf(fixtureText('muted-twin')))).toEqual([]);
});

it.each([
  ['reactivecircus/android-emulator-runner@v2', 'script: ./gradlew connectedCheck || true', 8],
  ['coactions/setup-xvfb@v1', 'run: |\n            npm ci\n            npm test || true', 10],
  ['nick-fields/retry@v3', 'command: pytest || true', 8],
])('reads the command that %s runs', (uses, input, line) => {
  const text = `on: push\njobs:\n  a:\n    runs-on: u\n    steps:\n      - uses: ${uses}\n        with:\n          ${input}\n`;
  expect(ignoredFailures(workflowOf(text)).map((one) => [one.line, one.kind])).toEqual([
    [line, 'or-true'],
  ]);
});

it('reports continue-on-error with an expression as not certain', () => {
  const [mute] = ignoredFailures(workflowOf(fixtureText('matrix-include-exclude')));
  expect([mute?.kind, mute?.certain]).toEqual(['continue-on-error', false]);
});

it.each([
  ['bandit -r . --exit-zero', true],
  ['npx jest --passWithNoTests', true],
  ['checkov -d . --soft-fail', true],
  ['npm test --if-present', true],
  ['trivy fs --exit-code=0 .', true],
  ['trivy fs --exit-code 1 .', false],
  ['mvn -B -fn verify', true],
  ['./mvnw test -Dmaven.test.failure.ignore', true],
  ['mvn test -DtestFailureIgnore=true', true],
  ['mvn test -Dmaven.test.failure.ignore=false', false],
  ['make -i test', true],
  ['make -k test', false],
  ['gradle --continue check', false],
  ['pytest --exitfirst', false],
  ['docker compose -f ci.yml up --build tests', true],
  ['docker compose up --exit-code-from tests', false],
  ['docker compose up --abort-on-container-failure e2e', false],
  ['docker compose up -d tests', false],
  ['docker compose up db', false],
  ['npm install --no-fail-on-audit', false],
])('%s ignores failures: %p', (run, muted) => {
  const text = `on: push\njobs:\n  a:\n    runs-on: u\n    steps:\n      - run: ${run}\n`;
  expect(ignoredFailures(workflowOf(text)).length > 0).toBe(muted);
});

const withStep = (lines: string) =>
  workflowOf(
    `on: push\nenv: { FULL: 'no', SET: 'no' }\njobs:\n  a:\n    runs-on: u\n    strategy: { matrix: { os: [a, b] } }\n    steps:\n      - run: echo SET=yes >> $GITHUB_ENV\n      - run: pytest\n        ${lines}\n`,
  );

it.each([
  ...['false', '${{ false }}', "'a' == 'b'", 'github.ref && false', "${{ '' }}"],
  ...["(false || contains('alpha', 'z'))", "format('{0}', 1) == '2'", "fromJSON('false')"],
  ...["matrix.os == 'c'", "env.FULL == 'yes'"],
])('reports a step with if: %s as disabled', (condition) => {
  const found = ignoredFailures(withStep(`if: "${condition}"`));
  expect(found.map(({ kind, line }) => [kind, line])).toEqual([['if-false', 10]]);
});

it.each(["'A' == 'a'", "matrix.os == 'b'", "env.SET == 'yes'", 'env.OTHER', "${{ 'false' }}"])(
  'does not report a step with if: %s as disabled',
  (condition) => {
    expect(ignoredFailures(withStep(`if: "${condition}"`))).toEqual([]);
  },
);

it.each([
  ["${{ fromJSON('true') }}", true],
  ["${{ matrix.os == 'a' }}", false],
  ['${{ !true }}', undefined],
  ["${{ contains('nightly', 'x') }}", undefined],
])('knows whether continue-on-error: %s ignores a failure', (value, certain) => {
  const [found] = ignoredFailures(withStep(`continue-on-error: ${value}`));
  expect(found?.certain).toBe(certain);
});

it.each([
  ["{ if: steps.t.outcome == 'failure', run: exit 1 }", 0],
  ["{ if: \"always() && steps['t'].outcome != 'success'\", run: exit 1 }", 0],
  ['{ run: \'test "${{ steps.t.outcome }}" = success\' }', 0],
  ["{ if: steps.t.outcome == 'success', run: exit 1 }", 1],
  ["{ if: steps.t.outcome == 'failure' && false, run: exit 1 }", 1],
  ["{ if: steps.t.outcome == 'failure', run: echo broken }", 1],
  ['{ if: github.actor == \'a\', run: "echo ${{ steps.t.outcome }}\\nexit 1" }', 1],
])('takes a failure for checked when a later step fails by its outcome: %s', (later, found) => {
  const own = withStep(`id: t\n        continue-on-error: true\n      - ${later}`);
  expect(ignoredFailures(own).filter(({ line }) => line === 11)).toHaveLength(found);
});

it.each([
  [
    'pytest || echo "::set-output name=bad::1"',
    "{ if: steps.t.outputs.bad == '1', run: exit 1 }",
    0,
  ],
  ['pytest || echo "::set-output name=bad::1"', 'run: echo ${{ steps.t.outputs.bad }}', 1],
])('reads the former command for outputs in %s', (run, later, found) => {
  const text = `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - { id: t, run: '${run}' }\n      - ${later}\n`;
  expect(ignoredFailures(workflowOf(text))).toHaveLength(found);
});

it.each([
  ['checks || exit 1', ['pytest']],
  ['if checks; then echo; else exit 1; fi', ['pytest']],
  ['checks && echo passed || exit 1', ['pytest']],
  ['checks', []],
  ['checks; echo done', []],
])('reads a function in a condition without -e: %s', (call, texts) => {
  const script = `checks() {\n  pytest\n  mypy src\n}\n${call}`;
  const text = `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: ${JSON.stringify(script)}\n`;
  expect(ignoredFailures(workflowOf(text)).map((one) => one.text)).toEqual(texts);
});

it.each([
  'uses: codecov/codecov-action@v5\n        with:\n          fail_ci_if_error: false',
  'uses: coverallsapp/github-action@v2\n        continue-on-error: true\n        with:\n          fail-on-error: false',
  'run: codecov upload-process || true',
])('counts no check in an upload: %j', (step) => {
  const text = `on: push\njobs:\n  a:\n    runs-on: u\n    steps:\n      - ${step}\n`;
  expect(allGates([workflowOf(text)])).toEqual([]);
});

it('does not call a step disabled whose condition is a text around an expression', () => {
  const text =
    'on: push\njobs:\n  a:\n    runs-on: u\n    steps:\n      - run: pytest\n        if: |\n          ${{ false }}\n';
  expect(ignoredFailures(workflowOf(text))).toEqual([]);
});

it.each([
  ['! pytest', ['pytest (inverted by !)']],
  ['! npm audit || exit 1', ['npm audit (inverted by !)']],
  ['! pytest && exit 1\necho passed', []],
  ['if ! pytest; then exit 1; fi', []],
  ['pytest || touch failed', ['pytest || touch failed']],
  ['pytest || touch failed\ntest ! -f failed', []],
  ['pytest || echo 1 > failed.txt\nif [ -s failed.txt ]; then exit 1; fi', []],
  ['coverage report | tee -a $GITHUB_STEP_SUMMARY || echo none', []],
  ['TOTAL=$(coverage report | grep TOTAL || echo none)', []],
  ['OUT=$(pytest || true)', ['pytest || true']],
])('finds what ignores a failure in %j', (run, expected) => {
  const text = `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: ${JSON.stringify(run)}\n`;
  expect(ignoredFailures(workflowOf(text)).map((one) => one.text)).toEqual(expected);
});

it('does not report a failure that a file keeps for a later step', () => {
  const text = `on: push
jobs:
  a:
    runs-on: x
    steps:
      - run: pytest || touch failed
      - run: mypy src || touch untyped
      - run: "[ ! -e failed ]"
`;
  expect(ignoredFailures(workflowOf(text)).map((one) => one.text)).toEqual([
    'mypy src || touch untyped',
  ]);
});

const OTHER_JOB = (run: string) =>
  `    outputs: { rc: "\${{ steps.unit.outputs.rc }}" }\n  b:\n    needs: a\n    runs-on: x\n    steps:\n      - run: '${run}'\n`;

it.each([
  ['nothing', '', 1],
  ['a step that prints another output', '      - run: echo ${{ steps.other.outputs.rc }}\n', 1],
  [
    'a step that only prints it',
    '      - run: echo ${{ steps.unit.outputs.rc }} >> "$GITHUB_STEP_SUMMARY"\n',
    1,
  ],
  [
    'a step that cannot fail',
    "      - { if: steps.unit.outputs.rc != '0', run: echo broken }\n",
    1,
  ],
  ['an action that comments', '      - { if: steps.unit.outputs.rc, uses: some/comment@v1 }\n', 1],
  ['a job that prints it', OTHER_JOB('echo ${{ needs.a.outputs.rc }}'), 1],
  ['a job that fails by it', OTHER_JOB('[ "${{ needs.a.outputs.rc }}" = "" ] || exit 1'), 0],
  ['a condition', "      - { if: steps.unit.outputs.rc != '0', run: exit 1 }\n", 0],
  [
    'a script in JavaScript',
    '      - { uses: actions/github-script@v8, with: { script: "if (${{ steps.unit.outputs.rc }}) core.setFailed()" } }\n',
    0,
  ],
  [
    'the environment of a step',
    '      - { env: { RC: "${{ steps.unit.outputs.rc }}" }, run: exit $RC }\n',
    0,
  ],
])('reports a failure that is stored in an output, unless it is read by %s', (_, later, found) => {
  const text = `on: push
jobs:
  a:
    runs-on: x
    steps:
      - id: unit
        run: |
          pytest || rc=$?
          echo "rc=$rc" >> "$GITHUB_OUTPUT"
${later}`;
  expect(ignoredFailures(workflowOf(text))).toHaveLength(found);
});

it.each([
  ['if ! git diff --cached --quiet; then git commit -m x; fi', []],
  ['git diff --quiet && echo nothing\necho done', []],
  ['git diff --exit-code || true', ['git diff --exit-code || true']],
])('takes a difference that decides what follows for a question: %j', (run, texts) => {
  const workflow = workflowOf(
    `on: push\njobs:\n  a:\n    runs-on: u\n    steps:\n      - run: ${JSON.stringify(run)}\n`,
  );
  expect(ignoredFailures(workflow).map(({ text }) => text)).toEqual(texts);
});
