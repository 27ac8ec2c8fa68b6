import { expect, it } from '@jest/globals';
import { installRequestOf } from '../../src/workflow/installs/install-commands.ts';
import { isSettingsFile } from '../../src/workflow/parse/file-names.ts';
import { readWorkflow } from '../../src/workflow/parse/read-workflow.ts';
import { gateTargetOf, unwrap } from '../../src/workflow/shell/classify-command.ts';
import { thresholdsOf } from '../../src/workflow/thresholds/thresholds.ts';
import { commandInUse, TOOL_COMMANDS } from '../../src/workflow/tool-commands.ts';

function workflowOf(command: string) {
  const lines = [
    'on: push',
    'jobs:',
    '  a:',
    '    steps:',
    `      - run: ${JSON.stringify(command)}`,
  ];
  const read = readWorkflow('.github/workflows/ci.yml', 'blob', lines.join('\n'));
  if (read.state !== 'present') throw new Error(read.why);
  return read.workflow;
}

const words = (command: string) => unwrap(command.split(' '));

it('names only scans that count as scans', () => {
  const scans = TOOL_COMMANDS.flatMap(({ scan }) => scan ?? []);
  expect(scans.filter((scan) => gateTargetOf(words(scan)) !== 'scan')).toEqual([]);
});

it('names only installs that use the lockfile', () => {
  const installs = TOOL_COMMANDS.flatMap(({ frozen }) => frozen ?? []);
  const requests = installs.map((install) => installRequestOf(words(install), new Map()));
  expect(requests.filter((one) => one?.scope !== 'project')).toEqual([]);
});

it('names only thresholds that are read as such, in a command or a settings file', () => {
  const thresholds = TOOL_COMMANDS.flatMap(({ threshold }) => threshold ?? []);
  const isRead = (threshold: string): boolean => {
    const [, file] = threshold.split(' in ');
    return file === undefined
      ? thresholdsOf([workflowOf(threshold)], []).length > 0
      : isSettingsFile(file);
  };
  expect(thresholds.filter((threshold) => !isRead(threshold))).toEqual([]);
});

it('names the command of the tool that a workflow runs', () => {
  const used = ['pnpm install', 'npx jest', './mvnw verify', 'python -m pytest'].map((command) => [
    commandInUse([workflowOf(command)], 'scan'),
    commandInUse([workflowOf(command)], 'threshold'),
  ]);
  expect(used).toEqual([
    ['pnpm audit --audit-level=high', undefined],
    [undefined, expect.stringMatching(/^jest --coverage/)],
    [undefined, 'jacoco:check in pom.xml'],
    [undefined, 'pytest --cov --cov-fail-under=80'],
  ]);
});

it('names no command where no known tool runs', () => {
  expect(commandInUse([workflowOf('make')], 'scan')).toBeUndefined();
});
