import { byCodeUnit } from '../../lib/canonical-json.ts';
import type { FindingsReport, ScanFinding, Severity } from '../../model/reports.ts';
import type { ReadReport, ReportFormat } from '../base/format.ts';
import { cut, firstLine } from '../base/report-text.ts';
import { type Json, jsonReader } from '../json/json-report.ts';

/** Maximum number of findings listed in a report; `omitted` counts the others. */
export const MAX_FINDINGS = 1000;
const MAX_TEXT = 500;
/** Maximum number of listed reasons why a scan is incomplete; each is an open item of a rule. */
const MAX_REASONS = 20;

const RANK: Readonly<Record<Severity, number>> = {
  critical: 0,
  high: 1,
  medium: 2,
  low: 3,
  unknown: 4,
};

/** Severity words of scanners in lower case; any other word is `unknown`. */
const WORDS: Readonly<Record<string, Severity>> = {
  critical: 'critical',
  high: 'high',
  important: 'high',
  medium: 'medium',
  moderate: 'medium',
  low: 'low',
  minor: 'low',
  info: 'low',
  negligible: 'low',
};

export function severityOf(word: string): Severity {
  const known = word.toLowerCase();
  return Object.hasOwn(WORDS, known) ? (WORDS[known] ?? 'unknown') : 'unknown';
}

/**
 * Returns the severity of a CVSS score, 0 to 10 (first.org, "CVSS v3.1 specification", section 5).
 */
export function severityOfScore(score: number): Severity {
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  if (score >= 4) return 'medium';
  return score > 0 ? 'low' : 'unknown';
}

/** Counts findings by severity and keeps the most severe, in limited memory. */
export class FindingsTally {
  readonly #counts: Record<Severity, number> = {
    critical: 0,
    high: 0,
    medium: 0,
    low: 0,
    unknown: 0,
  };
  readonly #notes = new Set<string>();
  readonly #incomplete = new Set<string>();
  #findings: ScanFinding[] = [];
  #total = 0;

  add(finding: ScanFinding): void {
    this.#counts[finding.severity]++;
    this.#total++;
    this.#findings.push({
      id: cut(finding.id, MAX_TEXT),
      severity: finding.severity,
      subject: cut(finding.subject, MAX_TEXT),
      message: firstLine(finding.message),
    });
    if (this.#findings.length >= MAX_FINDINGS * 2) this.#trim();
  }

  /** Adds a sentence about a limit or an oddity, once. */
  note(text: string): void {
    this.#notes.add(text);
  }

  /** Adds a reason, once, why the scan may have missed findings; it is a note as well. */
  miss(text: string): void {
    this.#notes.add(text);
    this.#incomplete.add(cut(text, MAX_TEXT));
  }

  get total(): number {
    return this.#total;
  }

  /** Returns the report: empty when nothing was scanned, clean when nothing was found. */
  outcome(
    format: string,
    tool: string,
    kind: FindingsReport['kind'],
    scanned: boolean,
  ): ReadReport {
    this.#trim();
    const omitted = this.#total - this.#findings.length;
    if (omitted > 0) this.note(`${omitted} more findings are counted, not listed: the lightest.`);
    const report: FindingsReport = {
      format,
      tool,
      kind,
      counts: { ...this.#counts },
      findings: this.#findings,
      omitted,
      notes: [...this.#notes].sort(byCodeUnit),
      ...(this.#incomplete.size === 0
        ? {}
        : { incomplete: [...this.#incomplete].sort(byCodeUnit).slice(0, MAX_REASONS) }),
    };
    const state = scanned || this.#total > 0 ? 'present' : 'empty';
    return { state, format, content: { kind: 'findings', report } };
  }

  #trim(): void {
    this.#findings.sort(
      (a, b) =>
        RANK[a.severity] - RANK[b.severity] ||
        byCodeUnit(a.id, b.id) ||
        byCodeUnit(a.subject, b.subject) ||
        byCodeUnit(a.message, b.message),
    );
    this.#findings = this.#findings.slice(0, MAX_FINDINGS);
  }
}

/**
 * Defines a format that is one JSON document. `read` adds the findings, returns whether anything was
 * scanned, and may throw `MalformedReport`.
 */
export function jsonFindings({
  tool,
  scans,
  read,
  ...format
}: Pick<ReportFormat, 'name' | 'recognize'> & {
  readonly tool: string;
  readonly scans: FindingsReport['kind'];
  read(document: Json, tally: FindingsTally): boolean;
}): ReportFormat {
  const readDocument = (document: Json): ReadReport => {
    const tally = new FindingsTally();
    const scanned = read(document, tally);
    return tally.outcome(format.name, tool, scans, scanned);
  };
  return {
    ...format,
    kind: 'findings',
    reader: (limits) => jsonReader(format.name, readDocument, limits),
  };
}
