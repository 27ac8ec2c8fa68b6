import { type ReadRegistry, readRegistry } from '../../config/read-registry.ts';
import type { Deferral, Registry } from '../../model/deferral.ts';
import { type Evidence, none, present, unreadable } from '../../model/evidence.ts';
import { compareMilestones, NO_MILESTONE, sameSeries } from '../../model/milestone-id.ts';
import { apiErrorText } from '../../model/result.ts';
import { type CollectJob, fileUrl } from '../base/collect-job.ts';
import { comparedBase, type RepositoryText, readJudgedText } from '../base/repository-text.ts';
import { defineSource } from '../base/source.ts';
import { auditedMilestones } from './previous-audits.ts';

/**
 * Returns the deferral registry with its changes since the older text: the registry is append-only, so
 * a removed or reworded entry is a finding.
 */
async function collectRegistry(job: CollectJob): Promise<Evidence<Registry>> {
  const { config, target } = job;
  const path = config.registry.replaceAll('{milestone}', target.milestone.id);
  const { commit, text, before } = await readJudgedText(job, path);
  const source = { what: path, path, commit, url: fileUrl(job, commit, path) };
  const old = deferralsOf(before, config.milestone.pattern);
  const base = comparedBase(before, path);
  if (base.state === 'unread') job.notice(base.why);
  if (text.state === 'none' && old.length === 0 && base.state !== 'unread') {
    return none(`there is no deferral registry at ${path}`, source);
  }
  if (text.state === 'unreadable') return refusedRegistry(job, path, text.why, source);
  const read =
    text.state === 'none'
      ? ({ state: 'read', deferrals: [] } satisfies ReadRegistry)
      : readRegistry(text.text, config.milestone.pattern);
  if (read.state === 'invalid') {
    return refusedRegistry(job, path, read.problems.join('; '), source);
  }
  const mayPropose = target.occasion.kind === 'pull-request';
  const audited = await auditedSoFar(job);
  if (!audited.ok) return refusedRegistry(job, path, apiErrorText(audited.error), source);
  if (audited.value === 'truncated') return refusedRegistry(job, path, TRUNCATED, source);
  const deferrals = dated(read.deferrals, audited.value, target.milestone.id);
  return present(
    { ...compared(path, deferrals, old, mayPropose), base },
    text.state === 'found' ? { ...source, blob: text.entry.blob } : source,
  );
}

const TRUNCATED =
  'the repository has more files than GitHub lists, so which milestones have an audit is not known; commit audits to a branch of their own (`docs: branch:NAME`)';

/**
 * Returns the milestones that have an audit: at the policy ref for a proposed change, which can delete
 * audits in its own tree. A merged commit is judged by its own tree, so that a later milestone changes
 * nothing about it.
 */
async function auditedSoFar({
  reads,
  config,
  target: { commits, milestone, occasion },
}: CollectJob) {
  const isMerged = occasion.kind === 'merged' || occasion.kind === 'local';
  if (milestone.id === NO_MILESTONE || !isMerged) {
    return auditedMilestones(reads, config, commits.policy);
  }
  return auditedMilestones(reads, { ...config, docs: { kind: 'auto' } }, commits.audited);
}

/**
 * Adds the newest milestone that has an audit, or in which something was deferred, where it is later
 * than the audited one: a change that names an older milestone revives no expired deferral.
 */
function dated(
  deferrals: readonly Deferral[],
  audited: readonly string[],
  milestone: string,
): readonly Deferral[] {
  const known = [...audited, ...deferrals.map(({ discovered }) => discovered)];
  return deferrals.map((deferral) => {
    const { until } = deferral;
    const asOf = known
      .filter((id) => sameSeries(id, until))
      .sort(compareMilestones)
      .at(-1);
    if (asOf === undefined) return deferral;
    if (milestone === NO_MILESTONE) return { ...deferral, asOf };
    const isLater = sameSeries(until, milestone) && compareMilestones(asOf, milestone) > 0;
    return isLater ? { ...deferral, asOf } : deferral;
  });
}

function refusedRegistry(
  job: CollectJob,
  path: string,
  problem: string,
  source: { readonly what: string },
): Evidence<Registry> {
  const why = `the deferral registry ${path} could not be read: ${problem}`;
  job.notice(why);
  return unreadable(why, source);
}

/** A registry that was already broken has no entries that could be removed. */
function deferralsOf(text: RepositoryText, pattern: string | undefined): readonly Deferral[] {
  if (text.state !== 'found') return [];
  const read = readRegistry(text.text, pattern);
  return read.state === 'read' ? read.deferrals : [];
}

function compared(
  path: string,
  deferrals: readonly Deferral[],
  old: readonly Deferral[],
  mayPropose: boolean,
): Registry {
  const before = new Map(old.map((deferral) => [deferral.id, deferral]));
  const now = new Set(deferrals.map(({ id }) => id));
  const changes = new Map(
    deferrals.flatMap((deferral): [string, readonly string[]][] => {
      const known = before.get(deferral.id);
      return known === undefined ? [] : [[deferral.id, changesOf(known, deferral)]];
    }),
  );
  return {
    path,
    deferrals: deferrals.map((deferral) => ({
      ...deferral,
      proposed: mayPropose && changes.get(deferral.id)?.length !== 0,
    })),
    lost: [...before.keys()].filter((id) => !now.has(id)).sort(),
    altered: [...changes.values()].flat(),
  };
}

const TEXT_KEYS = ['issue', 'reason', 'owner', 'discovered', 'until', 'exit'] as const;

function changesOf(before: Deferral, after: Deferral): readonly string[] {
  const changes = TEXT_KEYS.filter((key) => before[key] !== after[key]).map(
    (key) => `${after.id}: ${key} was “${before[key]}” and is “${after[key]}”`,
  );
  const again = (after.justified ?? []).slice(0, before.justified?.length ?? 0);
  if (JSON.stringify(again) !== JSON.stringify(before.justified ?? [])) {
    changes.push(`${after.id}: an earlier justification was changed`);
  }
  return JSON.stringify(before.covers) === JSON.stringify(after.covers)
    ? changes
    : [...changes, `${after.id}: what it covers was changed`];
}

export const deferralRegistry = defineSource({
  kind: 'registry',
  from: 'local',
  cost: 'low',
  collect: collectRegistry,
});
