import type { SourceKind } from './source-manifest.ts';
import type { Level } from './verdict.ts';

export type CategoryConfig =
  | {
      readonly kind: 'measured';
      readonly id: string;
      readonly title: string;
      readonly weight: number;
      readonly rules: readonly string[];
    }
  | {
      readonly kind: 'attested';
      readonly id: string;
      readonly title: string;
      readonly weight: number;
      readonly level: Level;
      readonly reason: string;
      readonly by: string;
    };

export type RuleConfig =
  | { readonly state: 'on'; readonly options: Readonly<Record<string, unknown>> }
  | { readonly state: 'off'; readonly reason: string };

export interface GateConfig {
  readonly title: string;
  /** Conditions such as `required-runs >= 4`; all must hold. */
  readonly when: readonly string[];
}

export interface SourceConfig {
  readonly kind: SourceKind;
  readonly workflow?: string;
  readonly job?: string;
  readonly artifact?: string;
  readonly path?: string;
  readonly format?: string;
  readonly leg?: string;
  readonly required: boolean;
}

export type InvariantConfig =
  | { readonly kind: 'unchanged'; readonly title: string; readonly globs: readonly string[] }
  | { readonly kind: 'files'; readonly title: string; readonly files: readonly string[] }
  | {
      readonly kind: 'rule';
      readonly title: string;
      readonly rule: string;
      readonly atLeast: Level;
    }
  | { readonly kind: 'job'; readonly title: string; readonly job: string }
  | { readonly kind: 'step'; readonly title: string; readonly step: string }
  | {
      readonly kind: 'artifact';
      readonly title: string;
      /** Glob over artifact names. */
      readonly artifact: string;
      /** `sha256:…` that each must have; without it all must have the same. */
      readonly digest?: string;
    };

export interface ProbeConfig {
  readonly name: string;
  /** Glob over step names. */
  readonly step?: string;
  /** Regular expression over log lines. */
  readonly log?: string;
}

export type CommentMode = 'always' | 'on-change' | 'on-failure' | 'never';
export type StatusMode = 'status' | 'check' | 'both' | 'none';
export type FailOn = 'red' | 'yellow' | 'never';
export type DocsMode =
  | { readonly kind: 'auto' | 'head' | 'pull-request' | 'none' }
  | { readonly kind: 'branch'; readonly branch: string };

/** The config after checking, with every default filled in and the action's inputs laid over it. */
export interface Config {
  readonly profile: 'default' | 'seed';
  readonly milestone: {
    readonly id?: string;
    readonly title?: string;
    readonly pattern?: string;
    /** Whether the audit's link is written into the description of GitHub's milestone. */
    readonly link?: boolean;
  };
  readonly categories: readonly CategoryConfig[];
  /** Rules judged for gates and invariants without being scored. */
  readonly unscored: readonly string[];
  readonly rules: Readonly<Record<string, RuleConfig>>;
  readonly gates: readonly GateConfig[];
  readonly minimumScore?: number;
  /** A gate also passes where a rule misses its level and is no worse than in the previous audit. */
  readonly ratchet?: boolean;
  readonly sources: readonly SourceConfig[];
  readonly workflows: readonly string[];
  readonly artifacts: readonly string[];
  readonly reports: readonly string[];
  readonly probes: readonly ProbeConfig[];
  readonly invariants: readonly InvariantConfig[];
  readonly plan: string;
  readonly registry: string;
  readonly ledger?: string;
  readonly zones: readonly { readonly zone: string; readonly globs: readonly string[] }[];
  readonly docs: DocsMode;
  readonly docsPath: string;
  readonly comment: CommentMode;
  readonly status: StatusMode;
  readonly statusName: string;
  readonly failOn: FailOn;
  readonly evidence: 'commit' | 'none';
  readonly trust: 'head' | 'base';
  readonly withoutMilestone: 'pass' | 'fail' | 'audit';
  readonly waitMinutes: number;
  readonly auditKey: string;
  readonly dryRun: boolean;
}
