import { ledgerRows } from '../src/collect/sources/ledger.ts';
import { readNotes } from '../src/collect/sources/notes.ts';
import { readPlan } from '../src/collect/sources/plan.ts';
import { readConfig } from '../src/config/read-config.ts';
import { readRegistry } from '../src/config/read-registry.ts';
import { nameMatcher, pathMatcher } from '../src/lib/glob.ts';
import { patternProblem } from '../src/lib/linear-pattern.ts';
import { redact } from '../src/lib/redact.ts';
import { sanitize, sanitizeLines } from '../src/lib/sanitize.ts';
import { patchFacts } from '../src/lib/unified-diff.ts';
import { findMilestoneIds } from '../src/model/milestone-id.ts';
import { readMarker } from '../src/render/markdown/marker.ts';
import { readLog } from '../src/report-formats/logs/read-log.ts';
import { reportReader } from '../src/report-formats/read-report.ts';
import { declaredTests } from '../src/workflow/declared-tests.ts';
import { factsOf } from '../src/workflow/facts.ts';
import { readLockfile } from '../src/workflow/installs/lockfile.ts';
import { withActionsLock } from '../src/workflow/parse/actions-lock.ts';
import { readWorkflow } from '../src/workflow/parse/read-workflow.ts';

/** A reader of foreign text, with the parts of its language of which a hostile text has very many. */
export interface ForeignReader {
  readonly name: string;
  /** Text that makes the reader take the atoms for its language. */
  readonly before: string;
  readonly atoms: readonly string[];
  readonly read: (text: string) => unknown;
}

function report(name: string, before: string, atoms: readonly string[]): ForeignReader {
  const read = (text: string): unknown => {
    const reader = reportReader(name);
    reader.write(Buffer.from(text));
    return reader.end();
  };
  return { name: `report ${name}`, before, atoms, read };
}

function facts(name: string, before: string, atoms: readonly string[]): ForeignReader {
  const read = (text: string): unknown =>
    factsOf([readWorkflow('.github/workflows/ci.yml', '', text)], [], []);
  return { name: `workflow, ${name}`, before, atoms, read };
}

function lockfile(path: string, before: string, atoms: readonly string[]): ForeignReader {
  return { name: path, before, atoms, read: (text) => readLockfile(path, '', text) };
}

/** Files whose names decide what is read from them: runtimes, dependencies, and coverage thresholds. */
function settings(path: string, before: string, atoms: readonly string[]): ForeignReader {
  const files = [readWorkflow('.github/workflows/ci.yml', '', SETUP)];
  const read = (text: string): unknown => {
    const settingsFiles = [{ path, blob: '', text }];
    return factsOf(withActionsLock(files, settingsFiles), settingsFiles, []);
  };
  return { name: path, before, atoms, read };
}

const JOB = 'on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n';
const SETUP = `${JOB}      - run: npm ci && pip install .
      - uses: actions/setup-node@v4
        with:
          node-version-file: .tool-versions
`;
const SHELL = ['\n', ' ', 'a ', 'echo "', "'", '$(a) ', '${', '|| ', '; ', '\\', '<<E\n', '=', '@'];
const indented = (atoms: readonly string[]): readonly string[] =>
  atoms.map((atom) => atom.replaceAll('\n', '\n          '));

export const READERS: readonly ForeignReader[] = [
  report('junit.xml', '<testsuites><testsuite name="a">', [
    ...['<testcase name="a"/>', '<testcase name="a"><failure>', ' ', '<!--', '<a ', '&amp;', ']]>'],
    ...['<testcase name="a"><failure message="', '<![CDATA['],
  ]),
  report('results.trx', '<TestRun><Results>', ['<UnitTestResult outcome="Passed"/>', '<a>', ' ']),
  report('cobertura.xml', '<coverage line-rate="1"><packages>', ['<class>', '<line number="1"/>']),
  report('a.tap', 'TAP version 13\n', [
    ...['ok 1 - a\n', 'not ok\n', 'not ok # TODO ', ' ', '# ', '\n', '    ok\n', '  ---\n', '{'],
    ...['1..1\n', '1..1 ', 'Bail out!\n', 'ok #skip '],
  ]),
  report('jest.json', '{"numTotalTests":1,"testResults":[', ['{"assertionResults":[', '[', '1,']),
  report('go.json', '{"Action":"start","Package":"a"}\n', [
    '{"Action":"output","Package":"a","Output":"x"}\n',
    '{"Action":"run","Package":"a","Test":"a"}\n',
  ]),
  report('lcov.info', 'TN:\nSF:a\n', ['DA:1,1\n', 'SF:a\n', 'A', ',', 'end_of_record\n']),
  report('a.sarif', '{"version":"2.1.0","runs":[{"results":[', ['{"ruleId":"a"},', '[', '"']),
  {
    name: 'log',
    before: '',
    atoms: [
      ...['\n', ' ', '\r', '\u001b[', 'Tests: 1 passed, ', '1 of 1 total', '=', 'a: 1 ', '1 a '],
      ...['ok  \ta\t', 'FAIL\n', '==== 1 passed in 1s ====\n', '[INFO] Tests run: 1, '],
    ],
    read: (text) => readLog(text.split('\n')),
  },
  facts('sh', `${JOB}      - run: |\n          npm test\n          `, indented(SHELL)),
  facts(
    'pwsh',
    `${JOB}      - shell: pwsh\n        run: |\n          npm test\n          `,
    indented(['\n', '`', '@"\n', '<#', '${{', '{', '"', ';', 'a ', '$(']),
  ),
  facts('uses', `${JOB}      - uses: a/b@`, ['a', '@', '/', '.1', '-1', '1', '# ']),
  facts('steps', JOB, ['      - run: npm test\n', '      - uses: a/b@v1 # v1\n']),
  facts('YAML', 'on: push\njobs:\n  a:\n    x: ', ['[', '{a: ', ' # ', '"', '&a *a ', '- ']),
  lockfile('requirements.txt', 'a', [
    ...['[', ']', ';', '=', '==1', '\t', ' #', '@', ' --hash=', '\\\n', '-e a\n', 'a==1\n', ','],
  ]),
  lockfile('uv.lock', '[[package]]\nname = "a"\n', ['git', 'git+', '"', '[[package]]\n', '#', ' ']),
  lockfile('yarn.lock', '# yarn lockfile v1\n', ['a@1:\n', '@', '"a@1", ', '  version "1"\n']),
  lockfile('gradle.lockfile', '', ['a:', 'a:b:1=x\n', '=']),
  lockfile('pnpm-lock.yaml', 'packages:\n', ['  a@1:\n', '    integrity: sha', ' ', ':']),
  lockfile('bun.lock', '  "packages":\n', ['    "a": [\n', '"', 'sha512-', ' ']),
  lockfile('pylock.toml', '', ['[[packages]]\n', 'sha256=', ' ']),
  lockfile('poetry.lock', '[[package]]\n', [
    'hash = "sha256:',
    '[[package]]\n',
    'name = "a"\n',
    ' ',
  ]),
  lockfile('Cargo.lock', '[[package]]\n', [
    'source = "git+',
    '#',
    'checksum = \n',
    '[[package]]\n',
  ]),
  lockfile('go.sum', '', ['a v1 h1:', 'a v1 h1:x\n', ' ', 'v']),
  lockfile('Gemfile.lock', 'GEM\n', ['    a (1)\n', '(', ' ', '    a']),
  lockfile('composer.lock', '{"packages":[', ['{"name":"a"},', '[', '"']),
  settings('jest.config.js', 'coverageThreshold: { global: {\n', [
    ...['lines: 1,\n', 'lines: 1,', '{', '}', '//', '/*', '"a": {', "'", '\n', ' '],
  ]),
  settings('package.json', '{"jest":{"coverageThreshold":{', [
    '"a":{"lines":1},',
    '{',
    '"',
    '\n\t',
  ]),
  settings('pyproject.toml', '[tool.coverage.report]\n', [
    ...['fail_under = 1\n', '[', '--cov-fail-under=', ' ', '"'],
  ]),
  settings('build.gradle', 'violationRules {\n', ['minimum = 0.8\n', 'minBound(', ' ', '{\n']),
  settings('pom.xml', 'jacoco', ['<minimum>', '<minimum>1</minimum>\n', ' ', '<']),
  settings('codecov.yml', 'coverage:\n  status:\n    project:\n', ['      a: {target: 1%}\n', ' ']),
  settings('.tool-versions', 'nodejs ', ['1', '.', 'nodejs 1\n', ' ', '#', '\n']),
  settings('.github/workflows/actions.lock', 'version: v0.0.3\ndependencies:\n', [
    ...['  a/b@v1: {uses: [a/b@v1]}\n', '  a/b@', ':sha1-', '/'],
  ]),
  lockfile('package-lock.json', '{"lockfileVersion":3,"packages":{', ['"a":{},', '[', '"']),
  {
    name: 'declared tests',
    before: "test('a', () => {\n",
    atoms: [
      ...[')', '(', ' ', '\n', "it('a', () => {});\n", '`', '/*', '//', '{', '}', '\\'],
      ...["'", '"', '/', '`${', '/[', '*/'],
    ],
    read: (text) => declaredTests('a.test.ts', text),
  },
  {
    name: 'declared tests of components',
    before: 'const a = (\n',
    atoms: ['<a>', '<a ', '</a>', '{', '}', "'", '`${', '<'],
    read: (text) => declaredTests('a.test.tsx', text),
  },
  {
    name: 'declared tests of Python',
    before: '',
    atoms: ['def test_a():\n', '"""', "'''", "'", '"', '#', '\\', '\n'],
    read: (text) => declaredTests('test_a.py', text),
  },
  {
    name: 'declared tests of Kotlin',
    before: '',
    atoms: [
      ...['/*', '*/', '/* */', '"""', '"', "'", "'\\", '@"', '`', '\n', 'fun testA() {\n'],
      ...['"a" should "b" in {\n', 'test("', '"a', ' ', '@a ', '@a(', '(', ')', '\\'],
    ],
    read: (text) => declaredTests('ATest.kt', text),
  },
  {
    name: 'declared tests of Dart',
    before: '',
    atoms: ["test('a', () {", "'", "'''", '\n', 'skip: ', 'test(', ' ', '/*'],
    read: (text) => declaredTests('a_test.dart', text),
  },
  {
    name: 'declared tests of Elixir',
    before: '',
    atoms: ['test "a" do\n', '"', '"""', '#', '?', '\\', '@tag ', ' '],
    read: (text) => declaredTests('a_test.exs', text),
  },
  {
    name: 'declared tests of Rust',
    before: '',
    atoms: ['/*', '*/', 'r#"', '"#', '"', "'", '\\', 'fn a() {\n', 'r#', '#'],
    read: (text) => declaredTests('tests/a.rs', text),
  },
  {
    name: 'declared tests of PHP',
    before: '',
    atoms: ["'", '"', '#', '#[', '/*', '\\', '\n', "it('a'", '})->a()', '->skip('],
    read: (text) => declaredTests('ATest.php', text),
  },
  {
    name: 'declared tests of Ruby',
    before: '',
    atoms: ['it ', "it '", ' ', '(', 'describe "a" do\n', '=begin\n', '=end\n'],
    read: (text) => declaredTests('a_spec.rb', text),
  },
  {
    name: 'plan',
    before: '# M01 plan\n',
    atoms: ['# ', ' ', '```\n', '~~~', '<!--', '- [ ] a\n', '[', '](', '#', ' (#1)', '\r', '`'],
    read: (text) => readPlan(text, 'M01'),
  },
  {
    name: 'deferral registry',
    before: 'deferrals:\n',
    atoms: ['  - id: D01\n', '    tests: ["*"]\n', ' ', '#', '"', '\n'],
    read: (text) => readRegistry(text),
  },
  {
    name: 'ledger',
    before: '| M | score |\n| --- | --- |\n',
    atoms: ['| M01 | [1](a) |\n', '|', '[', '](', '\\|', '`', ' '],
    read: (text) => ledgerRows(text),
  },
  {
    name: 'patch',
    before: '@@ -1 +1 @@\n',
    atoms: ['+a\n', '@@ -1 +1 @@\n', '@@ -', '+', '\n', ' '],
    read: (text) => patchFacts(text),
  },
  {
    name: 'name of a milestone',
    before: '',
    atoms: ['M01 ', 'M', 'V1-', 'a', '1', '.1', '-'],
    read: (text) => findMilestoneIds(text, String.raw`((?:[a-z]+-)*M\d+)+`),
  },
  {
    name: 'globs',
    before: '',
    atoms: ['a', '/', 'a/', 'ab'],
    read: (text) => [
      nameMatcher([`${'*a'.repeat(100)}b`])(text),
      pathMatcher([`${'**/a*a*/'.repeat(30)}b`])(text),
    ],
  },
  {
    name: 'globs of the config',
    before: '',
    atoms: ['*', '**/', 'a*', '?', '[', '{a,', '!', '\\', '/'],
    read: (pattern) => pathMatcher([pattern])('a/'.repeat(30)),
  },
  {
    name: 'patterns of the config',
    before: '',
    atoms: ['a', 'a*', '(', '(a|', '[', '.*', '\\d', 'a{2}', '?'],
    read: (pattern) => patternProblem(pattern),
  },
  {
    name: 'config',
    before: 'gates:\n',
    atoms: ['  - rule: a\n', '"', '[', '  a: >= 4\n', '&a *a ', ' ', '#'],
    read: (text) => readConfig('.github/milestone-audit.yml', text),
  },
  {
    name: 'comment',
    before: '',
    atoms: ['<!-- milestone-audit ', '-->', ' a=b', '\n', '<!--', '%'],
    read: (text) => readMarker(text, 'milestone-audit'),
  },
  {
    name: 'notes',
    before: '# Notes\n',
    atoms: ['# a\n', 'a\n\n', '- a\n', '`', '[', '](', '*', '<!--', '    '],
    read: (text) => readNotes(text),
  },
  {
    name: 'lines that are shown',
    before: '',
    atoms: ['\u001b[', '\u202e', ' ', '\ud800', '👍\u200d', '\u001b]8;;', '@a ', '#1 '],
    read: (text) => [sanitize(text), sanitizeLines(text, 5)],
  },
  {
    name: 'secrets',
    before: '',
    atoms: ['eyJ', 'ghp_', '://a', '://a:', 'xoxb-', '-----BEGIN ', '-----END ', 'password=', 'a'],
    read: (text) => redact(text),
  },
];
