/* Runs of Go, CTest, GoogleTest, Catch2, Bats and Perl that break. One test passes in each. */

const goTest = (...lines) => ({
  files: {
    'go.mod': 'module till\n\ngo 1.19\n',
    'a/a_test.go': 'package a\n\nimport "testing"\n\nfunc TestSums(t *testing.T) {}\n',
    'b/b_test.go': `package b\n\nimport (\n\t"os"\n\t"syscall"\n\t"testing"\n\t"time"\n)\n\nvar _, _, _ = os.Exit, syscall.Kill, time.Sleep\n\nfunc TestAdds(t *testing.T) {}\n${lines.join('\n')}\n`,
  },
});
const main = (before, after) =>
  `func TestMain(m *testing.M) {\n\t${before}\n\tcode := m.Run()\n\t${after}\n\tos.Exit(code)\n}`;
const go = {
  name: 'go',
  versionCommand: ['go', ['version']],
  env: { GOFLAGS: '-p=1', GOCACHE: '/tmp/go-cache', GOTOOLCHAIN: 'local' },
  command: 'go',
  args: [],
  reports: {
    '-json': { args: ['test', '-json', './...'], file: 'stdout', extension: 'jsonl' },
    gotestsum: {
      command: 'gotestsum',
      args: ['--junitfile=out.xml', '--', './...'],
      file: 'out.xml',
    },
  },
  situations: {
    killed: goTest(
      'func TestDies(t *testing.T) { time.Sleep(time.Second); syscall.Kill(os.Getppid(), syscall.SIGKILL) }',
    ),
    crashed: goTest('func TestDies(t *testing.T) { syscall.Kill(os.Getpid(), syscall.SIGKILL) }'),
    exit: goTest('func TestLeaves(t *testing.T) { os.Exit(0) }'),
    panic: goTest(
      'func TestFalls(t *testing.T) { go func() { panic("no till") }(); time.Sleep(time.Second) }',
    ),
    setup: goTest(main('println("no database"); os.Exit(1)', '')),
    teardown: goTest(main('', 'println("still open"); code = 1')),
    syntax: goTest('func TestBreaks(t *testing.T) { return 1 }'),
    zero: { files: { 'go.mod': 'module till\n\ngo 1.19\n', 'b/b.go': 'package b\n' } },
    timeout: {
      ...goTest('func TestWaits(t *testing.T) { time.Sleep(time.Minute) }'),
      args: ['-timeout=1s'],
    },
  },
};

const cmake = (...lines) => ({
  files: {
    'CMakeLists.txt': `${['cmake_minimum_required(VERSION 3.21)', 'project(till NONE)', 'enable_testing()', ...lines].join('\n')}\n`,
  },
});
const sums = 'add_test(NAME sums COMMAND true)';
const shell = (name, script) => `add_test(NAME ${name} COMMAND sh -c "${script}")`;
const fixture = (name, part) =>
  `set_tests_properties(${name} PROPERTIES ${part} database)\nset_tests_properties(sums PROPERTIES FIXTURES_REQUIRED database)`;
const ctest = {
  name: 'ctest',
  versionCommand: ['ctest', ['--version']],
  before: [['cmake', '-S', '.', '-B', 'build']],
  command: 'ctest',
  args: ['--test-dir', 'build', '--output-junit', '../out.xml'],
  reports: { junit: { file: 'out.xml' } },
  situations: {
    killed: cmake(sums, shell('dies', 'kill -9 $PPID')),
    crashed: cmake(sums, shell('dies', 'kill -SEGV $$')),
    skipped: cmake(
      sums,
      shell('skips', 'exit 77'),
      'set_tests_properties(skips PROPERTIES SKIP_RETURN_CODE 77)',
    ),
    setup: cmake(sums, shell('up', 'exit 1'), fixture('up', 'FIXTURES_SETUP')),
    teardown: cmake(sums, shell('down', 'exit 1'), fixture('down', 'FIXTURES_CLEANUP')),
    'not built': cmake(sums, 'add_test(NAME adds COMMAND ./not-built)'),
    zero: cmake(),
    timeout: cmake(
      sums,
      shell('waits', 'sleep 60'),
      'set_tests_properties(waits PROPERTIES TIMEOUT 1)',
    ),
  },
};

const gtest = (...lines) => ({
  files: {
    'test.cpp': `${['#include <cstdlib>', '#include <csignal>', '#include <gtest/gtest.h>', ...lines].join('\n')}\n`,
  },
});
const gtestAdds = 'TEST(A, Sums) { EXPECT_EQ(3, 1 + 2); }';
const hooks = (name, where) =>
  `struct B : testing::Test { static void ${name}() { ${where} } };\nTEST_F(B, Adds) {}`;
const environment = (name, why) =>
  `struct Till : testing::Environment { void ${name}() override { FAIL() << "${why}"; } };\nauto *till = testing::AddGlobalTestEnvironment(new Till);`;
const googletest = {
  name: 'googletest',
  versionCommand: ['dpkg-query', ['-W', 'libgtest-dev']],
  before: [['g++', '-o', 'suite', 'test.cpp', '-lgtest_main', '-lgtest', '-lpthread']],
  command: './suite',
  args: [],
  reports: { junit: { args: ['--gtest_output=xml:out.xml'], file: 'out.xml' } },
  situations: {
    killed: gtest(gtestAdds, 'TEST(B, Dies) { raise(SIGKILL); }'),
    exit: gtest(gtestAdds, 'TEST(B, Leaves) { exit(0); }'),
    setup: gtest(gtestAdds, hooks('SetUpTestSuite', 'FAIL() << "no database";')),
    teardown: gtest(gtestAdds, hooks('TearDownTestSuite', 'FAIL() << "still open";')),
    'global setup': gtest(gtestAdds, environment('SetUp', 'no database')),
    'global teardown': gtest(gtestAdds, environment('TearDown', 'still open')),
    zero: gtest(),
    'all filtered': { ...gtest(gtestAdds), args: ['--gtest_filter=Nothing.*'] },
  },
};

const catchCase = (...lines) => ({
  files: {
    'test.cpp': `${['#define CATCH_CONFIG_MAIN', '#include <csignal>', '#include <cstdlib>', '#include <catch2/catch.hpp>', ...lines].join('\n')}\n`,
  },
});
const catchAdds = 'TEST_CASE("sums") { CHECK(1 + 2 == 3); }';
const catch2 = {
  name: 'catch2',
  versionCommand: ['dpkg-query', ['-W', 'catch2']],
  before: [['g++', '-o', 'suite', 'test.cpp']],
  command: './suite',
  args: [],
  reports: { junit: { args: ['-r', 'junit', '-o', 'out.xml'], file: 'out.xml' } },
  situations: {
    killed: catchCase(catchAdds, 'TEST_CASE("dies") { raise(SIGKILL); }'),
    crashed: catchCase(catchAdds, 'TEST_CASE("dies") { raise(SIGSEGV); }'),
    exit: catchCase(catchAdds, 'TEST_CASE("leaves") { exit(0); }'),
    zero: catchCase(),
  },
};

const batsFile = (...lines) => ({
  files: {
    'a.bats': '@test "sums" { [ $((1 + 2)) = 3 ]; }\n',
    'b.bats': `${lines.join('\n')}\n`,
  },
});
const batsAdds = '@test "adds" { true; }';
const bats = {
  name: 'bats',
  versionCommand: ['bats', ['--version']],
  command: 'bats',
  args: ['a.bats', 'b.bats'],
  reports: {
    tap: { args: ['--formatter', 'tap'], file: 'stdout', extension: 'tap' },
    tap13: { args: ['--formatter', 'tap13'], file: 'stdout', extension: 'tap' },
    junit: { args: ['--formatter', 'junit'], file: 'stdout', extension: 'xml' },
  },
  situations: {
    killed: batsFile(batsAdds, '@test "dies" { kill -9 0; }'),
    crashed: batsFile(batsAdds, '@test "dies" { kill -9 $$; }', '@test "subtracts" { true; }'),
    exit: batsFile(batsAdds, '@test "leaves" { exit 0; }'),
    setup: batsFile('setup_file() { echo "no database"; false; }', batsAdds),
    teardown: batsFile('teardown_file() { echo "still open"; false; }', batsAdds),
    'global setup': {
      files: { ...batsFile(batsAdds).files, 'setup_suite.bash': 'setup_suite() { false; }\n' },
    },
    'global teardown': {
      files: {
        ...batsFile(batsAdds).files,
        'setup_suite.bash': 'setup_suite() { true; }\nteardown_suite() { false; }\n',
      },
    },
    syntax: batsFile('@test "adds" { if; }'),
    zero: { ...batsFile(''), args: ['--filter', 'nothing'] },
    timeout: {
      ...batsFile(batsAdds, '@test "waits" { sleep 60; }'),
      env: { BATS_TEST_TIMEOUT: '1' },
    },
  },
};

const perl = (...lines) => ({
  files: {
    't/a.t': 'use Test::More tests => 1;\nok(1 + 2 == 3, "sums");\n',
    't/b.t': `${['use Test::More;', ...lines].join('\n')}\n`,
  },
});
const perlSituations = {
  killed: perl(
    'plan tests => 2;',
    'ok(1, "adds");',
    'kill 9, $ENV{TILL_SELF} ? $$ : getppid;',
    'sleep 1;',
  ),
  crashed: perl('plan tests => 2;', 'ok(1, "adds");', 'kill 9, $$;'),
  exit: perl('plan tests => 2;', 'ok(1, "adds");', 'exit 0;'),
  'exit after the plan': perl('plan tests => 1;', 'ok(1, "adds");', 'exit 3;'),
  'exit without a plan': perl('ok(1, "adds");', 'exit 0;'),
  'more than planned': perl('plan tests => 1;', 'ok(1, "adds");', 'ok(1, "subtracts");'),
  'bail out': perl('plan tests => 2;', 'ok(1, "adds");', 'BAIL_OUT("no till");'),
  die: perl('ok(1, "adds");', 'die "no till";'),
  syntax: perl('ok(1, "adds"'),
  zero: perl('done_testing();'),
  'skip all': perl('plan skip_all => "no till";'),
};
const testMore = {
  name: 'Test::More',
  versionCommand: ['perl', ['-MTest::More', '-e', 'print "$Test::More::VERSION"']],
  command: 'perl',
  args: ['t/b.t'],
  env: { TILL_SELF: '1' },
  reports: { tap: { file: 'stdout', extension: 'tap' } },
  situations: perlSituations,
};
const prove = {
  name: 'prove',
  versionCommand: ['prove', ['--version']],
  command: 'prove',
  args: ['t'],
  reports: {
    'TAP::Formatter::JUnit': {
      args: ['--formatter=TAP::Formatter::JUnit'],
      file: 'stdout',
      extension: 'xml',
    },
    'TAP::Harness::JUnit': { args: ['--harness=TAP::Harness::JUnit'], file: 'junit_output.xml' },
  },
  situations: perlSituations,
};

export const GO_CPP_SHELL = [go, ctest, googletest, catch2, bats, testMore, prove];
