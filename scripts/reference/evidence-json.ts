import { MAX_COMMITTED_BYTES } from '../../src/model/evidence-text.ts';
import { RULES } from '../../src/rules/registry.ts';
import { GENERATED, inCode, markdownTable } from './markdown-table.ts';

/** The part of JSON Schema that the page shows. */
export interface EvidenceSchema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, EvidenceSchema>>;
  readonly $defs?: Readonly<Record<string, EvidenceSchema>>;
}

function rulesOf(kind: string, list: 'needs' | 'uses'): string {
  return RULES.filter((rule) => (rule[list] as readonly string[]).includes(kind))
    .map(({ id }) => inCode(id))
    .join(', ');
}

/** Returns the keys of an object with their descriptions. */
function keysOf(schema: EvidenceSchema | undefined): readonly (readonly [string, string])[] {
  return Object.entries(schema?.properties ?? {}).map(([key, { description = '' }]) => [
    key,
    description,
  ]);
}

/** Returns the page about evidence files, from their JSON Schema. */
export function evidenceJson(schema: EvidenceSchema): string {
  const rows = (part: EvidenceSchema | undefined): readonly (readonly string[])[] =>
    keysOf(part).map(([key, meaning]) => [inCode(key), meaning]);
  return [
    GENERATED,
    '',
    '# Evidence as JSON',
    '',
    'Everything that an audit is judged by, in one file: `collect` and the action write it, and `score` judges it again without a network. The same evidence gives the same audit, byte for byte. Its JSON Schema is `schema/evidence.schema.json`. Keys are sorted, lines end in LF, and the file ends in one newline.',
    '',
    '**Compatibility.** `milestone-evidence/1` only gains keys, and every version of the program reads it. A kind that an older file does not have is read as missing, and so is `absent` of 0.1.0. `score` names the rules that have changed since the evidence was collected. A newer format is an error with exit code 2.',
    '',
    '## Keys',
    '',
    ...markdownTable(['key', 'holds'], rows(schema)),
    '',
    '## Kinds of evidence',
    '',
    'Each is `{ "state": "present", "value", "source" }`, `{ "state": "none", "why", "source" }` (a listing proves that there is none), `{ "state": "missing", "why" }` or `{ "state": "unreadable", "why", "source" }`. A rule that needs a kind of which there is none does not apply. Missing and unreadable evidence leaves the level open.',
    '',
    ...markdownTable(
      ['kind', 'holds', 'needed by', 'used by'],
      keysOf(schema.properties?.['evidence']).map(([kind, meaning]) => [
        inCode(kind),
        meaning,
        rulesOf(kind, 'needs'),
        rulesOf(kind, 'uses'),
      ]),
    ),
    '',
    '## Source',
    '',
    'Where a value was read. Keys that do not apply are left out.',
    '',
    ...markdownTable(['key', 'holds'], rows(schema.$defs?.['Source'])),
    '',
    '## Size',
    '',
    `The evidence is always complete. It is committed compressed (gzip) next to the document, up to ${MAX_COMMITTED_BYTES / 1024} KiB of compressed bytes; above that only the output \`evidence-file\` has it. The audit names the SHA-256 of the uncompressed JSON.`,
    '',
  ].join('\n');
}
