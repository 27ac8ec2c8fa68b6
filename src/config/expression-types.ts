import type { Environment } from '@marcbachmann/cel-js';
import type * as z from 'zod';
import { evidenceFileSchema } from '../model/evidence-file.ts';

/**
 * Thrown where an expression reads a key that the evidence does not have, or a list that was cut. Whether
 * an absent key is a fact or a loss is not known, so `has()` does not turn it into `false`.
 */
export class AbsentKey extends Error {}

/** The type of values in CEL, and how a value of the evidence becomes one. */
interface CelType {
  readonly name: string;
  readonly convert: (value: unknown) => unknown;
}

/** The part of zod's documented internals (`_zod.def`) that describes composition. */
interface Schema {
  readonly _zod: {
    readonly def: {
      readonly type: z.core.$ZodTypeDef['type'];
      readonly format?: string;
      readonly checks?: readonly {
        readonly _zod: { readonly def: { readonly format?: string } };
      }[];
      readonly innerType?: Schema;
      readonly element?: Schema;
      readonly items?: readonly Schema[];
      readonly valueType?: Schema;
      readonly options?: readonly Schema[];
      readonly shape?: Readonly<Record<string, Schema>>;
      readonly values?: readonly unknown[];
    };
  };
}

const DYNAMIC: CelType = { name: 'dyn', convert: (value) => value };

/** Types of one environment; each object of the schema is a class whose keys are read on demand. */
export class EvidenceTypes {
  readonly #environment: Environment;
  readonly #known = new Map<Schema, CelType>();

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** Returns the type of a schema; `name` is where it is in the evidence: `runs_attempts`. */
  typeOf(schema: Schema, name: string): CelType {
    const known = this.#known.get(schema);
    if (known !== undefined) return known;
    const type = this.#make(schema, name);
    this.#known.set(schema, type);
    return type;
  }

  #make(schema: Schema, name: string): CelType {
    const { type, innerType, element, items, valueType, options, shape } = schema._zod.def;
    const inner = innerType ?? element ?? items?.[0] ?? valueType;
    const one = (): CelType => (inner === undefined ? DYNAMIC : this.typeOf(inner, name));
    switch (type) {
      case 'optional':
        return one();
      case 'array':
      case 'tuple':
        return listOf(one());
      case 'record':
        return mapOf(one());
      case 'object':
        return this.#object(name, shape ?? {}, []);
      case 'union':
        return this.#union(name, options ?? []);
      default:
        return simpleType(schema);
    }
  }

  /** A union of objects is one object, of which keys may be absent. */
  #union(name: string, options: readonly Schema[]): CelType {
    const shapes = options.flatMap(({ _zod: { def } }) => (def.shape ? [def.shape] : []));
    if (shapes.length < options.length) return DYNAMIC;
    const shared = Object.keys(shapes[0] ?? {}).filter((key) => shapes.every((one) => key in one));
    return this.#object(name, Object.assign({}, ...shapes), shared);
  }

  #object(
    name: string,
    shape: Readonly<Record<string, Schema>>,
    shared: readonly string[],
  ): CelType {
    const fields = Object.fromEntries(
      // What the options of a union share may be another type in each.
      Object.entries(shape).map(([key, schema]) => [
        key,
        shared.includes(key) && schema._zod.def.type === 'literal'
          ? { ...DYNAMIC, name: 'string' }
          : this.typeOf(schema, `${name}_${key}`),
      ]),
    );
    const Type = classOf(name, fields);
    this.#environment.registerType(name, {
      ctor: Type,
      fields: Object.fromEntries(Object.entries(fields).map(([key, one]) => [key, one.name])),
    });
    return { name, convert: memoized((value) => new Type(value as object)) };
  }
}

/** Returns the type of a value without parts; `dyn` for one of several types. */
function simpleType(schema: Schema): CelType {
  const { type, values } = schema._zod.def;
  const [literal] = values ?? [];
  const isLiteral = type === 'literal';
  if (type === 'string' || type === 'enum' || (isLiteral && typeof literal === 'string')) {
    return { ...DYNAMIC, name: 'string' };
  }
  if (type === 'boolean' || (isLiteral && typeof literal === 'boolean')) {
    return { ...DYNAMIC, name: 'bool' };
  }
  if (type !== 'number') return DYNAMIC;
  return isInteger(schema)
    ? { name: 'int', convert: (value) => BigInt(value as number) }
    : { ...DYNAMIC, name: 'double' };
}

/** Whether a number schema allows integers only: `z.int()` with further checks or without. */
function isInteger({ _zod: { def } }: Schema): boolean {
  return [def.format, ...(def.checks ?? []).map((one) => one._zod.def.format)].includes('safeint');
}

function listOf({ name, convert }: CelType): CelType {
  return {
    name: `list<${name}>`,
    convert: memoized((value) => (value as readonly unknown[]).map(convert)),
  };
}

function mapOf({ name, convert }: CelType): CelType {
  const entries = (value: unknown): readonly [string, unknown][] => Object.entries(value as object);
  return {
    name: `map<string, ${name}>`,
    convert: memoized((value) => new Map(entries(value).map(([key, one]) => [key, convert(one)]))),
  };
}

/** A list is read once per step of an outer loop, and converted once. */
function memoized(convert: (value: unknown) => unknown): (value: unknown) => unknown {
  const known = new WeakMap<object, unknown>();
  return (value) => {
    if (typeof value !== 'object' || value === null) return value;
    const converted = known.get(value) ?? convert(value);
    known.set(value, converted);
    return converted;
  };
}

/**
 * Whether a list is only a part. Reports say so next to their lists: in `omitted`, a number or one for each
 * list, and in `incomplete`; a GitHub milestone by its counts; what was attested in `unread`.
 */
function isCut(raw: Readonly<Record<string, unknown>>, key: string): boolean {
  if (!Array.isArray(raw[key])) return false;
  const { omitted, incomplete, open, unread } = raw;
  const left =
    typeof omitted === 'object' && omitted !== null ? Reflect.get(omitted, key) : omitted;
  if (typeof left === 'number' && left > 0) return true;
  if (key === 'openItems') return typeof open === 'number' && raw[key].length < open;
  if (key === 'signers') return Array.isArray(unread) && unread.length > 0;
  return key === 'findings' && Array.isArray(incomplete) && incomplete.length > 0;
}

/** Returns a class whose instances read the keys of a value, each as its type, when they are asked. */
function classOf(name: string, fields: Readonly<Record<string, CelType>>) {
  class EvidenceObject {
    readonly raw: Readonly<Record<string, unknown>>;
    constructor(raw: object) {
      this.raw = raw as Readonly<Record<string, unknown>>;
    }
  }
  for (const [key, { convert }] of Object.entries(fields)) {
    Object.defineProperty(EvidenceObject.prototype, key, {
      get(this: EvidenceObject) {
        const value = this.raw[key];
        const where = name.replaceAll('_', '.');
        if (value === undefined) throw new AbsentKey(`${where} has no ${key}`);
        if (isCut(this.raw, key)) throw new AbsentKey(`${where}.${key} is not listed in full`);
        return convert(value);
      },
    });
  }
  return EvidenceObject;
}

/** Returns the schema of the value of each kind of evidence. */
export function kindSchemas(): readonly (readonly [kind: string, schema: Schema])[] {
  const kinds = (evidenceFileSchema.shape.evidence as unknown as Schema)._zod.def.shape ?? {};
  return Object.entries(kinds).flatMap(([kind, schema]) => {
    const value = presentValue(schema);
    return value === undefined ? [] : [[kind, value] as const];
  });
}

function presentValue(schema: Schema): Schema | undefined {
  const { innerType, options = [] } = schema._zod.def;
  if (innerType !== undefined) return presentValue(innerType);
  return options.find(
    ({ _zod: { def } }) => def.shape?.['state']?._zod.def.values?.[0] === 'present',
  )?._zod.def.shape?.['value'];
}
