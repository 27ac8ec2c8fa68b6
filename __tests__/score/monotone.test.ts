import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Audit } from '../../src/model/audit.ts';
import type { Bundle, EvidenceKind, EvidenceSet } from '../../src/model/bundle.ts';
import { absent, type Evidence, unreadable } from '../../src/model/evidence.ts';
import { RULES } from '../../src/rules/registry.ts';
import { composeAudit } from '../../src/score/compose-audit.ts';
import { withFailedStep, withFailedTest } from '../rules/worse-story.ts';
import { anyTelling, bundleOf } from './any-bundle.ts';

/* The whole way from evidence to verdict under the default profile: what single rules promise, their fold keeps. */

const audit = (bundle: Bundle): Audit =>
  composeAudit(bundle, RULES, { version: '0.0.0', rulesVersion: 1 });

const COLOURS = ['red', 'yellow', 'green'];

/** What no longer applies is no gain, for it is left out of the mean. */
function expectNoHigherScore(before: Audit, after: Audit): void {
  expect(after.score ?? 0).toBeLessThanOrEqual(before.score ?? 5);
}

function expectNoBetter(before: Audit, after: Audit): void {
  expectNoHigherScore(before, after);
  expect(COLOURS.indexOf(after.verdict)).toBeLessThanOrEqual(COLOURS.indexOf(before.verdict));
}

const KINDS = [...new Set(RULES.flatMap(({ needs, uses }) => [...needs, ...uses]))].sort();
const runs = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 60) };

function without(bundle: Bundle, kind: EvidenceKind, how: 'absent' | 'unreadable'): Bundle {
  const lost = how === 'absent' ? absent('lost') : unreadable('broken', { what: kind });
  return { ...bundle, evidence: { ...bundle.evidence, [kind]: lost } };
}

const how = fc.constantFrom('absent' as const, 'unreadable' as const);

it('no kind of evidence that is absent or unreadable raises the score or ends in green', () => {
  fc.assert(
    fc.property(anyTelling, fc.constantFrom(...KINDS), how, (told, kind, state) => {
      const bundle = bundleOf(told);
      const [before, after] = [audit(bundle), audit(without(bundle, kind, state))];
      expectNoHigherScore(before, after);
      expect([before.verdict, 'yellow', 'red']).toContain(after.verdict);
    }),
    runs,
  );
});

it('no verdict gets greener without the runs or the files, which every audit needs', () => {
  fc.assert(
    fc.property(
      anyTelling,
      fc.constantFrom('runs' as const, 'files' as const),
      how,
      (told, kind, state) => {
        const bundle = bundleOf(told);
        expectNoBetter(audit(bundle), audit(without(bundle, kind, state)));
      },
    ),
    runs,
  );
});

it('nor without what the config requires: missing, expired, empty, stale or unreadable', () => {
  const states = fc.constantFrom('missing', 'expired', 'empty', 'stale', 'unreadable');
  const kinds = fc.constantFrom('tests', 'coverage', 'findings');
  fc.assert(
    fc.property(anyTelling, kinds, states, fc.boolean(), ([story, at], kind, state, gone) => {
      const declared = { kind, declared: true, required: true, what: `the ${kind}` } as const;
      const withSource = (one: 'present' | typeof state): Bundle =>
        bundleOf([
          { ...story, sources: [...(story.sources ?? []), { ...declared, state: one }] },
          at,
        ]);
      const lost = withSource(state);
      expectNoBetter(
        audit(withSource('present')),
        audit(gone ? without(lost, kind, 'absent') : lost),
      );
    }),
    runs,
  );
});

it('nor does a passed test that fails, or a green step that turns red', () => {
  fc.assert(
    fc.property(anyTelling, fc.nat(20), ([story, kind], pick) => {
      const before = audit(bundleOf([story, kind]));
      expectNoBetter(before, audit(bundleOf([withFailedTest(story, pick), kind])));
      expectNoBetter(before, audit(bundleOf([withFailedStep(story, pick), kind])));
    }),
    runs,
  );
});

it('the order of lists does not matter', () => {
  fc.assert(
    fc.property(anyTelling, (told) => {
      const bundle = bundleOf(told);
      const evidence = Object.fromEntries(
        Object.entries(bundle.evidence).map(([kind, one]) => [
          kind,
          turned(one as Evidence<unknown>),
        ]),
      ) as unknown as EvidenceSet;
      expect(decided(audit({ ...bundle, evidence }))).toEqual(decided(audit(bundle)));
    }),
    runs,
  );
});

function decided({ score, measured, verdict, outcome, rules, gates, invariants }: Audit) {
  return {
    score,
    measured,
    verdict,
    outcome,
    levels: rules.map(({ id, state, level }) => [id, state, level]),
    gates: gates.map(({ title, state }) => [title, state]),
    invariants: invariants.map(({ title, state }) => [title, state]),
  };
}

/** Lists turned round, files of a commit too; attempts and steps are ordered by what they are, and stay. */
function turned<T>(evidence: Evidence<T>): Evidence<T> {
  if (evidence.state !== 'present') return evidence;
  const { value } = evidence;
  if (Array.isArray(value)) return { ...evidence, value: value.toReversed() as T };
  if (typeof value !== 'object' || value === null) return evidence;
  const parts = Object.entries(value).map(([key, part]) => [
    key,
    Array.isArray(part) ? part.toReversed() : part,
  ]);
  return { ...evidence, value: Object.fromEntries(parts) as T };
}
