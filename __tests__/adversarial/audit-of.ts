import {
  type EventName,
  type Sandbox,
  type Story,
  startSandbox,
} from '../../sandbox/start-sandbox.ts';
import { collect } from '../../src/collect/collect.ts';
import { configure } from '../../src/collect/configure.ts';
import { identify } from '../../src/collect/trigger/identify.ts';
import { resolveTrigger } from '../../src/collect/trigger/resolve-trigger.ts';
import { evidenceRequirements } from '../../src/history/evidence-requirements.ts';
import type { Audit, AuditIssue, AuditRule } from '../../src/model/audit.ts';
import type { EvidenceFile } from '../../src/model/evidence-file.ts';
import type { World } from '../../src/model/world.ts';
import { RULES, RULES_VERSION } from '../../src/rules/registry.ts';
import { composeAudit } from '../../src/scoring/compose-audit.ts';
import { worldIn } from '../history/world-in.ts';

/** Events of the default branch, which has the pull request by then. */
const AFTER_MERGE: ReadonlySet<EventName> = new Set(['push', 'schedule', 'workflow_dispatch']);

/** Everything an audit of a story is made of, gathered over HTTP as in earnest, without a process. */
export async function bundleOf(
  story: Story,
  name: EventName = 'pull_request',
): Promise<EvidenceFile> {
  const sandbox = await startSandbox(story);
  try {
    if (AFTER_MERGE.has(name)) moveRuns(sandbox, sandbox.merge());
    return await gather(worldIn(sandbox, name));
  } finally {
    await sandbox.close();
  }
}

/** Runs that a story starts by `merged` stand on the commit that the merge made. */
function moveRuns({ world }: Sandbox, sha: string): void {
  for (const run of world.runs)
    if (run.event === 'merged') Object.assign(run, { event: 'push', headSha: sha });
}

async function gather(world: World): Promise<EvidenceFile> {
  const trigger = await resolveTrigger(world);
  if (trigger.state !== 'trigger') throw new Error(JSON.stringify(trigger));
  const configured = await configure(world, trigger, RULES);
  if (configured.state !== 'configured') throw new Error(configured.message);
  const { config } = configured;
  const identified = await identify(world, trigger, config);
  if (identified.state !== 'identified') throw new Error(JSON.stringify(identified));
  const milestone = identified.target.milestone.id;
  const requirements = evidenceRequirements(config, milestone, world.tool.version);
  return collect(world, { trigger, configured, identified }, requirements);
}

export const composed = (bundle: EvidenceFile): Audit =>
  composeAudit(bundle, RULES, { version: '0.0.0', rulesVersion: RULES_VERSION });

/** The audit of a story, from the event on. */
export async function auditOf(story: Story, name?: EventName): Promise<Audit> {
  return composed(await bundleOf(story, name));
}

export function ruleIn(audit: Audit, id: string): AuditRule {
  const rule = audit.rules.find((one) => one.id === id);
  if (rule === undefined) throw new Error(`${id} was not judged`);
  return rule;
}

/** The level of a rule, both bounds as `0–5` if evidence is open, or its state without a level. */
export function levelIn(audit: Audit, id: string): number | string {
  const { level, level_max: most, state } = ruleIn(audit, id);
  if (level === null) return state;
  return level === most ? level : `${level}–${most}`;
}

/** What the audit cites for a rule, as `path:line`. */
export function citedBy(audit: Audit, id: string): readonly string[] {
  return ruleIn(audit, id).proof.flatMap(({ source: { path, line } }) =>
    path === undefined || line === undefined ? [] : [`${path}:${line}`],
  );
}

export function issueOf(audit: Audit, id: string): AuditIssue | undefined {
  return audit.issues.find(({ rule, rules = [rule] }) => rules.includes(id));
}

export function gateIn(audit: Audit, title: string): string | undefined {
  return audit.gates.find((gate) => gate.title === title)?.state;
}
