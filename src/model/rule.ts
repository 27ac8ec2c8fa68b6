import type { Config } from './config.ts';
import type { Evidence } from './evidence.ts';
import type { EvidenceKind, EvidenceValues } from './evidence-file.ts';
import type { Target } from './target.ts';
import type { Finding, Remediation } from './verdict.ts';

/** What a rule may look at besides its evidence: the target, and its own options of the config. */
export interface RuleContext {
  readonly target: Target;
  readonly milestone: string;
  readonly config: Config;
  /** The options the config gives this rule; empty when it gives none. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** The evidence a rule asked for: needed kinds as values, optional kinds as evidence that may be missing. */
export type Asked<N extends EvidenceKind, O extends EvidenceKind> = {
  readonly [K in N]: EvidenceValues[K];
} & { readonly [K in O]: Evidence<EvidenceValues[K]> };

/** An option that the config may give a rule under `rules: { <id>: { <name>: … } }`. */
export interface RuleOption {
  /** Kebab-case, as written in the config. */
  readonly name: string;
  readonly type: 'number' | 'text' | 'list' | 'flag';
  /** What the rule does without it, in words or as a value. */
  readonly fallback: string;
  readonly meaning: string;
}

/**
 * One thing an audit claims, with the table of what earns which level. `levels[5]` describes a 5.
 * `judge` is pure, sees only what it named, and is never called when a needed kind is missing: the
 * judge's caller answers `unknown` for it, in one place.
 */
export interface Rule<
  N extends EvidenceKind = EvidenceKind,
  O extends EvidenceKind = EvidenceKind,
> {
  /** Kebab-case; the file, the test and the docs page carry the same name. */
  readonly id: string;
  readonly title: string;
  readonly needs: readonly N[];
  readonly uses: readonly O[];
  /** Boundary table, lowest level first: six descriptions. */
  readonly levels: readonly [string, string, string, string, string, string];
  readonly remediation: Remediation;
  /** Options the rule reads; any other under its id is an error of the config. */
  readonly options?: readonly RuleOption[];
  judge(evidence: Asked<N, O>, context: RuleContext): Finding;
}

/** A rule as the registry keeps it: what it needs is known by its lists, no longer by its type. */
export type AnyRule = Omit<Rule, 'judge'> & {
  readonly judge: (evidence: never, context: RuleContext) => Finding;
};

/** Declares a rule with the types of exactly the evidence it names. */
export function defineRule<const N extends EvidenceKind, const O extends EvidenceKind = never>(
  rule: Omit<Rule<N, O>, 'uses'> & { readonly uses?: readonly O[] },
): AnyRule {
  return { ...rule, uses: rule.uses ?? [] } as unknown as AnyRule;
}
