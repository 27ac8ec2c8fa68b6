import { expect, it } from '@jest/globals';
import { flakeLog } from '../../../src/render/sections/flake-log.ts';
import { anAudit } from '../an-audit.ts';
import { written } from '../reading-sections.ts';

it('shows name, first occurrence, and last evidence of a flake', () => {
  const flake = {
    name: 'tests › boots',
    kind: 'test',
    first_seen: 'M00',
    count: 2,
    evidence: 'failed, then passed',
    source: { what: 'job tests', url: 'https://github.com/a/b' },
  } as const;
  expect(written(flakeLog.body(anAudit({ flakes: [flake] }))).split('\n')[2]).toBe(
    '| `tests › boots` | test | M00 | 2 | active | failed, then passed | [job tests](https://github.com/a/b) |',
  );
});

it('shows how long a flake is quiet, with regressions below', () => {
  const quiet = {
    name: 'parses',
    kind: 'test',
    first_seen: 'M00',
    count: 2,
    evidence: 'passed only on a retry',
    source: null,
    last_seen: 'M01',
    state: 'quiet',
    quiet_for: 2,
  } as const;
  const slower = {
    what: 'duration',
    before: 'median 10.0 s',
    after: '20.0 s',
    noise: 'spread 1.0 s over 3 audits',
    since: 'M03',
  };
  const body = written(flakeLog.body(anAudit({ flakes: [quiet], regressions: [slower] })));
  expect(body.split('\n').filter((line) => line.startsWith('| '))).toEqual([
    '| Item | Kind | First seen | Times | State | Last evidence | Source |',
    '| - | - | - | -: | - | - | - |',
    '| `parses` | test | M00 | 2 | quiet for 2 milestones | M01: passed only on a retry | |',
    '| What | Before | Now | Noise |',
    '| - | - | - | - |',
    '| duration | median 10.0 s (M03) | 20.0 s | spread 1.0 s over 3 audits |',
  ]);
});
