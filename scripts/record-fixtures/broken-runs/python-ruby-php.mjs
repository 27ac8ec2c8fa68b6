/* Runs of pytest, unittest, RSpec and PHPUnit that break. A file `a` passes. */

const KILL = 'os.kill(os.getpid(), signal.SIGKILL)';
const INTERRUPT = 'os.kill(os.getpid(), signal.SIGINT)';

const passing = { 'test_a.py': 'def test_sums():\n    assert 1 + 2 == 3\n' };
const python = (...lines) => ({ files: { ...passing, 'test_b.py': `${lines.join('\n')}\n` } });
const adds = 'def test_adds():\n    pass\n';
const fixture = (body) =>
  `import pytest\n@pytest.fixture(scope="module", autouse=True)\ndef database():\n${body}\n`;

const pytest = {
  name: 'pytest',
  versionCommand: ['pytest', ['--version']],
  command: 'pytest',
  args: ['-p', 'no:cacheprovider', '--junitxml=out.xml'],
  reports: { junit: { file: 'out.xml' } },
  situations: {
    killed: python('import os, signal', adds, `def test_dies():\n    ${KILL}`),
    interrupted: python('import os, signal', adds, `def test_waits():\n    ${INTERRUPT}`),
    exit: python('import os', adds, 'def test_leaves():\n    os._exit(0)'),
    'pytest.exit': python('import pytest', adds, 'def test_leaves():\n    pytest.exit("no till")'),
    setup: python(fixture('    raise RuntimeError("no database")\n    yield'), adds),
    teardown: python(fixture('    yield\n    raise RuntimeError("still open")'), adds),
    syntax: python('def test_adds(:'),
    zero: { files: { 'test_b.py': 'TILL = 1\n' } },
    timeout: {
      ...python('import time', adds, 'def test_waits():\n    time.sleep(60)'),
      args: ['-p', 'pytest_timeout', '--timeout=0.5'],
      before: [['cp', '/usr/lib/python3/dist-packages/pytest_timeout.py', '.']],
      env: { PYTHONPATH: '.' },
    },
    'timeout by thread': {
      ...python('import time', adds, 'def test_waits():\n    time.sleep(60)'),
      args: ['-p', 'pytest_timeout', '--timeout=0.2', '--timeout-method=thread'],
      before: [['cp', '/usr/lib/python3/dist-packages/pytest_timeout.py', '.']],
      env: { PYTHONPATH: '.' },
    },
    'plugin error': {
      files: {
        ...passing,
        'conftest.py': 'def pytest_runtest_logfinish():\n    raise RuntimeError("no till")\n',
      },
    },
    'coverage threshold': {
      files: {
        ...passing,
        'conftest.py':
          'def pytest_sessionfinish(session):\n    session.exitstatus = 1  # as pytest-cov does\n',
      },
    },
  },
};

const unit = (...lines) => ({
  files: {
    'test_a.py':
      'import unittest\nclass A(unittest.TestCase):\n    def test_sums(self):\n        pass\n',
    'test_b.py': `${['import os, signal, unittest', ...lines].join('\n')}\n`,
  },
});
const classB = (...lines) => ['class B(unittest.TestCase):', ...lines.map((line) => `    ${line}`)];
const unitAdds = ['def test_adds(self):', '    pass'];
const hook = (name, why) => [
  '@classmethod',
  `def ${name}(cls):`,
  `    raise RuntimeError("${why}")`,
];
const unittest = {
  name: 'unittest-xml-reporting',
  version: '3.2.0',
  command: '/usr/bin/python3',
  args: ['-m', 'xmlrunner', '--output-file', 'out.xml', 'discover'],
  reports: { junit: { file: 'out.xml' } },
  situations: {
    killed: unit(...classB(...unitAdds, 'def test_dies(self):', `    ${KILL}`)),
    interrupted: unit(...classB(...unitAdds, 'def test_waits(self):', `    ${INTERRUPT}`)),
    exit: unit(...classB(...unitAdds, 'def test_leaves(self):', '    os._exit(0)')),
    setup: unit(...classB(...hook('setUpClass', 'no database'), ...unitAdds)),
    teardown: unit(...classB(...hook('tearDownClass', 'still open'), ...unitAdds)),
    syntax: unit('def test_adds(:'),
    zero: { files: { 'test_b.py': 'TILL = 1\n' } },
  },
};

const ruby = (...lines) => ({
  files: {
    'a_spec.rb': "RSpec.describe('a') { it('sums') { expect(1 + 2).to eq(3) } }\n",
    'b_spec.rb': `${lines.join('\n')}\n`,
  },
});
const example = (body, hooks = '') =>
  `RSpec.describe('b') do\n${hooks}  it('adds') { }\n${body}end`;
const rspec = {
  name: 'rspec',
  versionCommand: ['rspec', ['--version']],
  command: 'rspec',
  args: ['--default-path=.', '--pattern=*_spec.rb'],
  reports: {
    json: { args: ['--format=json', '--out=out'], file: 'out', extension: 'json' },
    rspec_junit_formatter: {
      args: ['--require=rspec_junit_formatter', '--format=RspecJunitFormatter', '--out=out'],
      file: 'out',
      extension: 'xml',
    },
  },
  situations: {
    killed: ruby(example("  it('dies') { Process.kill('KILL', Process.pid) }\n")),
    interrupted: ruby(
      example("  it('waits') { Process.kill('INT', Process.pid); sleep 1 }\n  it('ends') { }\n"),
    ),
    exit: ruby(example("  it('leaves') { exit!(0) }\n")),
    abort: ruby(example("  it('leaves') { exit(0) }\n")),
    setup: ruby(example('', "  before(:context) { raise 'no database' }\n")),
    teardown: ruby(example('', "  after(:context) { raise 'still open' }\n")),
    'global setup': ruby(
      "RSpec.configure { |config| config.before(:suite) { raise 'no database' } }",
      example(''),
    ),
    'global teardown': ruby(
      "RSpec.configure { |config| config.after(:suite) { raise 'still open' } }",
      example(''),
    ),
    syntax: ruby('RSpec.describe('),
    zero: { files: { 'b_spec.rb': 'TILL = 1\n' } },
    timeout: ruby(
      "require 'timeout'",
      example("  it('waits') { Timeout.timeout(0.1) { sleep 60 } }\n"),
    ),
  },
};

const php = (body) => ({
  files: {
    'tests/ATest.php':
      '<?php\nclass ATest extends PHPUnit\\Framework\\TestCase {\n  function testSums() { $this->assertSame(3, 1 + 2); }\n}\n',
    'tests/BTest.php': `<?php\nclass BTest extends PHPUnit\\Framework\\TestCase {\n${body}\n}\n`,
  },
});
const phpAdds = '  function testAdds() { $this->assertTrue(true); }';
const phpunit = {
  name: 'phpunit',
  versionCommand: ['phpunit', ['--version']],
  command: 'phpunit',
  args: ['--log-junit=out.xml', 'tests'],
  reports: { junit: { file: 'out.xml' } },
  situations: {
    killed: php(`${phpAdds}\n  function testDies() { posix_kill(getmypid(), SIGKILL); }`),
    exit: php(`${phpAdds}\n  function testLeaves() { exit(0); }`),
    setup: php(
      `  static function setUpBeforeClass(): void { throw new Exception('no database'); }\n${phpAdds}`,
    ),
    teardown: php(
      `  static function tearDownAfterClass(): void { throw new Exception('still open'); }\n${phpAdds}`,
    ),
    syntax: php('  function testAdds( {'),
    zero: { files: { 'tests/BTest.php': '<?php\nclass BTest { }\n' } },
    timeout: {
      ...php(`${phpAdds}\n  /** @small */\n  function testWaits() { sleep(60); }`),
      args: ['--enforce-time-limit', '--default-time-limit=1'],
    },
    'memory limit': php(
      `${phpAdds}\n  function testGrows() { ini_set('memory_limit', '64M'); $all = str_repeat('x', 1 << 28); }`,
    ),
  },
};

export const PYTHON_RUBY_PHP = [pytest, unittest, rspec, phpunit];
