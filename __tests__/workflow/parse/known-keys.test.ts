import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { type KeyPlace, KNOWN_KEYS } from '../../../src/workflow/parse/unread-keys.ts';

/* GitHub's own parser has a schema of every key. Dependabot keeps it current, so new syntax fails here first. */

interface Schema {
  readonly definitions: Readonly<
    Record<
      string,
      { readonly mapping?: { readonly properties?: Readonly<Record<string, unknown>> } }
    >
  >;
}

const schemaOf = (name: string): Schema =>
  JSON.parse(
    readFileSync(`node_modules/@actions/workflow-parser/dist/${name}-v1.0.min.json`, 'utf8'),
  );

const workflow = schemaOf('workflow');
const action = schemaOf('action');

/** Keys of every definition whose name matches. */
function keysOf({ definitions }: Schema, names: RegExp): readonly string[] {
  const found = Object.entries(definitions)
    .filter(([name]) => names.test(name))
    .flatMap(([, { mapping }]) => Object.keys(mapping?.properties ?? {}));
  return [...new Set(found)].sort();
}

const NO_EVENT =
  'on|permissions|snapshot|runs-on|concurrency|job-environment|container|service-container|cron';

const SCHEMA: Readonly<Record<KeyPlace, readonly string[]>> = {
  workflow: keysOf(workflow, /^workflow-root(?:-strict)?$/),
  event: keysOf(workflow, /^on-mapping-strict$/),
  trigger: keysOf(workflow, new RegExp(`^(?!(?:${NO_EVENT})-mapping$).*-mapping$`)),
  schedule: keysOf(workflow, /^cron-mapping$/),
  defaults: keysOf(workflow, /^(?:workflow|job)-defaults$/),
  'run-defaults': keysOf(workflow, /^(?:workflow|job)-defaults-run$/),
  concurrency: keysOf(workflow, /^concurrency-mapping$/),
  job: keysOf(workflow, /^(?:job-factory|workflow-job)$/),
  'runs-on': keysOf(workflow, /^runs-on-mapping$/),
  strategy: keysOf(workflow, /^strategy$/),
  container: keysOf(workflow, /^container-mapping$/),
  service: keysOf(workflow, /^service-container-mapping$/),
  step: keysOf(workflow, /^(?:run|regular|wait|wait-all|cancel|parallel)-step$/),
  action: keysOf(action, /^action-root-strict$/),
  runs: keysOf(action, /-runs-strict$|^plugin-runs$/),
};

it.each(Object.keys(KNOWN_KEYS) as KeyPlace[])('knows exactly the keys of a %s', (place) => {
  const { read, irrelevant } = KNOWN_KEYS[place];
  expect([...read, ...Object.keys(irrelevant)].sort()).toEqual(SCHEMA[place]);
});

it('knows the keys of the steps of composite actions', () => {
  const unknown = keysOf(action, /^(?:run|uses)-step$/).filter(
    (key) => !KNOWN_KEYS.step.read.includes(key),
  );
  expect(unknown).toEqual([]);
});
