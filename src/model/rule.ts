import type { Config } from './config.ts';
import type { Evidence } from './evidence.ts';
import type { EvidenceKind, EvidenceSet, EvidenceValues } from './evidence-file.ts';
import type { Target } from './target.ts';
import type { Finding, Flaw, Level, Open, Proof, Remediation } from './verdict.ts';

/** What a rule reads besides its evidence: the target, and its own options of the config. */
export interface RuleContext {
  readonly target: Target;
  readonly milestone: string;
  readonly config: Config;
  /** The options the config gives this rule; empty when it gives none. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** The context of a rule that needs levels. */
export interface LevelsContext extends RuleContext {
  /** What the other rules found, by rule id. */
  readonly findings: ReadonlyMap<string, Finding>;
}

/** The evidence a rule names: needed kinds as values, optional kinds as evidence that may be missing. */
export type RuleEvidence<N extends EvidenceKind, O extends EvidenceKind> = {
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

/** One claim of an audit, with its level definitions: `levels[5]` describes a 5. */
interface RuleFacts<N extends EvidenceKind, O extends EvidenceKind> {
  /** Kebab-case; the file, the test and the docs page carry the same name. */
  readonly id: string;
  readonly title: string;
  /** Controls of the OSPS Baseline (v2025.10.10, baseline.openssf.org) that the rule says something of. */
  readonly controls?: readonly string[];
  readonly needs: readonly N[];
  readonly uses: readonly O[];
  /** Six descriptions, lowest level first. */
  readonly levels: readonly [string, string, string, string, string, string];
  readonly remediation: Remediation;
  /** Options the rule reads; any other under its id is an error of the config. */
  readonly options?: readonly RuleOption[];
  /** Highest level that a deferral of this rule gives; default: 4. */
  readonly deferralCap?: Level;
}

/** The number of items in one of these states. */
export type CountStates<S extends string> = (...states: readonly S[]) => number;

/** The level definitions of a rule as a function of how many items are in which state. */
export interface LevelTable<S extends string> {
  /** Worst first. An item in a better state, or one more of the best, never lowers the level. */
  readonly states: readonly S[];
  /** Total and pure. */
  level(count: CountStates<S>): Level;
}

/**
 * One thing that a rule counts. `worst` and `best` differ exactly when `open` says what is missing;
 * `none`: perhaps it does not exist.
 */
export interface Item<S extends string> {
  readonly worst: S | 'none';
  readonly best: S | 'none';
  /** Default: 1. `any`: an unknown number, as in a file that cannot be read. */
  readonly times?: number | 'any';
  /** The state under live deferrals; only for known items. */
  readonly excused?: { readonly as: S; readonly by: readonly string[] };
  readonly proof?: readonly Proof[];
  /** What is known to be wrong with it, given the highest level of the rule. */
  readonly flaw?: (most: Level) => Flaw | readonly Flaw[];
  readonly open?: Open;
}

/** What a rule counted. */
export interface Judged<S extends string> {
  readonly items: readonly Item<S>[];
  /** Known facts in words; what is open is added behind. */
  readonly measured: string;
  /** Proof besides that of the items. */
  readonly proof?: readonly Proof[];
  /** Why the rule does not apply when there is no item; without it the table decides. */
  readonly none?: string;
  /**
   * For 3 as the highest level because a step did not run: ids of the live deferrals that cover why;
   * empty for another reason.
   */
  readonly notRun?: readonly string[];
}

/** A rule as the registry and the runner know it: the kinds of its evidence are in its lists only. */
export interface Rule extends RuleFacts<EvidenceKind, EvidenceKind> {
  /** Whether it is judged after the others, on their findings. */
  readonly needsLevels: boolean;
  /** Kinds whose gaps the rule lists as items; a gap of any other kind opens it from 0 to 5. */
  readonly settles: readonly EvidenceKind[];
  readonly table: LevelTable<string>;
  readonly run: (evidence: EvidenceSet, context: LevelsContext) => Finding;
}

/** What a rule's file declares. `judge` is pure, and is not called when needed evidence is missing. */
export type RuleDefinition<N extends EvidenceKind, O extends EvidenceKind, S extends string> =
  | EvidenceRule<N, O, S>
  | LevelsRule<N, O, S>;

type Declared<N extends EvidenceKind, O extends EvidenceKind, S extends string> = Omit<
  RuleFacts<N, O>,
  'uses'
> & {
  readonly uses?: readonly O[];
  readonly settles?: readonly NoInfer<N | O>[];
  readonly table: LevelTable<S>;
  /** Returns why the rule does not apply, whatever the evidence: the config asks for nothing. */
  inapplicable?(context: RuleContext): string | undefined;
};

/** A rule that sees only the evidence it names. */
export type EvidenceRule<
  N extends EvidenceKind,
  O extends EvidenceKind,
  S extends string,
> = Declared<N, O, S> & {
  readonly needsLevels?: false;
  judge(evidence: RuleEvidence<N, O>, context: RuleContext, gaps: Gaps<N | O>): Judged<NoInfer<S>>;
};

/** Returns everything that is missing of a kind of evidence, for the kinds that a rule settles. */
export type Gaps<K extends EvidenceKind> = (kind: K) => readonly Open[];

/** A rule that also sees the findings of the others, and all evidence: the config says what it reads. */
export type LevelsRule<N extends EvidenceKind, O extends EvidenceKind, S extends string> = Declared<
  N,
  O,
  S
> & {
  readonly needsLevels: true;
  judge(evidence: EvidenceSet, context: LevelsContext): Judged<NoInfer<S>>;
};

/** Returns a number option of the rule, or the default when the config gives no finite number. */
export function numberOption(context: RuleContext, name: string, fallback: number): number {
  return optionalNumber(context, name) ?? fallback;
}

/** Returns a number option that has no default. */
export function optionalNumber(context: RuleContext, name: string): number | undefined {
  const value = context.options[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** Returns a text option that has no default; an empty text counts as none. */
export function optionalText(context: RuleContext, name: string): string | undefined {
  const value = context.options[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Returns a list option; a single text is a list of one. */
export function listOption(
  context: Pick<RuleContext, 'options'>,
  name: string,
  fallback: readonly string[],
): readonly string[] {
  const value = context.options[name];
  if (typeof value === 'string') return [value];
  return Array.isArray(value)
    ? value.filter((item): item is string => typeof item === 'string')
    : fallback;
}
