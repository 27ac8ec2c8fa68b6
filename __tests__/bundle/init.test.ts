import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readFile, writeFile } from '../../sandbox/edit-story.ts';
import type { EventName } from '../../sandbox/start-sandbox.ts';
import { onTerminal } from '../cli/on-terminal.ts';
import { aRepository, type TestRepository } from '../local/a-repository.ts';
import { playWorkflow } from './play-workflow.ts';
import { CONFIG, m01, statesOf } from './stage.ts';

/* What `init` writes into M01's repository, played on its GitHub. */

const WORKFLOW = '.github/workflows/milestone-audit.yml';
let repo: TestRepository;
let config = '';
let workflow = '';

beforeAll(async () => {
  const story = m01();
  repo = aRepository();
  const paths = new Set(story.commits.flatMap(({ write }) => Object.keys(write)));
  for (const path of paths) {
    const text = readFile(story, 'm01-ci-truthfulness', path);
    if (text !== undefined && path !== CONFIG && path !== WORKFLOW) repo.put(path, text);
  }
  repo.commit('start');
  expect((await onTerminal('init', '--repo', repo.folder)).code).toBe(0);
  config = readFileSync(join(repo.folder, CONFIG), 'utf8');
  workflow = readFileSync(join(repo.folder, WORKFLOW), 'utf8');
});
afterAll(() => repo.remove());

it('the config is valid and names what is there', async () => {
  expect((await onTerminal('check-config', join(repo.folder, CONFIG))).code).toBe(0);
  expect(config).toContain('- Tests');
  expect(config).toContain('kind: tests');
});

it.each<EventName>(['workflow_run', 'push'])(
  'the workflow audits on %s, with the permissions it gives itself',
  async (event) => {
    const { ends, sandbox } = await playWorkflow(workflow, event, {
      change: (story) => writeFile(story, 'main', CONFIG, config),
    });
    const errors = ends.flatMap(({ commands }) => commands.filter(({ name }) => name === 'error'));
    expect([ends.length, errors]).toEqual([1, []]);
    const [{ outputs, summary } = { outputs: {}, summary: '' }] = ends;
    expect(outputs).toMatchObject({
      milestone: 'M01',
      outcome: expect.stringMatching(/COMPLETE$/),
    });
    expect(summary).not.toContain('missing permission');
    expect(['success', 'failure']).toContain(statesOf(sandbox).at(-1));
  },
);
