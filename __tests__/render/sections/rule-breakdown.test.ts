import { expect, it } from '@jest/globals';
import { ruleBreakdown } from '../../../src/render/sections/category-scores.ts';
import { anAudit, anUnknownRule, aRule, file } from '../an-audit.ts';
import { written } from '../reading-sections.ts';

it('shows each rule with its proof, a range for missing evidence, and disabled rules with the reason', () => {
  const rules = [
    { ...aRule('a', 3, ''), state: 'off' as const, level: null, reason: 'no server here' },
    aRule('b', 5, 'all pinned', file('ci.yml', 3)),
    anUnknownRule('c', 'the artifact has expired'),
    { ...aRule('d', 3, ''), state: 'not-applicable' as const, level: null, reason: 'no locks' },
  ];
  const [category] = anAudit().categories;
  if (category === undefined) throw new Error('the builder has categories');
  const categories = [{ ...category, title: 'CI', rules: ['c', 'b', 'a'] }];
  expect(
    written(ruleBreakdown.body(anAudit({ rules, categories })))
      .split('\n')
      .slice(2),
  ).toEqual([
    '| CI | `c` | **0–5** | | |',
    '| CI | `b` | 5 Exemplary | all pinned | [`ci.yml:3`](https://github.com/acme/webui/blob/1f0c6a9d27e34b85a6f1c2d3e4f5061728394a5b/ci.yml#L3) |',
    '| CI | `a` | switched off | no server here | |',
    '| not scored | `d` | not applicable | no locks | |',
    '',
  ]);
});
