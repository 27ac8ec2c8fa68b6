import { expect, it } from '@jest/globals';
import { setPermissions } from '../../sandbox/edit-story.ts';
import type { EventName } from '../../sandbox/start-sandbox.ts';
import { auditOf, errorsOf } from './stage.ts';

/** A publisher that may not write is skipped; what it says must name the permission. */
it.concurrent.each<[string, EventName, Record<string, 'read'>, RegExp]>([
  ['comment', 'pull_request', { 'pull-requests': 'read' }, /pull.requests(: |=)write/],
  ['document', 'push', { contents: 'read' }, /contents(: |=)write/],
  ['status', 'pull_request', { statuses: 'read' }, /statuses(: |=)write/],
])(
  'a token that may not write the %s does not turn a good audit red: skipped, the permission named',
  async (publisher, event, permissions, named) => {
    const ended = await auditOf((story) => setPermissions(story, permissions), event);
    expect([ended.audit?.verdict, ended.audit?.outcome, ended.exitCode]).toEqual([
      'yellow',
      'COMPLETE',
      0,
    ]);
    expect(errorsOf(ended)).toEqual([]);
    expect(ended.log).toMatch(new RegExp(`${publisher}: skipped.*${named.source}`));
    expect(ended.summary).toMatch(named);
    const last = ended.sandbox.world.statuses.at(-1)?.state;
    expect(last).toBe(publisher === 'status' ? undefined : 'success');
  },
);
