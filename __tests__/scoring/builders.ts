import { resolveConfig } from '../../src/config/resolve-config.ts';
import type { Config } from '../../src/model/config.ts';
import type { Finding, Level, Verdict } from '../../src/model/verdict.ts';

/** A whole config with defaults, changed where a test needs it. */
export function aConfig(change: Partial<Config> = {}): Config {
  const settings = {
    reports: [],
    waitMinutes: 0,
    withoutMilestone: 'pass',
    auditKey: '',
    dryRun: false,
  } as const;
  return { ...resolveConfig({}, settings), ...change };
}

export function aVerdict(rule: string, finding: Finding, needs: readonly string[] = []): Verdict {
  return {
    rule,
    title: rule,
    finding,
    needs,
    remediation: {
      recommendation: 'fix it',
      minutes: 30,
      guardrail: 'guard',
      rollback: 'revert',
      area: 'CI',
    },
  };
}

export function aLevel(
  level: Level,
  deferrals: readonly string[] = [],
  undeferred: Level = 0,
): Finding {
  return {
    state: 'level',
    level,
    most: level,
    open: [],
    measured: `measured ${level}`,
    proof: [{ text: 'seen', source: { what: 'run' } }],
    flaws: [],
    deferrals,
    ...(deferrals.length > 0 ? { undeferred } : {}),
  };
}

/** A finding that missing evidence leaves open between two levels. */
export function openFinding(level: Level, most: Level, wait = false): Finding {
  const open = { kind: 'tests', what: 'test report', why: 'it expired' } as const;
  return {
    state: 'level',
    level,
    most,
    open: [wait ? { ...open, wait } : open],
    measured: 'no report',
    proof: [],
    flaws: [],
    deferrals: [],
  };
}
