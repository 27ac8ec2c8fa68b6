import { expect, it } from '@jest/globals';
import { deferredIssues } from '../../../src/render/sections/deferred-issues.ts';
import { anAudit } from '../an-audit.ts';
import { written } from '../reading-sections.ts';

it('notes that a live entry matches nothing', () => {
  const [entry] = anAudit().deferrals;
  if (entry === undefined) throw new Error('the builder has a deferral');
  const shown = (used: boolean) =>
    written(deferredIssues.body(anAudit({ deferrals: [{ ...entry, used, proposed: false }] })));
  expect([shown(false), shown(true)].map((text) => / \| (live.*) \|\n/.exec(text)?.[1])).toEqual([
    'live, matches nothing here',
    'live, used here',
  ]);
});

it('lists overdue entries first, and removed entries even for an empty registry', () => {
  const [entry] = anAudit().deferrals;
  if (entry === undefined) throw new Error('the builder has a deferral');
  const overdue = { ...entry, id: 'DEF-000', state: 'expired' as const, used: false };
  const registry = { path: 'deferred.yml', lost: ['SEC-001'], altered: ['DEF-000 lost its exit'] };
  const both = written(deferredIssues.body(anAudit({ deferrals: [entry, overdue] })));
  expect(
    both.split('\n').flatMap((line) => /^\| `(\S+)` .* \| (.*) \|$/.exec(line)?.slice(1) ?? []),
  ).toEqual(['DEF-000', '**expired, proposed here**', 'DEF-001', 'live, used here, proposed here']);
  expect(written(deferredIssues.body(anAudit({ deferrals: [], registry })))).toBe(
    [
      'Quoted from `deferred.yml`.',
      '**Removed from the registry:** SEC-001',
      '**Changed entries:**',
      '- DEF-000 lost its exit\n',
    ].join('\n\n'),
  );
});
