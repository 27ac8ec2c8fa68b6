import type { AuditDeferral, AuditFlake } from './audit.ts';
import type { TrendRow } from './trend.ts';

/** What a later audit reads of an earlier one's JSON. */
export interface PreviousAudit extends TrendRow {
  readonly path: string;
  readonly blob: string;
  readonly audited: string;
  /** Only of audits whose own file was read. */
  readonly rules: readonly {
    readonly id: string;
    readonly level: number | null;
    readonly title?: string;
  }[];
  /** What the next audit carries on; of the newest one only. */
  readonly memory?: {
    readonly flakes: readonly AuditFlake[];
    readonly deferrals: readonly AuditDeferral[];
    /** Ids that the registry had lost by then. */
    readonly lost: readonly string[];
    /** Those of them that were quoted before. */
    readonly lost_entries?: readonly AuditDeferral[];
    /** The CI flow with the seconds of each step. */
    readonly flow?: readonly {
      readonly name: string;
      readonly conclusion: string;
      readonly seconds: number | null;
    }[];
  };
}
