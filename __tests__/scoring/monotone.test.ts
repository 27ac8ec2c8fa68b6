import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Audit } from '../../src/model/audit.ts';
import { missing, type Evidence, present, unreadable } from '../../src/model/evidence.ts';
import type { EvidenceFile, EvidenceKind, EvidenceSet } from '../../src/model/evidence-file.ts';
import type { ExpectedSource, SourceKind } from '../../src/model/reports.ts';
import { RULES } from '../../src/rules/registry.ts';
import { composeAudit } from '../../src/scoring/compose-audit.ts';
import { withFailedRun, withFailedStep, withFailedTest } from '../rules/worse-story.ts';
import { propertyOptions } from '../runs.ts';
import { anyTelling, bundleOf, CONFIG } from './any-bundle.ts';

/* The whole way from evidence to verdict under the default profile: what single rules promise, their fold keeps. */

const audit = (bundle: EvidenceFile): Audit =>
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

/**
 * The one exception, which the table of verdicts asks for (docs/adr/0005-lost-evidence-and-yellow.md): gates that
 * failed by nothing but rules that the lost evidence leaves unknown are not evaluated any more, and that is yellow.
 */
function expectOnlyUnevaluated(before: Audit, after: Audit): void {
  expect([before.outcome, after.verdict, after.outcome]).toEqual([
    'INCOMPLETE',
    'yellow',
    'COMPLETE',
  ]);
  const failed = before.gates.filter(({ state }) => state === 'failed');
  expect(failed.length).toBeGreaterThan(0);
  for (const gate of failed) {
    const now = after.gates.find(({ title }) => title === gate.title);
    expect([gate.title, now?.state]).toEqual([gate.title, 'not-evaluated']);
    const open = new Set(
      now?.conditions.filter(({ holds }) => holds === null).map(({ text }) => text),
    );
    const missed = gate.conditions.filter(({ holds }) => holds === false);
    expect(missed.filter(({ text }) => !open.has(text))).toEqual([]);
    expect(after.reason).toContain(`${gate.title} could not be evaluated`);
  }
}

/** No higher score ever, and no greener verdict but for the one exception. */
function expectNoBetterByLoss(before: Audit, after: Audit): void {
  expectNoHigherScore(before, after);
  const greener = COLOURS.indexOf(after.verdict) > COLOURS.indexOf(before.verdict);
  if (greener) expectOnlyUnevaluated(before, after);
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

it('no evidence that is missing, expired or unreadable raises the score or the verdict', () => {
  fc.assert(
    fc.property(anyTelling, fc.constantFrom(...KINDS), how, (told, kind, state) => {
      const bundle = bundleOf(told);
      expectNoBetterByLoss(audit(bundle), audit(without(bundle, kind, state)));
    }),
    propertyOptions(40, 2000),
  );
});

it('losing any number of kinds raises nothing; with `fail-on: yellow` it never passes a failed audit', () => {
  const passes = ({ verdict }: Audit): boolean => verdict === 'green';
  fc.assert(
    fc.property(anyTelling, fc.subarray(KINDS, { minLength: 2 }), how, (told, kinds, state) => {
      const bundle = bundleOf(told);
      const less = kinds.reduce((one, kind) => without(one, kind, state), bundle);
      const [before, after] = [audit(bundle), audit(less)];
      expectNoBetterByLoss(before, after);
      expect(!passes(before) && passes(after)).toBe(false);
    }),
    options,
  );
});

it('losing coverage hides a fall of coverage, which is the one exception', () => {
  const steps = { 'Run pytest': 'success' };
  const story = {
    runs: [{ workflow: 'CI', attempts: [{ test: steps }] }],
    workflow:
      'on: pull_request\npermissions: { contents: read }\njobs:\n  test:\n    steps:\n      - { name: Run pytest, run: pytest }\n',
    tests: [{ passed: 3 }],
    baseTests: [{ passed: 3 }],
    coverage: [{ covered: 50, total: 100 }],
    baseCoverage: [{ covered: 90, total: 100 }],
  };
  const bundle = bundleOf([story, 'pull-request']);
  const gates = CONFIG.gates
    .filter(({ title }) => title === 'Coverage')
    .map((gate) => ({
      ...gate,
      when: ['coverage-delta >= 3'],
    }));
  const told = { ...bundle, config: { ...CONFIG, gates } };
  const required = {
    ...told,
    evidence: { ...told.evidence, sources: present([LOST], { what: 's' }) },
  };
  expect([
    audit(told).verdict,
    audit(without(told, 'coverage', 'expired')).verdict,
    audit(without(required, 'coverage', 'missing')).verdict,
  ]).toEqual(['red', 'yellow', 'red']);
});

const LOST: ExpectedSource = {
  kind: 'coverage',
  what: 'coverage from artifact reports',
  state: 'expired',
  required: true,
  declared: true,
  why: 'GitHub has deleted it',
};

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
