import { expect, it } from '@jest/globals';
import { thresholdsOf } from '../../../src/workflow/thresholds/thresholds.ts';
import { fixtureText, workflowOf } from '../fixture-files.ts';

it('reads thresholds of commands with job, step, line and value', () => {
  const found = thresholdsOf([workflowOf(fixtureText('thresholds'))], []);
  expect(found.map(({ line, tool, metric, value }) => [line, tool, metric, value])).toEqual([
    [9, 'coverage.py', 'total', 60],
    [10, 'coverage.py', 'total', 78.5],
    [11, 'coverage.py', 'total', 78.5],
    [12, 'coverage.py', 'total', 'unknown'],
    [13, 'jest', 'lines', 80],
    [13, 'jest', 'branches', 70],
    [14, 'vitest', 'lines', 75],
    [15, 'nyc', 'lines', 90],
    [15, 'nyc', 'functions', 85],
  ]);
  expect(found[0]).toEqual({
    path: '.github/workflows/ci.yml',
    line: 9,
    tool: 'coverage.py',
    metric: 'total',
    value: 60,
    scope: '',
    job: 'a',
    step: 'Coverage at least 60',
    text: 'pytest --cov=src --cov-fail-under=60',
  });
});

it.each([
  [
    'pyproject.toml',
    '[tool.coverage.report]\nfail_under = 75.5 # why\n[tool.other]\nfail_under = 1\n',
    [[2, 'coverage.py', 'total', 75.5]],
  ],
  [
    'pyproject.toml',
    '[tool.pytest.ini_options]\naddopts = "-q --cov-fail-under=80"\n',
    [[2, 'coverage.py', 'total', 80]],
  ],
  ['setup.cfg', '[coverage:report]\nfail_under = 60\n', [[2, 'coverage.py', 'total', 60]]],
  [
    '.coveragerc',
    '[run]\nbranch = true\n[report]\nfail_under: 60\n',
    [[4, 'coverage.py', 'total', 60]],
  ],
  ['pytest.ini', '[pytest]\naddopts = --cov-fail-under 61\n', [[2, 'coverage.py', 'total', 61]]],
  [
    'package.json',
    '{\n\t"name": "x",\n\t"jest": {\n\t\t"coverageThreshold": {\n\t\t\t"global": { "lines": 90,\n\t\t\t"branches": 80 } } }\n}\n',
    [
      [5, 'jest', 'lines', 90],
      [6, 'jest', 'branches', 80],
    ],
  ],
  ['package.json', '{"nyc": {"check-coverage": true,\n"lines": 70}}', [[2, 'nyc', 'lines', 70]]],
  ['.nycrc', '{"lines": 70}', []],
  ['.nycrc.json', '{"check-coverage": true, "lines": 70}', [[1, 'nyc', 'lines', 70]]],
  [
    'jest.config.js',
    '// coverageThreshold: { global: { lines: 1 } }\nmodule.exports = {\n  coverageThreshold: {\n    global: { lines: 80 },\n    "./src/": { branches: 95 },\n  },\n};\nconst lines = { lines: 3 };\n',
    [
      [4, 'jest', 'lines', 80],
      [5, 'jest', 'branches', 95],
    ],
  ],
  [
    'jest.config.ts',
    'export default { coverageThreshold: readThresholds() };\n',
    [[1, 'jest', 'total', 'unknown']],
  ],
  [
    'vitest.config.ts',
    'export default defineConfig({\n  test: { coverage: { thresholds: {\n    lines: 70,\n    perFile: true } } },\n});\n',
    [[3, 'vitest', 'lines', 70]],
  ],
  [
    'vitest.config.mts',
    "export default {\n  include: ['src/**'], // lines: 1\n  thresholds: { lines: 70 },\n  exclude: ['**/*.d.ts'],\n};\n",
    [[3, 'vitest', 'lines', 70]],
  ],
  [
    'jest.config.js',
    'coverageThreshold: {\n  /* global: { lines: 80 }, */\n},\n',
    [[1, 'jest', 'total', 'unknown']],
  ],
  ['build.gradle', 'violationRules {\n/*\n  minimum = 0.9\n*/\n}\n', []],
  [
    'build.gradle',
    "from 'src/**'\nviolationRules {\n  minimum = 0.9\n}\n",
    [[3, 'jacoco', 'total', 90]],
  ],
  ['build.gradle.kts', '// minBound(80)\n', []],
  ['build.gradle.kts', '/* /* */\nminBound(80)\n*/\n', []],
  ['build.gradle.kts', 'minBound(80)\n', [[1, 'kover', 'total', 80]]],
  [
    'vite.config.ts',
    'export default {\n  check: { fix: true },\n  test: { coverage: { thresholds: { lines: 70 } } },\n}',
    [[3, 'vitest', 'lines', 70]],
  ],
  [
    'karma.conf.js',
    'coverageReporter: {\n  check: { global: { lines: 80 } },\n}',
    [[2, 'karma', 'lines', 80]],
  ],
  [
    '.simplecov',
    '# minimum_coverage 95\nSimpleCov.minimum_coverage 90\n',
    [[2, 'simplecov', 'lines', 90]],
  ],
  [
    '.simplecov',
    'SimpleCov.start do\n  minimum_coverage line: 90, branch: 80\nend\n',
    [
      [2, 'simplecov', 'lines', 90],
      [2, 'simplecov', 'branches', 80],
    ],
  ],
  ['pom.xml', 'jacoco\n<!-- <minimum>0.8</minimum> -->\n', []],
  [
    'vite.config.ts',
    'export default defineConfig({ test: { coverage: { thresholds: { 100: true } } } });\n',
    [[1, 'vitest', 'total', 100]],
  ],
  [
    'codecov.yml',
    'coverage:\n  status:\n    project:\n      default:\n        target: 80%\n    patch:\n      default:\n        target: auto\n',
    [[5, 'codecov', 'total', 80]],
  ],
  [
    'build.gradle',
    'jacocoTestCoverageVerification {\n  violationRules {\n    rule { limit {\n      minimum = 0.85\n    } }\n  }\n}\n',
    [[4, 'jacoco', 'total', 85]],
  ],
  [
    'build.gradle.kts',
    'kover { reports { verify { rule {\n  minBound(72)\n} } } }\n',
    [[2, 'kover', 'total', 72]],
  ],
  [
    'pom.xml',
    '<plugin><artifactId>jacoco-maven-plugin</artifactId>\n<minimum>0.80</minimum></plugin>\n',
    [[2, 'jacoco', 'total', 80]],
  ],
  [
    'pom.xml',
    '<artifactId>jacoco-maven-plugin</artifactId>\n<limit><counter>LINE</counter>\n<minimum>0.80</minimum></limit>\n<limit>\n<minimum>0.5</minimum></limit>\n',
    [
      [3, 'jacoco', 'lines', 80],
      [5, 'jacoco', 'total', 50],
    ],
  ],
  [
    'build.gradle.kts',
    'jacocoTestCoverageVerification { violationRules { rule { limit {\ncounter = "BRANCH"\nminimum = "0.7".toBigDecimal()\n} } } }\n',
    [[3, 'jacoco', 'branches', 70]],
  ],
  ['jest.config.js', 'module.exports = { testEnvironment: "node" };\n', []],
  ['package.json', '{ broken', []],
  ['sonar-project.properties', 'sonar.qualitygate.wait=true\n', []],
])('%s is read without running it', (path, text, expected) => {
  const found = thresholdsOf([], [{ path, blob: 'b', text }]);
  expect(found.map(({ line, tool, metric, value }) => [line, tool, metric, value])).toEqual(
    expected,
  );
});

it.each([
  ['octo/coverage-report@v1', 'minimum-coverage: 82.5', 82.5],
  ['aki77/simplecov-report-action@v1', 'failedThreshold: 20', 20],
  ['vladopajic/go-test-coverage@v2', 'threshold-total: 95', 95],
])('the input of %s that fails below a percentage is a threshold', (uses, input, value) => {
  const text = `on: push\njobs:\n  a:\n    runs-on: u\n    steps:\n      - uses: ${uses}\n        with:\n          ${input}\n`;
  const found = thresholdsOf([workflowOf(text)], []);
  expect(found.map((one) => [one.line, one.value])).toEqual([[8, value]]);
});
