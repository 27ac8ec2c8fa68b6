import { quantity } from '../lib/quantity.ts';
import type { Repository } from '../local/checkout.ts';
import { folderTexts } from '../local/folder-texts.ts';
import { branchNames, defaultBranch, tagNames } from '../local/git-refs.ts';
import { FOREIGN_FOLDERS } from '../local/report-globs.ts';
import { findMilestoneIds } from '../model/milestone-id.ts';
import type { Workflow, WorkflowFile, WorkflowStep } from '../model/workflow.ts';
import { targetOfJob } from '../workflow/gates/gates.ts';
import { isSettingsFile } from '../workflow/parse/file-names.ts';
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
  /** With the number of their files, most first. */
  readonly languages: readonly string[];
  readonly tools: readonly TestTool[];
  /** Names of the workflows that check something, in code-unit order. */
  readonly workflows: readonly string[];
  /** Workflow files that could not be read, with the line and the reason. */
  readonly broken: readonly string[];
  readonly uploads: readonly Upload[];
  /** Milestone ids and the branch or tag each was found in; at most three. */
  readonly milestones: readonly { readonly id: string; readonly where: string }[];
  /** What an id looks like where it is not one that is known without being told. */
  readonly pattern?: string;
  /** Names of manifests and lockfiles at the top, by which a scan is chosen. */
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
  const paths = (texts?.paths ?? []).filter(isOwn);
  const requirements = await Promise.all(
    paths.filter(isManifest).map(async (path) => (await texts?.read(path)) ?? ''),
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

/** Files for tests to read and examples for people say nothing about how this repository is tested. */
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

/** Only what runs for the code of a branch is evidence: a workflow of tags says nothing about a pull request. */
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

/** Words that people count their milestones by. */
const COUNTED = /(?<![a-z])(sprint|iteration|milestone|phase|cycle|increment)([-_ ]?)[0-9]+/i;

/** Ids that are known by themselves, else by the word that this repository counts by. */
function namingOf(names: readonly string[]): Pick<Survey, 'milestones' | 'pattern'> {
  const known = milestonesIn(names);
  const [, word, sign] = names.map((name) => COUNTED.exec(name)).find((found) => found) ?? [];
  if (known.length > 0 || word === undefined) return { milestones: known };
  // As it is written here: the folder of a milestone is named by what was found.
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
