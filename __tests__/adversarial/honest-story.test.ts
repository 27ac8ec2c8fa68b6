import { expect, it } from '@jest/globals';
import { auditOf } from './audit-of.ts';
import { honestStory } from './honest-story.ts';

it.each(['pull_request', 'push'] as const)(
  'where all is well no alarm is raised (%s)',
  async (event) => {
    const audit = await auditOf(honestStory(), event);
    expect(audit.issues).toEqual([]);
    expect(audit.notices).toEqual([]);
    expect(audit.flakes).toEqual([]);
    expect(
      audit.rules.flatMap(({ id, level }) => (level === null || level === 5 ? [] : [id])),
    ).toEqual([]);
    expect(audit.gates.filter(({ state }) => state === 'failed')).toEqual([]);
  },
);
