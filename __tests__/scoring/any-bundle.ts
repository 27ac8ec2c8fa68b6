import fc from 'fast-check';
import type { Config } from '../../src/model/config.ts';
import type { EvidenceFile } from '../../src/model/evidence-file.ts';
import { anyStory } from '../rules/any-story.ts';
import { BASE, HEAD, type Story, tell } from '../rules/story.ts';
import { aConfig } from './builders.ts';

/** The default profile with something declared of every kind. */
export const CONFIG: Config = aConfig({
  probes: [{ name: 'server-boot', step: 'Run pytest', log: 'ready' }],
  gates: [
    ...aConfig().gates,
    {
      title: 'Counts',
      when: ['tests.failed == 0', 'tests.total >= base', 'tests.skipped <= base'],
    },
    { title: 'Percent', when: ['coverage.lines >= base', 'coverage.lines >= 50'] },
    { title: 'Whole', when: ['flakes == 0', 'score >= 2'] },
  ],
  ledger: 'docs/ledger.md',
  invariants: [
    { kind: 'rule', title: 'Pins', rule: 'pinned-actions', atLeast: 3 },
    { kind: 'files', title: 'Papers', files: ['M01.md'] },
    { kind: 'unchanged', title: 'Sources', globs: ['src/**'] },
    { kind: 'step', title: 'Tests ran', step: 'Run pytest' },
    { kind: 'job', title: 'Test job', job: 'test' },
  ],
});

/** Either of the two moments that matter. */
const occasion = fc.constantFrom('pull-request' as const, 'merged' as const);

/** A story judged whole: the same values in its evidence as single rules are tested with. */
export const anyTelling: fc.Arbitrary<readonly [Story, 'pull-request' | 'merged']> = fc.tuple(
  anyStory,
  occasion,
);

export function bundleOf([story, kind]: readonly [Story, 'pull-request' | 'merged']): EvidenceFile {
  const { evidence } = tell(story);
  return {
    schema: 'milestone-evidence/1',
    target: {
      repository: { owner: 'o', name: 'r' },
      occasion: { kind },
      event: kind === 'merged' ? 'push' : 'pull_request',
      milestone: { id: 'M01', from: 'input' },
      branch: 'm01',
      trusted: true,
      commits: {
        audited: HEAD,
        head: HEAD,
        sameTree: [],
        stale: [],
        generated: [],
        base: BASE,
        policy: BASE,
      },
      defaultBranch: 'main',
    },
    config: CONFIG,
    configOrigin: { path: '.github/milestone-audit.yml', from: 'policy', commit: BASE },
    evidence,
    milestone: { id: 'M01', title: 'T', next: 'M02' },
    notices: [],
  };
}
