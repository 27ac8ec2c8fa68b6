import { expect, it } from '@jest/globals';
import { localPath, pinOf } from '../../../src/workflow/parse/uses.ts';

const sha = '0123456789abcdef0123456789abcdef01234567';

it.each([
  [`actions/checkout@${sha}`, 'sha'],
  [`actions/checkout@${sha.toUpperCase()}`, 'sha'],
  [`actions/checkout@${sha.slice(1)}`, 'branch'],
  ['actions/checkout@v4', 'tag'],
  ['actions/checkout@v4.2.2', 'tag'],
  ['octo/tool@1.2', 'tag'],
  ['octo/tool@v2.0.0-rc.1', 'tag'],
  ['github/codeql-action/init@codeql-bundle-v2.19.0', 'tag'],
  ['octo/tool@refs/tags/nightly', 'tag'],
  ['actions/checkout@main', 'branch'],
  ['pypa/gh-action-pypi-publish@release/v1', 'branch'],
  ['dtolnay/rust-toolchain@stable', 'branch'],
  ['octo/tool@', 'none'],
  ['octo/tool', 'none'],
  ['./.github/actions/setup', 'local'],
  [`docker://alpine@sha256:${'a'.repeat(64)}`, 'digest'],
  ['docker://ghcr.io:443/o/alpine:3.19', 'tag'],
  ['docker://alpine:latest', 'branch'],
  ['docker://localhost:5000/alpine', 'none'],
])('%s is pinned by %s', (uses, pin) => {
  expect(pinOf(uses)).toBe(pin);
});

it('a `uses` of the repository itself is local, and its path is that of the called file', () => {
  const uses = '$/.github/actions/build';
  expect([pinOf(uses), localPath(uses)]).toEqual(['local', '.github/actions/build']);
});
