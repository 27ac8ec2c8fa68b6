import type { Deferral, Registry } from '../model/deferral.ts';
import { type Evidence, present } from '../model/evidence.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';
import { describeCover } from './audit-deferrals.ts';
import { predecessorOf } from './audit-trend.ts';
import { evidenceOr } from './collected.ts';

type Memory = NonNullable<NonNullable<ReturnType<typeof predecessorOf>>['memory']>;

/**
 * The bundle with its registry held against what the predecessor quoted of it: an entry that vanished
 * between two audits is lost whoever removed it, an entry that was resolved stays so, and a registry
 * file that is gone has lost them all.
 */
export function registryFromHistory(bundle: EvidenceFile): EvidenceFile {
  const memory = predecessorOf(evidenceOr(bundle, 'previous', []))?.memory;
  if (memory === undefined || memory.deferrals.length + memory.lost.length === 0) return bundle;
  const registry = remembered(bundle.evidence.registry, memory, bundle.config.registry);
  return { ...bundle, evidence: { ...bundle.evidence, registry } };
}

function remembered(
  registry: Evidence<Registry>,
  memory: Memory,
  path: string,
): Evidence<Registry> {
  switch (registry.state) {
    case 'unreadable':
      return registry;
    case 'absent':
      return present(compared({ path, deferrals: [], lost: [], altered: [] }, memory), {
        what: path,
        path,
      });
    case 'present':
      return { ...registry, value: compared(registry.value, memory) };
  }
  registry satisfies never;
  return registry;
}

function compared(registry: Registry, memory: Memory): Registry {
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

/** In the words in which a change against the base is told, so that one change is told once. */
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
