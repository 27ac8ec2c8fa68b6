import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Workflow } from '../src/model/workflow.ts';
import { readWorkflow } from '../src/workflow/parse/read-workflow.ts';
import { onTerminal } from './cli/on-terminal.ts';

/* The project's own workflows use what `init` and the pages recommend. */

const ROOT = join(import.meta.dirname, '..');
const FOLDER = '.github/workflows';
const texts = readdirSync(join(ROOT, FOLDER)).map(
  (name) => [name, readFileSync(join(ROOT, FOLDER, name), 'utf8')] as const,
);
const events = ({ triggers }: Workflow): readonly string[] => triggers.map(({ event }) => event);

describe.each(texts)('%s', (name, text) => {
  let workflow: Workflow;
  beforeAll(() => {
    const file = readWorkflow(`${FOLDER}/${name}`, '', text);
    if (file.state !== 'present') throw new Error(file.why);
    workflow = file.workflow;
  });

  it('names the version of each pinned action next to its commit', () => {
    const uses = text.split('\n').filter((line) => /^\s+(?:- )?uses: [^.]/.test(line));
    expect(uses.filter((line) => !/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  it('lets its token read, and write only in jobs that need it', () => {
    const { permissions } = workflow;
    const grants = permissions.state === 'declared' ? permissions.grants : undefined;
    expect(grants?.filter(({ access }) => access === 'write')).toEqual([]);
  });

  it('ends every job by itself', () => {
    expect(workflow.jobs.filter(({ timeoutMinutes }) => timeoutMinutes === undefined)).toEqual([]);
  });

  it('says what becomes of a second run, unless another workflow calls it', () => {
    const called = events(workflow).every((event) => event === 'workflow_call');
    const grouped = /^concurrency:\n {2}group: .+\n {2}cancel-in-progress: /m.test(text);
    expect(called || grouped).toBe(true);
  });

  it('keeps no token in the checkout', () => {
    const checkouts = workflow.jobs
      .flatMap(({ steps }) => steps)
      .filter(({ uses }) => uses?.uses.startsWith('actions/checkout@'));
    const kept = checkouts.filter(
      ({ with: inputs }) =>
        inputs.find(({ key }) => key === 'persist-credentials')?.value !== 'false',
    );
    expect(kept).toEqual([]);
  });

  it('uploads the report of every test job, also when tests fail', () => {
    const uploads = text.match(/uses: actions\/upload-artifact@/g)?.length ?? 0;
    const strict = text.match(/if-no-files-found: error/g)?.length ?? 0;
    const untested = workflow.jobs.filter(
      ({ steps }) =>
        steps.some(({ run }) =>
          /\bnpm (?:test|run (?:test|check))\b|pytest --/.test(run?.text ?? ''),
        ) &&
        !steps.some(
          (step) =>
            step.uses?.uses.startsWith('actions/upload-artifact@') && step.if?.value === 'always()',
        ),
    );
    // A roll-up without repositories left out, or without one that could be read, has no such file.
    expect([untested, uploads - strict]).toEqual([[], name === 'rollup.yml' ? 2 : 0]);
  });
});

it('have no finding but the one call that nobody can read', async () => {
  const { out } = await onTerminal('workflows', ROOT, '--json');
  const { workflows } = JSON.parse(out) as {
    readonly workflows: readonly {
      readonly path: string;
      readonly findings: readonly { readonly text: string }[];
    }[];
  };
  const findings = workflows.flatMap(({ path, findings: found }) =>
    found.map(({ text }) => `${path}: ${text}`),
  );
  // A called workflow checks this repository out at the caller's commit and runs it from there.
  expect(findings).toEqual([
    `${FOLDER}/audit.yml: not understood: uses: ./.milestone-audit (the action is in another repository)`,
  ]);
});

it('run each check of `npm run check` in a step of its name, in the same order', () => {
  const check = [join(ROOT, 'scripts/check.mjs'), 'no-such-check'];
  const { stderr } = spawnSync(process.execPath, check, { encoding: 'utf8' });
  const checks = /there are (.+)/.exec(stderr)?.[1]?.split(', ') ?? [];
  const [, ci = ''] = texts.find(([name]) => name === 'ci.yml') ?? [];
  const steps = [...ci.matchAll(/- name: (\S+)$/gm)].map(([, name = '']) => name);
  expect(checks.length).toBeGreaterThan(5);
  expect(steps.filter((name) => !['checkout', 'install'].includes(name))).toEqual(checks);
});

it('leave nothing that init would add', async () => {
  const { out } = await onTerminal('init', '--repo', ROOT, '--dry-run', '--json');
  const { proposals } = JSON.parse(out) as { readonly proposals: readonly unknown[] };
  expect(proposals).toEqual([]);
});
