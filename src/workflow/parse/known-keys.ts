/** Where a key can be. */
export type KeyPlace =
  | 'workflow'
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

/** The keys of one place: those that are read, and those that no rule depends on, each with the reason. */
export interface KnownKeys {
  readonly read: readonly string[];
  readonly irrelevant: Readonly<Record<string, string>>;
}

const SHOWN = 'only shown to people';
const VALUE = 'describes a value, runs nothing';
const CONTAINER = 'how the container runs, not which image or command';

/**
 * The keys of workflows and actions that are understood (GitHub Docs, "Workflow syntax" and "Metadata
 * syntax", read 2026-11-29). A test compares them with the schema of `@actions/workflow-parser`. Any other
 * key is listed as unread, because it could hide what the rules look for.
 */
export const KNOWN_KEYS: Readonly<Record<KeyPlace, KnownKeys>> = {
  workflow: {
    read: ['on', 'name', 'defaults', 'env', 'permissions', 'concurrency', 'jobs'],
    irrelevant: { description: SHOWN, 'run-name': SHOWN },
  },
  trigger: {
    read: [
      ...['branches', 'branches-ignore', 'tags', 'tags-ignore', 'paths', 'paths-ignore'],
      ...['types', 'workflows', 'inputs'],
    ],
    irrelevant: {
      secrets: 'names secrets that callers pass',
      outputs: 'names values that callers read',
      names: 'names of images whose new version starts a run',
      versions: 'versions of images that start a run',
    },
  },
  schedule: {
    read: ['cron'],
    irrelevant: { timezone: 'moves the time of a run, not what it does' },
  },
  defaults: { read: ['run'], irrelevant: {} },
  'run-defaults': { read: ['shell', 'working-directory'], irrelevant: {} },
  concurrency: {
    read: ['group'],
    irrelevant: {
      'cancel-in-progress': 'a canceled run is not a passed run',
      queue: 'orders waiting runs',
    },
  },
  job: {
    read: [
      ...['name', 'needs', 'if', 'permissions', 'runs-on', 'strategy', 'container', 'services'],
      ...['env', 'defaults', 'steps', 'uses', 'with', 'timeout-minutes', 'continue-on-error'],
    ],
    irrelevant: {
      'cancel-timeout-minutes': 'time that a canceled job gets to end',
      concurrency: 'orders waiting jobs',
      environment: 'protects a deployment; adds no check and no permission',
      outputs: VALUE,
      secrets: 'passes secrets to a called workflow',
      snapshot: 'stores the runner as an image after the job',
    },
  },
  'runs-on': { read: ['group', 'labels'], irrelevant: {} },
  strategy: {
    read: ['matrix'],
    irrelevant: {
      'fail-fast': 'cancels other matrix jobs after a failure; the run fails either way',
      'max-parallel': 'limits how many matrix jobs run at once',
    },
  },
  container: {
    read: ['image'],
    irrelevant: {
      options: CONTAINER,
      env: CONTAINER,
      ports: CONTAINER,
      volumes: CONTAINER,
      credentials: CONTAINER,
    },
  },
  service: {
    read: ['image'],
    irrelevant: {
      options: CONTAINER,
      env: CONTAINER,
      ports: CONTAINER,
      volumes: CONTAINER,
      credentials: CONTAINER,
      entrypoint: 'a service is no check: its exit code does not fail the job',
      command: 'a service is no check: its exit code does not fail the job',
    },
  },
  step: {
    read: [
      ...['name', 'id', 'if', 'run', 'uses', 'with', 'env', 'shell', 'working-directory'],
      ...['continue-on-error', 'timeout-minutes', 'parallel', 'background', 'wait', 'wait-all'],
      'cancel',
    ],
    irrelevant: {},
  },
  action: {
    read: ['name', 'inputs', 'runs'],
    irrelevant: {
      author: SHOWN,
      branding: SHOWN,
      description: SHOWN,
      outputs: VALUE,
    },
  },
  runs: {
    read: ['using', 'steps', 'image'],
    irrelevant: {
      main: 'the program of a JavaScript action, which is code of the repository',
      pre: 'a program of the action, which is code of the repository',
      'pre-if': 'when the program before the action runs',
      post: 'a program of the action, which is code of the repository',
      'post-if': 'when the program after the action runs',
      args: CONTAINER,
      env: CONTAINER,
      entrypoint: CONTAINER,
      'pre-entrypoint': CONTAINER,
      'post-entrypoint': CONTAINER,
      plugin: 'built into the runner; no repository can use it',
    },
  },
};
