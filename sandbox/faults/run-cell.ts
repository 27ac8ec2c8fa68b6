import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { writeFile } from '../edit-story.ts';
import { type ActionEnd, runAction } from '../runner/run-action.ts';
import {
  type EventName,
  type Fault,
  loadStory,
  type Sandbox,
  startSandbox,
} from '../start-sandbox.ts';
import type { Endpoint } from './endpoint.ts';

/** Where the action and this folder lie. */
export interface Places {
  readonly root: string;
  /** Folder of `action.yml` and `dist`. */
  readonly action: string;
}

/** One endpoint that fails in one way for a whole audit, and what came of it. */
export interface Cell {
  readonly endpoint: string;
  readonly kind: string;
  /** How often the endpoint was asked; an endpoint nobody asks proves nothing. */
  readonly asked: number;
  readonly last: string;
  /** Broken promises, in words; none is what is hoped for. */
  readonly broken: readonly string[];
}

const DOCUMENT = 'docs/milestones/M01/M01_audit.md';
const OLD = '# An audit that was there before\n';

const lastStatus = ({ world }: Sandbox): string => {
  const [check] = world.checkRuns.slice(-1);
  if (check !== undefined) return check.conclusion ?? 'pending';
  return world.statuses.at(-1)?.state ?? 'none';
};

/** What the log says became of a publisher; empty when it does not say. */
const receiptOf = (end: ActionEnd, publisher: string): string =>
  new RegExp(`^(?:::error::)?${publisher}: (published|unchanged|skipped|failed)`, 'm').exec(
    end.log,
  )?.[1] ?? '';

function promises(
  sandbox: Sandbox,
  end: ActionEnd,
  whole: readonly (string | undefined)[],
): readonly string[] {
  const last = lastStatus(sandbox);
  const handled = ['document', 'comment'].map((name) => receiptOf(end, name));
  const there = sandbox.file(DOCUMENT);
  const checks: readonly (readonly [string, boolean])[] = [
    ['the process ends by itself', end.exitCode === 0 || end.exitCode === 1],
    ['no success without document and comment', last !== 'success' || !handled.includes('')],
    ['no success over a failed publisher', last !== 'success' || !handled.includes('failed')],
    ['no failure without a reason', end.exitCode === 0 || (end.outputs['reason'] ?? '') !== ''],
    ['the document is the old one or the whole new one', whole.includes(there)],
    ['no foreign comment is touched', sandbox.world.comments[0]?.body === 'Mine.'],
  ];
  return checks.filter(([, holds]) => !holds).map(([promise]) => promise);
}

/** A status that may be written must not stay pending. */
const stuck = (sandbox: Sandbox, endpoint: Endpoint): readonly string[] =>
  lastStatus(sandbox) === 'pending' && !/status|checks/.test(endpoint.name)
    ? ['the status does not stay pending']
    : [];

function plainComment(sandbox: Sandbox): void {
  const at = sandbox.world.clock.tick();
  const { world } = sandbox;
  const id = world.nextId();
  const who = { issue: 14, author: 'mira-holt', createdAt: at, updatedAt: at };
  world.comments.push({ id, body: 'Mine.', ...who });
}

/** Node's options that shorten waits, and silence where the fault is silence. */
function quickened({ root }: Places, fault: Fault): string {
  const preloaded = ['quick-clock.mjs', ...(fault === 'timeout' ? ['quick-silence.mjs'] : [])];
  return preloaded
    .map((name) => `--import=${pathToFileURL(join(root, 'sandbox/faults', name)).href}`)
    .join(' ');
}

/** The audit of an endpoint, each time in a folder of its own. */
async function auditIn(
  places: Places,
  sandbox: Sandbox,
  endpoint: Endpoint,
  name: EventName,
  hinderedBy?: Fault,
): Promise<{ readonly end: ActionEnd; readonly document: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'milestone-audit-fault-'));
  try {
    const { payload, github } = sandbox.event(name);
    const env = hinderedBy === undefined ? {} : { NODE_OPTIONS: quickened(places, hinderedBy) };
    const { action } = places;
    const { token } = sandbox;
    const inputs = endpoint.given ?? {};
    const event = { name, payload: endpoint.payload?.(payload) ?? payload };
    const end = await runAction({ action, folder, token, inputs, env, event, github });
    const file = end.outputs['markdown-file'] ?? '';
    return { end, document: file === '' ? '' : await readFile(file, 'utf8') };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs the shipped bundle on M01 while one endpoint fails. */
export async function runCell(
  places: Places,
  endpoint: Endpoint,
  kind: string,
  fault: Fault,
): Promise<Cell> {
  const story = loadStory(join(places.root, 'sandbox/stories/m01'));
  writeFile(story, 'main', DOCUMENT, OLD);
  endpoint.story?.(story);
  let asked = 0;
  let hindered = false;
  const faults = (method: string, path: string, _: number, body: string): Fault | undefined => {
    if (!hindered || !endpoint.is(method, path, body)) return undefined;
    asked += 1;
    return fault;
  };
  const { enterprise = false } = endpoint;
  const sandbox = await startSandbox(story, { faults, enterprise });
  try {
    plainComment(sandbox);
    if (endpoint.event !== 'pull_request') sandbox.merge();
    const before = endpoint.before && (await auditIn(places, sandbox, endpoint, endpoint.before));
    endpoint.stage?.(sandbox);
    sandbox.world.statuses.length = 0;
    sandbox.world.checkRuns.length = 0;
    hindered = true;
    const { end, document } = await auditIn(places, sandbox, endpoint, endpoint.event, fault);
    const whole = [OLD, document, before?.document];
    const broken = [...promises(sandbox, end, whole), ...stuck(sandbox, endpoint)];
    return { endpoint: endpoint.name, kind, asked, last: lastStatus(sandbox), broken };
  } finally {
    await sandbox.close();
  }
}
