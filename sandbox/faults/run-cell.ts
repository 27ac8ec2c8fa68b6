import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { writeFile } from '../edit-story.ts';
import { type ActionEnd, runAction } from '../runner/run-action.ts';
import { WarmNode } from '../runner/warm-node.ts';
import {
  type EventName,
  type Fault,
  loadStory,
  type Sandbox,
  type Story,
  startSandbox,
} from '../start-sandbox.ts';
import type { Endpoint } from './endpoint.ts';
import { brokenPromises, lastStatus, type Proof, proofsIn, worsened } from './promises.ts';

/** Where the action and this folder are, and the processes that run the action. */
export class Stage {
  readonly root: string;
  /** Folder of `action.yml` and `dist`. */
  readonly action: string;
  readonly #nodes: Readonly<Record<'unhindered' | 'hindered' | 'silent', WarmNode>>;

  constructor(root: string, action: string) {
    this.root = root;
    this.action = action;
    const node = (...preloaded: readonly string[]): WarmNode =>
      new WarmNode(
        process.execPath,
        preloaded.map(
          (name) => `--import=${pathToFileURL(join(root, 'sandbox/faults', name)).href}`,
        ),
      );
    this.#nodes = {
      unhindered: node(),
      hindered: node('quick-clock.mjs'),
      silent: node('quick-clock.mjs', 'quick-silence.mjs'),
    };
  }

  /** The process for audits under a fault; its waits are shortened. */
  nodeFor(fault: Fault | undefined): WarmNode {
    if (fault === undefined) return this.#nodes.unhindered;
    return this.#nodes[fault === 'timeout' || fault === 'hang' ? 'silent' : 'hindered'];
  }
}

/** One endpoint that fails in one way for a whole audit, and how that audit and the next ones ended. */
export interface Cell {
  readonly endpoint: string;
  readonly kind: string;
  /** Number of requests to the endpoint; 0 proves nothing. */
  readonly asked: number;
  /** Last status of the audit under the fault. */
  readonly last: string;
  /** Whether an audit of the same commit, under the fault, found a better committed one. */
  readonly repeated: boolean;
  /** Broken promises, in words. */
  readonly broken: readonly string[];
}

const DOCUMENT = 'docs/milestones/M01/M01_audit.md';
const OLD = '# An audit that was there before\n';

const stories = new Map<string, Story>();

/** Returns a copy of the M01 story. Its files are read once. */
function storyIn(root: string): Story {
  const folder = join(root, 'sandbox/stories/m01');
  const known = stories.get(folder) ?? loadStory(folder);
  stories.set(folder, known);
  return structuredClone(known);
}

function plainComment(sandbox: Sandbox): void {
  const at = sandbox.world.clock.tick();
  const { world } = sandbox;
  const id = world.nextId();
  const who = { issue: 14, author: 'mira-holt', createdAt: at, updatedAt: at };
  world.comments.push({ id, body: 'Mine.', ...who });
}

interface Audited {
  readonly end: ActionEnd;
  readonly document: string;
}

/** Audits in a new folder. */
async function auditIn(
  stage: Stage,
  sandbox: Sandbox,
  endpoint: Endpoint,
  name: EventName,
  fault?: Fault,
): Promise<Audited> {
  const folder = await mkdtemp(join(tmpdir(), 'milestone-audit-fault-'));
  try {
    const { payload, github } = sandbox.event(name);
    const { action } = stage;
    const { token } = sandbox;
    const inputs = endpoint.given ?? {};
    const event = { name, payload: endpoint.payload?.(payload) ?? payload };
    const warm = stage.nodeFor(fault);
    const end = await runAction({ action, folder, token, inputs, event, github, warm });
    const file = end.outputs['markdown-file'] ?? '';
    return { end, document: file === '' ? '' : await readFile(file, 'utf8') };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Faults that are repeated: one of each way in which the action handles a failed request. */
const REPEATED: ReadonlySet<string> = new Set([
  '404',
  '500',
  'done, answer lost',
  'done, then hangs',
]);

/**
 * Runs the shipped bundle on M01 while one endpoint fails. For some faults it runs twice more: when the
 * endpoint works again, and while it fails again. Both are audits of the merged commit, so that the
 * last one could overwrite what the one before has committed.
 */
export async function runCell(
  stage: Stage,
  endpoint: Endpoint,
  kind: string,
  fault: Fault,
): Promise<Cell> {
  const story = storyIn(stage.root);
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
  const audit = async (name: EventName, isHindered: boolean): Promise<Audited> => {
    hindered = isHindered;
    return auditIn(stage, sandbox, endpoint, name, isHindered ? fault : undefined);
  };
  try {
    plainComment(sandbox);
    if (endpoint.event !== 'pull_request') sandbox.merge();
    const before = endpoint.before && (await audit(endpoint.before, false));
    endpoint.stage?.(sandbox);
    sandbox.world.statuses.length = 0;
    sandbox.world.checkRuns.length = 0;
    const first = await audit(endpoint.event, true);
    const [last, requests] = [lastStatus(sandbox), asked];
    const whole = [OLD, first.document, before?.document];
    const broken = brokenPromises(
      sandbox,
      endpoint,
      first.end,
      whole.includes(sandbox.file(DOCUMENT)),
    );
    const { repeated, lost } = REPEATED.has(kind)
      ? await repeat(sandbox, endpoint, audit)
      : { repeated: false, lost: [] };
    return {
      endpoint: endpoint.name,
      kind,
      asked: requests,
      last,
      repeated,
      broken: [...broken, ...lost],
    };
  } finally {
    await sandbox.close();
  }
}

async function repeat(
  sandbox: Sandbox,
  { event }: Endpoint,
  audit: (name: EventName, isHindered: boolean) => Promise<Audited>,
): Promise<{ readonly repeated: boolean; readonly lost: readonly string[] }> {
  if (event === 'pull_request') sandbox.merge();
  const name = event === 'pull_request' ? 'push' : event;
  const { end } = await audit(name, false);
  const status = lastStatus(sandbox);
  const finished =
    status === 'success' || status === 'failure'
      ? []
      : [`the next audit ends without an error: ${end.outputs['reason'] ?? ''}`];
  const proofs: readonly Proof[] = proofsIn(sandbox);
  if (proofs.length === 0) return { repeated: false, lost: finished };
  await audit(name, true);
  return { repeated: true, lost: [...finished, ...worsened(proofs, proofsIn(sandbox))] };
}
