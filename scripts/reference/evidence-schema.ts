import { createGenerator, type Schema } from 'ts-json-schema-generator';

/**
 * The JSON Schema of a bundle, made from the types that the program itself is held to. Keys that it
 * does not name are allowed, as the format may gain some, and so is a bundle without a kind of
 * evidence: it was saved before there was one.
 */
export function evidenceSchema(): Schema {
  const generator = createGenerator({
    path: 'src/model/bundle.ts',
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
  return { ...schema, definitions: { ...schema.definitions, EvidenceSet: anyKinds } };
}
