import { defineRule } from '../analysis/runner.ts';
import { byCodeUnit } from '../lib/canonical-json.ts';
import { quantity } from '../lib/format.ts';
import { nameMatcher } from '../lib/glob.ts';
import type { Evidence } from '../model/evidence.ts';
import type { ArtifactRecord } from '../model/reports.ts';
import { type Gaps, type Item, listOption, type RuleContext } from '../model/rule.ts';
import type { Flaw, Open, Proof } from '../model/verdict.ts';

const STATES = ['differs', 'same'] as const;
type State = (typeof STATES)[number];

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
    states: STATES,
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
        ...found.map((one) => itemOf(one, digests)),
        ...(found.length > 1 ? flawed(found.length, digests, more) : []),
        ...more.map((open) => ({ worst: 'differs', best: 'same', times: 'any', open }) as const),
      ],
      measured: `${quantity(found.length, 'artifact')}, ${quantity(digests.size, 'digest')}`,
      proof: found.flatMap((one) => proofOf(one, own.get(one.runId)?.url ?? '')),
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

function proofOf(
  { id, name, runId, attempt, digest }: ArtifactRecord,
  url: string,
): readonly Proof[] {
  if (digest === undefined) return [];
  const what = `artifact ${name}`;
  const source = { what, runId, attempt, artifactId: id, url, digest };
  return [{ text: `${what}: ${digest}`, source }];
}

function itemOf({ name, digest }: ArtifactRecord, digests: ReadonlySet<string>): Item<State> {
  if (digest !== undefined || digests.size > 1) return { worst: 'same', best: 'same' };
  const what = `digest of artifact ${name}`;
  return {
    worst: 'differs',
    best: 'same',
    open: { kind: 'artifacts', what, why: 'GitHub states none' },
  };
}

/** The comparison of all artifacts: an item more than there are artifacts only where they differ. */
function flawed(
  found: number,
  digests: ReadonlySet<string>,
  more: readonly Open[],
): readonly Item<State>[] {
  if (digests.size > 1) {
    const observation = `${found} artifacts of the same code have ${digests.size} different digests.`;
    const flaw: Flaw = { key: 'repeat', severity: 'high', observation };
    return [{ worst: 'differs', best: 'differs', flaw: () => flaw }];
  }
  if (found > 2 || more.length > 0) return [];
  const observation = 'Only two results were compared.';
  const flaw: Flaw = { key: 'repeat', severity: 'low', observation };
  return [{ worst: 'none', best: 'none', flaw: () => flaw }];
}
