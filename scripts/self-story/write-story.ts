import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { stringify } from 'yaml';
import type { RecordedRepository } from '../../sandbox/recorded-repository.ts';
import type { RecordedCheck } from './recorded-check.ts';

const REPOSITORY = 'repository.json';
const INSTALL = 'install';

/** Writes the story of one run of `.ci/run`: the repository, the log, the artifacts, `story.yml`. */
export function writeStory(
  folder: string,
  milestone: string,
  check: RecordedCheck,
  repository: RecordedRepository,
): void {
  rmSync(folder, { recursive: true, force: true });
  writeRepository(join(folder, REPOSITORY), repository);
  write(
    join(folder, 'logs/test.txt'),
    [
      `=== ${INSTALL}\n${check.log.install}\n`,
      ...check.checks.map(({ name }) => `=== ${name}\n${check.log.checks.get(name) ?? ''}\n`),
    ].join(''),
  );
  for (const [name, files] of check.artifacts)
    for (const [path, text] of files) write(join(folder, 'artifacts', name, path), text);
  const text = stringify(storyOf(milestone, check), { lineWidth: 110 });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'story.yml'), HEADER + text);
}

const HEADER = `# One run of \`.ci/run\`, recorded by \`npm run record:self\` (CONTRIBUTING.md, "Closing a milestone").
# The repository, the steps, their conclusions, the log, and the artifacts are what happened. The run
# has the jobs and steps of the CI workflow that were executed, and no others. Ids, and the account
# that starts the audit, are made up. What needs GitHub data is refused.
`;

function storyOf(milestone: string, check: RecordedCheck): unknown {
  const step = (name: string, from: string, until: string, conclusion: string) => ({
    name,
    seconds: Math.max(1, Math.round((Date.parse(until) - Date.parse(from)) / 1000)),
    conclusion,
  });
  return {
    repository: 'milestone-audit/milestone-audit',
    description: 'Milestone audits computed from the evidence that CI left on GitHub',
    author: 'maintainers',
    now: later(check.ended, 60),
    people: { maintainers: { name: 'maintainers', email: 'maintainers@example.org' } },
    tokens: {
      'sandbox-token': {
        login: 'github-actions[bot]',
        permissions: {
          actions: 'read',
          contents: 'write',
          'pull-requests': 'write',
          statuses: 'write',
        },
      },
    },
    recorded: REPOSITORY,
    'without-github': 'recorded without GitHub',
    runs: [
      {
        id: 23100000001,
        workflow: '.github/workflows/ci.yml',
        event: 'push',
        on: 'main',
        attempts: [
          {
            started: check.started,
            jobs: [
              {
                id: 70100000001,
                name: 'test',
                log: 'logs/test.txt',
                steps: [
                  step(INSTALL, check.started, check.installed, 'success'),
                  ...check.checks.map(({ name, passed, started, ended }) =>
                    step(name, started, ended, passed ? 'success' : 'failure'),
                  ),
                ],
              },
            ],
          },
        ],
        artifacts: [...check.artifacts.keys()].map((name, index) => ({
          id: 4200000001 + index,
          name,
          created: check.ended,
          files: `artifacts/${name}`,
        })),
      },
    ],
    audit: {
      workflow: '.github/workflows/milestone-audit.yml',
      job: 'audit',
      'first-run': 23100009001,
      inputs: { milestone, config: '.github/milestone-audit.recorded.yml' },
    },
  };
}

function later(time: string, seconds: number): string {
  return new Date(Date.parse(time) + seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** The trees resemble each other, and Brotli's window has all of them. */
function writeRepository(path: string, repository: RecordedRepository): void {
  const params = { [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS };
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.br`, brotliCompressSync(`${JSON.stringify(repository)}\n`, { params }));
}

/** The sandbox serves compressed files unpacked. */
function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }));
}
