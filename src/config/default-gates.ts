import type { GateConfig } from '../model/config.ts';

/** The seven gates every audit has (contract, section 1); a condition on a rule the profile lacks is left out. */
export const DEFAULT_GATES: readonly GateConfig[] = [
  { title: 'CI stability', when: ['required-runs >= 4', 'stable-runs >= 3'] },
  { title: 'Tests', when: ['test-results >= 4', 'test-count >= 3'] },
  { title: 'Coverage', when: ['coverage-gate >= 3', 'coverage-delta >= 3'] },
  {
    title: 'Workflows',
    when: [
      'unmuted-gates >= 3',
      'no-weakening >= 3',
      'pinned-actions >= 3',
      'token-permissions >= 3',
    ],
  },
  {
    title: 'Security',
    when: ['vulnerability-scan >= 3', 'secret-scan >= 3', 'dependency-delta >= 3'],
  },
  { title: 'Developer experience', when: [] },
  { title: 'Contracts', when: ['invariants == 5'] },
];
