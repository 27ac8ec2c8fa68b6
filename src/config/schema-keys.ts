import type { z } from 'zod';
import { configSchema } from './config-schema.ts';

/** Keys the config may have at a path, for messages; empty where any key goes or none does. */
export function keysAt(path: readonly PropertyKey[]): readonly string[] {
  let schemas: readonly Schema[] = [configSchema as unknown as Schema];
  for (const part of path) {
    schemas = schemas.flatMap((schema) => childrenOf(schema, String(part)));
  }
  const keys = schemas
    .flatMap(flatten)
    .flatMap((schema) => Object.keys(schema._zod.def.shape ?? {}));
  return [...new Set(keys)];
}

/** The part of zod's published internals (`_zod.def`) that describes composition. */
interface Schema {
  readonly _zod: {
    readonly def: {
      readonly type: z.core.$ZodTypeDef['type'];
      readonly innerType?: Schema;
      readonly element?: Schema;
      readonly valueType?: Schema;
      readonly options?: readonly Schema[];
      readonly shape?: Readonly<Record<string, Schema>>;
    };
  };
}

function flatten(schema: Schema): readonly Schema[] {
  const { innerType, options } = schema._zod.def;
  if (innerType !== undefined) return flatten(innerType);
  return options === undefined ? [schema] : options.flatMap(flatten);
}

function childrenOf(schema: Schema, part: string): readonly Schema[] {
  return flatten(schema).flatMap((one) => {
    const { shape, element, valueType } = one._zod.def;
    return [shape?.[part], element, valueType].filter((child) => child !== undefined);
  });
}
