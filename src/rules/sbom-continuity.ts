import { BY_WORST } from '../analysis/fold.ts';
import { defineRule } from '../analysis/runner.ts';
import { plural } from '../lib/format.ts';
import type { Evidence } from '../model/evidence.ts';
import type { ArtifactRecord, CollectedReport, Inventory } from '../model/reports.ts';
import type { Flaw, Level, Proof } from '../model/verdict.ts';

type Sboms = readonly CollectedReport<Inventory>[];

export const sbomContinuity = defineRule({
  id: 'sbom-continuity',
  title: 'Bill of materials',
  controls: ['OSPS-QA-02.02'],
  needs: [],
  uses: ['artifacts', 'inventory', 'baseInventory'],
  settles: ['artifacts', 'inventory', 'baseInventory'],
  levels: [
    'no bill of materials',
    '—',
    'one that names no component',
    'one with fewer than half of the base’s components',
    '—',
    'a bill of materials with at least half of the base’s components, or the base has none',
  ],
  remediation: {
    recommendation: 'Write a CycloneDX or SPDX file in CI and upload it as an artifact.',
    minutes: 45,
    guardrail: 'List it under `sources` in the config.',
    rollback: 'Remove the step.',
    area: 'SEC',
  },
  table: BY_WORST,
  judge({ artifacts, inventory, baseInventory }, _, gaps) {
    const head = sbomsOf(inventory);
    const base = sbomsOf(baseInventory);
    const [now, before] = [count(head), count(base)];
    const lost = [...gaps('artifacts'), ...gaps('inventory')];
    const open = [...lost, ...gaps('baseInventory')];
    // A lost file can only add components, at the head and at the base.
    const worst = levelOf(head, now, gaps('baseInventory').length > 0 ? Infinity : before);
    const best = lost.length > 0 ? '5' : levelOf(head, now, before);
    const item = { worst, best, ...(best === '5' ? {} : { flaw: flawOf(head, base) }) };
    return {
      items: worst === best ? [item] : open.map((one) => ({ ...item, open: one })),
      measured: describe(head, base),
      proof: proofOf(head, base, artifacts),
    };
  },
});

function sbomsOf(evidence: Evidence<Sboms>): Sboms {
  return evidence.state === 'present' ? evidence.value : [];
}

function count(sboms: Sboms): number {
  return sboms.reduce((sum, { report }) => sum + report.components, 0);
}

function levelOf(head: Sboms, now: number, before: number): '0' | '2' | '3' | '5' {
  if (head.length === 0) return '0';
  if (now === 0) return '2';
  return now * 2 < before ? '3' : '5';
}

function describe(head: Sboms, base: Sboms): string {
  if (head.length === 0) {
    return base.length === 0
      ? 'no bill of materials found'
      : 'bill of materials dropped since the base';
  }
  const components = plural(count(head), 'component');
  return base.length === 0 ? components : `${components} (base ${count(base)})`;
}

function proofOf(
  head: Sboms,
  base: Sboms,
  artifacts: Evidence<readonly ArtifactRecord[]>,
): readonly Proof[] {
  const sboms = [...head, ...base].map(({ report, source }) => ({
    text: `${report.format}: ${plural(report.components, 'component')}`,
    source,
  }));
  if (sboms.length > 0) return sboms;
  const listed = artifacts.state === 'present' ? artifacts.value.length : 0;
  const text = `none of ${plural(listed, 'artifact')} is a bill of materials`;
  return [{ text, source: { what: 'artifacts of the audited runs' } }];
}

/** Dropping one and never having one earn the same level; the text tells them apart. */
function flawOf(head: Sboms, base: Sboms): (most: Level) => Flaw {
  const dropped = base[0];
  if (head.length > 0) {
    const observation = `The bill of materials names ${describe(head, base)}.`;
    return () => ({ key: 'poor', severity: 'medium', observation });
  }
  if (dropped === undefined) {
    const observation = 'No artifact of the audited runs is a bill of materials.';
    return () => ({ key: 'none', severity: 'medium', observation });
  }
  const observation = 'The base had a bill of materials, and the head has none.';
  return () => ({ key: 'none', severity: 'medium', observation, source: dropped.source });
}
