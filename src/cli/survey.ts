import type { Repository } from '../local/checkout.ts';
import { folderTexts } from '../local/folder-texts.ts';
import { branchNames, defaultBranch, tagNames } from '../local/git-refs.ts';
import { findMilestoneIds } from '../model/milestone-id.ts';
import type { Workflow, WorkflowFile, WorkflowStep } from '../model/workflow.ts';
import { targetOfJob } from '../workflow/gates.ts';
import { isSettingsFile } from '../workflow/lockfile-names.ts';
import { readRepositoryFiles } from './read-repository-files.ts';
import { TEST_TOOLS, type TestTool } from './test-tools.ts';

/** An upload of a workflow, as far as its step says. */
export interface Upload {
  readonly workflow: string;
  readonly artifact: string;
  readonly path: string;
}

/** What a repository is like, as `init` sees it. */
export interface Survey {
  readonly defaultBranch: string;
  readonly languages: readonly string[];
  readonly tools: readonly TestTool[];
  /** Names of the workflows that check something, in code-unit order. */
  readonly workflows: readonly string[];
  /** Workflow files that could not be read, with the line and the reason. */
  readonly broken: readonly string[];
  readonly uploads: readonly Upload[];
  /** Milestone ids and the branch or tag each was found in; at most three. */
  readonly milestones: readonly { readonly id: string; readonly where: string }[];
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

/** Looks at the work tree and at the names of branches and tags; changes nothing. */
export async function surveyOf(repository: Repository): Promise<Survey> {
  const { git, root } = repository;
  const [files, texts, branch, branches, tags] = await Promise.all([
    readRepositoryFiles(root),
    folderTexts(root),
    defaultBranch(repository),
    branchNames(git),
    tagNames(git),
  ]);
  const paths = texts?.paths ?? [];
  const requirements = await Promise.all(
    paths.filter(isManifest).map(async (path) => (await texts?.read(path)) ?? ''),
  );
  const readable = files.workflows.flatMap((file) =>
    file.state === 'present' && file.workflow.kind === 'workflow' ? [file.workflow] : [],
  );
  const manifests = requirements.join('\n');
  return {
    defaultBranch: branch,
    languages: LANGUAGES.filter(([, ending]) => paths.some((path) => ending.test(path))).map(
      ([name]) => name,
    ),
    tools: TEST_TOOLS.filter((tool) => tool.uses({ paths, manifests })),
    workflows: readable
      .filter(checksSomething)
      .map(({ name }) => name)
      .sort(),
    broken: files.workflows.flatMap(whyBroken),
    uploads: readable.flatMap(uploadsOf),
    milestones: milestonesIn([...branches, ...tags]),
  };
}

function isManifest(path: string): boolean {
  return isSettingsFile(path) || /(?:^|\/)requirements[\w.-]*\.(?:txt|in)$/.test(path);
}

function whyBroken(file: WorkflowFile): readonly string[] {
  return file.state === 'unreadable' ? [`${file.path}:${file.line}: ${file.why}`] : [];
}

function checksSomething({ jobs }: Workflow): boolean {
  return jobs.some((job) => targetOfJob(job) !== 'other');
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

function milestonesIn(names: readonly string[]): Survey['milestones'] {
  const found = names.flatMap((where) => findMilestoneIds(where).map((id) => ({ id, where })));
  const unique = new Map(found.map((one) => [one.id, one]));
  return [...unique.values()].slice(0, 3);
}
