import { BY_WORST } from '../analysis/fold.ts';
import { defineRule, severityOf } from '../analysis/runner.ts';
import { fileSource, filesProof, jobIn, unreadItems } from '../analysis/workflow-files.ts';
import { quantity } from '../lib/format.ts';
import type { RepositoryFiles } from '../model/repository.ts';
import type { Item } from '../model/rule.ts';
import type { Flaw, Level } from '../model/verdict.ts';
import type { Use, Workflow, WorkflowJob } from '../model/workflow.ts';
import { type FetchLevel, levelOfImage } from '../workflow/downloads/fetch-level.ts';
import { type Fetch, fetchesOf } from '../workflow/downloads/fetches.ts';
import { readableWorkflows } from '../workflow/scripts/follow-scripts.ts';

export const noExternalFetch = defineRule({
  id: 'no-external-fetch',
  title: 'No external fetch',
  controls: ['OSPS-BR-05.01'],
  needs: ['files'],
  settles: ['files'],
  levels: [
    'code from a mutable reference, piped into a shell',
    'code from a mutable reference',
    'data from a mutable reference',
    'everything at least by a version tag',
    'everything by its content: a commit SHA, a digest, a checked hash',
    'only the repository and its packages are fetched',
  ],
  remediation: {
    recommendation:
      'Copy what is fetched into the repository or a stub, or fetch it by commit SHA or digest and check its hash.',
    minutes: 60,
    guardrail: 'Run the tests without network after the installs.',
    rollback: 'Fetch it again by version tag.',
    area: 'REPRO',
  },
  table: BY_WORST,
  judge({ files }, { config }) {
    const workflows = readableWorkflows(files);
    const found = workflows
      .flatMap((workflow): readonly Found[] => [...fetchesOf(workflow), ...images(workflow)])
      .toSorted((a, b) => LEVELS[a.level] - LEVELS[b.level]);
    return {
      items: [
        ...found.map((one) => itemOf(files, one)),
        ...workflows.flatMap((workflow) => unresolvedImages(files, workflow)),
        ...unreadItems(files, 'download', { worst: '0', best: '5' }, config.workflowKeys),
      ],
      measured: describe(found, workflows.length),
      proof: found.length > 0 ? [] : filesProof(files, 'fetches nothing from outside'),
      ...(files.workflows.length === 0 ? { none: 'there is no workflow file' } : {}),
    };
  },
});

const LEVELS: Readonly<Record<FetchLevel, Level>> = {
  'content-addressed': 4,
  tag: 3,
  'moving-data': 2,
  'moving-code': 1,
  'piped-shell': 0,
};

const DESCRIPTIONS: Readonly<Record<FetchLevel, string>> = {
  'content-addressed': 'by its content',
  tag: 'by a version tag',
  'moving-data': 'data from a mutable reference',
  'moving-code': 'code from a mutable reference',
  'piped-shell': 'and runs it in a shell at once',
};

type State = '0' | '1' | '2' | '3' | '4' | '5';
type Found = Pick<Fetch, 'path' | 'job' | 'line' | 'what' | 'level'>;

function describe(found: readonly Found[], workflows: number): string {
  const [worst] = found;
  return worst === undefined
    ? `nothing fetched from outside by ${quantity(workflows, 'workflow file')}`
    : `${quantity(found.length, 'fetch', 'fetches')} from outside, at worst ${worst.level === 'piped-shell' ? 'code that runs in a shell at once' : DESCRIPTIONS[worst.level]}`;
}

function itemOf(files: RepositoryFiles, one: Found): Item<State> {
  const state: State = `${LEVELS[one.level]}`;
  return {
    worst: state,
    best: state,
    proof: [{ text: one.what, source: fileSource(files, one.path, one.line) }],
    flaw: () => flawOf(files, one),
  };
}

/** Returns container and service images, which also run code from outside; one per matrix value. */
function images({ path, jobs }: Workflow): readonly Found[] {
  return jobs.flatMap((job) =>
    job.images.flatMap((image) =>
      imagesOf(image, job)
        .filter((what) => what !== '' && !what.includes('${{'))
        .map((what) => ({ path, job: job.id, line: image.line, what, level: levelOfImage(what) })),
    ),
  );
}

/** Returns the image for each value of the job's matrix that it names. */
function imagesOf({ uses }: Use, { matrix }: WorkflowJob): readonly string[] {
  const [expression, key] = /\$\{\{ *matrix\.([\w-]+) *\}\}/.exec(uses) ?? [];
  const values = (matrix?.values ?? []).filter((one) => one.key === key);
  if (expression === undefined || values.length === 0) return [uses];
  return [...new Set(values.map(({ value }) => uses.replaceAll(expression, value)))];
}

/** An image behind an expression may be any, or none where the expression is empty. */
function unresolvedImages(
  files: RepositoryFiles,
  { path, jobs }: Workflow,
): readonly Item<State>[] {
  return jobs.flatMap((job) =>
    job.images
      .filter((image) => imagesOf(image, job).some((what) => what.includes('${{')))
      .map(({ uses, line }): Item<State> => {
        const source = fileSource(files, path, line);
        const why = `${path}:${line} names it by an expression`;
        return {
          worst: '1',
          best: '5',
          open: { kind: 'files', what: `image ${uses}`, why, source },
        };
      }),
  );
}

function flawOf(files: RepositoryFiles, { path, job, line, what, level }: Found): Flaw {
  return {
    key: `${level}:${path}:${what}`,
    severity: severityOf(LEVELS[level]),
    observation: `${path}:${line} ${jobIn(path, job)} fetches ${what} ${DESCRIPTIONS[level]}.`,
    source: fileSource(files, path, line),
  };
}
