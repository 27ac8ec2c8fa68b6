import { describe, expect, it } from '@jest/globals';
import { DEFAULT_GATES } from '../../src/config/defaults.ts';
import { resolveConfig } from '../../src/config/resolve-config.ts';

const SETTINGS = {
  reports: [],
  waitMinutes: 10,
  withoutMilestone: 'pass',
  auditKey: '',
  dryRun: false,
} as const;

describe('resolveConfig', () => {
  it('fills in every default for an empty file', () => {
    const { categories, gates, zones, ...rest } = resolveConfig({}, SETTINGS);
    expect([categories.length, gates, zones.length > 0]).toEqual([8, DEFAULT_GATES, true]);
    expect(rest).toEqual({
      ...SETTINGS,
      profile: 'default',
      milestone: {},
      unscored: [],
      rules: {},
      sources: [],
      workflows: [],
      artifacts: ['*'],
      probes: [],
      invariants: [],
      plan: 'docs/milestones/{milestone}/{milestone}_plan.md',
      registry: 'docs/milestones/deferred.yml',
      docs: { kind: 'auto' },
      docsPath: 'docs/milestones/{milestone}/{milestone}_audit.md',
      comment: 'on-change',
      status: 'status',
      statusName: 'Milestone audit',
      failOn: 'red',
      evidence: 'commit',
      trust: 'head',
    });
  });

  it('prefers inputs to the config, and the config to defaults', () => {
    const file = { comment: 'always', 'fail-on': 'yellow', 'minimum-score': 2 } as const;
    const { comment, failOn, minimumScore } = resolveConfig(file, {
      ...SETTINGS,
      comment: 'never',
    });
    expect({ comment, failOn, minimumScore }).toEqual({
      comment: 'never',
      failOn: 'yellow',
      minimumScore: 2,
    });
  });

  it('keeps the workflow keys that are declared irrelevant', () => {
    const file = { 'workflow-keys': { after: 'it only prints' } };
    expect(resolveConfig(file, SETTINGS).workflowKeys).toEqual({ after: 'it only prints' });
  });

  it('judges who attested artifacts when the config names some', () => {
    const attestations = [{ artifact: 'dist', 'trusted-root': 'root.json' }];
    const config = resolveConfig({ profile: 'seed', attestations }, SETTINGS);
    const { unscored } = resolveConfig({ profile: 'seed' }, SETTINGS);
    expect([config.attestations, config.unscored]).toEqual([
      [{ artifact: 'dist', trustedRoot: 'root.json' }],
      [...unscored, 'build-provenance'],
    ]);
  });

  it('judges a rule that only a gate of the config names', () => {
    const gates = [{ title: 'Scan', when: ['sast-gate >= 3', 'test-results >= 4', 'flakes == 0'] }];
    expect(resolveConfig({ gates }, SETTINGS).unscored).toEqual(['sast-gate']);
  });

  it('replaces a default gate by title and adds others at the end', () => {
    const tests = { title: 'Tests', when: ['test-results >= 5'] };
    const own = { title: 'Ours', when: ['required-runs == 5'] };
    const titles = resolveConfig({ gates: [own, tests] }, SETTINGS).gates.map((gate) => gate.title);
    expect(titles).toEqual([...DEFAULT_GATES.map((gate) => gate.title), 'Ours']);
    expect(resolveConfig({ gates: [own, tests] }, SETTINGS).gates[1]).toEqual(tests);
  });

  it('gives the seed profile the weights .3 .3 .2 .1 .1', () => {
    const { categories, unscored } = resolveConfig({ profile: 'seed' }, SETTINGS);
    expect(categories.map((category) => [category.title, category.weight])).toEqual([
      ['Determinism', 0.3],
      ['Reproducibility', 0.3],
      ['Server boot', 0.2],
      ['Test execution', 0.1],
      ['Coverage gate', 0.1],
    ]);
    expect(unscored).toEqual(['required-runs', 'no-weakening', 'invariants']);
  });

  it('resolves listed sources as required, the reason of a rule that is off, and a branch for documents', () => {
    const config = resolveConfig(
      {
        sources: [{ kind: 'tests' }, { kind: 'coverage', required: false }],
        rules: { 'server-boot': { off: 'a library' }, 'coverage-gate': { target: 80 } },
        docs: 'branch:audits',
        invariants: [{ title: 'T', rule: 'no-weakening', 'at-least': 3 }],
      },
      SETTINGS,
    );
    expect([config.sources, config.rules, config.docs, config.invariants]).toEqual([
      [
        { kind: 'tests', required: true },
        { kind: 'coverage', required: false },
      ],
      {
        'server-boot': { state: 'off', reason: 'a library' },
        'coverage-gate': { state: 'on', options: { target: 80 } },
      },
      { kind: 'branch', branch: 'audits' },
      [{ kind: 'rule', title: 'T', rule: 'no-weakening', atLeast: 3 }],
    ]);
  });
});
