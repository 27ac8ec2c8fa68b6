import { quantity } from '../lib/format.ts';
import type { Repository } from '../local/checkout.ts';
import { folderTexts } from '../local/disk.ts';
import { FOREIGN_FOLDERS } from '../local/find-reports.ts';
import { branchNames, defaultBranch, tagNames } from '../local/git-refs.ts';
import { findMilestoneIds } from '../model/milestone-id.ts';
import type { Workflow, WorkflowFile, WorkflowStep } from '../model/workflow.ts';
import { targetOfJob } from '../workflow/gates/gates.ts';
import { isSettingsFile } from '../workflow/parse/file-names.ts';
import { UsageError } from './arguments.ts';
import { readRepositoryFiles } from './read-repository-files.ts';

/** A test runner: how to recognize it, and how it writes reports that an audit reads. */
export interface TestTool {
  readonly name: string;
  /** Returns whether the repository is tested with it. */
  readonly uses: (files: ToolFiles) => boolean;
  /** Command that writes the reports. */
  readonly command: string;
  /** What else the command needs; empty when nothing. */
  readonly needs: string;
  /** Globs of the reports to upload. */
  readonly reports: readonly string[];
}

/** Files by which tools are recognized. */
interface ToolFiles {
  readonly paths: readonly string[];
  /** Texts of manifests and settings, concatenated. */
  readonly manifests: string;
}

const named =
  (pattern: RegExp) =>
  ({ paths }: ToolFiles): boolean =>
    paths.some((path) => pattern.test(path));
const says =
  (pattern: RegExp) =>
  ({ manifests }: ToolFiles): boolean =>
    pattern.test(manifests);

/**
 * Test runners with their commands. Executed with these commands on 2026-11-23: pytest, vitest 3,
 * jest 30, mocha 12, `node --test`, `go test`, rspec 3, and phpunit. Only documentation was read that
 * day for Playwright (playwright.dev, "Reporters"), cargo-nextest with llvm-cov (nexte.st, "Test
 * coverage"), and .NET (github.com/spekt/testlogger, wiki "Logger Configuration": `TestResults` of
 * each project). Maven and Gradle write reports by default.
 */
const TEST_TOOLS: readonly TestTool[] = [
  {
    name: 'pytest',
    uses: (files) =>
      says(/\bpytest\b/)(files) || named(/(?:^|\/)(?:test_[^/]+|conftest)\.py$/)(files),
    command: 'pytest --junitxml=reports/junit.xml --cov --cov-report=xml:reports/coverage.xml',
    needs: 'pytest-cov for the coverage',
    reports: ['reports'],
  },
  {
    name: 'vitest',
    uses: says(/"vitest"\s*:/),
    command:
      'npx vitest run --reporter=default --reporter=junit --outputFile.junit=reports/junit.xml --coverage --coverage.reporter=cobertura --coverage.reportsDirectory=reports',
    needs: '@vitest/coverage-v8 for the coverage',
    reports: ['reports'],
  },
  {
    name: 'jest',
    uses: says(/"jest"\s*:/),
    command:
      'npx jest --ci --reporters=default --reporters=jest-junit --coverage --coverageReporters=cobertura --coverageDirectory=reports',
    needs: 'jest-junit, and the environment variable JEST_JUNIT_OUTPUT_DIR=reports',
    reports: ['reports'],
  },
  {
    name: 'mocha',
    uses: says(/"mocha"\s*:/),
    // Mocha's own reporter, because mocha-junit-reporter 2.2.1 does not start under Mocha 12.
    command: 'npx mocha --reporter xunit --reporter-options output=reports/junit.xml',
    needs: '',
    reports: ['reports'],
  },
  {
    name: 'node --test',
    uses: says(/\bnode\b[^"\n]{0,200}--test\b/),
    command:
      'node --test --test-reporter=spec --test-reporter-destination=stdout --test-reporter=junit --test-reporter-destination=reports/junit.xml',
    needs: 'a folder reports that exists',
    reports: ['reports'],
  },
  {
    name: 'playwright',
    uses: says(/"@playwright\/test"\s*:/),
    command: 'npx playwright test --reporter=list,junit',
    needs: 'the environment variable PLAYWRIGHT_JUNIT_OUTPUT_NAME=reports/e2e.xml',
    reports: ['reports'],
  },
  {
    name: 'go test',
    uses: named(/_test\.go$/),
    command: 'go test -json -coverprofile=reports/coverage.out ./... > reports/test.json',
    needs: 'a folder reports that exists',
    reports: ['reports'],
  },
  {
    name: 'cargo',
    uses: named(/(?:^|\/)Cargo\.toml$/),
    command: 'cargo llvm-cov nextest --profile ci --lcov --output-path reports/lcov.info',
    needs:
      'cargo-nextest with [profile.ci.junit] path = "junit.xml" in .config/nextest.toml, and cargo-llvm-cov',
    reports: ['reports', 'target/nextest/ci/junit.xml'],
  },
  {
    name: 'maven',
    uses: named(/(?:^|\/)pom\.xml$/),
    command: 'mvn --batch-mode verify',
    needs: '',
    reports: ['**/target/surefire-reports/*.xml', '**/target/failsafe-reports/*.xml'],
  },
  {
    name: 'gradle',
    uses: named(/(?:^|\/)build\.gradle(?:\.kts)?$/),
    command: './gradlew test',
    needs: '',
    reports: ['**/build/test-results/**/*.xml'],
  },
  {
    name: 'dotnet test',
    uses: named(/\.(?:cs|fs|vb)proj$/),
    command:
      'dotnet test --logger "junit;LogFileName={assembly}.xml" --collect "XPlat Code Coverage"',
    needs: 'the packages JunitXml.TestLogger and coverlet.collector in the test projects',
    reports: ['**/TestResults/**/*.xml'],
  },
  {
    name: 'rspec',
    uses: named(/_spec\.rb$/),
    command: 'bundle exec rspec --format progress --format json --out reports/rspec.json',
    needs: '',
    reports: ['reports'],
  },
  {
    name: 'phpunit',
    uses: named(/(?:^|\/)phpunit\.xml(?:\.dist)?$/),
    command:
      'vendor/bin/phpunit --log-junit reports/junit.xml --coverage-cobertura reports/coverage.xml',
    needs: 'pcov or xdebug for the coverage',
    reports: ['reports'],
  },
];

/** An artifact upload of a workflow step. */
export interface Upload {
  readonly workflow: string;
  readonly artifact: string;
  readonly path: string;
}

/** What `init` detects in a repository. */
export interface Survey {
  readonly defaultBranch: string;
  /** Languages with their number of files, most files first. */
  readonly languages: readonly string[];
  readonly tools: readonly TestTool[];
  /** Names of the workflows with checks, in code-unit order. */
  readonly workflows: readonly string[];
  /** Unreadable workflow files, with line and reason. */
  readonly broken: readonly string[];
  readonly uploads: readonly Upload[];
  /** Milestone ids and the branch or tag of each; at most three. */
  readonly milestones: readonly { readonly id: string; readonly where: string }[];
  /** Pattern of milestone ids, when the default pattern does not match them. */
  readonly pattern?: string;
  /** Names of top-level manifests and lockfiles, which decide on the scan. */
  readonly manifests: readonly string[];
}

const LANGUAGES: readonly (readonly [string, RegExp])[] = [
  ['TypeScript', /\.(?:ts|tsx|mts|cts)$/],
  ['JavaScript', /\.(?:js|jsx|mjs|cjs)$/],
  ['Python', /\.py$/],
  ['Go', /\.go$/],
  ['Rust', /\.rs$/],
  ['Java', /\.java$/],
  ['Kotlin', /\.kts?$/],
  ['C#', /\.cs$/],
  ['Ruby', /\.rb$/],
  ['PHP', /\.php$/],
  ['C or C++', /\.(?:c|cc|cpp|h|hpp)$/],
];

/** Detects languages, workflows, and milestones from the work tree, branches, and tags. Changes nothing. */
export async function surveyOf(repository: Repository): Promise<Survey> {
  const { git, root } = repository;
  const [files, texts, branch, branches, tags] = await Promise.all([
    readRepositoryFiles(root),
    folderTexts(root),
    defaultBranch(repository),
    branchNames(git),
    tagNames(git),
  ]);
  if ('why' in texts) throw new UsageError(texts.why);
  const paths = texts.paths.filter(isOwn);
  const requirements = await Promise.all(
    paths.filter(isManifest).map(async (path) => {
      const text = await texts.read(path);
      return text.state === 'read' ? text.text : '';
    }),
  );
  const readable = files.workflows.flatMap((file) =>
    file.state === 'present' && file.workflow.kind === 'workflow' ? [file.workflow] : [],
  );
  const manifests = requirements.join('\n');
  return {
    defaultBranch: branch,
    languages: languagesOf(paths),
    tools: TEST_TOOLS.filter((tool) => tool.uses({ paths, manifests })),
    workflows: readable
      .filter(checksSomething)
      .map(({ name }) => name)
      .sort(),
    broken: files.workflows.flatMap(whyBroken),
    uploads: readable.flatMap(uploadsOf),
    ...namingOf([...branches, ...tags]),
    manifests: paths.filter((path) => !path.includes('/')),
  };
}

/** Fixtures and examples do not show how this repository is tested. */
const FOREIGN = new Set([...FOREIGN_FOLDERS, 'example', 'examples', 'sample', 'samples']);

function isOwn(path: string): boolean {
  return !path.split('/').some((segment) => FOREIGN.has(segment));
}

function languagesOf(paths: readonly string[]): readonly string[] {
  const counts = LANGUAGES.map(([name, pattern]) => {
    const files = paths.filter((path) => pattern.test(path)).length;
    return { name, files };
  });
  return counts
    .filter(({ files }) => files > 0)
    .sort((a, b) => b.files - a.files)
    .map(({ name, files }) => `${name} (${quantity(files, 'file')})`);
}

function isManifest(path: string): boolean {
  return isSettingsFile(path) || /(?:^|\/)requirements[\w.-]*\.(?:txt|in)$/.test(path);
}

function whyBroken(file: WorkflowFile): readonly string[] {
  return file.state === 'unreadable' ? [`${file.path}:${file.line}: ${file.why}`] : [];
}

/** Only workflows that run for branches are evidence; a workflow for tags proves nothing about a pull request. */
function checksSomething({ jobs, triggers }: Workflow): boolean {
  const runs = triggers.some(
    ({ event, filters }) =>
      ['pull_request', 'pull_request_target', 'merge_group'].includes(event) ||
      (event === 'push' && !onlyTags(filters.map(({ key }) => key))),
  );
  return runs && jobs.some((job) => targetOfJob(job) !== 'other');
}

function onlyTags(keys: readonly string[]): boolean {
  return (
    keys.some((key) => key.startsWith('tags')) && !keys.some((key) => key.startsWith('branch'))
  );
}

function uploadsOf({ name, jobs }: Workflow): readonly Upload[] {
  return jobs
    .flatMap(({ steps }) => steps)
    .filter(({ uses }) => /^actions\/upload-artifact@/.test(uses?.uses ?? ''))
    .map((step) => ({
      workflow: name,
      artifact: inputOf(step, 'name') ?? 'artifact',
      path: inputOf(step, 'path') ?? '',
    }));
}

function inputOf(step: WorkflowStep, key: string): string | undefined {
  return step.with.find((input) => input.key === key)?.value.trim();
}

/** Words that teams use in milestone ids. */
const COUNTED = /(?<![a-z])(sprint|iteration|milestone|phase|cycle|increment)([-_ ]?)[0-9]+/i;

/** Returns ids that match the default pattern, else ids with a word that this repository uses. */
function namingOf(names: readonly string[]): Pick<Survey, 'milestones' | 'pattern'> {
  const known = milestonesIn(names);
  const [, word, sign] = names.map((name) => COUNTED.exec(name)).find((found) => found) ?? [];
  if (known.length > 0 || word === undefined) return { milestones: known };
  // The spelling stays, because it names the folder of the milestone.
  const pattern = `(${word}${sign}[0-9]+)`;
  return { milestones: milestonesIn(names, pattern), pattern };
}

function milestonesIn(names: readonly string[], pattern?: string): Survey['milestones'] {
  const found = names.flatMap((where) =>
    findMilestoneIds(where, pattern).map((id) => ({ id, where })),
  );
  const unique = new Map(found.map((one) => [one.id, one]));
  return [...unique.values()].slice(0, 3);
}
