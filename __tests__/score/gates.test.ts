import { describe, expect, it } from '@jest/globals';
import type { Finding } from '../../src/model/verdict.ts';
import { evaluateGates } from '../../src/score/gates.ts';
import { aLevel, aVerdict } from './builders.ts';

const GATE = { title: 'Tests', when: ['test-results >= 4', 'test-count >= 3'] };
const UNKNOWN: Finding = { state: 'unknown', why: 'no report' };

function stateOf(findings: Readonly<Record<string, Finding>>, lack: readonly string[] = []) {
  const verdicts = Object.entries(findings).map(([rule, finding]) => aVerdict(rule, finding));
  const [gate] = evaluateGates([GATE], { verdicts, lackRequired: new Set(lack) });
  return gate?.state;
}

describe('evaluateGates', () => {
  it('passes when every condition holds', () => {
    expect(stateOf({ 'test-results': aLevel(4), 'test-count': aLevel(3) })).toBe('passed');
  });

  it('fails when one condition does not hold, whatever the mean', () => {
    expect(stateOf({ 'test-results': aLevel(3), 'test-count': aLevel(5) })).toBe('failed');
  });

  it('is deferred when it holds only thanks to a live deferral', () => {
    expect(stateOf({ 'test-results': aLevel(4, ['D1'], 0), 'test-count': aLevel(3) })).toBe(
      'deferred',
    );
  });

  it('passes when a deferral was used but not needed', () => {
    expect(stateOf({ 'test-results': aLevel(5, ['D1'], 4), 'test-count': aLevel(3) })).toBe(
      'passed',
    );
  });

  it('is not evaluated when a rule is unknown', () => {
    expect(stateOf({ 'test-results': UNKNOWN, 'test-count': aLevel(5) })).toBe('not-evaluated');
  });

  it('fails when a rule is unknown for want of a required source', () => {
    expect(stateOf({ 'test-results': UNKNOWN, 'test-count': aLevel(5) }, ['test-results'])).toBe(
      'failed',
    );
  });

  it('fails rather than stays open when one rule fails and another is unknown', () => {
    expect(stateOf({ 'test-results': aLevel(0), 'test-count': UNKNOWN })).toBe('failed');
  });

  it('leaves out rules the profile does not have and those that do not apply', () => {
    const notApplicable: Finding = { state: 'not-applicable', why: 'first audit' };
    expect([
      stateOf({ 'test-results': aLevel(4) }),
      stateOf({ 'test-results': aLevel(4), 'test-count': notApplicable }),
      stateOf({}),
    ]).toEqual(['passed', 'passed', 'not-applicable']);
  });

  it('says what decided and leaves out what did not', () => {
    const verdicts = [aVerdict('test-results', aLevel(5)), aVerdict('test-count', aLevel(1))];
    const [gate] = evaluateGates([GATE], { verdicts, lackRequired: new Set() });
    expect(gate).toEqual({
      title: 'Tests',
      state: 'failed',
      conditions: [
        { text: 'test-results >= 4', holds: true, level: 5 },
        { text: 'test-count >= 3', holds: false, level: 1 },
      ],
      evidence: 'test-count 1: measured 1',
    });
  });
});
