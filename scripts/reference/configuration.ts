import { RULES } from '../../src/rules/registry.ts';
import { gateConditions } from './gate-conditions.ts';
import { inCode, markdownTable } from './markdown-table.ts';

/** The part of JSON Schema that the config’s schema uses. */
export interface Property {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly items?: Property;
  readonly anyOf?: readonly Property[];
  readonly properties?: Readonly<Record<string, Property>>;
  readonly additionalProperties?: boolean | Property;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

const DEFAULTS: Readonly<Record<string, string>> = {
  version: '1',
  profile: 'default',
  categories: 'the profile’s',
  gates: 'the seven every audit has',
  workflows: 'every one that ran on the commit',
  zones: 'CI, contracts, migrations, dependencies, authentication, persistence, tests',
  artifacts: '*',
  plan: 'docs/milestones/{milestone}/{milestone}_plan.md',
  registry: 'docs/milestones/deferred.yml',
  docs: 'auto',
  'docs-path': 'docs/milestones/{milestone}/{milestone}_audit.md',
  comment: 'on-change',
  status: 'status',
  'status-name': 'Milestone audit',
  'fail-on': 'red',
  evidence: 'commit',
  trust: 'head',
};

function typeOf(property: Property): string {
  if (property.const !== undefined) return `\`${property.const}\``;
  if (property.enum !== undefined) return property.enum.map((one) => `\`${one}\``).join(', ');
  if (property.anyOf !== undefined) return property.anyOf.map(typeOf).join(' or ');
  if (property.type === 'array') return `list of ${typeOf(property.items ?? {})}`;
  if (property.properties !== undefined)
    return `{ ${Object.keys(property.properties).join(', ')} }`;
  if (typeof property.additionalProperties === 'object')
    return `map to ${typeOf(property.additionalProperties)}`;
  const range = property.minimum === undefined ? '' : ` ${property.minimum} to ${property.maximum}`;
  return `${patterned(property.pattern) ?? property.type ?? 'anything'}${range}`;
}

/** Returns a pattern as an example of what it matches. */
function patterned(pattern: string | undefined): string | undefined {
  if (pattern === undefined) return undefined;
  return pattern.startsWith('^branch:') ? '`branch:NAME`' : '`OWNER/REPOSITORY/PATH.yml@COMMIT`';
}

const EXTENDS = [
  '## Shared configs',
  '',
  'An organization keeps one config for all its repositories, and each extends it:',
  '',
  '```yaml',
  'extends: acme/.github/milestone-audit.yml@0123456789abcdef0123456789abcdef01234567',
  'minimum-score: 4',
  '```',
  '',
  '- It belongs to the owner of the audited repository, and is named by all 40 digits of a commit: a branch or tag',
  '  would let the rules change between two audits. The commit is in the default branch there, is the head of a',
  '  branch, or has a tag: one that only a fork has is nobody’s word.',
  '- It is read only for a config of the base branch. Where a pull request brings the first config, `extends` is',
  '  left out, and the audit says so.',
  '- It extends no other: every rule is in one of two files, which the audit names.',
  '- Keys of the repository’s own config win whole. `milestone`, `rules`, `probes`, `workflow-keys` and `zones` are merged',
  '  entry by entry, `gates` and `invariants` by title. An own `profile` brings its own categories.',
  '- What cannot be read is one problem with file, line and column, and the status is `error`. The token of a',
  '  workflow reads its own repository and public ones; for a private one give `github-token` another.',
  '- On the command line nothing is fetched: `--extends FILE` names a copy, and the audit says that nobody checked it.',
  '',
];

/** Returns the page about config keys and rule options, from the config’s JSON Schema. */
export function configurationPage(schema: Property): string {
  const rows = Object.entries(schema.properties ?? {})
    .filter(([key]) => key !== '$schema')
    .map(([key, property]) => [
      inCode(key),
      typeOf(property),
      DEFAULTS[key] ?? '',
      property.description ?? '',
    ]);
  return [
    '# Configuration',
    '',
    'The config is `.github/milestone-audit.yml`, read at the base branch, never at the head of a pull request.',
    'Every key is optional, an empty file is valid, unknown keys are errors. An input of the action that differs',
    'from its default wins over the config. This page is made from the schema by `npm run generate`.',
    '',
    ...markdownTable(['key', 'value', 'default', 'meaning'], rows),
    '',
    ...EXTENDS,
    ...gateConditions(),
    '## Options of rules',
    '',
    'Under `rules`, by the id of the rule; every rule can also be switched off with a reason: `{ off: reason }`.',
    '',
    ...markdownTable(['rule', 'option', 'value', 'default', 'meaning'], ruleOptions()),
    '',
  ].join('\n');
}

function ruleOptions(): readonly (readonly string[])[] {
  return RULES.flatMap(({ id, options = [] }) =>
    options.map(({ name, type, fallback, meaning }) => [
      `[${id}](rules/${id}.md)`,
      inCode(name),
      type,
      fallback,
      meaning,
    ]),
  );
}
