import { RULES } from '../../src/rules/registry.ts';
import { gateConditions } from './gate-conditions.ts';
import { inCode, markdownTable } from './markdown-table.ts';

/** As much of JSON Schema as the config’s schema uses. */
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
  gates: 'the seven of the contract',
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
  return `${property.pattern === undefined ? (property.type ?? 'anything') : `\`${property.pattern}\``}${range}`;
}

/** The page of every config key and rule option, from the config’s JSON Schema. */
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
