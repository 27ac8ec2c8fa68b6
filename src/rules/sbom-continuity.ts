import { leveled } from '../analysis/fold.ts';
import { defineRule } from '../analysis/runner.ts';
import { requireSources } from '../analysis/unconverted.ts';
import { plural } from '../lib/format.ts';
import type { Evidence } from '../model/evidence.ts';
import type { ArtifactRecord, CollectedReport, Inventory } from '../model/reports.ts';
import type { Finding } from '../model/verdict.ts';

type Sboms = readonly CollectedReport<Inventory>[];

export const sbomContinuity = defineRule({
  id: 'sbom-continuity',
  title: 'Bill of materials',
  needs: ['artifacts'],
  uses: ['inventory', 'baseInventory', 'sources'],
  levels: [
    'none',
    '—',
    'one that names no component',
    'one with fewer than half of the base’s components',
    'a bill of materials, and nothing known of the base’s',
    'a bill of materials of the audited code, no poorer than the base’s',
  ],
  remediation: {
    recommendation: 'Write a CycloneDX or SPDX file in CI and upload it as an artifact.',
    minutes: 45,
    guardrail: 'List it under `sources` in the config.',
    rollback: 'Remove the step.',
    area: 'SEC',
  },
  judge({ artifacts, inventory, baseInventory, sources }) {
    const head = sbomsOf(inventory);
    const base = sbomsOf(baseInventory);
    const finding =
      head.length === 0 ? none(base, artifacts) : compare(head, base, baseInventory.state);
    return requireSources('sbom', sources, finding);
  },
});

function sbomsOf(evidence: Evidence<Sboms>): Sboms {
  return evidence.state === 'present' ? evidence.value : [];
}

function count(sboms: Sboms): number {
  return sboms.reduce((sum, { report }) => sum + report.components, 0);
}

/** Dropping one and never having one earn the same level; the text tells them apart. */
function none(base: Sboms, artifacts: readonly ArtifactRecord[]): Finding {
  const dropped = base[0];
  const observation =
    dropped === undefined
      ? `None of ${plural(artifacts.length, 'artifact')} is a bill of materials.`
      : 'The base had a bill of materials, and the head has none.';
  const source = dropped?.source ?? { what: 'artifacts of the audited runs' };
  return leveled({
    level: 0,
    measured:
      dropped === undefined ? 'no bill of materials' : 'bill of materials dropped since the base',
    proof: [{ text: observation, source }],
    flaws: [{ key: 'none', severity: 'medium', observation, source }],
  });
}

function compare(head: Sboms, base: Sboms, baseState: Evidence<Sboms>['state']): Finding {
  const [now, before] = [count(head), count(base)];
  const level = now === 0 ? 2 : now * 2 < before ? 3 : baseState === 'present' ? 5 : 4;
  const measured = `${plural(now, 'component')}${base.length === 0 ? '' : ` (base ${before})`}`;
  const proof = [...head, ...base].map(({ report, source }) => ({
    text: `${report.format}: ${plural(report.components, 'component')}`,
    source,
  }));
  const observation = `The bill of materials names ${measured}.`;
  return leveled({
    level,
    measured,
    proof,
    flaws: level === 5 ? [] : [{ key: 'poor', severity: 'medium', observation }],
  });
}
