import { defineRule } from '../analysis/runner.ts';
import { byCodeUnit } from '../lib/canonical-json.ts';
import { plural } from '../lib/format.ts';
import { nameMatcher } from '../lib/glob.ts';
import type { Evidence } from '../model/evidence.ts';
import type { ArtifactRecord } from '../model/reports.ts';
import { type Gaps, type Item, listOption, type RuleContext } from '../model/rule.ts';
import type { WorkflowRun } from '../model/run.ts';
import type { Open } from '../model/verdict.ts';

export const repeatEvidence = defineRule({
  id: 'repeat-evidence',
  title: 'Repeat evidence',
  needs: ['runs'],
  uses: ['artifacts'],
  settles: ['artifacts'],
  levels: [
    'the same code made different artifacts',
    '—',
    '—',
    '—',
    'two artifacts of the same code, both alike',
    'three or more artifacts of the same code, all alike',
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
  inapplicable: (context) =>
    repeatable(context).length === 0 ? 'no artifact is declared to be repeatable' : undefined,
  table: {
    states: ['differs', 'same'],
    level(count) {
      if (count('differs') > 0) return 0;
      return count('same') > 2 ? 5 : 4;
    },
  },
  judge({ artifacts, runs }, context, gaps) {
    const own = new Map(
      runs.filter(({ relation }) => relation !== 'stale').map((run) => [run.id, run]),
    );
    const globs = repeatable(context);
    const matches = nameMatcher(globs);
    const found = (artifacts.state === 'present' ? artifacts.value : [])
      .filter(({ name, runId }) => matches(name) && own.has(runId))
      .toSorted((a, b) => byCodeUnit(a.name, b.name) || a.id - b.id);
    const digests = new Set(found.flatMap(({ digest }) => digest ?? []));
    const lost = unlisted(artifacts, gaps);
    const more = found.length < 2 && lost.length === 0 ? [secondArtifact(globs)] : lost;
    return {
      items: [
        ...found.map((one, at) => {
          const item = itemOf(one, digests, own);
          return at === 0 && found.length > 1
            ? { ...item, ...flawOf(found.length, digests) }
            : item;
        }),
        ...more.map((open) => ({ worst: 'differs', best: 'same', times: 'any', open }) as const),
      ],
      measured: `${plural(found.length, 'artifact')}, ${plural(digests.size, 'digest')}`,
    };
  },
});

/** A digest is known of an expired artifact too, but not of one that was not listed. */
function unlisted(
  artifacts: Evidence<readonly ArtifactRecord[]>,
  gaps: Gaps<'artifacts'>,
): readonly Open[] {
  if (artifacts.state !== 'present') return gaps('artifacts');
  return (artifacts.unread ?? []).map((part) => ({ kind: 'artifacts', ...part }));
}

function repeatable(context: RuleContext): readonly string[] {
  return listOption(context, 'artifacts', []);
}

function secondArtifact(globs: readonly string[]): Open {
  const what = `a second artifact called ${globs.join(' or ')}`;
  return { kind: 'artifacts', what, why: 'there are not two to compare' };
}

/** All artifacts are alike, or something differs between them. */
function itemOf(
  { id, name, runId, attempt, digest }: ArtifactRecord,
  digests: ReadonlySet<string>,
  runs: ReadonlyMap<number, WorkflowRun>,
): Item<'differs' | 'same'> {
  const url = runs.get(runId)?.url ?? '';
  const source = { what: `artifact ${name}`, runId, attempt, artifactId: id, url };
  const state = digests.size > 1 ? 'differs' : 'same';
  if (digest !== undefined) {
    const proof = [{ text: `${source.what}: ${digest}`, source: { ...source, digest } }];
    return { worst: state, best: state, proof };
  }
  const what = `digest of artifact ${name}`;
  const open: Open = { kind: 'artifacts', what, why: 'GitHub states none', source };
  return { worst: 'differs', best: state, open };
}

function flawOf(found: number, digests: ReadonlySet<string>): Pick<Item<never>, 'flaw'> {
  if (digests.size > 1) {
    const observation = `${found} artifacts of the same code have ${digests.size} different digests.`;
    return { flaw: () => ({ key: 'repeat', severity: 'high', observation }) };
  }
  const observation = 'Only two results were compared.';
  return found > 2 ? {} : { flaw: () => ({ key: 'repeat', severity: 'low', observation }) };
}
