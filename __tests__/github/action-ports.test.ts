import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import {
  actionEvent,
  actionInputs,
  actionLog,
  actionResults,
  inputNames,
} from '../../src/github/action-ports.ts';
import { actionForge } from '../../src/github/forge.ts';

let folder = '';
let printed = '';
const environment = { ...process.env };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'milestone-audit-'));
  printed = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, environment);
  rmSync(folder, { recursive: true, force: true });
});

it('reads every input trimmed, and a missing one as empty', () => {
  process.env['INPUT_FAIL-ON'] = ' yellow ';
  expect(actionInputs()).toEqual({
    ...Object.fromEntries(inputNames.map((name) => [name, ''])),
    'fail-on': 'yellow',
  });
});

it('reads the event from the toolkit’s context, and the runner’s name from the environment', () => {
  const toolkit = {
    eventName: 'pull_request',
    payload: { action: 'synchronize' },
    sha: 'abc',
    ref: 'refs/pull/1/merge',
    runId: 22815204417,
    runAttempt: 2,
    runNumber: Number.NaN,
    job: 'audit',
    workflow: 'Audit',
    serverUrl: 'https://github.com',
    actor: 'mira',
  };
  expect(actionEvent({ RUNNER_NAME: 'r1' }, toolkit)).toEqual({
    name: 'pull_request',
    payload: { action: 'synchronize' },
    sha: 'abc',
    ref: 'refs/pull/1/merge',
    runId: 22815204417,
    runAttempt: 2,
    runNumber: 0,
    job: 'audit',
    runnerName: 'r1',
    workflow: 'Audit',
    serverUrl: 'https://github.com',
    actor: 'mira',
  });
});

it('names the event file that does not exist', () => {
  const path = join(folder, 'none.json');
  expect(() => actionEvent({ GITHUB_EVENT_PATH: path })).toThrow(
    `the event file ${path} does not exist`,
  );
});

it('writes no log line that starts a workflow command', async () => {
  actionLog.info('fine\n::set-output name=x::y\n  ::stop-commands::t\nmid ##[group]dle');
  actionLog.warning('a\n::error::b');
  actionLog.error('##[error]c');
  await actionLog.group('g\n::add-mask::success', async () => undefined);
  const commands = printed
    .split(/\r?\n/)
    .flatMap((line) => /^\s*::([a-z-]+)/.exec(line)?.[1] ?? []);
  expect([commands, printed.includes('##[')]).toEqual([
    ['warning', 'error', 'group', 'endgroup'],
    false,
  ]);
});

it('writes the summary and outputs into the files of the step', async () => {
  const [summary, output] = [join(folder, 'summary'), join(folder, 'output')];
  for (const path of [summary, output]) writeFileSync(path, '');
  process.env['GITHUB_STEP_SUMMARY'] = summary;
  process.env['GITHUB_OUTPUT'] = output;
  await actionResults.summary('# First\n');
  await actionResults.summary('# Second\n');
  actionResults.output('reason', 'two\nlines');
  expect(readFileSync(summary, 'utf8')).toBe('# Second\n');
  expect(readFileSync(output, 'utf8')).toMatch(
    /^reason<<(ghadelimiter_\S+)\r?\ntwo\nlines\r?\n\1\r?\n$/,
  );
});

it('names the missing setting', () => {
  expect(() => actionForge({}, 't', '1')).toThrow('GITHUB_REPOSITORY');
  expect(() => actionForge({ GITHUB_REPOSITORY: 'o/r' }, '', '1')).toThrow('github-token');
});

it('removes a secret of several lines from the log', () => {
  actionLog.info(`-----BEGIN ${'PRIVATE'} KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nend`);
  expect(printed).toBe('[redacted-private-key]\n\nend\n');
});
