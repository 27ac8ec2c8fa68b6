import { expect, it } from '@jest/globals';
import type { Tree } from '../../src/model/forge.ts';
import { unsafePath } from '../../src/publish/commit-files.ts';

const path = 'docs/milestones/M01/M01_audit.md';

function treeWith(at: string, mode: string): Tree {
  const entry = { path: at, mode, blob: 'b', bytes: 1 };
  return {
    sha: 't',
    entries: [{ ...entry, path: 'README.md', mode: '100644' }, entry],
    truncated: false,
  };
}

it.each([
  ['docs', '120000', '`docs` is a symbolic link'],
  ['docs/milestones', '160000', '`docs/milestones` is a submodule'],
  ['docs/milestones/M01', '100644', '`docs/milestones/M01` is a file'],
  [path, '120000', `\`${path}\` is a symbolic link`],
  [path, '100644', undefined],
  [path, '100755', undefined],
  ['docs/other', '120000', undefined],
])('with %s as %s the path is unsafe because %s', (at, mode, why) => {
  expect(unsafePath(treeWith(at, mode), path)).toBe(why);
});
