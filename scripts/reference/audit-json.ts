import { GENERATED, inCode, markdownTable } from './markdown-table.ts';

/** As much of JSON Schema as the audit's schema uses. */
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

/** Meaning of the top-level keys; a key that is not listed shows its schema's own description. */
const MEANINGS: Readonly<Record<string, string>> = {
  schema: 'version of this format',
  milestone: 'id, such as `M01`; `NONE` outside of any',
  next_milestone: 'the id that comes after it',
  title: 'from the plan, the GitHub milestone or the pull request',
  mode: '`baseline` without an earlier audit, `recovery` after a red base, else `delta`',
  repository: '`owner/name`',
  repository_url: 'its web address; left out for a local audit',
  branch: 'branch the audited commit was met on',
  event: 'event that asked for the audit, `local` on the command line',
  date: 'day of the newest evidence, in UTC; `null` when there is none',
  evidence_completed_at: 'moment at which the newest evidence was complete',
  pull_request: '`null` when there is none',
  commits: 'base, audited, merge and policy commit, and further commits of the same tree',
  config: 'path, where it was read, profile',
  runs: 'workflow runs that were looked at, with jobs and steps',
  sources: 'evidence that was expected, and how each ended',
  criteria: 'task lists of the plan',
  categories: 'scores by category',
  rules: 'one entry a rule that was judged',
  score: 'overall score with one decimal; `null` when nothing applies',
  measured: 'the same over what could be measured',
  measured_rules: 'how many of the scored rules could be measured',
  formula: 'the overall score, ready to be redone by hand',
  minimum_score: 'from config or input; `null` without one',
  gates: 'the gates, their conditions and states',
  invariants: 'the config’s invariants, and whether they held',
  issues: 'what to do, worst first',
  deferrals: 'entries of the registry, live or not',
  registry: 'path of the registry, and ids that vanished or changed; `null` without one',
  flakes: 'what failed and passed on the same code',
  predecessor: 'the audit before this one in the same series, and whether its files are unchanged',
  chain: 'what is wrong with the chain of earlier audits',
  comparison: 'what moved since the predecessor, rule by rule',
  measures: 'numbers that later audits compare with',
  regressions: 'numbers that got worse than noise explains',
  evidence: 'what section 4 of the document shows',
  not_evaluated: 'what is unknown, and why',
  notices: 'what collecting could not do',
  verdict: '`green`, `yellow` or `red`',
  outcome: 'whether the milestone is complete',
  reason: 'one sentence saying why',
  tool: 'version of program and rules',
  paths: 'where document, JSON and evidence lie in the repository',
};

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

/** Levels are literals: `0` to `5` read better than six of them. */
function typeOfAny(branches: readonly AuditSchema[]): string {
  const numbers = branches.filter(({ const: value }) => typeof value === 'number');
  if (numbers.length > 2) {
    return [`\`${numbers[0]?.const}\` to \`${numbers.at(-1)?.const}\``]
      .concat(branches.filter((one) => !numbers.includes(one)).map(typeOf))
      .join(' or ');
  }
  return [...new Set(branches.map(typeOf))].join(' or ');
}

/** The keys of an object, behind a list or beside a null too. */
function inner(schema: AuditSchema): Readonly<Record<string, AuditSchema>> {
  if (schema.properties !== undefined) return schema.properties;
  if (schema.items !== undefined) return inner(schema.items);
  return Object.assign({}, ...(schema.anyOf ?? []).map(inner)) as Record<string, AuditSchema>;
}

/** A table without the columns in which no row says anything. */
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

/** The page of the audit's JSON, from its JSON Schema. */
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
    '`null` means not measured, or not there. Scores are numbers from 0 to 5 with one decimal.',
    '',
    ...markdownTable(
      ['key', 'type', 'meaning'],
      properties.map(([key, field]) => [
        inCode(key),
        typeOf(field),
        MEANINGS[key] ?? field.description ?? '',
      ]),
    ),
    '',
    ...properties.flatMap(([key, field]) => section(key, field)),
  ].join('\n');
}
