import type { Audit } from '../model/audit.ts';

/** Trailer of every commit the audit makes, by which its own commits are told from a team's. */
export const auditTrailer = 'Milestone-Audit';

/**
 * The message of an audit's commit: our own words, the milestone's checked id, and a commit's id.
 *
 * No title, branch or name from outside: closing keywords in a message that reaches the default
 * branch close issues (docs.github.com, "Linking a pull request to an issue", read 2026-11-22).
 */
export function auditCommitMessage(audit: Audit): {
  readonly headline: string;
  readonly body: string;
} {
  const { milestone, commits } = audit;
  return {
    headline: `docs(audit): milestone audit of ${milestone}`,
    body: `Computed from the evidence of commit ${commits.audited}.\n\n${auditTrailer}: ${milestone}`,
  };
}
