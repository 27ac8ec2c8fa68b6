import { type CompiledExpression, compileExpression } from '../config/expression.ts';
import type { Config } from '../model/config.ts';
import type { Source } from '../model/evidence.ts';
import type { EvidenceKind, EvidenceSet } from '../model/evidence-file.ts';
import type { Judged, Rule, RuleContext } from '../model/rule.ts';
import type { Flaw, Level, Open } from '../model/verdict.ts';
import { BY_WORST } from './fold.ts';
import { gapsOf } from './gaps.ts';
import { defineRule, severityOf } from './runner.ts';

type OwnRule = NonNullable<Config['ownRules']>[number];
type State = (typeof BY_WORST.states)[number];

/** Maximum number of offenders that an own rule names. */
const MAX_SHOWN = 20;

const compiled = new WeakMap<OwnRule, Rule>();

/** Returns the rules that a config declares. Each is compiled once. */
export function ownRules({ ownRules: declared = [] }: Pick<Config, 'ownRules'>): readonly Rule[] {
  return declared.map((one) => {
    const rule = compiled.get(one) ?? ruleOf(one);
    compiled.set(one, rule);
    return rule;
  });
}

/**
 * Returns a declared rule. A loss in any kind of evidence that its expressions name opens it from 0 to 5, even
 * where the value would not depend on it; a kind that provably does not exist makes it not applicable.
 */
function ruleOf(own: OwnRule): Rule {
  const expression = compileExpression(own.expression);
  const shows = own.shows === undefined ? undefined : compileExpression(own.shows);
  const all = [expression, ...(shows === undefined ? [] : [shows])];
  const valid = all.filter((one) => one.state === 'valid');
  const kinds = [...new Set(valid.flatMap((one) => one.kinds))];
  const paths = [...new Set(valid.flatMap((one) => one.paths))];
  const words = (level: State): string => own.levels[level] ?? '—';
  return defineRule<never, EvidenceKind, State>({
    // Its sources are cited, so it is given the evidence itself.
    needsLevels: true,
    id: own.id,
    title: own.title,
    needs: [],
    uses: kinds,
    settles: kinds,
    levels: [words('0'), words('1'), words('2'), words('3'), words('4'), words('5')],
    remediation: {
      recommendation:
        own.recommendation ?? `Reach level ${bestOf(own)}: ${own.levels[bestOf(own)]}.`,
      minutes: 30,
      guardrail: 'Keep the rule in the config.',
      rollback: 'Revert the change that fixed it.',
      area: 'OWN',
    },
    table: BY_WORST,
    judge(evidence, context): Judged<State> {
      const gaps = kinds.flatMap((kind) => gapsOf(kind, evidence));
      if (gaps.length > 0) {
        return { items: gaps.map((open) => ({ worst: '0', best: '5', open })), measured: '' };
      }
      const lacking = kinds.map((kind) => evidence[kind]).find((one) => one?.state === 'none');
      if (lacking?.state === 'none') return { items: [], measured: '', none: lacking.why };
      return judged(own, { expression, shows, kinds, paths }, evidence, context);
    },
  });
}

interface Compiled {
  readonly expression: CompiledExpression;
  readonly shows: CompiledExpression | undefined;
  readonly kinds: readonly EvidenceKind[];
  readonly paths: readonly string[];
}

/** Judges by evidence of which nothing is missing. */
function judged(
  own: OwnRule,
  { expression, shows, kinds, paths }: Compiled,
  evidence: EvidenceSet,
  context: RuleContext,
): Judged<State> {
  const read = kinds.flatMap((kind) => {
    const one = evidence[kind];
    return one?.state === 'present' ? [{ kind, value: one.value, source: one.source }] : [];
  });
  const values = Object.fromEntries(read.map(({ kind, value }) => [kind, value]));
  const input = { ...values, target: context.target };
  const found = levelOf(own, resultOf(expression, input));
  const cited = read.map(({ kind, source }) => ({
    text: paths.filter((path) => path.split('.')[0] === kind).join(', '),
    source,
  }));
  const proof = cited.length === 0 ? [{ text: 'target', source: commitOf(context) }] : cited;
  if ('why' in found) {
    const what = `expression of ${own.id}`;
    const open: Open = { kind: kinds[0] ?? 'runs', what, why: found.why };
    return { items: [{ worst: '0', best: '5', open }], measured: '', proof };
  }
  const state = String(found.level) as State;
  const text = own.levels[state] ?? '';
  const item = { worst: state, best: state } as const;
  if (found.level === 5) return { items: [item], measured: text, proof };
  const shown = shows === undefined ? [] : namesOf(resultOf(shows, input));
  const words = [text, ...(shown.length === 0 ? [] : [shown.join(', ')])].join(': ');
  const flaw = (most: Level): Flaw => ({
    key: `own:${own.id}`,
    severity: severityOf(most),
    observation: `${words}.`,
    source: placeOf(shown, context),
  });
  return { items: [{ ...item, flaw }], measured: words, proof };
}

function resultOf(expression: CompiledExpression, input: Readonly<Record<string, unknown>>) {
  // Saved evidence carries the config that was checked; another version may have written it.
  if (expression.state === 'invalid') {
    return { state: 'undecided', why: expression.why } as const;
  }
  return expression.evaluate(input);
}

function bestOf({ levels }: OwnRule): State {
  return BY_WORST.states.findLast((level) => levels[level] !== undefined) ?? '5';
}

function worstOf({ levels }: OwnRule): State {
  return BY_WORST.states.find((level) => levels[level] !== undefined) ?? '0';
}

/** True is the best declared level, false the worst; a number must be a declared level. */
function levelOf(
  own: OwnRule,
  result: ReturnType<typeof resultOf>,
): { readonly level: Level } | { readonly why: string } {
  if (result.state === 'undecided') return { why: result.why };
  const { value } = result;
  if (typeof value === 'boolean') {
    return { level: Number(value ? bestOf(own) : worstOf(own)) as Level };
  }
  const level = String(value);
  if (typeof value === 'bigint' && own.levels[level as State] !== undefined) {
    return { level: Number(level) as Level };
  }
  return { why: `it gives ${level}, which is not one of its levels` };
}

function namesOf(result: ReturnType<typeof resultOf>): readonly string[] {
  if (result.state === 'undecided' || !Array.isArray(result.value)) return [];
  return result.value.slice(0, MAX_SHOWN).map(String);
}

function commitOf({ target: { commits } }: RuleContext): Source {
  return { what: `commit ${commits.audited.slice(0, 12)}`, commit: commits.audited };
}

/** What is shown may be a path, which then is the place of the issue. */
function placeOf([first = '']: readonly string[], context: RuleContext): Source {
  const isPath = /^[\w@./-]+$/.test(first) && first.includes('.');
  return isPath ? { ...commitOf(context), what: first, path: first } : commitOf(context);
}
