import { expect, it } from '@jest/globals';
import { auditTarget } from '../../src/cli/audit-command.ts';

const ROOT = 'https://github.com/octo/till';

it.each([
  [`${ROOT}/pull/12`, { kind: 'pr', number: 12 }],
  [`${ROOT}/pull/12/files#diff-1`, { kind: 'pr', number: 12 }],
  [`${ROOT}/commit/5f3c2a1`, { kind: 'sha', revision: '5f3c2a1' }],
  [`${ROOT}/tree/feature/x`, { kind: 'sha', revision: 'feature/x' }],
  [`${ROOT}/actions/runs/99/job/7`, { kind: 'run', id: 99 }],
  [ROOT, { kind: 'sha', revision: '' }],
  [`${ROOT}.git`, { kind: 'sha', revision: '' }],
  ['octo/till#12', { kind: 'pr', number: 12 }],
  ['octo/till@feature/x', { kind: 'sha', revision: 'feature/x' }],
  ['octo/till', { kind: 'sha', revision: '' }],
])('%s names what to collect', (text, wanted) => {
  expect(auditTarget(text)).toMatchObject({ repository: 'octo/till', wanted });
});

it('a URL keeps its host', () => {
  expect(auditTarget('https://git.acme.example/octo/till/pull/1').host).toBe('git.acme.example');
});

it.each([
  './folder/x',
  '../folder',
  'stray',
  `${ROOT}/issues/12`,
  `${ROOT}/pull/x`,
  `${ROOT}/tree/%zz`,
  'octo/till#0',
])('%s is refused', (text) => {
  expect(() => auditTarget(text)).toThrow('is not a pull request, commit, branch or run on GitHub');
});
