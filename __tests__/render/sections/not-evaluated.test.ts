import { expect, it } from '@jest/globals';
import { notEvaluated } from '../../../src/render/sections/not-evaluated.ts';
import { anAudit, anUnknownRule } from '../an-audit.ts';
import { written } from '../reading-sections.ts';

it('lists missing evidence with the rules it affects, and the notices of collecting', () => {
  const rules = [anUnknownRule('secret-scan', 'no scan was found', 'scan report')];
  const notices = ['The token lacks `checks: read`'];
  expect(written(notEvaluated.body(anAudit({ rules, notices })))).toBe(
    [
      '| Missing | Why | Rules |\n| - | - | - |\n| scan report | no scan was found | secret-scan |',
      'Notices:',
      '- The token lacks \\`checks: read\\`\n',
    ].join('\n\n'),
  );
});

it('groups rules with the same reason', () => {
  const rules = [
    anUnknownRule('required-runs', 'GitHub refused it (403)', 'workflow runs'),
    anUnknownRule('secret-scan', 'no scan was found', 'scan report'),
    anUnknownRule('stable-runs', 'GitHub refused it (403)', 'workflow runs'),
  ];
  expect(written(notEvaluated.body(anAudit({ rules, notices: [] })))).toBe(
    [
      '| Missing | Why | Rules |',
      '| - | - | - |',
      '| workflow runs | GitHub refused it (403) | required-runs, stable-runs |',
      '| scan report | no scan was found | secret-scan |\n',
    ].join('\n'),
  );
});
