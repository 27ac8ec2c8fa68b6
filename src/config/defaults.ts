import type { CategoryConfig, Config, GateConfig } from '../model/config.ts';

/** The seven gates of every audit (contract, section 1). Conditions on rules outside of the profile are dropped. */
export const DEFAULT_GATES: readonly GateConfig[] = [
  { title: 'CI stability', when: ['required-runs >= 4', 'stable-runs >= 3'] },
  { title: 'Tests', when: ['test-results >= 4', 'test-count >= 3'] },
  { title: 'Coverage', when: ['coverage-gate >= 4', 'coverage-delta >= 3'] },
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

/** Rules in weighted categories, and further rules that are judged without being scored. */
interface Profile {
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

/** The categories and weights of the first audit ever, which scored 4.7. */
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

/** Inputs of the action with the defaults that `action.yml` declares (contract, section 1). */
export const INPUT_DEFAULTS: Readonly<Record<string, string>> = {
  milestone: '',
  config: '.github/milestone-audit.yml',
  workflows: '',
  artifacts: '*',
  reports: '',
  'wait-minutes': '10',
  comment: 'on-change',
  docs: 'auto',
  'docs-path': 'docs/milestones/{milestone}/{milestone}_audit.md',
  status: 'status',
  'status-name': 'Milestone audit',
  'fail-on': 'red',
  'minimum-score': '',
  'without-milestone': 'audit',
  evidence: 'commit',
  'audit-key': '',
  'dry-run': 'false',
};

/** Risk zones of the delta map when the config declares none. */
export const DEFAULT_ZONES: Config['zones'] = [
  { zone: 'CI glue', globs: ['.github/**', '.ci/**', '.gitlab-ci.yml', 'Jenkinsfile', 'Makefile'] },
  {
    zone: 'Contracts',
    globs: ['**/*.schema.json', '**/openapi*.{json,yml,yaml}', '**/*.proto', '**/*.graphql'],
  },
  { zone: 'Migrations', globs: ['**/migrations/**', '**/migrate/**'] },
  {
    zone: 'Dependencies',
    globs: [
      '**/*.{lock,lockfile,locked}',
      '**/{package-lock,npm-shrinkwrap,packages.lock,package,composer}.json',
      '**/{pnpm-lock.yaml,pnpm-lock.yml,pylock*.toml,pyproject.toml,Cargo.toml}',
      '**/*requirements*.{txt,in}',
      '**/{go.mod,go.sum,Gemfile,Pipfile,pom.xml,build.gradle,build.gradle.kts}',
    ],
  },
  {
    zone: 'Auth',
    globs: [
      '**/{auth,security}/**',
      '**/{auth,oauth,oauth2,*[-_.]auth}.*',
      '**/*{authn,authz,authentic,authoriz}*.*',
    ],
  },
  { zone: 'Persistence', globs: ['**/models/**', '**/db/**', '**/*.sql'] },
  {
    zone: 'Tests',
    globs: [
      '**/test/**',
      '**/tests/**',
      '**/__tests__/**',
      '**/*_test.*',
      '**/*.test.*',
      '**/test_*.py',
    ],
  },
];

export const DEFAULT_PLAN = 'docs/milestones/{milestone}/{milestone}_plan.md';
export const DEFAULT_REGISTRY = 'docs/milestones/deferred.yml';
