import type { Workflow } from '../model/workflow.ts';
import { unwrap } from './shell/classify-command.ts';
import { commandsOf } from './shell/commands.ts';
import { scriptOfStep } from './shell/placed-commands.ts';

/** Commands that advice can name when a tool is in use. */
interface ToolCommands {
  /** Name of the tool, and the first word of its commands unless `programs` has others. */
  readonly tool: string;
  readonly programs?: readonly string[];
  /** Installs exactly what the lockfile has. */
  readonly frozen?: string;
  /** Fails on packages with known vulnerabilities. */
  readonly scan?: string;
  /** A command or a setting of a build file that fails when less is covered. */
  readonly threshold?: string;
  readonly source: string;
}

/** The first tool in use that has the wanted command decides. Read 2026-11-29. */
export const TOOL_COMMANDS: readonly ToolCommands[] = [
  {
    tool: 'pnpm',
    frozen: 'pnpm install --frozen-lockfile',
    scan: 'pnpm audit --audit-level=high',
    source: 'https://pnpm.io/cli/audit',
  },
  {
    tool: 'yarn',
    frozen: 'yarn install --frozen-lockfile',
    scan: 'yarn audit',
    source: 'https://classic.yarnpkg.com/en/docs/cli/audit',
  },
  {
    tool: 'yarn-berry',
    programs: [],
    frozen: 'yarn install --immutable',
    scan: 'yarn npm audit --severity=high',
    source: 'https://yarnpkg.com/cli/npm/audit',
  },
  {
    tool: 'bun',
    frozen: 'bun install --frozen-lockfile',
    scan: 'bun audit --audit-level=high',
    source: 'https://bun.com/docs/pm/cli/audit',
  },
  {
    tool: 'npm',
    frozen: 'npm ci',
    scan: 'npm audit --audit-level=high',
    source: 'https://docs.npmjs.com/cli/commands/npm-audit',
  },
  {
    tool: 'uv',
    frozen: 'uv sync --locked',
    scan: 'uvx pip-audit',
    source: 'https://docs.astral.sh/uv/concepts/projects/sync/',
  },
  {
    tool: 'pip',
    programs: ['pip', 'pip3', 'poetry', 'pdm'],
    frozen: 'pip install --require-hashes -r requirements.txt',
    scan: 'pip-audit',
    source: 'https://pypi.org/project/pip-audit/',
  },
  {
    tool: 'cargo',
    scan: 'cargo audit',
    threshold: 'cargo llvm-cov --fail-under-lines 80',
    source: 'https://crates.io/crates/cargo-audit',
  },
  { tool: 'go', scan: 'govulncheck ./...', source: 'https://go.dev/doc/security/vuln/' },
  {
    tool: 'composer',
    scan: 'composer audit',
    source: 'https://getcomposer.org/doc/03-cli.md#audit',
  },
  {
    tool: 'bundler',
    programs: ['bundle', 'bundler', 'rspec'],
    scan: 'bundle-audit check --update',
    source: 'https://github.com/rubysec/bundler-audit',
  },
  {
    tool: 'maven',
    programs: ['mvn', 'mvnw'],
    threshold: 'jacoco:check in pom.xml',
    source: 'https://www.jacoco.org/jacoco/trunk/doc/check-mojo.html',
  },
  {
    tool: 'gradle',
    programs: ['gradle', 'gradlew'],
    threshold: 'violationRules in build.gradle',
    source: 'https://docs.gradle.org/current/userguide/jacoco_plugin.html',
  },
  {
    tool: 'dotnet',
    frozen: 'dotnet restore --locked-mode',
    source:
      'https://learn.microsoft.com/nuget/consume-packages/package-references-in-project-files',
  },
  {
    tool: 'pytest',
    threshold: 'pytest --cov --cov-fail-under=80',
    source: 'https://pytest-cov.readthedocs.io/en/latest/config.html',
  },
  {
    tool: 'coverage',
    threshold: 'coverage report --fail-under=80',
    source: 'https://coverage.readthedocs.io/en/latest/commands/cmd_report.html',
  },
  {
    tool: 'jest',
    threshold: `jest --coverage --coverageThreshold='{"global":{"lines":80}}'`,
    source: 'https://jestjs.io/docs/configuration#coveragethreshold-object',
  },
  {
    tool: 'vitest',
    threshold: 'vitest run --coverage --coverage.thresholds.lines=80',
    source: 'https://vitest.dev/config/coverage',
  },
  {
    tool: 'c8',
    programs: ['c8', 'nyc'],
    threshold: 'c8 --check-coverage --lines 80',
    source: 'https://www.npmjs.com/package/c8',
  },
];

/** Returns a command of the tool; `undefined` when it has none of the kind. */
export function commandOf(tool: string, kind: 'frozen' | 'scan' | 'threshold'): string | undefined {
  return TOOL_COMMANDS.find((one) => one.tool === tool)?.[kind];
}

/** Returns a command of a tool that the workflows run; `undefined` when none of them has one. */
export function commandInUse(
  workflows: readonly Workflow[],
  kind: 'scan' | 'threshold',
): string | undefined {
  const used = programsIn(workflows);
  return TOOL_COMMANDS.find(
    ({ tool, programs = [tool], [kind]: command }) =>
      command !== undefined && programs.some((one) => used.has(one)),
  )?.[kind];
}

function programsIn(workflows: readonly Workflow[]): ReadonlySet<string> {
  const steps = workflows.flatMap(({ jobs }) => jobs.flatMap((job) => job.steps));
  const words = steps.flatMap((step) => {
    const script = scriptOfStep(step);
    return script === undefined ? [] : commandsOf(script.script).map((one) => unwrap(one.words));
  });
  return new Set(words.flatMap(([program]) => program?.replace(/^\.\//, '') ?? []));
}
