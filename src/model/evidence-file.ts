import type { Changes } from './change.ts';
import type { Config } from './config.ts';
import type { CoverageReport } from './coverage-report.ts';
import type { DeclaredTests } from './declared-test.ts';
import type { Registry } from './deferral.ts';
import type { Evidence } from './evidence.ts';
import type { FindingsReport } from './findings-report.ts';
import type { FurtherEvidence } from './further-evidence.ts';
import type { Benchmarks, Inventory } from './inventory.ts';
import type { Plan } from './plan.ts';
import type { PreviousAudit } from './previous-audit.ts';
import type { WorkflowRun } from './run.ts';
import type { ArtifactRecord, ExpectedSource } from './source-manifest.ts';
import type { Target } from './target.ts';
import type { CollectedReport, TestReport } from './test-report.ts';
import type { Lockfile, SettingsFile, WorkflowFile } from './workflow.ts';

/** Repository files that the judging reads, at one commit. */
export interface RepositoryFiles {
  readonly commit: string;
  readonly workflows: readonly WorkflowFile[];
  readonly settings: readonly SettingsFile[];
  readonly locks: readonly Lockfile[];
  /** What changed test files declare and the compared commit does not; absent in what an older version saved. */
  readonly declared?: DeclaredTests;
  /** Of the base: the files at the previous milestone's audited commit, where that is another commit. */
  readonly milestone?: MilestoneFiles;
}

/** Small steps over several changes add up: the previous milestone is a second base to compare with. */
export type MilestoneFiles =
  | {
      readonly state: 'read';
      readonly milestone: string;
      /** Only files that the base has not alike. */
      readonly files: RepositoryFiles;
      /** Paths of the workflows and settings that are the base's, byte for byte. */
      readonly asBase: readonly string[];
    }
  | { readonly state: 'unreadable'; readonly milestone: string; readonly why: string };

/** Whether an action's commit exists in its own repository (not only in a fork of it). */
export interface PinResolution {
  /** `owner/name` of the action's repository. */
  readonly repository: string;
  readonly sha: string;
  readonly state: 'exists' | 'missing' | 'fork-only' | 'unknown';
  /** Tags of the action's repository that point at the commit, when they were asked for. */
  readonly tags: readonly string[];
  readonly why?: string;
}

/** What a probe found: the steps that match it and the first log line that shows readiness. */
export interface ProbeResult {
  /** The probe's key in the config: `server-boot`. */
  readonly probe: string;
  readonly steps: readonly {
    readonly runId: number;
    readonly attempt: number;
    readonly job: string;
    readonly jobUrl: string;
    readonly step: string;
    readonly number: number;
    /** `passed`, `failed`, `skipped`, or `unfinished`. */
    readonly outcome: 'passed' | 'failed' | 'skipped' | 'unfinished';
  }[];
  readonly log:
    | {
        readonly state: 'matched';
        readonly job: string;
        readonly url: string;
        readonly line: number;
        readonly excerpt: string;
      }
    | { readonly state: 'unmatched'; readonly searched: readonly string[] }
    | { readonly state: 'unreadable'; readonly why: string };
}

export interface DeclaredFile {
  readonly path: string;
  readonly state: 'present' | 'empty' | 'absent';
  readonly bytes: number;
}

/**
 * Every kind of evidence, by name. A rule names the kinds it needs and sees no other. All of it is
 * plain data, so that a bundle written to disk and read back judges to the same bytes.
 */
export interface EvidenceByKind {
  readonly runs: readonly WorkflowRun[];
  readonly tests: readonly CollectedReport<TestReport>[];
  /** Test reports of the base run, for comparisons. */
  readonly baseTests: readonly CollectedReport<TestReport>[];
  readonly coverage: readonly CollectedReport<CoverageReport>[];
  readonly baseCoverage: readonly CollectedReport<CoverageReport>[];
  readonly findings: readonly CollectedReport<FindingsReport>[];
  readonly inventory: readonly CollectedReport<Inventory>[];
  readonly benchmarks: readonly CollectedReport<Benchmarks>[];
  readonly artifacts: readonly ArtifactRecord[];
  readonly sources: readonly ExpectedSource[];
  readonly files: RepositoryFiles;
  readonly baseFiles: RepositoryFiles;
  readonly pins: readonly PinResolution[];
  readonly probes: readonly ProbeResult[];
  readonly declaredFiles: readonly DeclaredFile[];
  readonly changes: Changes;
  readonly plan: Plan;
  readonly registry: Registry;
  readonly previous: readonly PreviousAudit[];
  /** Contexts that branch protection or rulesets require. */
  readonly requiredChecks: readonly string[];
  /** Conclusion of the base commit's CI, for the mode. */
  readonly baseCi: 'green' | 'red';
}

/** What a kind of evidence holds. */
export type EvidenceValues = EvidenceByKind & FurtherEvidence;

export type EvidenceKind = keyof EvidenceValues;

export type EvidenceSet = { readonly [K in keyof EvidenceByKind]: Evidence<EvidenceByKind[K]> } & {
  readonly [K in keyof FurtherEvidence]?: Evidence<FurtherEvidence[K]>;
};

/** Where the config came from, as the audit states it. */
export interface ConfigOrigin {
  readonly path: string;
  readonly commit?: string;
  /** `policy`: the trusted ref. `head`: there is none on the policy ref yet. `default`: there is none at all. */
  readonly from: 'policy' | 'head' | 'default' | 'file';
  /** The shared config that lies beneath it: `owner/name`, path and commit. */
  readonly extends?: {
    readonly repository: string;
    readonly path: string;
    readonly commit: string;
  };
}

/** What collected a bundle, so that a later version can say what it judges otherwise. */
export interface MadeBy {
  readonly version: string;
  readonly rulesVersion: number;
  /** Rule id to what its boundaries were then, as a short digest. */
  readonly rules: Readonly<Record<string, string>>;
}

/** Everything between the I/O: judged, scored and rendered without looking at anything else. */
export interface EvidenceFile {
  readonly schema: 'milestone-evidence/1';
  readonly target: Target;
  readonly config: Config;
  readonly configOrigin: ConfigOrigin;
  readonly evidence: EvidenceSet;
  /** Titles and ids around the milestone that only the collecting could know. */
  readonly milestone: { readonly id: string; readonly title: string; readonly next: string };
  /** What collecting could not do, as sentences that name the thing (a missing permission, a conflict of ids). */
  readonly notices: readonly string[];
  /** Absent in what was saved before it was recorded. */
  readonly tool?: MadeBy;
}
