import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { type RecordedJob, runJob, type WorkflowStep } from './self-story/run-job.ts';
import { writeStory } from './self-story/write-story.ts';

/**
 * Records `sandbox/stories/self`: really runs the jobs of this repository's own CI workflow in clean
 * clones of HEAD (of this repository, or of the one named), and writes down what happened. Needs Node, npm, git, bash, and either Debian's
 * python3-pytest and python3-pytest-cov or the right to install them.
 *
 *     node scripts/run-typescript.mjs scripts/record-self-story.ts [REPOSITORY]
 */
const ROOT = resolve('.');
const WORKFLOW = '.github/workflows/ci.yml';

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly WorkflowStep[] }>>;
}

/** The pins as the file has them: `uses: owner/name@<commit> # <tag>`. */
function pinsOf(text: string): Record<string, Record<string, string>> {
  const pins: Record<string, Record<string, string>> = {};
  for (const [, repository = '', sha = '', tag = ''] of text.matchAll(
    /uses: ([\w.-]+\/[\w.-]+)@([0-9a-f]{40}) # (\S+)/g,
  ))
    pins[repository] = { ...pins[repository], [tag]: sha };
  return pins;
}

/**
 * A runner's environment: this Node, the system's programs, nothing of the user's. Where the recorder
 * is root and has no sudo, a stand-in just starts the command, and the log says so.
 */
function environment(tools: string): NodeJS.ProcessEnv {
  if (spawnSync('sudo', ['--version']).error !== undefined && process.getuid?.() === 0) {
    const note = 'echo "(recorded by root, without the sudo program)"';
    writeFileSync(join(tools, 'sudo'), `#!/bin/sh\n${note}\nexec "$@"\n`);
    chmodSync(join(tools, 'sudo'), 0o755);
  }
  writeFileSync(join(tools, 'npmrc'), '');
  const path = [
    tools,
    dirname(process.execPath),
    '/usr/local/bin',
    '/usr/bin',
    '/bin',
    '/usr/sbin',
    '/sbin',
  ];
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(?:npm_|JEST_|NODE_V8_|NODE_OPTIONS|MILESTONE_AUDIT_|FORCE_COLOR)/i.test(name),
  );
  return {
    ...Object.fromEntries(kept),
    PATH: path.join(delimiter),
    CI: 'true',
    LANG: 'C.UTF-8',
    npm_config_userconfig: join(tools, 'npmrc'),
  };
}

function record(repository: string): void {
  const work = realpathSync(mkdtempSync(join(tmpdir(), 'record-self-story-')));
  try {
    const clone = (name: string): string => {
      execFileSync('git', ['clone', '--quiet', '--no-hardlinks', repository, join(work, name)]);
      return join(work, name);
    };
    const source = clone('source');
    const text = readFileSync(join(source, WORKFLOW), 'utf8');
    const env = environment(work);
    const say = (line: string): void => console.log(line);
    const jobs = Object.entries((parse(text) as Workflow).jobs).map(([name, job]) => {
      say(name);
      const checkout = clone(`job-${name}`);
      const recorded: RecordedJob = runJob(job.steps, { checkout, env, say });
      return { name, checkout, ...recorded };
    });
    writeStory(join(ROOT, 'sandbox/stories/self'), { checkout: source, jobs, pins: pinsOf(text) });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

record(resolve(process.argv[2] ?? ROOT));
