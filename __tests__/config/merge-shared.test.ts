import { expect, it } from '@jest/globals';
import type { ConfigFile } from '../../src/config/config-schema.ts';
import { mergeShared } from '../../src/config/extend-config.ts';

const A = { id: 'a', title: 'A', weight: 1, rules: ['test-results'] };
const B = { id: 'b', title: 'B', weight: 1, rules: ['required-runs'] };

it.each<[string, ConfigFile, ConfigFile, ConfigFile]>([
  ['a key that only one has', { plan: 'p' }, { ledger: 'l' }, { plan: 'p', ledger: 'l' }],
  ['a key that both have', { 'minimum-score': 4 }, { 'minimum-score': 3 }, { 'minimum-score': 3 }],
  ['a list without titles', { workflows: ['A'] }, { workflows: ['B'] }, { workflows: ['B'] }],
  [
    'options of rules, rule by rule',
    { rules: { x: { a: 1, b: 2 }, y: { off: 'why' } } },
    { rules: { x: { a: 3 } } },
    { rules: { x: { a: 3 }, y: { off: 'why' } } },
  ],
  [
    'zones',
    { zones: { CI: ['a'], Docs: ['b'] } },
    { zones: { CI: ['c'] } },
    { zones: { CI: ['c'], Docs: ['b'] } },
  ],
  [
    'workflow keys',
    { 'workflow-keys': { a: 'x', b: 'x' } },
    { 'workflow-keys': { b: 'y' } },
    { 'workflow-keys': { a: 'x', b: 'y' } },
  ],
  [
    'gates, by title and in the shared order',
    { gates: [gate('T', 'x'), gate('U', 'x')] },
    { gates: [gate('V', 'y'), gate('T', 'y')] },
    { gates: [gate('T', 'y'), gate('U', 'x'), gate('V', 'y')] },
  ],
  [
    'invariants, by title',
    { invariants: [{ title: 'I', job: 'a' }] },
    { invariants: [{ title: 'I', step: 'b' }] },
    { invariants: [{ title: 'I', step: 'b' }] },
  ],
  ['categories', { categories: [A] }, { categories: [B] }, { categories: [B] }],
  [
    'an own profile',
    { profile: 'default', categories: [A] },
    { profile: 'seed' },
    { profile: 'seed' },
  ],
])('%s: the repository’s own value is used', (_, shared, own, merged) => {
  expect(mergeShared(shared, own)).toEqual(merged);
});

function gate(title: string, condition: string) {
  return { title, when: [condition] };
}
