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
    'Everything an audit is judged by, in one file: `collect` and the action write it, `score` judges it again without a network. The same bundle gives the same audit, byte for byte. Its JSON Schema is `schema/evidence.schema.json`, made from the same schema as the program’s types. Keys are sorted, lines end in LF, and the file ends in one newline.',
    '',
    '**Compatibility.** `milestone-evidence/1` only gains keys, and every version of the program reads it as long as there are audits that rest on it: a bundle of the first version is kept among the tests. A kind that an older bundle does not have is read as absent, which makes rules that need it unknown and never better. Which rules judge otherwise than when it was collected, `score` says on stderr and among the notices of the audit. Of a format that is newer than the program, nothing is guessed: it is refused with exit code 2.',
    '',
    '## Keys',
    '',
    ...markdownTable(['key', 'holds'], rows(schema)),
    '',
    '## Kinds of evidence',
    '',
    'Each is `{ "state": "present", "value", "source" }`, `{ "state": "absent", "why" }` or `{ "state": "unreadable", "why", "source" }`. A rule that needs a kind which is not present is unknown; a rule that uses one does without it.',
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
    `The committed copy has at most ${MAX_COMMITTED_BYTES / 1024} KiB. A larger one is shortened step by step, least missed first (identities of test cases, coverage by file, …), and its \`notices\` name what was left out. The output \`evidence-file\` and \`collect\` always give all of it.`,
    '',
  ].join('\n');
}
