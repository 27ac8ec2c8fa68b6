import type { CategoryConfig, Config } from '../model/config.ts';

/** A profile places rules into weighted categories and names further rules that are judged without being scored. */
export interface Profile {
  readonly categories: readonly CategoryConfig[];
  readonly unscored: readonly string[];
}

function category(
  id: string,
  title: string,
  weight: number,
  rules: readonly string[],
): CategoryConfig {
  return { kind: 'measured', id, title, weight, rules };
}

/** The categories of the audit that started it all; the weights are what makes its 4.7. */
const SEED: Profile = {
  categories: [
    category('determinism', 'Determinism', 0.3, ['no-external-fetch', 'stable-runs']),
    category('reproducibility', 'Reproducibility', 0.3, [
      'pinned-actions',
      'exact-runtime',
      'locked-installs',
    ]),
    category('server-boot', 'Server boot', 0.2, ['server-boot']),
    category('test-execution', 'Test execution', 0.1, ['test-results']),
    category('coverage-gate', 'Coverage gate', 0.1, ['coverage-gate']),
  ],
  unscored: ['required-runs', 'no-weakening', 'invariants'],
};

const DEFAULT: Profile = {
  categories: [
    category('determinism', 'Determinism', 1, [
      'no-external-fetch',
      'stable-runs',
      'repeat-evidence',
    ]),
    category('reproducibility', 'Reproducibility', 1, [
      'pinned-actions',
      'exact-runtime',
      'locked-installs',
    ]),
    category('server-boot', 'Server boot', 1, ['server-boot']),
    category('test-execution', 'Test execution', 1, [
      'test-results',
      'test-count',
      'new-code-tested',
    ]),
    category('coverage-gate', 'Coverage gate', 1, ['coverage-gate', 'coverage-delta']),
    category('ci-integrity', 'CI integrity', 1, [
      'required-runs',
      'same-commit',
      'unmuted-gates',
      'no-weakening',
      'gates-before-merge',
    ]),
    category('security', 'Security', 1, [
      'token-permissions',
      'vulnerability-scan',
      'dependency-delta',
      'secret-scan',
      'sbom-continuity',
    ]),
    category('governance', 'Evidence & governance', 1, [
      'evidence-pack',
      'definition-of-done',
      'deferral-continuity',
      'ledger-consistency',
      'merge-discipline',
      'invariants',
    ]),
  ],
  unscored: [],
};

/** The built-in profiles by the name the config uses. */
export const PROFILES: Readonly<Record<Config['profile'], Profile>> = {
  default: DEFAULT,
  seed: SEED,
};
