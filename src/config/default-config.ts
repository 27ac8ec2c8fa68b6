import type { Config } from '../model/config.ts';

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
  'without-milestone': 'pass',
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
