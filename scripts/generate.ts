import { mkdir, writeFile } from 'node:fs/promises';
import * as z from 'zod';
import { configSchema } from '../src/config/config-schema.ts';
import { auditSchema } from '../src/document/audit-schema.ts';
import { RULES } from '../src/rules/registry.ts';

/** Writes what is made from the source and committed: the JSON Schemas of config and audit, and the config's reference page. */
const FOLDER = 'https://raw.githubusercontent.com/milestone-audit/milestone-audit/main/schema';

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
    '## Options of rules',
    '',
    'Under `rules`, by the id of the rule; every rule can also be switched off with a reason: `{ off: reason }`.',
    '',
    '| rule | option | value | default | meaning |',
    '| --- | --- | --- | --- | --- |',
    ...ruleOptions(),
    '',
  ].join('\n');
}

function ruleOptions(): readonly string[] {
  return RULES.flatMap(({ id, options = [] }) =>
    options.map(({ name, type, fallback, meaning }) => {
      const cells = [`[${id}](rules/${id}.md)`, `\`${name}\``, type, fallback, meaning];
      return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
    }),
  );
}

async function writeSchema(name: string, schema: z.ZodType): Promise<Property> {
  // The published shape is what a reader gets, so defaults and transforms do not matter.
  const json = {
    $id: `${FOLDER}/${name}.schema.json`,
    ...z.toJSONSchema(schema, { target: 'draft-2020-12' }),
  };
  await writeFile(`schema/${name}.schema.json`, `${JSON.stringify(json, null, 2)}\n`);
  return json as Property;
}

await mkdir('schema', { recursive: true });
await mkdir('docs', { recursive: true });
const config = await writeSchema('config', configSchema);
await writeSchema('audit', auditSchema);
await writeFile('docs/configuration.md', configurationPage(config));
