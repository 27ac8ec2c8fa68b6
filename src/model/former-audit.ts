import { isRecord } from '../lib/json.ts';
import { meanTenths, toScore, weightedTenths } from '../lib/numbers.ts';

/*
 * Audits of 0.1.0, which was never released, have one level per rule and call a rule unknown where
 * this version gives two levels. They are read with every unknown rule as 0 to 5.
 */

type Json = Readonly<Record<string, unknown>>;

/** Returns an audit of 0.1.0 in the form of this version; everything else is returned unchanged. */
export function upgradedAudit(json: unknown): unknown {
  if (!isRecord(json) || 'score_max' in json) return json;
  const rules = objectsIn(json['rules']).map(upgradedRule);
  const levels = new Map(rules.map((rule) => [rule['id'], rule['level_max']]));
  const categories = objectsIn(json['categories']).map((category) =>
    upgradedCategory(category, levels),
  );
  const parts = categories.flatMap(({ weight, score_max: score }) =>
    typeof weight === 'number' && typeof score === 'number'
      ? [{ weight, tenths: Math.round(score * 10) }]
      : [],
  );
  return {
    ...json,
    rules,
    categories,
    score_max: toScore(weightedTenths(parts)),
    gates: objectsIn(json['gates']).map(upgradedGate),
    invariants: objectsIn(json['invariants']).map((one) =>
      one['state'] === 'unknown' ? { ...one, state: 'open' } : one,
    ),
  };
}

function upgradedRule(rule: Json): Json {
  const { state, level, unknown_because: why } = rule;
  switch (state) {
    case 'level':
      return { ...rule, state: 'known', level_max: level, open: [] };
    case 'unknown': {
      const open = [{ kind: 'unknown', what: 'evidence of the rule', why: why ?? '' }];
      return { ...rule, state: 'open', level: 0, level_max: 5, measured: why ?? '', open };
    }
    default:
      return { ...rule, level_max: null, open: [] };
  }
}

function upgradedCategory(category: Json, levels: ReadonlyMap<unknown, unknown>): Json {
  const { attested, score, rules } = category;
  if (isRecord(attested)) return { ...category, score_max: score };
  const known = (Array.isArray(rules) ? rules : []).flatMap((id): readonly number[] => {
    const level = levels.get(id);
    return typeof level === 'number' ? [level] : [];
  });
  return { ...category, score_max: toScore(meanTenths(known)) };
}

function upgradedGate(gate: Json): Json {
  const conditions = objectsIn(gate['conditions']).map((one) => ({
    ...one,
    level_max: one['level'],
  }));
  return { ...gate, conditions, waits: false };
}

function objectsIn(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
