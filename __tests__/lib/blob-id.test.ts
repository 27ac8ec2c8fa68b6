import { expect, it } from '@jest/globals';
import { blobId } from '../../src/lib/blob-id.ts';

it('computes the same blob ids as git', () => {
  // `git hash-object` of nothing, of "hello\n", and of a text with two-byte letters.
  expect([blobId(''), blobId('hello\n'), blobId('ö\n')]).toEqual([
    'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391',
    'ce013625030ba8dba906f756967f9e9ca394464a',
    'd3b4b915a14a3f23f16bd03fea4121bfc9155404',
  ]);
});
