import { expect, it } from '@jest/globals';
import { weakeningsOf } from './compared.ts';

/* A command that runs fewer phases, tasks, environments or paths than before. */

const CI = '.github/workflows/ci.yml';
const flow = (...runs: readonly string[]) => ({
  [CI]: `on: push\njobs:\n  a:\n    steps:\n${runs.map((run) => `      - run: ${run}\n`).join('')}`,
});

it.each([
  ['mvn -B clean verify', 'mvn -B clean test'],
  ['mvn verify', 'mvn integration-test'],
  ['./gradlew build', './gradlew test'],
  ['./gradlew check', './gradlew :core:check'],
  ['sbt test', 'sbt core/test'],
  ['tox -e py312,py313,lint', 'tox -e py313'],
  ['tox -e py{311-313}-{unit,e2e}', 'tox -e py{311,312,313}-unit'],
  ['nox', 'nox -s tests'],
  ['npx turbo run lint test', 'npx turbo run test'],
  ['npx nx run-many -t test', 'npx nx affected -t test'],
  ['go test ./...', 'go test .'],
  ['dotnet test All.slnx', 'dotnet test tests/Unit/Unit.csproj'],
  ['mix test', 'mix test test/unit'],
  ['vendor/bin/phpunit', 'vendor/bin/phpunit --testsuite unit'],
  ['golangci-lint run', 'golangci-lint run --new-from-rev=HEAD~1'],
  ['pre-commit run --all-files', 'pre-commit run'],
  ['mvn verify', 'mvn verify -pl core'],
])('reports that %s became %s', (before, after) => {
  expect(weakeningsOf(flow(before), flow(after))).toEqual([
    `selection-narrowed ci.yml:5<5 ${before} => ${after}`,
  ]);
});

it.each([
  [['mvn test'], ['mvn verify']],
  [['mvn verify'], ['mvn install']],
  [['mvn verify'], ['mvn clean verify']],
  [['./gradlew build'], ['./gradlew check']],
  [['tox -e py312,lint'], ['tox -e py312', 'tox -e lint']],
  [['tox -e py312,lint'], ['tox']],
  [['tox -e py{311,312},lint'], ['tox -e lint,py311', 'tox -e py312']],
  [['go test .'], ['go test ./...']],
  [['go test'], ['go test ./...']],
  [['dotnet test'], ['dotnet test All.sln']],
])('does not report that %j became %j', (before, after) => {
  expect(weakeningsOf(flow(...before), flow(...after))).toEqual([]);
});

it.each([
  ['npm test', 'npm run unit'],
  ['make check', 'make test-fast'],
  ['./gradlew test', './gradlew jvmTest'],
])('does not know whether %s checks less as %s', (before, after) => {
  expect(weakeningsOf(flow(before), flow(after))).toEqual([
    `selection-narrowed? ci.yml:5<5 ${before} => ${after}`,
  ]);
});

it('knows that two names stand for the same script', () => {
  const scripts = { 'package.json': '{"scripts":{"test":"node run.mjs","unit":"node run.mjs"}}' };
  const [was, is] = [flow('npm test'), flow('npm run unit')];
  expect(weakeningsOf({ ...was, ...scripts }, { ...is, ...scripts })).toEqual([]);
});

it.each([
  ['tox -e py,lint', 'tox -e py', 'tox -e $REST'],
  ['mvn verify', 'mvn test', 'mvn -B ${{ inputs.goal }}'],
  ['make test lint', 'make test', 'make $TARGET'],
])('is not sure that %s became %s next to %s', (before, after, other) => {
  const found = weakeningsOf(flow(before), flow(after, other));
  expect(found).toEqual([`selection-narrowed? ci.yml:5<5 ${before} => ${after}`]);
});

it('reads the options that the environment adds', () => {
  const step = (env: string) => ({
    [CI]: `on: push\njobs:\n  a:\n    steps:\n      - run: pytest\n${env}`,
  });
  expect([
    weakeningsOf(step(''), step('        env: { PYTEST_ADDOPTS: -k unit }\n')),
    weakeningsOf(step('        env: { PYTEST_ADDOPTS: -k unit }\n'), step('')),
    weakeningsOf(step(''), step('        env: { PYTEST_ADDOPTS: -q }\n')),
  ]).toEqual([['selection-narrowed ci.yml:6<5 pytest => PYTEST_ADDOPTS: -k unit'], [], []]);
});
