import { expect, it } from '@jest/globals';
import { flakeLog } from '../../../src/document/sections/flake-log.ts';
import { anAudit } from '../an-audit.ts';
import { written } from '../reading-sections.ts';

it('a flake has a name, a first sighting and its last evidence', () => {
  const flake = {
    name: 'tests › boots',
    kind: 'test',
    first_seen: 'M00',
    count: 2,
    evidence: 'failed, then passed',
    source: { what: 'job tests', url: 'https://github.com/a/b' },
  } as const;
  expect(written(flakeLog.body(anAudit({ flakes: [flake] }))).split('\n')[2]).toBe(
    '| `tests › boots` | test | M00 | 2 | failed, then passed | [job tests](https://github.com/a/b) |',
  );
});
