import { createHash } from 'node:crypto';
import type { Sandbox } from '../../sandbox/start-sandbox.ts';
import { resolveConfig } from '../../src/config/resolve-config.ts';
import { readSettings } from '../../src/config/settings.ts';
import { githubForge } from '../../src/github/forge.ts';
import { packed } from '../../src/lib/gzip.ts';
import type { Audit } from '../../src/model/audit.ts';
import type { Config } from '../../src/model/config.ts';
import type { SavedEvidence } from '../../src/model/evidence-text.ts';
import type { Forge } from '../../src/model/forge.ts';
import type { Target } from '../../src/model/target.ts';
import { commentMarkFields } from '../../src/publish/comment-marker.ts';
import type { Links, PublishJob } from '../../src/publish/publisher.ts';
import { markerText } from '../../src/render/markdown/marker.ts';
import { QUICK } from '../github/answering-server.ts';
import { anAudit } from '../render/an-audit.ts';

export const PULL = 14;

const TEXT = '{"evidence":true}\n';

/** The evidence of a job, as it is saved. */
export const EVIDENCE: SavedEvidence = {
  text: TEXT,
  sha256: createHash('sha256').update(TEXT).digest('hex'),
  bytes: Buffer.byteLength(TEXT),
  packed: packed(Buffer.from(TEXT), 1000),
};

export interface Change {
  readonly inputs?: Record<string, string>;
  readonly audit?: Partial<Audit>;
  readonly target?: Partial<Target>;
  readonly runId?: number;
}

/** What a job wrote besides GitHub. */
export interface Written {
  readonly outputs: Record<string, string>;
  readonly files: Record<string, string>;
  readonly summaries: string[];
  readonly log: string[];
}

export function aForge(sandbox: Sandbox): Forge {
  const [owner = '', name = ''] = sandbox.repository.split('/');
  return githubForge({
    repository: { owner, name },
    token: sandbox.token,
    apiUrl: sandbox.url,
    graphqlUrl: sandbox.graphqlUrl,
    userAgent: 'milestone-audit/test',
    rateLimits: { ...QUICK, writeBurst: 1000 },
  });
}

export function aConfig(inputs: Record<string, string> = {}): Config {
  const read = readSettings(inputs);
  if (read.state === 'invalid') throw new Error(JSON.stringify(read.problems));
  return resolveConfig({}, read.settings);
}

export const tip = (sandbox: Sandbox, branch: string): string =>
  sandbox.world.repo.refs.get(`refs/heads/${branch}`) ?? '';

/** The newest commit that is none of the audit's own. */
function audited(sandbox: Sandbox, branch: string): string {
  const { store } = sandbox.world.repo;
  let sha = tip(sandbox, branch);
  while (store.mustCommit(sha).message.includes('Milestone-Audit:')) {
    sha = store.mustCommit(sha).parents[0] ?? '';
  }
  return sha;
}

function aTarget(sandbox: Sandbox, merged: boolean): Target {
  const head = audited(sandbox, merged ? 'main' : 'm01-ci-truthfulness');
  const [owner = '', name = ''] = sandbox.repository.split('/');
  const pull = {
    number: PULL,
    title: 'M01',
    url: '',
    state: merged ? ('merged' as const) : ('open' as const),
    draft: false,
    headSha: tip(sandbox, 'm01-ci-truthfulness'),
    headRef: 'm01-ci-truthfulness',
    fork: false,
    baseRef: 'main',
    baseSha: tip(sandbox, 'main'),
    author: 'mira-holt',
  };
  return {
    repository: { owner, name },
    occasion: { kind: merged ? 'merged' : 'pull-request' },
    event: merged ? 'push' : 'pull_request',
    milestone: { id: 'M01', from: 'input' },
    branch: merged ? 'main' : 'm01-ci-truthfulness',
    pull,
    trusted: true,
    commits: { audited: head, head, sameTree: [], stale: [], generated: [], policy: head },
    defaultBranch: 'main',
  };
}

/** A job on the sandbox: before the merge, or after it. */
export function aJob(
  sandbox: Sandbox,
  when: 'before' | 'merged',
  change: Change = {},
): PublishJob & { readonly written: Written } {
  const target = { ...aTarget(sandbox, when === 'merged'), ...change.target };
  const config = aConfig(change.inputs);
  const sha = target.commits.audited;
  const paths = {
    document: 'docs/milestones/M01/M01_audit.md',
    json: 'docs/milestones/M01/M01_audit.json',
    evidence: 'docs/milestones/M01/M01_evidence.json.gz',
  };
  const made = anAudit({
    commits: { base: null, audited: sha, merge: null, policy: sha, same_tree: [] },
    event: target.event,
    paths,
    ...change.audit,
  });
  const { sha256, bytes } = EVIDENCE;
  const saved = { sha256, bytes, place: made.paths.evidence };
  const audit = { ...made, evidence: { ...made.evidence, ...saved, ...change.audit?.evidence } };
  const written: Written = { outputs: {}, files: {}, summaries: [], log: [] };
  const say = (message: string): void => {
    written.log.push(message);
  };
  const render = (links: Links) => ({
    document: `# Audit of ${audit.score}\n`,
    comment: `${markerText('milestone-audit', commentMarkFields(audit, config.auditKey, links.run, links.compared))}\n\nScore ${audit.score}, see ${links.document ?? links.run}\n`,
    summary: `Summary: ${links.receipts.map(({ publisher, state }) => `${publisher} ${state}`).join(', ')}`,
    json: `${JSON.stringify({ commits: audit.commits, evidence_completed_at: audit.evidence_completed_at, score: audit.score })}\n`,
    statusDescription: `${audit.score} / 5, ${audit.verdict}`,
  });
  return {
    written,
    forge: aForge(sandbox),
    target,
    config,
    audit,
    evidence: EVIDENCE,
    event: {
      name: target.event,
      payload: {},
      sha,
      ref: '',
      runId: change.runId ?? 1000,
      runAttempt: 1,
      runNumber: 1,
      job: 'audit',
      runnerName: '',
      workflow: '',
      serverUrl: 'https://github.com',
      actor: '',
    },
    files: {
      glob: async () => [],
      read: () => {
        throw new Error('nothing is read here');
      },
      write: async (name, text) => {
        written.files[name] = text;
        return `/results/${name}`;
      },
    },
    results: {
      output: (name, value) => {
        written.outputs[name] = value;
      },
      summary: async (markdown) => {
        written.summaries.push(markdown);
      },
    },
    clock: { now: () => 0, sleep: async () => undefined },
    log: { info: say, warning: say, error: say, group: (_title, body) => body() },
    render,
    announced: [],
    others: [],
  };
}
