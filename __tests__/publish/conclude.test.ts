import { describe, expect, it } from '@jest/globals';
import type { Audit } from '../../src/model/audit.ts';
import type { FailOn } from '../../src/model/config.ts';
import type { Receipt } from '../../src/model/world.ts';
import { conclude, concludeError, concludeWithoutMilestone } from '../../src/publish/conclude.ts';
import { anAudit } from '../render/an-audit.ts';

function end(audit: Partial<Audit>, failOn: FailOn, receipts: readonly Receipt[] = []): string {
  const { state, exitCode } = conclude(anAudit(audit), receipts, { failOn }, 'said');
  return `${state} ${exitCode}`;
}

const green = { verdict: 'green', outcome: 'COMPLETE' } as const;
const yellow = { verdict: 'yellow', outcome: 'COMPLETE' } as const;
const red = { verdict: 'red', outcome: 'INCOMPLETE' } as const;
const unproven = { verdict: 'red', outcome: 'INSUFFICIENT_EVIDENCE' } as const;
const pending = { verdict: 'green', outcome: 'PENDING' } as const;

describe('each row of the contract', () => {
  it.each([
    [green, ['success 0', 'success 0', 'success 0']],
    [yellow, ['success 0', 'failure 1', 'success 0']],
    [red, ['failure 1', 'failure 1', 'success 0']],
    [unproven, ['failure 1', 'failure 1', 'failure 0']],
    [pending, ['pending 1', 'pending 1', 'pending 1']],
  ])('%j', (audit, ends) => {
    expect((['red', 'yellow', 'never'] as const).map((failOn) => end(audit, failOn))).toEqual(ends);
  });
});

it('unfinished evidence does not fail a job that nobody requires', () => {
  expect(end({ ...pending, event: 'workflow_run' }, 'red')).toBe('pending 0');
});

it.each(['document', 'comment'])(
  'a %s that should have worked and failed is an error',
  (publisher) => {
    const broken: Receipt = { publisher, state: 'failed', why: 'GitHub said no' };
    expect(conclude(anAudit(green), [broken], { failOn: 'never' }, 'said')).toEqual({
      state: 'error',
      description: `The ${publisher} could not be published: GitHub said no`,
      exitCode: 1,
    });
  },
);

it('a publisher that may not write never turns a good audit red', () => {
  const skipped: Receipt = {
    publisher: 'comment',
    state: 'skipped',
    why: 'refused',
    permission: 'pull-requests: write',
  };
  expect(end(green, 'red', [skipped])).toBe('success 0');
});

it('a summary or outputs that failed are told, and change nothing', () => {
  expect(end(green, 'red', [{ publisher: 'summary', state: 'failed', why: 'x' }])).toBe(
    'success 0',
  );
});

it('ends without an audit say which end it is', () => {
  expect([
    concludeWithoutMilestone('pass'),
    concludeWithoutMilestone('fail').state,
    concludeError('config: unknown key `x`'),
  ]).toEqual([
    { state: 'success', description: 'No milestone, not audited', exitCode: 0 },
    'failure',
    { state: 'error', description: 'config: unknown key `x`', exitCode: 1 },
  ]);
});
