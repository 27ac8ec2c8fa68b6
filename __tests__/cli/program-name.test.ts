import { expect, it } from '@jest/globals';
import { programOf } from '../../src/cli/command.ts';

it.each([
  ['/repo/dist/cli.js', '/repo', {}, 'node dist/cli.js'],
  ['/repo/dist/cli.js', '/other', {}, 'node /repo/dist/cli.js'],
  ['/my repo/dist/cli.js', '/other', {}, "node '/my repo/dist/cli.js'"],
  ['/usr/local/bin/milestone-audit', '/repo', {}, 'milestone-audit'],
  ['C:\\npm\\node_modules\\milestone-audit\\dist\\cli.js', 'C:\\repo', {}, 'milestone-audit'],
  ['/home/ada/gh-milestone-audit/dist/cli.js', '/repo', {}, 'gh milestone-audit'],
  [
    '/home/ada/.npm/_npx/1/node_modules/.bin/milestone-audit',
    '/repo',
    { npm_command: 'exec' },
    'npx milestone-audit',
  ],
])('%s started in %s with %j is typed as %s', (file, cwd, env, program) => {
  expect(programOf(file, cwd, env)).toBe(program);
});
