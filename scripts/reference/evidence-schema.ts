import { createGenerator, type Schema } from 'ts-json-schema-generator';

/**
 * The JSON Schema of a bundle, made from the types that the program itself is held to. Keys that it
 * does not name are allowed, as the format may gain some, and so is a bundle without a kind of
 * evidence: it was saved before there was one.
 */
export function evidenceSchema(): Schema {
  const generator = createGenerator({
    path: 'src/model/evidence-file.ts',
    tsconfig: 'tsconfig.json',
    type: 'Bundle',
    // The compiler proper checks types; this one only reads them.
    skipTypeCheck: true,
    additionalProperties: true,
    topRef: false,
    sortProps: true,
  });
  const schema = generator.createSchema('Bundle');
  const { EvidenceSet: set } = schema.definitions ?? {};
  if (typeof set !== 'object') throw new Error('the schema of a bundle has no EvidenceSet');
  const { required: _, ...anyKinds } = set;
  return named({ ...schema, definitions: { ...schema.definitions, EvidenceSet: anyKinds } });
}

const REF = '#/definitions/';

/**
 * What stands inside `Evidence<…>` is named after where a type of a list stood in the source, which
 * says nothing and changes with every line above it. It is named after its key in the bundle.
 */
function named(schema: Schema): Schema {
  const set = schema.definitions?.['EvidenceSet'];
  const kinds = typeof set === 'object' ? (set.properties ?? {}) : {};
  const names = new Map<string, string>();
  for (const [key, kind] of Object.entries(kinds)) {
    const [, inside] = /^#\/definitions\/Evidence<(.+)>$/.exec(targetOf(kind)) ?? [];
    if (inside !== undefined && !names.has(inside)) names.set(inside, key);
  }
  const rename = (text: string): string => {
    const [, outer = '', inside = ''] = /^(Evidence|Present)<(.+)>$/.exec(text) ?? [];
    const name = names.get(inside);
    return name === undefined ? text : `${outer}<${name[0]?.toUpperCase()}${name.slice(1)}>`;
  };
  return renamed(schema, rename) as Schema;
}

function targetOf(kind: Schema | boolean): string {
  return typeof kind === 'object' ? decodeURIComponent(kind.$ref ?? '') : '';
}

/** The same tree with other names of definitions, where they stand and where they are meant. */
function renamed(node: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(node)) return node.map((one) => renamed(one, rename));
  if (typeof node !== 'object' || node === null) return node;
  const pairs = Object.entries(node).map(([key, value]) =>
    key === '$ref' && typeof value === 'string'
      ? [key, REF + encodeURIComponent(rename(decodeURIComponent(value.slice(REF.length))))]
      : [rename(key), renamed(value, rename)],
  );
  return Object.fromEntries(pairs);
}
