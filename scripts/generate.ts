import { mkdir, writeFile } from 'node:fs/promises';
import * as z from 'zod';
import { configSchema } from '../src/config/config-schema.ts';

/** Writes what is made from the source and committed: the config's JSON Schema and its reference page. */
const ID =
  'https://raw.githubusercontent.com/milestone-audit/milestone-audit/main/schema/config.schema.json';

interface Property {
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

function configurationPage(schema: Property): string {
  const rows = Object.entries(schema.properties ?? {})
    .filter(([key]) => key !== '$schema')
    .map(([key, property]) => {
      const cells = [
        `\`${key}\``,
        typeOf(property),
        DEFAULTS[key] ?? '',
        property.description ?? '',
      ];
      return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
    });
  return [
    '# Configuration',
    '',
    'The config is `.github/milestone-audit.yml`, read at the base branch, never at the head of a pull request.',
    'Every key is optional, an empty file is valid, unknown keys are errors. An input of the action that differs',
    'from its default wins over the config. This page is made from the schema by `npm run generate`.',
    '',
    '| key | value | default | meaning |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

const schema = { $id: ID, ...z.toJSONSchema(configSchema, { target: 'draft-2020-12' }) };
await mkdir('schema', { recursive: true });
await mkdir('docs', { recursive: true });
await writeFile('schema/config.schema.json', `${JSON.stringify(schema, null, 2)}\n`);
await writeFile('docs/configuration.md', configurationPage(schema as Property));
