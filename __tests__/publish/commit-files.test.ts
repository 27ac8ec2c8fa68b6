import { expect, it } from '@jest/globals';
import type { Tree } from '../../src/model/forge.ts';
import { blobId, unsafePath } from '../../src/publish/commit-files.ts';

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

it('computes the same blob ids as git', () => {
  // `git hash-object` of nothing, of "hello\n", and of a text with two-byte letters.
  expect([blobId(''), blobId('hello\n'), blobId('ö\n')]).toEqual([
    'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391',
    'ce013625030ba8dba906f756967f9e9ca394464a',
    'd3b4b915a14a3f23f16bd03fea4121bfc9155404',
  ]);
});
