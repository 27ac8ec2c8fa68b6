import { leveled, notApplicable } from '../analysis/fold.ts';
import { defineRule } from '../analysis/runner.ts';
import { unknown } from '../analysis/unconverted.ts';
import { byCodeUnit } from '../lib/canonical-json.ts';
import { plural } from '../lib/format.ts';
import { nameMatcher } from '../lib/glob.ts';
import type { ArtifactRecord } from '../model/reports.ts';
import { listOption } from '../model/rule.ts';
import type { WorkflowRun } from '../model/run.ts';
import type { Level } from '../model/verdict.ts';

export const repeatEvidence = defineRule({
  id: 'repeat-evidence',
  title: 'Repeat evidence',
  needs: ['artifacts', 'runs'],
  levels: [
    'the same code made different artifacts',
    '—',
    '—',
    '—',
    'two runs or attempts made the same artifact',
    'three or more runs or attempts made the same artifact',
  ],
  remediation: {
    recommendation:
      'Build twice in one run and upload both results under names the option `artifacts` matches; remove times, paths and order from what differs.',
    minutes: 90,
    guardrail: 'Compare the two results in the workflow itself.',
    rollback: 'Remove the option.',
    area: 'REPRO',
  },
  options: [
    {
      name: 'artifacts',
      type: 'list',
      fallback: 'none: the rule is not applicable',
      meaning: 'globs of artifacts that the same code must make byte by byte alike',
    },
  ],
  judge({ artifacts, runs }, context) {
    const globs = listOption(context, 'artifacts', []);
    if (globs.length === 0) return notApplicable('no artifact is declared to be repeatable');
    const own = new Map(
      runs.filter(({ relation }) => relation !== 'stale').map((run) => [run.id, run]),
    );
    const matches = nameMatcher(globs);
    const found = artifacts
      .filter(({ name, runId, digest }) => matches(name) && own.has(runId) && digest !== undefined)
      .toSorted((a, b) => byCodeUnit(a.name, b.name) || a.id - b.id);
    if (found.length < 2) return unknown(`${plural(found.length, 'artifact')} to compare`);
    return verdict(found, own);
  },
});

/** Compares all matching artifacts: the same code must make the same bytes. */
function verdict(found: readonly ArtifactRecord[], runs: ReadonlyMap<number, WorkflowRun>) {
  const digests = new Set(found.map(({ digest }) => digest));
  const level: Level = digests.size > 1 ? 0 : found.length === 2 ? 4 : 5;
  const sources = found.map(({ id, name, runId, attempt, digest }) => ({
    what: `artifact ${name}`,
    runId,
    attempt,
    artifactId: id,
    ...(digest === undefined ? {} : { digest }),
    url: runs.get(runId)?.url ?? '',
  }));
  const observation =
    level === 0
      ? `${found.length} artifacts of the same code have ${digests.size} different digests.`
      : 'Only two results were compared.';
  return leveled({
    level,
    measured: `${plural(found.length, 'artifact')}, ${plural(digests.size, 'digest')}`,
    proof: sources.map((source) => ({ text: `${source.what}: ${source.digest ?? ''}`, source })),
    flaws:
      level === 5 ? [] : [{ key: 'repeat', severity: level === 0 ? 'high' : 'low', observation }],
  });
}
