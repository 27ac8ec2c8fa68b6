import { expect, it } from '@jest/globals';
import { notEvaluated } from '../../../src/render/sections/not-evaluated.ts';
import { anAudit } from '../an-audit.ts';
import { written } from '../reading-sections.ts';

it('lists unknown rules and the notices of collecting', () => {
  const not_evaluated = [{ what: 'Secret scan (secret-scan)', why: 'no scan was found' }];
  const notices = ['The token lacks `checks: read`'];
  expect(written(notEvaluated.body(anAudit({ not_evaluated, notices })))).toBe(
    [
      '| What | Why |\n| - | - |\n| Secret scan (secret-scan) | no scan was found |',
      'Noticed on the way:',
      '- The token lacks \\`checks: read\\`\n',
    ].join('\n\n'),
  );
});

it('groups rules with the same reason', () => {
  const not_evaluated = [
    { what: 'Required runs (required-runs)', why: 'nobody could ask' },
    { what: 'Secret scan (secret-scan)', why: 'no scan was found' },
    { what: 'Stable runs (stable-runs)', why: 'nobody could ask' },
  ];
  expect(written(notEvaluated.body(anAudit({ not_evaluated, notices: [] })))).toBe(
    [
      '| What | Why |',
      '| - | - |',
      '| Required runs (required-runs), Stable runs (stable-runs) | nobody could ask |',
      '| Secret scan (secret-scan) | no scan was found |\n',
    ].join('\n'),
  );
});
