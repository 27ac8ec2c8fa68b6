import { expect, it } from '@jest/globals';
import { workspacePath } from '../../../src/report-formats/base/report-path.ts';

it('gives a file the same name on every runner', () => {
  const paths = [
    '/home/runner/work/shop/shop/src/a.js',
    '/Users/runner/work/shop/shop/src/a.js',
    'D:\\a\\shop\\shop\\src\\a.js',
    '/__w/shop/shop/src/a.js',
    '/github/workspace/src/a.js',
    'file:///home/runner/work/shop/shop/src/a.js',
    './src/a.js',
    'src\\a.js',
  ];
  expect(new Set(paths.map(workspacePath))).toEqual(new Set(['src/a.js']));
});

it('does not change other paths', () => {
  const paths = [
    '/home/runner/work/shop',
    '/opt/a.js',
    'a/b\\c.js',
    '',
    'example.org/money/money.go',
  ];
  expect(paths.map(workspacePath)).toEqual(paths);
});
