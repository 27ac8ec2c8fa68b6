import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Audit, AuditRule } from '../../src/model/audit.ts';
import { type Evidence, missing, unreadable } from '../../src/model/evidence.ts';
import type { EvidenceFile, EvidenceKind, EvidenceSet } from '../../src/model/evidence-file.ts';
import type { ExpectedSource, SourceKind } from '../../src/model/reports.ts';
import { RULES } from '../../src/rules/registry.ts';
import { composeAudit } from '../../src/scoring/compose-audit.ts';
import { withFailedRun, withFailedStep, withFailedTest } from '../rules/worse-story.ts';
import { propertyOptions } from '../runs.ts';
import { anyTelling, bundleOf } from './any-bundle.ts';

/* The whole way from evidence to verdict under the default profile: what single rules promise, their fold keeps. */

const audit = (bundle: EvidenceFile): Audit =>
  composeAudit(bundle, RULES, { version: '0.0.0', rulesVersion: 1 });

const COLORS = ['red', 'yellow', 'green'];
/** A failed gate that a loss leaves open is no better: both block. */
const GATE_RANK = { failed: 0, 'not-evaluated': 0, deferred: 1, passed: 2, 'not-applicable': 3 };

const colorOf = ({ verdict }: Audit): number => COLORS.indexOf(verdict ?? '');

function expectNoBetter(before: Audit, after: Audit): void {
  expect(after.score ?? 0).toBeLessThanOrEqual(before.score ?? 5);
  expect(colorOf(after)).toBeLessThanOrEqual(colorOf(before));
}

/** The law: with less evidence every number lies in wider bounds, and nothing is decided for the better. */
function brokenBy(before: Audit, after: Audit): readonly string[] {
  const score = contains(after, before) ? [] : ['score'];
  const categories = before.categories.flatMap((one, at) =>
    contains(after.categories[at], one) ? [] : [`category ${one.title}`],
  );
  const rules = before.rules.flatMap((one) => {
    const now = after.rules.find(({ id }) => id === one.id);
    return isWider(now, one) ? [] : [`rule ${one.id}`];
  });
  const gates = before.gates.flatMap(({ title, state }) => {
    const now = after.gates.find((gate) => gate.title === title)?.state ?? 'not-applicable';
    if (state === 'not-applicable') return [];
    return GATE_RANK[now] > GATE_RANK[state] ? [`gate ${title}: ${state} to ${now}`] : [];
  });
  const verdict = colorOf(after) > colorOf(before) ? ['verdict'] : [];
  return [...score, ...categories, ...rules, ...gates, ...verdict];
}

type Range = Pick<Audit, 'score' | 'score_max'>;

/** What does not apply is in no mean; with less evidence it perhaps applies, and lies anywhere. */
function contains(after: Range | undefined, { score, score_max }: Range): boolean {
  if (score === null || score_max === null) return true;
  const { score: least, score_max: most } = after ?? { score: null, score_max: null };
  return least !== null && most !== null && least <= score && most >= score_max;
}

function isWider(after: AuditRule | undefined, before: AuditRule): boolean {
  if (before.level === null || before.level_max === null) {
    return after?.level === null || (after?.level === 0 && after.level_max === 5);
  }
  if (after === undefined || after.level === null || after.level_max === null) return false;
  return after.level <= before.level && after.level_max >= before.level_max;
}

const KINDS = [...new Set(RULES.flatMap(({ needs, uses }) => [...needs, ...uses]))].sort();
const options = propertyOptions(20, 1000);

type Loss = 'missing' | 'expired' | 'unreadable';

const SOURCE_OF: Partial<Record<EvidenceKind, SourceKind>> = {
  tests: 'tests',
  coverage: 'coverage',
  findings: 'findings',
  inventory: 'sbom',
};

/** The bundle without a kind of evidence; what expired is listed among the sources as a collector does. */
function without(bundle: EvidenceFile, kind: EvidenceKind, how: Loss): EvidenceFile {
  const lost = how === 'unreadable' ? unreadable('broken', { what: kind }) : missing('lost');
  const evidence = { ...bundle.evidence, [kind]: lost };
  const source = SOURCE_OF[kind];
  if (how !== 'expired' || source === undefined || evidence.sources.state !== 'present') {
    return { ...bundle, evidence };
  }
  const expired: ExpectedSource = {
    kind: source,
    what: `${kind} of artifact reports`,
    state: 'expired',
    required: false,
    declared: false,
    why: 'GitHub has deleted it',
  };
  const sources = { ...evidence.sources, value: [...evidence.sources.value, expired] };
  return { ...bundle, evidence: { ...evidence, sources } };
}

const how = fc.constantFrom<Loss>('missing', 'expired', 'unreadable');

it('missing, expired or unreadable evidence only widens what is decided', () => {
  fc.assert(
    fc.property(anyTelling, fc.constantFrom(...KINDS), how, (told, kind, state) => {
      const bundle = bundleOf(told);
      expect(brokenBy(audit(bundle), audit(without(bundle, kind, state)))).toEqual([]);
    }),
    propertyOptions(40, 2000),
  );
});

it('losing any number of kinds only widens what is decided', () => {
  fc.assert(
    fc.property(anyTelling, fc.subarray(KINDS, { minLength: 2 }), how, (told, kinds, state) => {
      const bundle = bundleOf(told);
      const less = kinds.reduce((one, kind) => without(one, kind, state), bundle);
      expect(brokenBy(audit(bundle), audit(less))).toEqual([]);
    }),
    options,
  );
});

it('no verdict gets greener without a required source', () => {
  const states = fc.constantFrom('missing', 'expired', 'empty', 'stale', 'unreadable');
  const kinds = fc.constantFrom('tests', 'coverage', 'findings');
  fc.assert(
    fc.property(anyTelling, kinds, states, fc.boolean(), ([story, at], kind, state, gone) => {
      const declared = { kind, declared: true, required: true, what: `the ${kind}` } as const;
      const withSource = (one: 'present' | typeof state): EvidenceFile =>
        bundleOf([
          { ...story, sources: [...(story.sources ?? []), { ...declared, state: one }] },
          at,
        ]);
      const lost = withSource(state);
      expectNoBetter(
        audit(withSource('present')),
        audit(gone ? without(lost, kind, 'missing') : lost),
      );
    }),
    options,
  );
});

it('no verdict gets greener when a test, a step, or a run fails', () => {
  fc.assert(
    fc.property(anyTelling, fc.nat(20), ([story, kind], pick) => {
      const before = audit(bundleOf([story, kind]));
      expectNoBetter(before, audit(bundleOf([withFailedTest(story, pick), kind])));
      expectNoBetter(before, audit(bundleOf([withFailedStep(story, pick), kind])));
      expectNoBetter(before, audit(bundleOf([withFailedRun(story, pick), kind])));
    }),
    options,
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
    options,
  );
});

function decided({ score, score_max, verdict, outcome, rules, gates, invariants }: Audit) {
  return {
    score,
    score_max,
    verdict,
    outcome,
    levels: rules.map(({ id, state, level, level_max }) => [id, state, level, level_max]),
    gates: gates.map(({ title, state }) => [title, state]),
    invariants: invariants.map(({ title, state }) => [title, state]),
  };
}

/** Reverses lists, those of a commit's files too; attempts and steps keep their order. */
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
