import type { YamlEntry, YamlMap, YamlNode } from '../../lib/yaml.ts';
import type { Concern, Unread } from '../../model/workflow.ts';
import keys from '../../tables/workflow-keys.yaml';
import { nameOfStep } from './read-step.ts';
import { MAX_SCRIPT_LENGTH } from './script-lines.ts';
import { childOf, entriesOf, entryOf, itemsOf, oneOrMany, textOf } from './tree-access.ts';

/** Where a key can be. */
export type KeyPlace =
  | 'workflow'
  | 'event'
  | 'trigger'
  | 'schedule'
  | 'defaults'
  | 'run-defaults'
  | 'concurrency'
  | 'job'
  | 'runs-on'
  | 'strategy'
  | 'container'
  | 'service'
  | 'step'
  | 'action'
  | 'runs';

interface KnownKeys {
  readonly read: readonly string[];
  readonly irrelevant: Readonly<Record<string, string>>;
}

export const KNOWN_KEYS = keys as Readonly<Record<KeyPlace, KnownKeys>>;

type Place = Pick<Unread, 'job' | 'step'>;

/** What the steps of a job can contain. */
const IN_STEPS: readonly Concern[] = ['check', 'install', 'download', 'runtime', 'uses'];
const IN_JOBS: readonly Concern[] = [...IN_STEPS, 'permission'];
const IN_FILE: readonly Concern[] = [...IN_JOBS, 'trigger'];

/** What an unknown key of a place can hide. A container runs no steps, for example. */
const HIDDEN: Readonly<Record<KeyPlace, readonly Concern[]>> = {
  workflow: IN_FILE,
  event: ['trigger'],
  trigger: ['trigger'],
  schedule: ['trigger'],
  defaults: IN_STEPS,
  'run-defaults': ['check', 'install', 'download'],
  concurrency: ['trigger'],
  job: IN_JOBS,
  'runs-on': ['runtime', 'download'],
  strategy: ['check', 'runtime', 'download'],
  container: ['runtime', 'download'],
  service: ['download'],
  step: IN_STEPS,
  action: IN_STEPS,
  runs: IN_STEPS,
};

/** Keys whose value must have one form, and what another form, such as an expression, hides. */
const FORMS: readonly (readonly [
  key: string,
  kind: YamlNode['kind'],
  hides: readonly Concern[],
])[] = [
  ['env', 'map', ['install', 'download', 'runtime']],
  ['with', 'map', ['check', 'download', 'runtime']],
  ['defaults', 'map', ['check', 'install', 'download']],
  ['strategy', 'map', ['check', 'runtime', 'download']],
  ['services', 'map', ['download']],
  ['steps', 'list', IN_STEPS],
  ['parallel', 'list', IN_STEPS],
  ['runs', 'map', IN_STEPS],
  ['run', 'scalar', ['check', 'install', 'download']],
  ['uses', 'scalar', ['check', 'uses']],
  ['shell', 'scalar', ['check', 'install', 'download']],
];

/** Returns what the reader does not understand in a workflow, in file order. */
export function unreadInWorkflow(root: YamlMap): readonly Unread[] {
  const whole = { job: '', step: '' };
  return [
    ...keysOf(root, 'workflow', whole),
    ...permissionsOf(root, whole),
    ...triggersOf(childOf(root, 'on'), whole),
    ...keysOf(childOf(root, 'concurrency'), 'concurrency', whole),
    ...defaultsOf(root, whole),
    ...entriesOf(childOf(root, 'jobs')).flatMap(jobOf),
  ].toSorted((a, b) => a.line - b.line);
}

/** Returns what the reader does not understand in an `action.yml`, in file order. */
export function unreadInAction(root: YamlMap): readonly Unread[] {
  const place = { job: 'action', step: '' };
  const runs = childOf(root, 'runs');
  return [
    ...keysOf(root, 'action', place),
    ...keysOf(runs, 'runs', place),
    ...usingOf(runs, place),
    ...itemsOf(childOf(runs, 'steps')).flatMap((step) => stepOf(step, place.job)),
  ].toSorted((a, b) => a.line - b.line);
}

function jobOf({ key: job, value }: YamlEntry): readonly Unread[] {
  const place = { job, step: '' };
  return [
    ...keysOf(value, 'job', place),
    ...permissionsOf(value, place),
    ...defaultsOf(value, place),
    ...keysOf(childOf(value, 'runs-on'), 'runs-on', place),
    ...keysOf(childOf(value, 'strategy'), 'strategy', place),
    ...keysOf(childOf(value, 'container'), 'container', place),
    ...entriesOf(childOf(value, 'services')).flatMap((service) =>
      keysOf(service.value, 'service', place),
    ),
    ...itemsOf(childOf(value, 'steps')).flatMap((step) => stepOf(step, job)),
  ];
}

/** Keys that make a step do something; a step without one does what no reader knows. */
const ACTING = ['run', 'uses', 'parallel', 'wait', 'wait-all', 'cancel'];

function stepOf(node: YamlNode, job: string): readonly Unread[] {
  const place = { job, step: node.kind === 'map' ? nameOfStep(node) : '' };
  if (node.kind !== 'map') {
    return [
      {
        line: node.line,
        what: textOf(node),
        why: 'the step is not a map',
        hides: IN_STEPS,
        ...place,
      },
    ];
  }
  const acts = node.entries.some(({ key }) => ACTING.includes(key));
  const known = [...keysOf(node, 'step', place), ...besideParallel(node, place)];
  const inner = itemsOf(childOf(node, 'parallel')).flatMap((step) => stepOf(step, job));
  if (acts || known.length > 0) return [...known, ...inner];
  const why = 'the step neither runs a script nor uses an action';
  return [{ line: node.line, what: textOf(node), why, hides: IN_STEPS, ...place }];
}

/** GitHub takes no other key there, so `continue-on-error` of a group means nothing that is known. */
function besideParallel(node: YamlNode, place: Place): readonly Unread[] {
  if (entryOf(node, 'parallel') === undefined) return [];
  const why = 'GitHub takes no key next to `parallel`';
  return entriesOf(node)
    .filter(({ key }) => key !== 'parallel')
    .map((entry) => ({ ...unknownKey(entry, 'step', place), why }));
}

function defaultsOf(node: YamlNode, place: Place): readonly Unread[] {
  const defaults = childOf(node, 'defaults');
  return [
    ...keysOf(defaults, 'defaults', place),
    ...keysOf(childOf(defaults, 'run'), 'run-defaults', place),
  ];
}

function triggersOf(on: YamlNode | undefined, place: Place): readonly Unread[] {
  const filters = entriesOf(on).flatMap(({ key, value }) =>
    key === 'schedule'
      ? itemsOf(value).flatMap((item) => keysOf(item, 'schedule', place))
      : keysOf(value, 'trigger', place),
  );
  const names =
    on?.kind === 'map' ? on.entries : oneOrMany(on).map((at) => ({ ...at, key: at.value }));
  return [...names.flatMap(({ key, line }) => eventOf(key, line, place)), ...filters];
}

function eventOf(key: string, line: number, place: Place): readonly Unread[] {
  if (key === '' || KNOWN_KEYS.event.read.includes(key)) return [];
  return [{ line, what: `on: ${key}`, why: 'unknown event', hides: HIDDEN.event, key, ...place }];
}

function usingOf(runs: YamlNode | undefined, place: Place): readonly Unread[] {
  const using = entryOf(runs, 'using');
  const name = textOf(using?.value);
  if (/^(?:composite|docker|node\d+)$/i.test(name)) return [];
  const line = using?.line ?? runs?.line ?? 1;
  const why = 'not a known kind of action';
  return [{ line, what: `using: ${name}`, why, hides: IN_STEPS, ...place }];
}

function keysOf(node: YamlNode | undefined, at: KeyPlace, place: Place): readonly Unread[] {
  return entriesOf(node).flatMap((entry) => {
    const { read, irrelevant } = KNOWN_KEYS[at];
    if (Object.hasOwn(irrelevant, entry.key)) return [];
    return read.includes(entry.key) ? formOf(entry, at, place) : [unknownKey(entry, at, place)];
  });
}

function unknownKey(entry: YamlEntry, at: KeyPlace, place: Place): Unread {
  const { key, line } = entry;
  const why = `unknown key of a ${at.replace('-', ' ')}`;
  return { line, what: shown(entry), why, hides: hiddenBy(entry.value, at), key, ...place };
}

/** A number or a boolean contains no command and no action, but can decide whether a check counts. */
function hiddenBy(value: YamlNode, at: KeyPlace): readonly Concern[] {
  const plain = value.kind === 'scalar' && /^(?:|\d+|true|false|null)$/.test(value.text);
  const hidden = HIDDEN[at];
  return plain ? hidden.filter((one) => one === 'check' || one === 'trigger') : hidden;
}

function formOf(entry: YamlEntry, at: KeyPlace, place: Place): readonly Unread[] {
  const { key, line, value } = entry;
  const name = at === 'defaults' ? 'defaults' : key;
  const form = FORMS.find(([known]) => known === name);
  const empty = value.kind === 'scalar' && value.text === '';
  if (key === 'run' && value.kind === 'scalar' && value.text.length > MAX_SCRIPT_LENGTH) {
    const why = `the script has more than ${MAX_SCRIPT_LENGTH} characters`;
    return [{ line, what: shown(entry), why, hides: ['check', 'install', 'download'], ...place }];
  }
  if (form === undefined || empty || value.kind === form[1]) return [];
  const why = `\`${key}\` is not the ${form[1] === 'scalar' ? 'text' : form[1]} that GitHub expects`;
  return [{ line, what: shown(entry), why, hides: form[2], ...place }];
}

function permissionsOf(node: YamlNode, place: Place): readonly Unread[] {
  const entry = entryOf(node, 'permissions');
  if (entry === undefined) return [];
  const { value } = entry;
  const unknown =
    value.kind === 'map'
      ? value.entries.filter((grant) => !/^(?:read|write|none)$/.test(textOf(grant.value)))
      : [entry].filter(() => !/^(?:|null|read-all|write-all)$/.test(textOf(value).trim()));
  return unknown.map((grant) => ({
    line: grant.line,
    what: shown(grant),
    why: 'unknown access',
    hides: ['permission'],
    ...place,
  }));
}

function shown({ key, value }: YamlEntry): string {
  const text = `${key}: ${textOf(value)}`.replace(/\s+/g, ' ').trim();
  return text.length <= 120 ? text : `${text.slice(0, 119)}…`;
}
