import { expect, it } from '@jest/globals';
import { DEFAULT_ZONES } from '../../src/config/defaults.ts';
import { pathMatcher } from '../../src/lib/glob.ts';

const zonesOf = (path: string): string =>
  DEFAULT_ZONES.filter(({ globs }) => pathMatcher(globs)(path))
    .map(({ zone }) => zone)
    .join(', ');

it.each([
  ['package-lock.json', 'Dependencies'],
  ['a/pnpm-lock.yaml', 'Dependencies'],
  ['Cargo.lock', 'Dependencies'],
  ['requirements/requirements-dev.txt', 'Dependencies'],
  ['svc/go.sum', 'Dependencies'],
  ['src/block.ts', ''],
  ['src/clock.test.ts', 'Tests'],
  ['src/auth/login.ts', 'Auth'],
  ['src/user-auth.ts', 'Auth'],
  ['src/authorize.ts', 'Auth'],
  ['AUTHORS.md', ''],
  ['src/author.ts', ''],
])('%s is in the zones %s', (path, zones) => {
  expect(zonesOf(path)).toBe(zones);
});
