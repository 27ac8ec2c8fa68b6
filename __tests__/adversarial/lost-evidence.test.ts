import { beforeAll, expect, it } from '@jest/globals';
import { type Evidence, missing, unreadable } from '../../src/model/evidence.ts';
import type { EvidenceFile, EvidenceKind } from '../../src/model/evidence-file.ts';
import type { WorkflowRun } from '../../src/model/run.ts';
import { bundleOf, composed } from './audit-of.ts';
import { honestStory } from './honest-story.ts';

/* Of a green audit, every piece of evidence is taken away in turn, and every step turned red. */

let bundle: EvidenceFile;
beforeAll(async () => {
  bundle = await bundleOf(honestStory());
});

const COLORS = ['red', 'yellow', 'green'];

function expectNoBetter(changed: EvidenceFile): void {
  const [before, after] = [composed(bundle), composed(changed)];
  expect(after.score ?? 0).toBeLessThanOrEqual(before.score ?? 0);
  expect(COLORS.indexOf(after.verdict ?? '')).toBeLessThanOrEqual(
    COLORS.indexOf(before.verdict ?? ''),
  );
}

it('it is green to begin with', () => {
  expect(composed(bundle)).toMatchObject({ verdict: 'green', outcome: 'COMPLETE' });
});

it('no evidence can be lost for a better score or verdict', () => {
  const kinds = Object.keys(bundle.evidence) as EvidenceKind[];
  for (const kind of kinds) {
    for (const lost of [missing('lost'), unreadable('broken', { what: kind })]) {
      expectNoBetter({ ...bundle, evidence: { ...bundle.evidence, [kind]: lost } });
    }
  }
});

it('what a gate reads takes the green away when it is lost', () => {
  const read = [
    'runs',
    'files',
    'tests',
    'coverage',
    'baseTests',
    'baseCoverage',
    'baseFiles',
    'findings',
    'pins',
    'dependencies',
    'sources',
  ] as const;
  const verdicts = read.map((kind) => {
    const evidence = { ...bundle.evidence, [kind]: missing('lost') };
    return [kind, composed({ ...bundle, evidence }).verdict];
  });
  expect(verdicts.filter(([, verdict]) => verdict === 'green')).toEqual([]);
});

it('no step can turn red, stay unfinished or be cancelled for a better score or verdict', () => {
  const { runs } = bundle.evidence;
  const steps =
    runs.state === 'present' ? (runs.value[0]?.attempts[0].jobs[0]?.steps.length ?? 0) : 0;
  expect(steps).toBeGreaterThan(5);
  for (let at = 0; at < steps; at += 1) {
    for (const word of ['failure', 'cancelled', 'timed_out', 'skipped'] as const) {
      const evidence = { ...bundle.evidence, runs: withStep(runs, at, word) };
      expectNoBetter({ ...bundle, evidence });
      if (word !== 'skipped') expect(composed({ ...bundle, evidence }).verdict).toBe('red');
    }
  }
});

/** The step at this place ends in this word, and its job and run with it unless it was only skipped. */
function withStep(
  runs: Evidence<readonly WorkflowRun[]>,
  at: number,
  word: 'failure' | 'cancelled' | 'timed_out' | 'skipped',
): Evidence<readonly WorkflowRun[]> {
  const copy = structuredClone(runs) as Evidence<WorkflowRun[]>;
  if (copy.state !== 'present') return copy;
  const attempt = copy.value[0]?.attempts[0];
  const job = attempt?.jobs[0];
  const progress = { state: 'ended', conclusion: word } as const;
  Object.assign(job?.steps[at] ?? {}, { progress });
  if (word !== 'skipped') for (const one of [job, attempt]) Object.assign(one ?? {}, { progress });
  return copy;
}
