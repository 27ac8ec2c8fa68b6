import keys from '../../tables/workflow-keys.yaml';

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

interface KnownKeys {
  readonly read: readonly string[];
  readonly irrelevant: Readonly<Record<string, string>>;
}

export const KNOWN_KEYS = keys as Readonly<Record<KeyPlace, KnownKeys>>;
