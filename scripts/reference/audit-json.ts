import { GENERATED, inCode, markdownTable } from './markdown-table.ts';

/** The part of JSON Schema that the audit's schema uses. */
export interface AuditSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly items?: AuditSchema;
  readonly anyOf?: readonly AuditSchema[];
  readonly properties?: Readonly<Record<string, AuditSchema>>;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, AuditSchema>>;
}

/** Returns the schema with every definition in the place of its references. */
function inlined({ $defs = {}, ...schema }: AuditSchema): AuditSchema {
  const inline = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(inline);
    if (typeof node !== 'object' || node === null) return node;
    const { $ref, ...own } = node as AuditSchema;
    const definition = $ref === undefined ? {} : $defs[$ref.slice('#/$defs/'.length)];
    const pairs = Object.entries({ ...definition, ...own });
    return Object.fromEntries(pairs.map(([key, value]) => [key, inline(value)]));
  };
  return inline(schema) as AuditSchema;
}

function typeOf(schema: AuditSchema): string {
  if (schema.const !== undefined) return inCode(JSON.stringify(schema.const));
  if (schema.enum !== undefined) return schema.enum.map((one) => inCode(String(one))).join(', ');
  if (schema.anyOf !== undefined) return typeOfAny(schema.anyOf);
  if (schema.type === 'array') return `list of ${typeOf(schema.items ?? {})}`;
  return [schema.type ?? 'anything'].flat().join(' or ');
}

/** Levels are six literals, shown as `0` to `5`. */
function typeOfAny(branches: readonly AuditSchema[]): string {
  const numbers = branches.filter(({ const: value }) => typeof value === 'number');
  if (numbers.length > 2) {
    return [`\`${numbers[0]?.const}\` to \`${numbers.at(-1)?.const}\``]
      .concat(branches.filter((one) => !numbers.includes(one)).map(typeOf))
      .join(' or ');
  }
  return [...new Set(branches.map(typeOf))].join(' or ');
}

/** Returns the keys of an object, of the items of a list, or of an object that may be null. */
function inner(schema: AuditSchema): Readonly<Record<string, AuditSchema>> {
  if (schema.properties !== undefined) return schema.properties;
  if (schema.items !== undefined) return inner(schema.items);
  return Object.assign({}, ...(schema.anyOf ?? []).map(inner)) as Record<string, AuditSchema>;
}

/** Returns a table without empty columns. */
function filledTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const filled = header.map((_, at) => rows.some((row) => row[at] !== ''));
  const kept = (row: readonly string[]) => row.filter((_, at) => filled[at]);
  return markdownTable(kept(header), rows.map(kept));
}

function section(key: string, schema: AuditSchema): readonly string[] {
  const fields = Object.entries(inner(schema));
  if (fields.length === 0) return [];
  return [
    `## ${key}`,
    '',
    ...filledTable(
      ['key', 'type', 'keys inside', 'meaning'],
      fields.map(([name, field]) => [
        inCode(name),
        typeOf(field),
        Object.keys(inner(field)).map(inCode).join(', '),
        field.description ?? '',
      ]),
    ),
    '',
  ];
}

/** Returns the page about the audit's JSON, from its JSON Schema. */
export function auditJson(schema: AuditSchema): string {
  const properties = Object.entries(inlined(schema).properties ?? {});
  return [
    GENERATED,
    '',
    '# Audit as JSON',
    '',
    'The audit is this JSON; document, comment and summary are views of it ([why](../adr/0003-the-audit-is-its-json.md)). Its JSON Schema is `schema/audit.schema.json`. Keys are sorted, lines end in LF, the file ends in one newline, and no clock is read: the audit’s time is that of its newest evidence.',
    '',
    '**Compatibility.** `milestone-audit/1` only gains keys; none is renamed, dropped or given another meaning. Readers must let unknown keys pass.',
    '',
    '`null` means that a value does not exist. Scores are numbers from 0 to 5 with one decimal; `score` is the lowest that the evidence allows, `score_max` the highest. Audits of 0.1.0 are read with every unknown rule as 0 to 5.',
    '',
    ...markdownTable(
      ['key', 'type', 'meaning'],
      properties.map(([key, field]) => [inCode(key), typeOf(field), field.description ?? '']),
    ),
    '',
    ...properties.flatMap(([key, field]) => section(key, field)),
  ].join('\n');
}
