import type { WarmNode } from './warm-node.ts';

export interface ActionStart {
  /** Folder that holds `action.yml`. */
  readonly action: string;
  /** A folder of the test's own: the runner's temp and workspace are made in it. */
  readonly folder: string;
  readonly token: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly event: { readonly name: string; readonly payload: unknown };
  /** `github.*` values by their name in lower case: `sha`, `api_url`, `run_id`, … */
  readonly github: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** The node that runs the action; this one by default. */
  readonly node?: string;
  /** The process that runs both steps, in place of a fresh one. Nothing cancels or kills it. */
  readonly warm?: WarmNode;
  /** When this settles the runner cancels the step, by SIGINT. */
  readonly cancel?: Promise<void>;
  /** When this settles the main step's process is killed without a word, as when memory runs out. */
  readonly kill?: Promise<void>;
  readonly onOutput?: (text: string) => void;
}
