import { expect, it } from '@jest/globals';
import { gitEnvironment } from '../../src/local/git.ts';

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
