import { expect, it } from '@jest/globals';
import { askOnce, gitEnvironment } from '../../src/local/git.ts';

it('inside a hook of git, git still looks at the folder it is started in', () => {
  const given = { PATH: '/bin', GIT_DIR: '/other', GIT_INDEX_FILE: 'x', GIT_CONFIG_COUNT: '0' };
  expect(gitEnvironment(given)).toEqual({
    PATH: '/bin',
    GIT_CONFIG_COUNT: '0',
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_LITERAL_PATHSPECS: '1',
  });
});

it('asks git once for the same arguments, and again for an answer too large to keep', async () => {
  const asked: string[] = [];
  const git = askOnce(async (args) => {
    asked.push(args.join(' '));
    return { ok: true, bytes: Buffer.alloc(args.includes('large') ? 2 ** 20 + 1 : 1) };
  });
  for (const args of [['a', 'b'], ['a b'], ['a', 'b'], ['large'], ['large']]) await git(args);
  expect(asked).toEqual(['a b', 'a b', 'large', 'large']);
});
