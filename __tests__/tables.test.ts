import { readdirSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { COMMANDS } from '../src/cli/command-list.ts';
import { RULES } from '../src/rules/registry.ts';
import checkCommands from '../src/tables/check-commands.yaml';
import commands from '../src/tables/commands.yaml';
import configDefaults from '../src/tables/config-defaults.yaml';
import launchers from '../src/tables/launchers.yaml';
import lockfiles from '../src/tables/lockfiles.yaml';
import logLines from '../src/tables/log-lines.yaml';
import losingOptions from '../src/tables/losing-options.yaml';
import refusals from '../src/tables/refusals.yaml';
import runtimes from '../src/tables/runtimes.yaml';
import secretTokens from '../src/tables/secret-tokens.yaml';
import testTools from '../src/tables/test-tools.yaml';
import toolCommands from '../src/tables/tool-commands.yaml';
import workflowKeys from '../src/tables/workflow-keys.yaml';

const text = z.string().min(1);
const texts = z.array(text);
const pattern = z.instanceof(RegExp);
const source = text;
const variable = z.tuple([text, text]);
const record = <T extends z.ZodType>(of: T) => z.record(text, of);

const option = z.strictObject({
  name: text.regex(/^[a-z][a-z-]+$/),
  short: text.length(1).optional(),
  value: text.optional(),
  repeated: z.literal(true).optional(),
  needed: z.literal(true).optional(),
  choice: text.optional(),
  beside: text.optional(),
  meaning: text,
});
const command = z.strictObject({
  summary: text,
  takes: z
    .strictObject({ shown: texts, what: text, least: z.int(), most: z.int().optional() })
    .optional(),
  stray: text.optional(),
  options: z.array(option),
  examples: texts.optional(),
});
const rule = z.enum(RULES.map(({ id }) => id));
const profile = z.strictObject({
  categories: z.array(
    z.strictObject({
      kind: z.literal('measured'),
      id: text,
      title: text,
      weight: z.number().positive(),
      rules: z.array(rule).min(1),
    }),
  ),
  unscored: z.array(rule),
});
const token = { kind: text, page: z.url() };

/** Each table and the type of its rows. */
const TABLES: Readonly<Record<string, readonly [table: unknown, schema: z.ZodType]>> = {
  'check-commands': [
    checkCommands,
    z.array(
      z.tuple([
        z.enum(['test', 'scan', 'coverage', 'lint', 'type', 'build', 'other', 'none']),
        text,
        source,
      ]),
    ),
  ],
  commands: [commands, record(record(command))],
  'config-defaults': [
    configDefaults,
    z.strictObject({
      plan: text,
      registry: text,
      gates: z.array(z.strictObject({ title: text, when: texts })),
      profiles: z.strictObject({ default: profile, seed: profile }),
      inputs: record(z.string()),
      zones: z.array(z.strictObject({ zone: text, globs: texts.min(1) })),
    }),
  ],
  launchers: [
    launchers,
    z.array(
      z.strictObject({
        start: z.array(pattern).min(1),
        operands: z.int().optional(),
        after: pattern.optional(),
        valued: pattern.optional(),
        source,
      }),
    ),
  ],
  lockfiles: [
    lockfiles,
    z.array(
      z.strictObject({
        file: pattern,
        tool: text,
        starts: pattern,
        hash: pattern.optional(),
        own: pattern.optional(),
        within: z.strictObject({ from: pattern, until: pattern }).optional(),
      }),
    ),
  ],
  'log-lines': [
    logLines,
    z.array(
      z.strictObject({
        format: text.startsWith('log:'),
        means: z.enum(['broken', 'empty', 'begun']),
        line: pattern,
        after: pattern.optional(),
        says: texts.min(1),
        meaning: text,
        source,
      }),
    ),
  ],
  'losing-options': [
    losingOptions,
    z.array(
      z.strictObject({
        command: pattern,
        word: pattern.optional(),
        pair: z.tuple([pattern, pattern]).optional(),
        unless: pattern.optional(),
        source,
      }),
    ),
  ],
  refusals: [
    refusals,
    z.array(z.strictObject({ reason: text, words: pattern, why: text, wayOut: text })),
  ],
  runtimes: [
    runtimes,
    z.strictObject({
      actions: record(
        z.strictObject({
          runtime: text,
          input: text,
          fileInput: text.optional(),
          files: texts,
          ref: z.literal(true).optional(),
          optional: z.literal(true).optional(),
        }),
      ),
      managers: z.array(z.strictObject({ uses: pattern, command: pattern, files: texts })),
      commands: z.array(z.strictObject({ runtime: text, command: pattern })),
      programs: record(pattern),
      files: record(texts),
      images: record(text),
    }),
  ],
  'secret-tokens': [
    secretTokens,
    z.array(
      z.union([
        z.strictObject({
          ...token,
          hint: text,
          pattern: pattern.refine(({ flags }) => flags.includes('g'), 'needs the flag g'),
          except: pattern.optional(),
        }),
        z.strictObject({
          ...token,
          prefixes: texts.min(1),
          rest: text,
          needsDigits: z.literal(true).optional(),
        }),
      ]),
    ),
  ],
  'test-tools': [
    testTools,
    z.strictObject({
      tools: z.array(
        z.strictObject({
          name: text,
          languages: texts,
          command: pattern,
          paths: pattern.optional(),
          manifests: pattern.optional(),
          arguments: z.string(),
          variable: variable.optional(),
          needs: variable.optional(),
          once: text.optional(),
          reports: texts,
          coverage: z
            .strictObject({
              shown: pattern,
              arguments: z.string(),
              reports: texts,
              once: z.strictObject({ what: text, unless: pattern }).optional(),
            })
            .optional(),
          plain: text,
        }),
      ),
      wrappers: z.array(
        z.strictObject({
          command: pattern,
          tools: pattern,
          separator: text.optional(),
          variable: variable.optional(),
        }),
      ),
    }),
  ],
  'tool-commands': [
    toolCommands,
    z.array(
      z.strictObject({
        tool: text,
        programs: texts.optional(),
        frozen: text.optional(),
        scan: text.optional(),
        threshold: text.optional(),
        source,
      }),
    ),
  ],
  'workflow-keys': [
    workflowKeys,
    record(z.strictObject({ read: texts, irrelevant: record(text) })),
  ],
};

it('every table is checked here', () => {
  const files = readdirSync('src/tables').sort();
  expect(Object.keys(TABLES).map((name) => `${name}.yaml`)).toEqual(files);
});

it.each(Object.entries(TABLES))('the rows of %s have their type', (_, [table, schema]) => {
  expect(schema.safeParse(table).error?.issues ?? []).toEqual([]);
});

it('every command of the table has code', () => {
  const without = Object.entries(COMMANDS).filter(([, { load }]) => typeof load !== 'function');
  expect(without.map(([name]) => name)).toEqual([]);
});
