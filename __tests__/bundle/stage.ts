import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ENDPOINTS } from '../../sandbox/faults/endpoints.ts';
import type { ActionStart } from '../../sandbox/runner/action-start.ts';
import { type ActionEnd, runAction } from '../../sandbox/runner/run-action.ts';
import { warmNode } from '../../sandbox/runner/warm-node.ts';
import {
  type EventName,
  type EventOptions,
  type Faults,
  loadStory,
  type Sandbox,
  type SandboxEvent,
  type SandboxOptions,
  type Story,
  startSandbox,
} from '../../sandbox/start-sandbox.ts';
import type { Audit } from '../../src/model/audit.ts';

const ROOT = join(import.meta.dirname, '../..');

/** One run of the action, with the files it left, which are gone by now. */
export interface Ended extends ActionEnd {
  /** `undefined` when no audit came out of it. */
  readonly audit: Audit | undefined;
  readonly json: string;
  readonly document: string;
  readonly evidence: string;
}

export interface Asked extends EventOptions {
  /** Inputs of the action; those of `workflow_dispatch` are no concern of it. */
  readonly given?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Values of the `github` context to change: its addresses, say. */
  readonly context?: Readonly<Record<string, string>>;
  /** An event of before, in place of one that happens now. */
  readonly event?: Pick<SandboxEvent, 'name' | 'payload'>;
  /** When it settles the runner cancels the step. */
  readonly cancel?: ActionStart['cancel'];
  /** When it settles the process is killed without a word. */
  readonly kill?: ActionStart['kill'];
  /** Starts a process of its own, as the runner does; `env`, `cancel` and `kill` imply it. */
  readonly fresh?: boolean;
}

/** A GitHub that tells one story, and the action to be started on it as often as a test likes. */
export interface Stage {
  readonly sandbox: Sandbox;
  readonly audit: (event: EventName, asked?: Asked) => Promise<Ended>;
}

/** m01.test.ts shows that an audit in this process gives the bytes of an audit in a fresh process. */
export const warm = warmNode(process.env['MILESTONE_AUDIT_NODE'] || process.execPath);

let read: Story | undefined;

/** Returns a copy of the M01 story that a test may change before it is told. Its files are read once. */
export function m01(): Story {
  read ??= loadStory(join(ROOT, 'sandbox/stories/m01'));
  return structuredClone(read);
}

/** The file that the M01 story's audit is configured by, on the branch that is trusted. */
export const CONFIG = '.github/milestone-audit.yml';

/** Tells a story for as long as `use` takes. */
export async function onStage<T>(
  story: Story,
  use: (stage: Stage) => Promise<T>,
  faults?: Faults,
  options: SandboxOptions = {},
): Promise<T> {
  const hindered = faults === undefined ? {} : { faults };
  const sandbox = await startSandbox(story, { ...options, ...hindered });
  try {
    const result = await use({
      sandbox,
      audit: (event, asked = {}) => audit(sandbox, event, asked),
    });
    expectKnown(sandbox);
    return result;
  } finally {
    await sandbox.close();
  }
}

/** One audit of a changed M01: the event a reviewer waits for, unless another is asked for. */
export function auditOf(
  change: (story: Story) => void,
  event: EventName = 'pull_request',
  asked: Asked = {},
): Promise<Ended & { readonly sandbox: Sandbox }> {
  const story = m01();
  change(story);
  return onStage(story, async ({ sandbox, audit: start }) => {
    if (event === 'push') sandbox.merge();
    return { ...(await start(event, asked)), sandbox };
  });
}

/** Whatever any audit of any test asks for is among the endpoints that are made to fail. */
function expectKnown({ requests }: Sandbox): void {
  const unknown = requests
    .filter(({ operation }) => operation !== undefined)
    .filter(({ method, path, requestBody }) =>
      ENDPOINTS.every((endpoint) => !endpoint.is(method, path, requestBody)),
    );
  if (unknown.length === 0) return;
  const names = new Set(unknown.map(({ method, path }) => `${method} ${path}`));
  throw new Error(`no line of sandbox/faults/endpoints.ts is about ${[...names].join(', ')}`);
}

async function audit(sandbox: Sandbox, event: EventName, asked: Asked): Promise<Ended> {
  const folder = await mkdtemp(join(tmpdir(), 'milestone-audit-test-'));
  try {
    const {
      given = {},
      env,
      context = {},
      event: earlier,
      cancel,
      kill,
      fresh,
      ...options
    } = asked;
    const own = fresh === true || [env, cancel, kill].some((one) => one !== undefined);
    const { name, payload, github } = sandbox.event(event, options);
    const node = process.env['MILESTONE_AUDIT_NODE'];
    const end = await runAction({
      action: process.env['MILESTONE_AUDIT_ACTION'] || ROOT,
      folder,
      token: sandbox.token,
      inputs: given,
      ...(own ? {} : { warm }),
      ...(env === undefined ? {} : { env }),
      ...(cancel === undefined ? {} : { cancel }),
      ...(kill === undefined ? {} : { kill }),
      event: earlier ?? { name, payload },
      github: { ...github, ...context },
      ...(node === undefined || node === '' ? {} : { node }),
    });
    return { ...end, ...(await filesOf(end)) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function filesOf(
  end: ActionEnd,
): Promise<Pick<Ended, 'audit' | 'json' | 'document' | 'evidence'>> {
  const read = async (output: string): Promise<string> => {
    const path = end.outputs[output] ?? '';
    return path === '' ? '' : readFile(path, 'utf8');
  };
  const [json, document, evidence] = await Promise.all([
    read('json-file'),
    read('markdown-file'),
    read('evidence-file'),
  ]);
  return { json, document, evidence, audit: json === '' ? undefined : (JSON.parse(json) as Audit) };
}

/** Text of a committed file; the compressed evidence is inflated. */
export function committedText(sandbox: Sandbox, path: string, ref?: string): string | undefined {
  const bytes = sandbox.bytes(path, ref);
  if (bytes === undefined) return undefined;
  return Buffer.from(path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

/** Category → printed score. */
export function scoresOf({ audit: made }: Ended): Readonly<Record<string, number | null>> {
  return Object.fromEntries(made?.categories.map(({ title, score }) => [title, score]) ?? []);
}

/** Gate → state, without the gates that do not apply. */
export function gatesOf({ audit: made }: Ended): Readonly<Record<string, string>> {
  const applicable = made?.gates.filter(({ state }) => state !== 'not-applicable') ?? [];
  return Object.fromEntries(applicable.map(({ title, state }) => [title, state]));
}

/** The level of a rule, `0–5` where it is open, or the state where there is none. */
export function levelOf({ audit: made }: Ended, id: string): number | string {
  const rule = made?.rules.find((one) => one.id === id);
  if (rule === undefined) return 'not judged';
  if (rule.level === null || rule.level_max === null) return rule.state;
  return rule.level === rule.level_max ? rule.level : `${rule.level}–${rule.level_max}`;
}

/** What was posted as the required status, oldest first. */
export const statesOf = ({ world }: Sandbox): readonly string[] =>
  world.statuses.map(({ state }) => state);

/** The error lines that the runner would show. */
export const errorsOf = ({ commands }: Ended): readonly string[] =>
  commands.filter(({ name }) => name === 'error').map(({ message }) => message);

/** Everything that other people would see of an audit. */
export function tracesOf({ world }: Sandbox): unknown {
  return {
    comments: world.comments.map(({ body, updatedAt }) => ({ body, updatedAt })),
    refs: Object.fromEntries(world.repo.refs),
  };
}
