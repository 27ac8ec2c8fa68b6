import type { Json } from '../views/view.ts';
import { type Operation, parseOperation, type Selection, type Value } from './parse.ts';

/** An error as GitHub puts it into `errors`; `type` is its own word for the kind. */
export class GraphqlError extends Error {
  readonly type: string | undefined;
  readonly extensions: Json | undefined;

  constructor(message: string, type?: string, extensions?: Json) {
    super(message);
    this.type = type;
    this.extensions = extensions;
  }
}

/** An object of the schema: its type's name and what it resolves its fields from. */
export interface Node {
  readonly type: string;
  readonly value: unknown;
}

export type Resolver<Context> = (
  source: never,
  args: Json,
  context: Context,
) => Node | readonly Node[] | string | number | boolean | null;

/** Type name to field name to how the field is found. */
export type Schema<Context> = Readonly<Record<string, Readonly<Record<string, Resolver<Context>>>>>;

const plainValue = (value: Value, variables: Json): unknown => {
  switch (value.kind) {
    case 'literal':
      return value.value;
    case 'variable':
      return variables[value.name];
    case 'list':
      return value.items.map((item) => plainValue(item, variables));
    case 'object':
      return Object.fromEntries(
        [...value.fields].map(([name, inside]) => [name, plainValue(inside, variables)]),
      );
    default:
      return value satisfies never;
  }
};

const isNode = (value: unknown): value is Node =>
  value !== null && typeof value === 'object' && 'type' in value && 'value' in value;

interface Run<Context> {
  readonly schema: Schema<Context>;
  readonly variables: Json;
  readonly context: Context;
  readonly errors: Json[];
}

function undefinedField(type: string, field: string): GraphqlError {
  return new GraphqlError(`Field '${field}' doesn't exist on type '${type}'`, undefined, {
    code: 'undefinedField',
    typeName: type,
    fieldName: field,
  });
}

/** Refuses unknown fields before anything is done, so that a bad mutation changes nothing. */
function validate<C>(run: Run<C>, type: string, selections: readonly Selection[]): void {
  for (const selection of selections) {
    if (selection.kind === 'fragment') validate(run, selection.on, selection.selections);
    else if (selection.name !== '__typename' && !run.schema[type]?.[selection.name]) {
      throw undefinedField(type, selection.name);
    }
  }
}

function complete<C>(run: Run<C>, value: unknown, selection: Selection, path: string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => complete(run, item, selection, path));
  if (isNode(value)) return select(run, value, selection.selections, path);
  return value;
}

function select<C>(
  run: Run<C>,
  node: Node,
  selections: readonly Selection[],
  path: string[],
): Json {
  validate(
    run,
    node.type,
    selections.filter((one) => one.kind === 'field'),
  );
  const result: Json = {};
  for (const selection of selections) {
    if (selection.kind === 'fragment') {
      if (selection.on === node.type) {
        Object.assign(result, select(run, node, selection.selections, path));
      }
    } else result[selection.alias] = resolveField(run, node, selection, path);
  }
  return result;
}

function resolveField<C>(
  run: Run<C>,
  node: Node,
  selection: Extract<Selection, { kind: 'field' }>,
  path: string[],
): unknown {
  if (selection.name === '__typename') return node.type;
  const resolver = run.schema[node.type]?.[selection.name];
  if (!resolver) throw undefinedField(node.type, selection.name);
  const args = Object.fromEntries(
    [...selection.args].map(([name, value]) => [name, plainValue(value, run.variables)]),
  );
  const here = [...path, selection.alias];
  try {
    return complete(run, resolver(node.value as never, args, run.context), selection, here);
  } catch (error) {
    if (!(error instanceof GraphqlError) || error.extensions) throw error;
    run.errors.push({ type: error.type, path: here, message: error.message, locations: [] });
    return null;
  }
}

function checkVariables(operation: Operation, variables: Json): void {
  for (const [name, { type, required }] of operation.variables) {
    if (!required || (variables[name] !== undefined && variables[name] !== null)) continue;
    throw new GraphqlError(
      `Variable $${name} of type ${type}! was provided invalid value`,
      undefined,
      { value: null, problems: [{ path: [], explanation: 'Expected value to not be null' }] },
    );
  }
}

/** Runs one operation; the answer has `data`, `errors` or both, like GitHub's. */
export function execute<Context>(
  schema: Schema<Context>,
  text: string,
  variables: Json,
  context: Context,
): Json {
  const errors: Json[] = [];
  const run = { schema, variables, context, errors };
  try {
    const operation = parseOperation(text);
    checkVariables(operation, variables);
    const type = operation.kind === 'query' ? 'Query' : 'Mutation';
    validate(run, type, operation.selections);
    const data = select(run, { type, value: null }, operation.selections, []);
    return errors.length > 0 ? { data, errors } : { data };
  } catch (error) {
    if (error instanceof GraphqlError) {
      return { errors: [{ message: error.message, extensions: error.extensions, locations: [] }] };
    }
    if (error instanceof SyntaxError)
      return { errors: [{ message: error.message, locations: [] }] };
    throw error;
  }
}
