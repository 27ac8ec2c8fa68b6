import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { stringify } from 'yaml';
import { neutralLog, neutralReport } from './neutral.ts';
import type { RecordedJob } from './run-job.ts';

/** What the branch of the story holds: the files that the audit of this project reads. */
const COPIED = [
  '.github/workflows/ci.yml',
  '.node-version',
  'package.json',
  'package-lock.json',
  'jest.config.js',
  'docs/milestones/M01/M01_plan.md',
  'examples/python-till/till.py',
  'examples/python-till/test_till.py',
];

const STARTED = '2026-11-20T09:00:00Z';

export interface Recording {
  /** The clean checkout that the files of the branch come from. */
  readonly checkout: string;
  readonly jobs: readonly (RecordedJob & { readonly name: string; readonly checkout: string })[];
  /** `owner/name` → tag → commit, from the comments behind the pins of the workflow file. */
  readonly pins: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Writes branch, artifacts, logs and `story.yml`; what the story has besides (`main/`) stays. */
export function writeStory(folder: string, recording: Recording): void {
  for (const made of ['branch', 'artifacts', 'logs', 'story.yml'])
    rmSync(join(folder, made), { recursive: true, force: true });
  for (const path of COPIED.filter((one) => existsSync(join(recording.checkout, one))))
    cpSync(join(recording.checkout, path), join(folder, 'branch', path));
  for (const job of recording.jobs) {
    const told = { checkout: job.checkout, at: STARTED };
    write(join(folder, 'logs', `${job.name}.txt`), neutralLog(job.log, told));
    for (const { name, files } of job.uploads)
      for (const [path, text] of files)
        writeReport(join(folder, 'artifacts', name, path), neutralReport(text, told));
  }
  write(join(folder, 'story.yml'), HEADER + stringify(storyOf(recording), { lineWidth: 110 }));
}

const HEADER = `# This project's own CI, recorded: \`node scripts/run-typescript.mjs scripts/record-self-story.ts\`.
# Steps, seconds, conclusions, logs and artifacts are what happened; only \`main/\` and the frame of the
# story (people, dates, ids) were written by hand. Changes made here are lost with the next recording.
`;

function storyOf(recording: Recording): unknown {
  const attempt = {
    started: STARTED,
    jobs: recording.jobs.map(({ name, steps }, index) => ({
      id: 70100000001 + index,
      name,
      log: `logs/${name}.txt`,
      steps: steps.map(({ name: step, seconds, conclusion }) => ({
        name: step,
        seconds,
        conclusion,
      })),
    })),
  };
  const artifacts = recording.jobs.flatMap((job) => job.uploads.map(({ name }) => name));
  return {
    ...FRAME,
    runs: [
      {
        id: 23100000001,
        workflow: '.github/workflows/ci.yml',
        event: 'pull_request',
        on: 'm01-one-honest-audit',
        attempts: [attempt],
        artifacts: artifacts.map((name, index) => ({
          id: 4200000001 + index,
          name,
          created: '2026-11-20T09:50:00Z',
          files: `artifacts/${name}`,
        })),
      },
    ],
    actions: Object.fromEntries(
      Object.entries(recording.pins).map(([repository, tags]) => [repository, { tags }]),
    ),
    audit: {
      workflow: '.github/workflows/milestone-audit.yml',
      job: 'audit',
      'first-run': 23100009001,
    },
  };
}

const TITLE = 'M01: One honest audit, end to end';

const FRAME = {
  repository: 'milestone-audit/milestone-audit',
  description: 'Milestone audits computed from the evidence that CI left on GitHub',
  author: 'ada-quill',
  now: '2026-11-20T10:00:00Z',
  people: {
    'ada-quill': { name: 'Ada Quill', email: 'ada.quill@example.org' },
    'ben-osei': { name: 'Ben Osei', email: 'ben.osei@example.org' },
  },
  tokens: {
    'sandbox-token': {
      login: 'github-actions[bot]',
      permissions: {
        actions: 'read',
        checks: 'write',
        contents: 'write',
        'pull-requests': 'write',
        statuses: 'write',
      },
    },
  },
  commits: [
    { branch: 'main', at: '2026-11-20T08:00:00Z', message: 'Start the project', files: 'main' },
    {
      branch: 'm01-one-honest-audit',
      from: 'main',
      at: '2026-11-20T08:55:00Z',
      message: 'Audit one milestone from event to document',
      files: 'branch',
    },
  ],
  'pull-requests': [
    {
      number: 1,
      title: TITLE,
      body: 'The whole path, narrow but complete.',
      head: 'm01-one-honest-audit',
      base: 'main',
      created: '2026-11-20T08:58:00Z',
      merge: { method: 'squash', at: '2026-11-20T10:30:00Z', by: 'ben-osei' },
    },
  ],
};

/** Reports above this many bytes are kept compressed; the sandbox unpacks them. */
const LARGE = 128 * 1024;

function writeReport(path: string, text: string): void {
  if (Buffer.byteLength(text) <= LARGE) write(path, text);
  else {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }));
  }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
