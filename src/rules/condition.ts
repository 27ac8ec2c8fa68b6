import type { Level } from '../model/verdict.ts';

export type Comparison = '>=' | '>' | '==' | '!=' | '<=' | '<';

/** One condition of a gate: a rule's level against a level. */
export interface Condition {
  readonly rule: string;
  readonly comparison: Comparison;
  readonly level: Level;
}

export type ParsedCondition =
  | { readonly state: 'condition'; readonly condition: Condition }
  | { readonly state: 'invalid'; readonly why: string };

const SHAPE = /^\s*([a-z][a-z0-9-]*)\s*(>=|<=|==|!=|>|<|≥|≤|=)\s*(-?\d+(?:\.\d+)?)\s*$/;
const SAME_AS: Readonly<Record<string, Comparison>> = { '≥': '>=', '≤': '<=', '=': '==' };

/** Reads `rule-id >= level`; an invalid condition says what was expected in words. */
export function parseCondition(text: string, rules: readonly string[]): ParsedCondition {
  const [, rule = '', comparison = '', digits = ''] = SHAPE.exec(text) ?? [];
  if (rule === '') {
    return {
      state: 'invalid',
      why: 'expected `rule-id >= level`, for instance `test-results >= 4`',
    };
  }
  if (!rules.includes(rule)) {
    return { state: 'invalid', why: `there is no rule \`${rule}\`` };
  }
  const level = Number(digits);
  return isLevel(level)
    ? { state: 'condition', condition: { rule, comparison: comparisonOf(comparison), level } }
    : { state: 'invalid', why: `a level is a whole number from 0 to 5, not ${digits}` };
}

/** Whether a level satisfies the condition. */
export function holds(condition: Condition, level: Level): boolean {
  switch (condition.comparison) {
    case '>=':
      return level >= condition.level;
    case '>':
      return level > condition.level;
    case '==':
      return level === condition.level;
    case '!=':
      return level !== condition.level;
    case '<=':
      return level <= condition.level;
    case '<':
      return level < condition.level;
  }
  condition.comparison satisfies never;
  return false;
}

function isLevel(value: number): value is Level {
  return Number.isInteger(value) && value >= 0 && value <= 5;
}

function comparisonOf(text: string): Comparison {
  return SAME_AS[text] ?? (text as Comparison);
}
