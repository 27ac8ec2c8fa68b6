import type { AuditGate, GateState } from '../model/audit.ts';
import type { GateConfig } from '../model/config.ts';
import type { Level, Verdict } from '../model/verdict.ts';
import { type Condition, holds, parseCondition } from '../rules/condition.ts';

/** One condition of a gate against the verdict of its rule. */
type Checked =
  | {
      readonly state: 'holds';
      readonly text: string;
      readonly level: Level;
      readonly because: string;
    }
  | {
      readonly state: 'holds-deferred';
      readonly text: string;
      readonly level: Level;
      readonly because: string;
    }
  | {
      readonly state: 'fails';
      readonly text: string;
      readonly level: Level;
      readonly because: string;
    }
  | {
      readonly state: 'unknown';
      readonly text: string;
      readonly because: string;
      readonly required: boolean;
    }
  | { readonly state: 'left-out' };

export interface GateContext {
  readonly verdicts: readonly Verdict[];
  /** Ids of rules that lack a source the config lists as required. */
  readonly lackRequired: ReadonlySet<string>;
}

/**
 * Evaluates the gates (contract, section 1): all conditions are checked, then folded. Failing beats
 * not evaluated, which beats deferred; a gate of which nothing applies is not applicable.
 */
export function evaluateGates(
  gates: readonly GateConfig[],
  context: GateContext,
): readonly AuditGate[] {
  return gates.map((gate) => {
    const checked = gate.when
      .map((text) => check(text, context))
      .filter((one) => one.state !== 'left-out');
    return {
      title: gate.title,
      state: fold(checked),
      conditions: checked.map((one) => ({
        text: one.text,
        holds: heldOf(one),
        level: 'level' in one ? one.level : null,
      })),
      evidence: sentence(checked),
    };
  });
}

type Kept = Exclude<Checked, { readonly state: 'left-out' }>;

function check(text: string, context: GateContext): Checked {
  // Gates may name any rule that exists; those this audit does not judge are left out.
  const parsed = parseCondition(text, [
    ...context.verdicts.map((one) => one.rule),
    ruleNamedIn(text),
  ]);
  if (parsed.state === 'invalid')
    throw new Error(`a gate's condition was not checked: ${text}: ${parsed.why}`);
  const verdict = context.verdicts.find((one) => one.rule === parsed.condition.rule);
  return verdict === undefined
    ? { state: 'left-out' }
    : checkVerdict(text, parsed.condition, verdict, context);
}

function ruleNamedIn(text: string): string {
  return /[a-z][a-z0-9-]*/.exec(text)?.[0] ?? '';
}

function checkVerdict(
  text: string,
  condition: Condition,
  verdict: Verdict,
  context: GateContext,
): Checked {
  const { finding, rule } = verdict;
  switch (finding.state) {
    case 'not-applicable':
      return { state: 'left-out' };
    case 'unknown':
      return {
        state: 'unknown',
        text,
        because: `${rule}: ${finding.why}`,
        required: context.lackRequired.has(rule),
      };
    case 'level': {
      const because = `${rule} ${finding.level}: ${finding.measured}`;
      if (!holds(condition, finding.level))
        return { state: 'fails', text, level: finding.level, because };
      const alone = finding.deferrals.length === 0 || holds(condition, finding.undeferred ?? 0);
      return { state: alone ? 'holds' : 'holds-deferred', text, level: finding.level, because };
    }
  }
  finding satisfies never;
  throw new Error('unreachable');
}

function fold(checked: readonly Kept[]): GateState {
  if (checked.length === 0) return 'not-applicable';
  if (checked.some((one) => one.state === 'fails' || (one.state === 'unknown' && one.required)))
    return 'failed';
  if (checked.some((one) => one.state === 'unknown')) return 'not-evaluated';
  return checked.some((one) => one.state === 'holds-deferred') ? 'deferred' : 'passed';
}

function heldOf(one: Kept): boolean | null {
  return one.state === 'unknown' ? null : one.state !== 'fails';
}

const ORDER: Readonly<Record<Kept['state'], number>> = {
  fails: 0,
  unknown: 1,
  'holds-deferred': 2,
  holds: 3,
};

/** What decided: of a gate that does not simply pass, only the conditions that keep it from it. */
function sentence(checked: readonly Kept[]): string {
  if (checked.length === 0) return 'no rule of this gate applies';
  const worst = Math.min(...checked.map(({ state }) => ORDER[state]));
  return checked
    .filter(({ state }) => ORDER[state] === worst)
    .map(({ because }) => because)
    .join('; ');
}
