export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'unknown';

export interface Finding {
  /** Stable id of the advisory or rule: `CVE-2026-1`, `GHSA-…`, `py/sql-injection`. */
  readonly id: string;
  readonly severity: Severity;
  /** Package, file or secret location the finding is about. */
  readonly subject: string;
  readonly message: string;
}

/** What one scan says: SARIF, npm audit, pip-audit, Trivy, … */
export interface FindingsReport {
  readonly format: string;
  readonly tool: string;
  readonly kind: 'vulnerabilities' | 'secrets' | 'code';
  readonly counts: Readonly<Record<Severity, number>>;
  /** Worst first, then by id, bounded. */
  readonly findings: readonly Finding[];
  readonly omitted: number;
  readonly notes: readonly string[];
}
