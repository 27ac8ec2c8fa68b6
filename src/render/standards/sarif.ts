import { createHash } from 'node:crypto';
import { canonicalJson } from '../../lib/canonical-json.ts';
import { sanitize } from '../../lib/sanitize.ts';
import type { Audit, AuditIssue, AuditRule } from '../../model/audit.ts';
import type { Source } from '../../model/evidence.ts';
import { PRODUCT_URL } from './statements.ts';

/** SARIF's schema, as the files of other tools name it. */
const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

const LEVELS: Readonly<Record<AuditIssue['severity'], 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
};

/**
 * Maximum number of tags of a rule: code scanning refuses a rule with more than 20. (GitHub, "SARIF
 * support for code scanning", read 2026-11-30: 20 runs, 25,000 results, 20 tags, 10 MB.)
 */
const MAX_TAGS = 20;

/**
 * Returns the issues as SARIF 2.1.0 (OASIS, section 3). An issue that cites a line of the repository is
 * a result. Code scanning refuses results without a place, so any other issue is a notification.
 */
export function renderSarif(audit: Audit): string {
  const placed = audit.issues.filter(({ source }) => isRepositoryFile(source));
  const others = audit.issues.filter(({ source }) => !isRepositoryFile(source));
  const ids = [...new Set(audit.issues.map(({ rule }) => rule))].sort();
  const indexOf = (rule: string): number => ids.indexOf(rule);
  return canonicalJson({
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'milestone-audit',
            informationUri: PRODUCT_URL,
            version: audit.tool.version,
            rules: ids.map((id) => descriptorOf(id, audit)),
          },
        },
        automationDetails: { id: `milestone-audit/${sanitize(audit.milestone)}/` },
        versionControlProvenance:
          audit.repository_url === undefined
            ? []
            : [{ repositoryUri: audit.repository_url, revisionId: audit.commits.audited }],
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: others.map((issue) => ({
              descriptor: { id: issue.rule, index: indexOf(issue.rule) },
              level: LEVELS[issue.severity],
              message: { text: textOf(issue) },
            })),
          },
        ],
        originalUriBaseIds: { '%SRCROOT%': { description: { text: 'Root of the repository' } } },
        results: placed.map((issue) => resultOf(issue, indexOf(issue.rule))),
        columnKind: 'utf16CodeUnits',
      },
    ],
  });
}

/** Whether the source is a file of the repository, and not one inside an archive or a log. */
function isRepositoryFile(source: Source | null): source is Source & { readonly path: string } {
  return source?.path !== undefined && source.commit !== undefined;
}

function descriptorOf(id: string, { rules, issues }: Audit): object {
  const rule = rules.find((one) => one.id === id);
  const [issue] = issues.filter((one) => one.rule === id);
  const title = sanitize(rule?.title ?? id);
  return {
    id,
    name: title,
    shortDescription: { text: title },
    fullDescription: { text: sanitize(issue?.interpretation || title) },
    helpUri: `${PRODUCT_URL}/blob/main/docs/rules/${id}.md`,
    defaultConfiguration: { level: LEVELS[issue?.severity ?? 'medium'] },
    help: { text: sanitize(issue?.recommendation || title) },
    properties: { tags: tagsOf(rule) },
  };
}

function tagsOf(rule: AuditRule | undefined): readonly string[] {
  return ['milestone-audit', ...(rule?.controls ?? [])].slice(0, MAX_TAGS);
}

function resultOf(issue: AuditIssue, ruleIndex: number): object {
  const { path = '', line = 1 } = issue.source ?? {};
  const fingerprint = createHash('sha256').update(`${issue.rule}\n${issue.id}\n${path}`);
  return {
    ruleId: issue.rule,
    ruleIndex,
    level: LEVELS[issue.severity],
    message: { text: textOf(issue) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: {
            uri: sanitize(path).split('/').map(encodeURIComponent).join('/'),
            uriBaseId: '%SRCROOT%',
          },
          region: { startLine: line },
        },
      },
    ],
    // The id of an issue depends on its cause, not on the line, which moves with every edit.
    partialFingerprints: { primaryLocationLineHash: `${fingerprint.digest('hex').slice(0, 16)}:1` },
    properties: { issue: issue.id, severity: issue.severity },
  };
}

function textOf({ id, observation, recommendation }: AuditIssue): string {
  return sanitize(
    [`${id}: ${observation}`, recommendation].filter((text) => text !== '').join(' '),
  );
}
