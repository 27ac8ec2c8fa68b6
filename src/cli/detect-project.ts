import type { Repository } from '../local/checkout.ts';
import { folderTexts } from '../local/disk.ts';
import { FOREIGN_FOLDERS } from '../local/find-reports.ts';
import { branchNames, defaultBranch, tagNames } from '../local/git-refs.ts';
import { findMilestoneIds } from '../model/milestone-id.ts';
import type { Workflow, WorkflowFile } from '../model/workflow.ts';
import { startsOnTagsOnly } from '../workflow/expected-runs.ts';
import { targetOfJob } from '../workflow/gates/gates.ts';
import { isSettingsFile } from '../workflow/parse/file-names.ts';
import { UsageError } from './arguments.ts';
import { readRepositoryFiles } from './read-repository-files.ts';
import { type Manifest, type TestStep, testStepsOf } from './test-steps.ts';
import { TEST_TOOLS, type TestTool } from './test-tools.ts';
import { type Upload, uploadsOf } from './uploads.ts';

/** What `init` detects in a repository. */
export interface Project {
  readonly defaultBranch: string;
  /** Languages with their number of files, most files first. */
  readonly languages: readonly (readonly [name: string, files: number])[];
  /** The workflows that run for branches and check something, by path. */
  readonly workflows: readonly Workflow[];
  /** The steps of these workflows that run tests. */
  readonly tests: readonly TestStep[];
  /** Test runners that files show; used where no workflow runs tests. */
  readonly tools: readonly TestTool[];
  /** Unreadable workflow files, with line and reason. */
  readonly broken: readonly string[];
  /** Uploads of every workflow that runs for branches. */
  readonly uploads: readonly Upload[];
  /** Milestone ids and the branch or tag of each; at most three. */
  readonly milestones: readonly { readonly id: string; readonly where: string }[];
  /** Pattern of milestone ids, when the default pattern does not match them. */
  readonly pattern?: string;
  readonly manifests: readonly Manifest[];
  /** Paths of the repository's own files. */
  readonly paths: readonly string[];
}

const LANGUAGES: readonly (readonly [string, RegExp])[] = [
  ['TypeScript', /\.(?:ts|tsx|mts|cts)$/],
  ['JavaScript', /\.(?:js|jsx|mjs|cjs)$/],
  ['Python', /\.py$/],
  ['Go', /\.go$/],
  ['Rust', /\.rs$/],
  ['Java', /\.java$/],
  // A build script of Gradle is no source.
  ['Kotlin', /(?<!\.gradle)\.kts?$/],
  ['C#', /\.(?:cs|fs|vb)$/],
  ['Ruby', /\.rb$/],
  ['PHP', /\.php$/],
  ['C or C++', /\.(?:c|cc|cpp|cxx|h|hh|hpp)$/],
  ['Swift', /\.swift$/],
  ['Elixir', /\.exs?$/],
];

/** Detects languages, workflows, tests, and milestones from the work tree, branches, and tags. Changes nothing. */
export async function detectProject(repository: Repository): Promise<Project> {
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
  const manifests = await Promise.all(
    paths.filter(isManifest).map(async (path) => {
      const text = await texts.read(path);
      return { path, text: text.state === 'read' ? text.text : '' };
    }),
  );
  const running = files.workflows.flatMap((file) =>
    file.state === 'present' && runsForBranches(file.workflow) ? [file.workflow] : [],
  );
  const checking = running.filter(({ jobs }) => jobs.some((job) => targetOfJob(job) !== 'other'));
  const languages = languagesOf(paths);
  const tools = toolsOf(paths, manifests, languages);
  return {
    defaultBranch: branch,
    languages,
    tools,
    workflows: checking,
    tests: checking.flatMap((workflow) => testStepsOf(workflow, tools, manifests)),
    broken: files.workflows.flatMap(whyBroken),
    uploads: running.flatMap((workflow) => uploadsOf(workflow)),
    ...namingOf([...branches, ...tags]),
    manifests,
    paths,
  };
}

/** Fixtures and examples do not show how this repository is tested. */
const FOREIGN = new Set([...FOREIGN_FOLDERS, 'example', 'examples', 'sample', 'samples']);

function isOwn(path: string): boolean {
  return !path.split('/').some((segment) => FOREIGN.has(segment));
}

function languagesOf(paths: readonly string[]): Project['languages'] {
  return LANGUAGES.map(
    ([name, pattern]) => [name, paths.filter((path) => pattern.test(path)).length] as const,
  )
    .filter(([, files]) => files > 0)
    .sort(([, a], [, b]) => b - a);
}

/** A language with fewer of the files than this is support: a script, a generator, a demo. */
const MIN_SHARE = 0.1;

function toolsOf(
  paths: readonly string[],
  manifests: readonly Manifest[],
  languages: Project['languages'],
): readonly TestTool[] {
  const all = languages.reduce((sum, [, files]) => sum + files, 0);
  const main = languages.filter(([, files]) => files >= all * MIN_SHARE).map(([name]) => name);
  return TEST_TOOLS.filter(
    (tool) =>
      (tool.languages.length === 0 ||
        main.length === 0 ||
        tool.languages.some((name) => main.includes(name))) &&
      (paths.some((path) => tool.paths?.test(path)) ||
        manifests.some(({ text }) => tool.manifests?.test(text))),
  );
}

function isManifest(path: string): boolean {
  return (
    isSettingsFile(path) ||
    /(?:^|\/)(?:requirements[\w.-]*\.(?:txt|in)|Gemfile|pom\.xml|build\.gradle(?:\.kts)?|composer\.json|[^/]+\.(?:cs|fs|vb)proj)$/.test(
      path,
    )
  );
}

function whyBroken(file: WorkflowFile): readonly string[] {
  return file.state === 'unreadable' ? [`${file.path}:${file.line}: ${file.why}`] : [];
}

/** A workflow for tags, a schedule, or a dispatch alone proves nothing about a pull request. */
function runsForBranches({ kind, triggers }: Workflow): boolean {
  return (
    kind === 'workflow' &&
    triggers.some(
      (trigger) =>
        ['push', 'pull_request', 'pull_request_target', 'merge_group'].includes(trigger.event) &&
        !startsOnTagsOnly(trigger),
    )
  );
}

/** Words that teams use in milestone ids. */
const COUNTED = /(?<![a-z])(sprint|iteration|milestone|phase|cycle|increment)([-_ ]?)[0-9]+/i;

/** Returns ids that match the default pattern, else ids with a word that this repository uses. */
function namingOf(names: readonly string[]): Pick<Project, 'milestones' | 'pattern'> {
  const known = milestonesIn(names);
  const [, word, sign] = names.map((name) => COUNTED.exec(name)).find((found) => found) ?? [];
  if (known.length > 0 || word === undefined) return { milestones: known };
  // The spelling stays, because it names the folder of the milestone.
  const pattern = `(${word}${sign}[0-9]+)`;
  return { milestones: milestonesIn(names, pattern), pattern };
}

function milestonesIn(names: readonly string[], pattern?: string): Project['milestones'] {
  const found = names.flatMap((where) =>
    findMilestoneIds(where, pattern).map((id) => ({ id, where })),
  );
  const unique = new Map(found.map((one) => [one.id, one]));
  return [...unique.values()].slice(0, 3);
}
