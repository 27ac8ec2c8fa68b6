import { describe, expect, it } from '@jest/globals';
import type { Audit } from '../../src/model/audit.ts';
import type { FailOn } from '../../src/model/config.ts';
import type { Receipt } from '../../src/model/world.ts';
import {
  conclude,
  concludeChanging,
  concludeError,
  concludeTogether,
  concludeWithoutMilestone,
} from '../../src/publish/conclude.ts';
import { anAudit } from '../render/an-audit.ts';

function end(audit: Partial<Audit>, failOn: FailOn, receipts: readonly Receipt[] = []): string {
  const { state, exitCode } = conclude(anAudit(audit), receipts, { failOn }, 'said');
  return `${state} ${exitCode}`;
}

const green = { verdict: 'green', outcome: 'COMPLETE' } as const;
const yellow = { verdict: 'yellow', outcome: 'COMPLETE' } as const;
const red = { verdict: 'red', outcome: 'INCOMPLETE' } as const;
const unproven = { verdict: 'red', outcome: 'INSUFFICIENT_EVIDENCE' } as const;
const pending = { verdict: 'red', outcome: 'PENDING' } as const;

describe('follows each row of the contract', () => {
  it.each([
    [green, ['success 0', 'success 0', 'success 0']],
    [yellow, ['success 0', 'failure 1', 'success 0']],
    [red, ['failure 1', 'failure 1', 'success 0']],
    [unproven, ['failure 1', 'failure 1', 'success 0']],
    [pending, ['pending 1', 'pending 1', 'pending 0']],
  ])('%j', (audit, ends) => {
    expect((['red', 'yellow', 'never'] as const).map((failOn) => end(audit, failOn))).toEqual(ends);
  });
});

it('does not fail a workflow_run job while evidence is unfinished', () => {
  expect(end({ ...pending, event: 'workflow_run' }, 'red')).toBe('pending 0');
});

it.each(['document', 'comment'])('is an error when the %s failed', (publisher) => {
  const broken: Receipt = { publisher, state: 'failed', why: 'GitHub said no' };
  expect(conclude(anAudit(green), [broken], { failOn: 'never' }, 'said')).toEqual({
    state: 'error',
    description: `The ${publisher} could not be published: GitHub said no`,
    exitCode: 1,
  });
});

it('succeeds when a publisher lacks the permission', () => {
  const skipped: Receipt = {
    publisher: 'comment',
    state: 'skipped',
    why: 'refused',
    permission: 'pull-requests: write',
  };
  expect(end(green, 'red', [skipped])).toBe('success 0');
});

it('ignores a failed summary', () => {
  expect(end(green, 'red', [{ publisher: 'summary', state: 'failed', why: 'x' }])).toBe(
    'success 0',
  );
});

it('describes every end without an audit', () => {
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

it('removes secrets from the description of an error', () => {
  expect(concludeError(`no access for gh${'p'}_${'a1'.repeat(18)}`).description).toBe(
    'no access for [redacted-GitHub-token]',
  );
});

it('the pull requests of one head share the worst end, which names them all', () => {
  const good = { state: 'success', description: 'M02: 5.0', exitCode: 0, pull: 8 } as const;
  const bad = { state: 'failure', description: 'M01: 3.3', exitCode: 1, pull: 7 } as const;
  expect(concludeTogether([good, bad])).toEqual({
    state: 'failure',
    exitCode: 1,
    description: '#7, the worst of #7, #8: M01: 3.3',
  });
});

it.each([
  [green, ''],
  [yellow, ''],
  [red, 'Observing: '],
  [unproven, 'Observing: '],
])('only a red verdict is described as observed when nothing may fail: %j', (audit, prefix) => {
  expect(conclude(anAudit(audit), [], { failOn: 'never' }, 'said').description).toBe(
    `${prefix}said`,
  );
});

it('a preview of a checkout is never published', () => {
  const preview = anAudit({ verdict: null, outcome: 'PREVIEW' });
  expect(() => conclude(preview, [], { failOn: 'red' }, 'said')).toThrow('never published');
});

it.each([
  ['workflow_run', 'red', 0],
  ['pull_request', 'red', 1],
  ['pull_request', 'yellow', 1],
  ['pull_request', 'never', 0],
] as const)(
  'what keeps changing stays pending on %s, failing on %s, with exit code %i',
  (event, failOn, exitCode) => {
    expect(concludeChanging('run 5 of CI started', event, failOn)).toEqual({
      state: 'pending',
      exitCode,
      description: 'A later audit decides: run 5 of CI started',
    });
  },
);
