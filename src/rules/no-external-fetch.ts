import { leveled } from '../analysis/fold.ts';
import { defineRule, severityOf } from '../analysis/runner.ts';
import { fileSource, filesProof, judgeWorkflows } from '../analysis/workflow-files.ts';
import { plural } from '../lib/format.ts';
import type { RepositoryFiles } from '../model/repository.ts';
import type { Finding, Flaw, Level } from '../model/verdict.ts';
import type { Workflow } from '../model/workflow.ts';
import { type FetchLevel, levelOfImage } from '../workflow/downloads/fetch-level.ts';
import { type Fetch, fetchesOf } from '../workflow/downloads/fetches.ts';

export const noExternalFetch = defineRule({
  id: 'no-external-fetch',
  title: 'No external fetch',
  needs: ['files'],
  levels: [
    'moving code piped into a shell',
    'code from a moving place',
    'data from a moving place',
    'only by version tag, or firmer',
    'only content-addressed: a commit SHA, a digest, a checked hash',
    'nothing but the repository and its packages',
  ],
  remediation: {
    recommendation:
      'Copy what is fetched into the repository or a stub, or fetch it by commit SHA or digest and check its hash.',
    minutes: 60,
    guardrail: 'Run the tests without network after the installs.',
    rollback: 'Fetch it again by version tag.',
    area: 'REPRO',
  },
  judge({ files }) {
    return judgeWorkflows(files, (workflows) => judgeFetches(files, workflows));
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
  'moving-data': 'data from a moving place',
  'moving-code': 'code from a moving place',
  'piped-shell': 'and runs it in a shell at once',
};

type Found = Pick<Fetch, 'path' | 'job' | 'line' | 'what' | 'level'>;

function judgeFetches(files: RepositoryFiles, workflows: readonly Workflow[]): Finding {
  const found = workflows
    .flatMap((workflow): readonly Found[] => [...fetchesOf(workflow), ...images(workflow)])
    .toSorted((a, b) => LEVELS[a.level] - LEVELS[b.level]);
  const worst = found[0];
  if (worst === undefined) {
    return leveled({
      level: 5,
      measured: `nothing fetched from outside by ${plural(workflows.length, 'workflow file')}`,
      proof: filesProof(files, 'fetches nothing from outside'),
    });
  }
  const level = LEVELS[worst.level];
  return leveled({
    level,
    measured: `${plural(found.length, 'fetch', 'fetches')} from outside, at worst ${DESCRIPTIONS[worst.level]}`,
    proof: found.map(({ path, line, what }) => ({
      text: what,
      source: fileSource(files, path, line),
    })),
    flaws: found.map((one) => flawOf(files, one)),
  });
}

/** Returns container and service images, which also run code from outside. */
function images({ path, jobs }: Workflow): readonly Found[] {
  return jobs.flatMap((job) =>
    job.images
      .filter(({ uses }) => uses !== '' && !uses.includes('${{'))
      .map(({ uses, line }) => ({
        path,
        job: job.id,
        line,
        what: uses,
        level: levelOfImage(uses),
      })),
  );
}

function flawOf(files: RepositoryFiles, { path, job, line, what, level }: Found): Flaw {
  return {
    key: `${level}:${path}:${what}`,
    severity: severityOf(LEVELS[level]),
    observation: `${path}:${line} job ${job} fetches ${what} ${DESCRIPTIONS[level]}.`,
    source: fileSource(files, path, line),
  };
}
