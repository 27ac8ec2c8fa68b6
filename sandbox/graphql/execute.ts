import {
  executeSync,
  FieldsOnCorrectTypeRule,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  parse,
  specifiedRules,
  type ValidationRule,
  validate,
} from 'graphql';
import type { Json } from '../views/view.ts';
import type { Context, Node } from './context.ts';
import { resolvers } from './resolvers.ts';

/** Reports an unknown field in GitHub's words, which are those of GraphQL Ruby. */
const fieldsExist: ValidationRule = (context) => ({
  Field(node) {
    const type = context.getParentType();
    if (!type || context.getFieldDef()) return;
    const [typeName, fieldName] = [type.name, node.name.value];
    const message = `Field '${fieldName}' doesn't exist on type '${typeName}'`;
    const extensions = { code: 'undefinedField', typeName, fieldName };
    context.reportError(new GraphQLError(message, { nodes: node, extensions }));
  },
});

const RULES = specifiedRules.map((rule) => (rule === FieldsOnCorrectTypeRule ? fieldsExist : rule));

const resolveField: GraphQLFieldResolver<Node | undefined, Context> = (
  source,
  args,
  context,
  { parentType, fieldName },
) => {
  const resolver = resolvers[parentType.name]?.[fieldName];
  if (resolver === undefined) throw new Error(`${parentType.name}.${fieldName} has no resolver`);
  return resolver(source?.value as never, args, context);
};

/** Executes one operation. The answer has `data`, `errors` or both, like GitHub's. */
export function execute(
  served: GraphQLSchema,
  text: string,
  variableValues: Json,
  contextValue: Context,
): Json {
  try {
    const document = parse(text);
    const invalid = validate(served, document, RULES);
    if (invalid.length > 0) return { errors: invalid.map(errorJson) };
    const { data, errors } = executeSync({
      schema: served,
      document,
      variableValues,
      contextValue,
      fieldResolver: resolveField,
      typeResolver: (node: Node) => node.type,
    });
    return {
      ...(data === undefined ? {} : { data }),
      ...(errors === undefined ? {} : { errors: errors.map(errorJson) }),
    };
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [errorJson(error)] };
    throw error;
  }
}

/** Moves `type` out of the extensions, as GitHub does. A bug of the sandbox itself is thrown. */
function errorJson({ message, path, locations, extensions, originalError }: GraphQLError): Json {
  if (originalError && !(originalError instanceof GraphQLError)) throw originalError;
  const { type, ...others } = extensions;
  return {
    message,
    locations: locations ?? [],
    ...(type === undefined ? {} : { type }),
    ...(path === undefined ? {} : { path }),
    ...(Object.keys(others).length === 0 ? {} : { extensions: others }),
  };
}
