// GitHub's OpenAPI description as something that judges bodies. It needs the packages of this
// folder's package.json, which are big and so are installed apart (scripts/verify-sandbox.mjs).
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Formats that GitHub made up or that say nothing about a JSON value. */
const LAX = ['repo.nwo', 'timestamp', 'int32', 'int64', 'double', 'binary', 'uri-template'];

/**
 * OpenAPI 3.0 writes `nullable: true` where JSON Schema wants a type of its own. A property that is
 * itself called `nullable` has an object for a value, and is left alone.
 */
function toJsonSchema(node) {
  if (Array.isArray(node)) return node.map(toJsonSchema);
  if (node === null || typeof node !== 'object') return node;
  const entries = Object.entries(node).filter(
    ([key, value]) => key !== 'nullable' || typeof value !== 'boolean',
  );
  const schema = Object.fromEntries(entries.map(([key, value]) => [key, toJsonSchema(value)]));
  return node.nullable === true ? { anyOf: [schema, { type: 'null' }] } : schema;
}

const withBase = (schema) =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"github#/components/'));

/** @param {string} folder where `node_modules` with `@octokit/openapi` and `ajv` lies */
export function describeGitHub(folder) {
  const require = createRequire(join(folder, 'package.json'));
  const { default: Ajv } = require('ajv');
  const { default: addFormats } = require('ajv-formats');
  const file = require.resolve('@octokit/openapi/generated/api.github.com.json');
  const description = JSON.parse(readFileSync(file, 'utf8'));
  const ajv = addFormats(new Ajv({ strict: false, allErrors: true, logger: false }));
  for (const format of LAX) ajv.addFormat(format, true);
  const components = { schemas: toJsonSchema(description.components.schemas) };
  ajv.addSchema({ $id: 'github', components });

  const operations = new Map();
  for (const methods of Object.values(description.paths)) {
    for (const operation of Object.values(methods)) {
      if (operation.operationId) operations.set(operation.operationId, operation);
    }
  }
  const follow = (node) => {
    if (!node?.$ref) return node;
    return node.$ref
      .slice(2)
      .split('/')
      .reduce((here, key) => here?.[key], description);
  };
  const schemaOf = (node) => follow(node)?.content?.['application/json']?.schema;

  const compiled = new Map();
  function judge(key, schema, body) {
    if (!compiled.has(key)) compiled.set(key, ajv.compile(withBase(toJsonSchema(schema))));
    const check = compiled.get(key);
    if (check(body)) return [];
    return check.errors.map((error) => `${error.instancePath || '/'} ${error.message}`);
  }

  /** Errors that an operation doesn't list have the common shape. */
  function judgeError(key, declared, body) {
    const schema = schemaOf(declared);
    // Some errors are declared as `oneOf` two shapes of which one includes the other, so that no
    // plain error can be valid; the common shape is enough for those.
    const common = schema === undefined || schema.oneOf !== undefined;
    return common
      ? judge('error', { $ref: '#/components/schemas/basic-error' }, body)
      : judge(key, schema, body);
  }

  function judgeResponse(operation, status, body) {
    const declared = operations.get(operation).responses[status];
    const key = `${operation} ${status}`;
    if (status >= 400) return judgeError(key, declared, body);
    if (declared === undefined) return [`status ${status} is not one of its answers`];
    const schema = schemaOf(declared);
    return schema === undefined ? [] : judge(key, schema, body);
  }

  return {
    knows: (operation) => operations.has(operation),
    /** What is wrong with an answer of the sandbox; empty when nothing is. */
    response: judgeResponse,
    /** What is wrong with a body that was sent to it. */
    request(operation, body) {
      const schema = schemaOf(operations.get(operation).requestBody);
      return schema === undefined ? [] : judge(`${operation} request`, schema, body);
    },
    /** What is wrong with an event's payload. */
    webhook(name, body) {
      const { requestBody } = Object.values(description['x-webhooks'][name])[0];
      return judge(`webhook ${name}`, schemaOf(requestBody), body);
    },
  };
}
