import { expect, it } from '@jest/globals';
import type { Config } from '../../src/model/config.ts';
import { RULES } from '../../src/rules/registry.ts';
import { auditRules, unusedOptions } from '../../src/scoring/audit-rules.ts';
import { aConfig, aLevel, aVerdict } from './builders.ts';

const rules: Config['rules'] = {
  'coverage-gate': { state: 'on', options: { target: 80, reason: 'the goal of the year' } },
  'required-runs': { state: 'on', options: { 'test-steps': ['a', 'b'] } },
  'secret-scan': { state: 'off', reason: 'another team scans' },
};
const verdicts = ['test-results', 'coverage-gate', 'required-runs'].map((rule) =>
  aVerdict(rule, aLevel(5)),
);

it('shows options and rules that are off with their reasons', () => {
  const told = auditRules(verdicts, aConfig({ rules }), RULES, (source) => source);
  expect(told.map(({ id, state, reason, configured }) => [id, state, reason, configured])).toEqual([
    ['coverage-gate', 'known', null, 'target = 80 (the goal of the year)'],
    ['required-runs', 'known', null, 'test-steps = a, b (no reason given)'],
    ['secret-scan', 'off', 'another team scans', undefined],
    ['test-results', 'known', null, undefined],
  ]);
});

it('reports options of a rule that nothing uses', () => {
  const config = aConfig({ rules: { ...rules, 'milestone-scope': { state: 'on', options: {} } } });
  expect(unusedOptions(config, verdicts)).toEqual([
    'the config has options of milestone-scope, which no category and no invariant asks for',
  ]);
});
