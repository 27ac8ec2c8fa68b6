import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import * as z from 'zod';
import { parseCondition } from '../../src/config/condition.ts';
import { configSchema } from '../../src/config/config-schema.ts';
import { RULES } from '../../src/rules/registry.ts';
import { PAGES, pageOf, ROOT } from './pages.ts';

const RULE_IDS = RULES.map(({ id }) => id);
const action = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as {
  readonly inputs: object;
  readonly outputs: object;
};

/** Keys of the config at any depth, options of rules and keys of the registry. */
const CONFIG_KEYS = [
  ...keysOf(z.toJSONSchema(configSchema)),
  ...RULES.flatMap(({ options = [] }) => options.map(({ name }) => name)),
  ...['id', 'issue', 'covers', 'tests', 'threshold', 'reason', 'owner', 'until', 'exit'],
  ...['discovered', 'justified'],
];

function keysOf(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties } = schema as { readonly properties?: object };
  return [...Object.keys(properties ?? {}), ...Object.values(schema).flatMap(keysOf)];
}

/** Under `permissions:` of a workflow (docs.github.com, "Workflow syntax", read 2026-11-22). */
const SCOPES = [
  ...['actions', 'attestations', 'checks', 'contents', 'deployments', 'id-token', 'issues'],
  ...['packages', 'pages', 'pull-requests', 'security-events', 'statuses'],
];

/** What is said as `key: value` must be a key of ours or a permission. */
function unknownKeys(codes: readonly string[]): readonly string[] {
  return codes.filter((code) => {
    const [, key, value = ''] = /^([a-z][a-z-]*): (\S.*)$/.exec(code) ?? [];
    if (key === undefined) return false;
    if (SCOPES.includes(key)) return !/^(?:read|write|none)\b/.test(value);
    // A message of a tool begins with `error:`.
    return (
      !CONFIG_KEYS.includes(key) && !(key in action.inputs) && !['uses', 'error'].includes(key)
    );
  });
}

/** What looks like the condition of a gate must be one. */
function wrongConditions(codes: readonly string[]): readonly string[] {
  return codes.filter(
    (code) =>
      /^[a-z][a-z-]+ (?:>=|==|≥|=) \d$/.test(code) &&
      parseCondition(code, RULE_IDS).state === 'invalid',
  );
}

describe.each(PAGES.map((page) => [page.path, page] as const))('%s', (_path, { codes }) => {
  const values = codes.map(({ value }) => value);

  it('names only keys, inputs and permissions that exist', () => {
    expect(unknownKeys(values)).toEqual([]);
  });

  it('names only conditions that can be evaluated', () => {
    expect(wrongConditions(values)).toEqual([]);
  });
});

/** A dash in it, in code, and linked to a page of a rule: then it is the rule of that page. */
it('a link to the page of a rule says the rule’s id', () => {
  const links = PAGES.flatMap(({ path }) => [
    ...readFileSync(join(ROOT, path), 'utf8').matchAll(
      /\[`?([a-z-]+)`?\]\((?:\.\.\/|docs\/)*rules\/([a-z-]+)\.md\)/g,
    ),
  ]);
  const wrong = links.filter(([, said = '', id = '']) => said !== id || !RULE_IDS.includes(id));
  expect(wrong.map(([link]) => link)).toEqual([]);
  expect(links.length).toBeGreaterThan(20);
});

it('names are really looked at', () => {
  const codes = pageOf('x', '`fail-onn: red` `fail-on: red` `checks: write` `chekcs: write`').codes;
  const values = codes.map(({ value }) => value);
  expect(unknownKeys(values)).toEqual(['fail-onn: red', 'chekcs: write']);
  expect(wrongConditions(['test-results >= 4', 'test-result >= 4', 'tests >= 9'])).toEqual([
    'test-result >= 4',
    'tests >= 9',
  ]);
});
