import { deferralAge, isLive } from '../analysis/deferrals.ts';
import { holds, parseCondition } from '../config/condition.ts';
import { byCodeUnit } from '../lib/canonical-json.ts';
import { compareExact, exact } from '../lib/numbers.ts';
import type { Audit } from '../model/audit.ts';
import type { AuditDeferral, Deferral, DeferralScope, Registry } from '../model/deferral.ts';
import { type Evidence, present } from '../model/evidence.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';
import type { Verdict } from '../model/verdict.ts';
import { predecessorOf } from './audit-history.ts';
import { evidenceOr } from './evidence-values.ts';

type Memory = NonNullable<NonNullable<ReturnType<typeof predecessorOf>>['memory']>;

/**
 * Returns the evidence with its registry compared with the one in the previous audit: an entry that
 * is gone since is lost, a resolved entry stays resolved, and a registry file that is gone lost all
 * its entries.
 */
export function registryFromHistory(file: EvidenceFile): EvidenceFile {
  const memory = predecessorOf(evidenceOr(file, 'previous', []))?.memory;
  if (memory === undefined || memory.deferrals.length + memory.lost.length === 0) return file;
  const registry = withHistory(file.evidence.registry, memory, file.config.registry);
  return { ...file, evidence: { ...file.evidence, registry } };
}

function withHistory(
  registry: Evidence<Registry>,
  memory: Memory,
  path: string,
): Evidence<Registry> {
  switch (registry.state) {
    case 'missing':
    case 'unreadable':
      return registry;
    case 'none':
      return present(comparedWith({ path, deferrals: [], lost: [], altered: [] }, memory), {
        what: path,
        path,
      });
    case 'present':
      return { ...registry, value: comparedWith(registry.value, memory) };
  }
  registry satisfies never;
  return registry;
}

function comparedWith(registry: Registry, memory: Memory): Registry {
  const now = new Set(registry.deferrals.map(({ id }) => id));
  const before = [...(memory.lost_entries ?? []), ...memory.deferrals];
  const quoted = new Map(before.map((one) => [one.id, one]));
  const known = [...registry.lost, ...memory.lost, ...quoted.keys()];
  const lost = [...new Set(known)].filter((id) => !now.has(id)).sort();
  const lostEntries = lost.flatMap((id) => quoted.get(id) ?? []);
  const altered = registry.deferrals.flatMap((one) => changesOf(quoted.get(one.id), one));
  return {
    ...registry,
    deferrals: registry.deferrals.map((one): Deferral => {
      const resolved = quoted.get(one.id)?.resolved_in ?? undefined;
      return resolved === undefined ? one : { ...one, resolved };
    }),
    lost,
    ...(lostEntries.length === 0 ? {} : { lostEntries }),
    altered: [...new Set([...registry.altered, ...altered])],
  };
}

const WORDED = ['issue', 'reason', 'owner', 'discovered', 'until', 'exit'] as const;

/** Same wording as for a change against the base, so that one change is reported once. */
function changesOf(
  before: Memory['deferrals'][number] | undefined,
  after: Deferral,
): readonly string[] {
  if (before === undefined) return [];
  const changes = WORDED.filter((key) => before[key] !== after[key]).map(
    (key) => `${after.id}: ${key} was “${before[key]}” and is “${after[key]}”`,
  );
  const again = (after.justified ?? []).slice(0, before.justified?.length ?? 0);
  if (JSON.stringify(again) !== JSON.stringify(before.justified ?? [])) {
    changes.push(`${after.id}: an earlier justification was changed`);
  }
  return before.covers === describeCover(after.covers)
    ? changes
    : [...changes, `${after.id}: what it covers was changed`];
}

/** Returns the registry and its deferrals as the audit shows them. */
export function registryParts(
  registry: Evidence<Registry>,
  milestone: string,
  verdicts: readonly Verdict[],
): Pick<Audit, 'deferrals' | 'registry'> {
  if (registry.state !== 'present') return { deferrals: [], registry: null };
  const { path, lost, altered, lostEntries } = registry.value;
  const entries = lostEntries === undefined ? {} : { lost_entries: lostEntries };
  return {
    deferrals: auditDeferrals(registry.value, milestone, verdicts),
    registry: { path, lost, altered, ...entries },
  };
}

/** Maximum age in milestones before an entry must be justified again. */
const MAX_AGE = 2;

/** Returns all entries of the registry, with those that raised a level marked as used. */
export function auditDeferrals(
  registry: Registry,
  milestone: string,
  verdicts: readonly Verdict[],
): readonly AuditDeferral[] {
  const used = new Set(
    verdicts.flatMap(({ finding }) => (finding.state === 'level' ? finding.deferrals : [])),
  );
  return registry.deferrals
    .map((deferral): AuditDeferral => {
      const state = stateOf(deferral, milestone, verdicts);
      return {
        id: deferral.id,
        issue: deferral.issue,
        covers: describeCover(deferral.covers),
        reason: deferral.reason,
        owner: deferral.owner,
        discovered: deferral.discovered,
        until: deferral.until,
        exit: deferral.exit,
        ...(deferral.justified === undefined ? {} : { justified: deferral.justified }),
        used: used.has(deferral.id),
        proposed: deferral.proposed,
        ...state,
      };
    })
    .sort((a, b) => byCodeUnit(a.id, b.id));
}

type DeferralState = Pick<AuditDeferral, 'state' | 'resolved_in' | 'resolved_by' | 'age' | 'aged'>;

function stateOf(
  deferral: Deferral,
  milestone: string,
  verdicts: readonly Verdict[],
): DeferralState {
  const age = deferralAge(deferral, milestone) ?? null;
  const done = { state: 'resolved', age, aged: false } as const;
  if (deferral.resolved !== undefined) {
    return { ...done, resolved_in: deferral.resolved, resolved_by: null };
  }
  const met = metExit(deferral, verdicts);
  if (met !== undefined) return { ...done, resolved_in: milestone, resolved_by: met };
  const state = isLive(deferral, milestone) ? 'live' : 'expired';
  return { state, age, aged: (age ?? 0) > MAX_AGE, resolved_in: null, resolved_by: null };
}

/**
 * Returns what meets an exit criterion that names a rule (`coverage-gate >= 4`), by the level
 * without deferrals: otherwise an entry would resolve itself.
 */
function metExit({ exit }: Deferral, verdicts: readonly Verdict[]): string | undefined {
  const parsed = parseCondition(
    exit.replaceAll('`', ''),
    verdicts.map(({ rule }) => rule),
  );
  if (parsed.state === 'invalid') return undefined;
  const { subject, comparison, operand } = parsed.condition;
  if (subject.kind !== 'rule' || operand.kind !== 'number') return undefined;
  const finding = verdicts.find(({ rule }) => rule === subject.rule)?.finding;
  if (finding?.state !== 'level') return undefined;
  const level = finding.undeferred ?? finding.level;
  return holds(comparison, compareExact(exact(level), operand.value))
    ? `${subject.rule} is at ${level}: ${finding.measured}`
    : undefined;
}

function describeCover(covers: DeferralScope): string {
  switch (covers.kind) {
    case 'tests':
      return `tests ${covers.globs.join(', ')}`;
    case 'rule':
      return `${covers.rule} up to level ${covers.level}`;
    case 'threshold':
      return `threshold ${covers.threshold}`;
  }
  covers satisfies never;
  return '';
}
